/* The rules for a mentor pair's fields, and its form on the wire. */
#ifndef TRAINING_MENTOR_PAIR_H
#define TRAINING_MENTOR_PAIR_H

#include "caravan/training/v1/mentor_pair.pb-c.h"
#include "mentor_pair/mentor_pair_store.h"
#include "service/field.h"

#define MENTOR_PAIR_NAME "mentorPairs/@"

/* Take the masked fields from the request into `pair`. The others stay as they are. */
void mentor_pair_read(struct cv_check *check, const Caravan__Training__V1__MentorPair *message,
                      uint32_t mask, struct mentor_pair *pair);
void mentor_pair_check(struct cv_check *check, const struct mentor_pair *pair);
/* Who, where, and how it stands, of a new one. Texts live in the arena of the check. */
void mentor_pair_begin_read(struct cv_check *check,
                            const Caravan__Training__V1__MentorPair *message,
                            struct mentor_pair *pair);

uint32_t mentor_pair_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask);

/* NULL when the arena is full. */
Caravan__Training__V1__MentorPair *mentor_pair_wire(struct cv_arena *arena,
                                                    const struct mentor_pair *pair);

#endif
