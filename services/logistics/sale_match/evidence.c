#include "sale_match/evidence.h"

#include "app/date.h"

#include <stdlib.h>
#include <string.h>

#define AMOUNTS_APART 50 /* one part in fifty is 2 % */
#define DAYS_APART    15
#define HS_COMMON     6 /* the digits that all countries share */

static const char FREIGHT[] = "freight";

static bool same_goods(const struct sale *a, const struct sale *b)
{
    bool same_product = a->product[0] != '\0' && strcmp(a->product, b->product) == 0;
    bool same_code = a->hs_code[0] != '\0' && strncmp(a->hs_code, b->hs_code, HS_COMMON) == 0;

    return (same_product || same_code) && strcmp(a->origin, b->origin) == 0 &&
           strcmp(a->unit, b->unit) == 0 && a->quantity_milli == b->quantity_milli;
}

static bool same_amount(const struct sale *a, const struct sale *b)
{
    int64_t apart = a->amount > b->amount ? a->amount - b->amount : b->amount - a->amount;
    int64_t larger = a->amount > b->amount ? a->amount : b->amount;

    return strcmp(a->currency, b->currency) == 0 && apart <= larger / AMOUNTS_APART;
}

uint32_t evidence_of(const struct sale *a, const struct sale *b)
{
    uint32_t evidence = 0;

    if (a->transport_reference[0] != '\0' &&
        strcmp(a->transport_reference, b->transport_reference) == 0)
        evidence |= EVIDENCE_TRANSPORT;
    if (same_goods(a, b))
        evidence |= EVIDENCE_GOODS;
    if (strcmp(a->buyer_region, b->buyer_region) == 0)
        evidence |= EVIDENCE_BUYER;
    if (same_amount(a, b))
        evidence |= EVIDENCE_AMOUNT;
    if (abs(cv_date_number(a->signed_on) - cv_date_number(b->signed_on)) <= DAYS_APART)
        evidence |= EVIDENCE_DATE;
    return evidence;
}

bool evidence_suffices(uint32_t evidence)
{
    const uint32_t together = EVIDENCE_GOODS | EVIDENCE_BUYER | EVIDENCE_AMOUNT | EVIDENCE_DATE;

    return (evidence & (EVIDENCE_TRANSPORT | EVIDENCE_ORDER)) != 0 ||
           (evidence & together) == together;
}

bool evidence_first_counts(const struct sale *a, const struct sale *b)
{
    return strcmp(a->channel, FREIGHT) != 0 || strcmp(b->channel, FREIGHT) == 0;
}
