/* The rules for a sale's fields, and its form on the wire. */
#ifndef LOGISTICS_SALE_H
#define LOGISTICS_SALE_H

#include "caravan/logistics/v1/sale.pb-c.h"
#include "sale/sale_store.h"
#include "service/field.h"

#define SALE_NAME "sales/@"

#define SALE_TEXT_MAX     60 /* characters of products and places */
#define SALE_UNIT_MAX     20
#define SALE_QUANTITY_MAX INT64_C(1000000000000000)
/* 10^12 fen are ten thousand million yuan; nine million such sales still add up in 64 bits. */
#define SALE_AMOUNT_MAX INT64_C(1000000000000)

/* An amount of money in a sale or an entry: 1 to SALE_AMOUNT_MAX. */
struct cv_money sale_money(struct cv_check *check, const char *field,
                           const Caravan__Common__V1__Money *message);

/* Take the fields from the request and check them. Texts are borrowed from the request or in the
 * arena. */
void sale_read(struct cv_check *check, const Caravan__Logistics__V1__Sale *message,
               struct sale *sale);

/* NULL when the arena is full. */
Caravan__Logistics__V1__Sale *sale_wire(struct cv_arena *arena, const struct sale *sale);

#endif
