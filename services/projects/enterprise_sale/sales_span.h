/* The time that sales are told of: "2025", "2025-Q3" or "2025-07". Pure. */
#ifndef PROJECTS_ENTERPRISE_SALE_SALES_SPAN_H
#define PROJECTS_ENTERPRISE_SALE_SALES_SPAN_H

#include <stdbool.h>
#include <stdint.h>

struct sales_span {
    int32_t from;  /* its first day */
    int32_t until; /* its last day */
};

/* False: it is none of the three, of the years 1900 to 2999. */
bool sales_span_read(const char *text, struct sales_span *period);

#endif
