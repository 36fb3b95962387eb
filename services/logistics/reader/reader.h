/* The rules for a reader's fields, and its form on the wire. */
#ifndef LOGISTICS_READER_H
#define LOGISTICS_READER_H

#include "caravan/logistics/v1/hub.pb-c.h"
#include "hub/hub.h"
#include "reader/reader_store.h"

#define READER_NAME HUB_NAME "/readers/@"

void reader_read(struct cv_check *check, const Caravan__Logistics__V1__Reader *message,
                 struct reader *reader);
/* NULL when the arena is full. */
Caravan__Logistics__V1__Reader *reader_wire(struct cv_arena *arena, const char *hub,
                                            const struct reader *reader);

#endif
