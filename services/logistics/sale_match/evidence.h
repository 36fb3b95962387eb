/* What speaks for two sales being one. Pure: no store, no clock. */
#ifndef LOGISTICS_SALE_MATCH_EVIDENCE_H
#define LOGISTICS_SALE_MATCH_EVIDENCE_H

#include "sale/sale_store.h"

/* Bit n is SaleMatchEvidence n. */
#define EVIDENCE_TRANSPORT UINT32_C(0x02)
#define EVIDENCE_GOODS     UINT32_C(0x04)
#define EVIDENCE_BUYER     UINT32_C(0x08)
#define EVIDENCE_AMOUNT    UINT32_C(0x10)
#define EVIDENCE_DATE      UINT32_C(0x20)
#define EVIDENCE_ORDER     UINT32_C(0x40) /* a freight was marked with what the other is */
#define EVIDENCE_PERSON    UINT32_C(0x80) /* somebody says so */

/* Of what the two say themselves; ORDER, PERSON, and TRANSPORT where one is of a freight, are for
 * others to know. */
uint32_t evidence_of(const struct sale *a, const struct sale *b);
/* Enough to ask a person? */
bool evidence_suffices(uint32_t evidence);
/* Of two sales that are one, does `a` count, recorded before `b`? */
bool evidence_first_counts(const struct sale *a, const struct sale *b);

#endif
