/* The rules for a box's fields and events, and their form on the wire. */
#ifndef LOGISTICS_BOX_H
#define LOGISTICS_BOX_H

#include "box/box_store.h"
#include "caravan/logistics/v1/box.pb-c.h"
#include "service/field.h"

#define BOX_NAME "boxes/@"

#define WAGON_SLOTS_MAX 8

/* Texts are borrowed from the request or in the arena. The id comes of the number. */
void box_read(struct cv_check *check, const Caravan__Logistics__V1__Box *message, struct box *box);
/* NULL when the arena is full. */
Caravan__Logistics__V1__Box *box_wire(struct cv_arena *arena, const struct box *box);

/* `observation`: what the observer calls it; NULL: a command. */
void box_event_read(struct cv_check *check, const Caravan__Logistics__V1__BoxEvent *message,
                    const char *observation, struct box_event *event);
Caravan__Logistics__V1__BoxEvent *box_event_wire(struct cv_arena *arena,
                                                 const struct box_event *event);

/* The id in the name of a box, in the arena. */
const char *box_id(struct cv_check *check, const char *field, const char *name);

/* A wagon's number as it stands in a consist: capital letters and digits. In the arena. */
const char *wagon_number(struct cv_check *check, const char *field, const char *text);

#endif
