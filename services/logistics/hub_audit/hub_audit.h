/* One hub, counted anew from its raw scans: states, links, figures and places in the log. */
#ifndef LOGISTICS_HUB_AUDIT_H
#define LOGISTICS_HUB_AUDIT_H

#include "hub/hub_store.h"

struct hub_audit {
    int64_t scans;
    int64_t parcels;
    int64_t figures;
    int64_t wrong; /* what does not agree; the first of them are told on stdout */
};

struct cv_status hub_audit_run(struct cv_books *books, const char *hub, struct hub_audit *audit);

#endif
