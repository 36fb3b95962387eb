/* How the money of one project counts in one figure of a report: all of it, none, or a share.
 *
 * Knows neither SQL nor protobuf. The report divides the sum of a project, not each record. So that
 * the parts of the records add up to that, a record's part is what it changes in the divided sum of
 * all before it.
 *
 * Memory   Borrows the project and the key. */
#ifndef PROJECTS_STAKE_H
#define PROJECTS_STAKE_H

#include "project/project_store.h"
#include "report/breakdown.h"
#include "split.h"

/* Same numbers as caravan.projects.v1.MoneyBreakdown. */
enum money_by {
    MONEY_BY_TOTAL = 1,
    MONEY_BY_PROJECT,
    MONEY_BY_SECTOR,
    MONEY_BY_SITE,
    MONEY_BY_PARTNER,
    MONEY_BY_YEAR,
};

struct money_figure {
    enum measure measure;
    enum money_by by;
    const char *key; /* an id, a code, "2025"; "" for what has none */
};

struct stake {
    const struct money_figure *figure;
    int32_t shares[SPLIT_MAX];
    size_t count; /* 0: nothing of what is divided */
    size_t at;    /* which of the shares is the figure's */
    bool partial; /* some of the project's money counts, or could */
};

void stake_make(const struct money_figure *figure, const struct project *project,
                struct stake *stake);
/* How a record with this site ("": none) and year counts, in whatever project. */
enum stake_role {
    STAKE_NONE,
    STAKE_WHOLE,   /* as it is */
    STAKE_DIVIDED, /* it joins the sum that is divided */
};
enum stake_role stake_role(const struct money_figure *figure, const char *site, int32_t year);
/* The figure's part of a sum of what is divided; 0 in a stake that is all zero. */
int64_t stake_part(const struct stake *stake, int64_t minor);

#endif
