/* The rules for the fields of a sale's entry, and its form on the wire. */
#ifndef LOGISTICS_SALE_ENTRY_H
#define LOGISTICS_SALE_ENTRY_H

#include "sale/sale.h"
#include "sale_entry/sale_entry_store.h"

#define SALE_ENTRY_NAME SALE_NAME "/entries/@"

/* Take the fields from the request and check them. *currency: as asked, to be compared with the
 * sale's. */
void sale_entry_read(struct cv_check *check, const Caravan__Logistics__V1__SaleEntry *message,
                     struct sale_entry *entry, const char **currency);

/* The fields of both Reverse methods. `asked` points into `new_id`. */
void sale_reversal_read(struct cv_check *check, const char *reversal_id, const char *reference,
                        const Google__Type__Date *effective_date, struct cv_id *new_id,
                        struct sale_reversal *asked);

/* `sale`: the id of its sale. NULL when the arena is full. */
Caravan__Logistics__V1__SaleEntry *sale_entry_wire(struct cv_arena *arena, const char *sale,
                                                   const char *currency,
                                                   const struct sale_entry *entry);

#endif
