/* Indicators that repeat what another service counts, held against that service's own count.
 *
 * Memory   Texts live in the run's arena. */
#ifndef CARAVAN_REPORT_FED_H
#define CARAVAN_REPORT_FED_H

#include "report_joined.h"

#include "caravan/projects/v1/report.pb-c.h"

enum fed_state {
    FED_EQUAL,
    FED_DIFFERS,
    FED_WITHHELD, /* one of them counts too few people to be shown */
    FED_UNKNOWN   /* the count is not there to be compared */
};

struct fed_row {
    const Caravan__Projects__V1__Indicator *indicator;
    const Caravan__Projects__V1__IndicatorReport *report;
    enum joined_service service; /* that counts it */
    enum fed_state state;
    int64_t value;   /* in the indicator's units, 10^-decimals; 0 if nothing was reported */
    int64_t counted; /* the same, by that service; not if it is not known */
    const char *why; /* it is neither equal nor withheld, for people */
};

/* The next indicator from *at on that is fed and in the report; false: there is none. */
bool fed_next(const struct joined *joined, size_t *at, struct fed_row *row);

#endif
