/* The rules for the fields of a trade event's results, and their form on the wire. */
#ifndef PROJECTS_TRADE_RESULT_H
#define PROJECTS_TRADE_RESULT_H

#include "caravan/projects/v1/trade_result.pb-c.h"
#include "field.h"
#include "trade_result/trade_result_store.h"

#define TRADE_RESULT_NAME PROGRAMME_NAME "/tradeResults/@"

/* Texts are borrowed from the request. `programme`: the id of the parent. `currency`: as asked; "":
 * no amount was given. */
void trade_result_read(struct cv_check *check, const Caravan__Projects__V1__TradeResult *message,
                       const char *programme, struct trade_result *result, const char **currency);

/* NULL when the arena is full. */
Caravan__Projects__V1__TradeResult *trade_result_wire(struct cv_arena *arena, const char *programme,
                                                      const char *currency,
                                                      const struct trade_result *result);

#endif
