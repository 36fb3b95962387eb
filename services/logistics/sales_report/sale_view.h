/* What reports and lists of postings ask for in the same way: a currency, days, an instant. */
#ifndef LOGISTICS_SALE_VIEW_H
#define LOGISTICS_SALE_VIEW_H

#include "app/wire.h"
#include "sale_posting/sale_posting_store.h"

/* The days and the currency; all else stays as it is. */
void sale_view_read(struct cv_check *check, const char *currency, const Google__Type__Date *from,
                    const Google__Type__Date *through, struct sale_view *view);

#endif
