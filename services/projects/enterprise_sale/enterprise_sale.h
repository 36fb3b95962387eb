/* The rules for the fields of an enterprise's sales, and their form on the wire. */
#ifndef PROJECTS_ENTERPRISE_SALE_H
#define PROJECTS_ENTERPRISE_SALE_H

#include "caravan/projects/v1/enterprise_sale.pb-c.h"
#include "enterprise_sale/enterprise_sale_store.h"
#include "field.h"

#define ENTERPRISE_SALE_NAME PROGRAMME_NAME "/enterpriseSales/@"

/* Texts are borrowed from the request. `programme`: the id of the parent. `currency`: as asked. */
void enterprise_sale_read(struct cv_check *check,
                          const Caravan__Projects__V1__EnterpriseSale *message,
                          const char *programme, struct enterprise_sale *sale,
                          const char **currency);

/* NULL when the arena is full. */
Caravan__Projects__V1__EnterpriseSale *enterprise_sale_wire(struct cv_arena *arena,
                                                            const char *programme,
                                                            const char *currency,
                                                            const struct enterprise_sale *sale);

#endif
