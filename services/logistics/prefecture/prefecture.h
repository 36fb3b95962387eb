/* The rules for a prefecture's fields, and its form on the wire. */
#ifndef LOGISTICS_PREFECTURE_H
#define LOGISTICS_PREFECTURE_H

#include "caravan/logistics/v1/prefecture.pb-c.h"
#include "hub_unit.h"
#include "prefecture/prefecture_store.h"

#define PREFECTURE_NAME HUB_NAME "/prefectures/@"
#define TABLE_ROWS_MAX  1000 /* of one Set */

/* `field`: of the message in the request, "prefectures[7]". Texts are borrowed. */
void prefecture_read(struct cv_check *check, const char *field,
                     const Caravan__Logistics__V1__Prefecture *message,
                     struct prefecture *prefecture);
Caravan__Logistics__V1__Prefecture *prefecture_wire(struct cv_arena *arena, const char *hub,
                                                    const struct prefecture *prefecture);

/* "prefectures[7]" and "prefectures[7].code". */
const char *row_path(struct cv_check *check, const char *table, size_t row);
const char *row_field(struct cv_check *check, const char *row, const char *field);
/* No row has the id of an earlier one. `ids` are put in order. */
void rows_unique(struct cv_check *check, const char *table, const char **ids, size_t count);

#endif
