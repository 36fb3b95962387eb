/* The rules for a consignment's fields, and its form on the wire. */
#ifndef LOGISTICS_CONSIGNMENT_H
#define LOGISTICS_CONSIGNMENT_H

#include "caravan/logistics/v1/consignment.pb-c.h"
#include "consignment/consignment_store.h"
#include "service/field.h"

#define CONSIGNMENT_NAME         "consignments/@"
#define CONSIGNMENT_LINES_MAX    500
#define CONSIGNMENT_PACKAGES_MAX INT64_C(10000000)

/* The id in the name of a consignment, in the arena. */
const char *consignment_id(struct cv_check *check, const char *field, const char *name);

uint32_t consignment_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask);
/* The mask's fields that may be changed when the goods were accepted. */
bool consignment_mask_late(uint32_t mask);
bool consignment_mask_lines(uint32_t mask);

/* Take the masked fields from the request, checking each by itself; the others stay. Texts are
 * borrowed from the request or in the arena. The corridor is taken with CV_MASK_ALL only. */
void consignment_read(struct cv_check *check, const Caravan__Logistics__V1__Consignment *message,
                      uint32_t mask, struct consignment *consignment);
/* The lines alone; `field` is that of the list. */
void consignment_lines_read(struct cv_check *check, const char *field,
                            Caravan__Logistics__V1__GoodsLine **lines, size_t count,
                            struct consignment *consignment);

/* Its origin and destination are points of its corridor, and the direction is theirs; sets it when
 * it was not said. INVALID_ARGUMENT names the field. */
struct cv_status consignment_place(struct cv_books *books, struct consignment *consignment);
/* FAILED_PRECONDITION, CONSIGNMENT_INCOMPLETE, unless every line has HS code, packages, mass,
 * value. */
struct cv_status consignment_complete(struct cv_arena *arena,
                                      const struct consignment *consignment);

/* NULL when the arena is full. */
Caravan__Logistics__V1__Consignment *consignment_wire(struct cv_arena *arena,
                                                      const struct consignment *consignment);
size_t consignment_lines_wire(struct cv_arena *arena, const struct consignment *consignment,
                              Caravan__Logistics__V1__GoodsLine ***lines);

#endif
