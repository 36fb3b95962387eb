/* A programme's money by project, sector, site, partner and year; each adds up to the total.
 *
 * Knows neither SQL nor protobuf. Sums have 128 bits, and what does not fit in 64 at the end is an
 * error, never a wrong figure.
 *
 * Shares divide the sum of a project (its sectors), or of its budget lines without a site (its
 * sites), and not each record: so a part is less than one minor unit away from the exact share,
 * however many records there are, and what was reversed leaves no trace. What is committed is
 * divided by itself, as the budget is: in a part, unlike in a project, it can pass the budget by
 * one minor unit.
 *
 * Memory   In the arena given. When it is full, arena->exhausted tells, and the rows are void.
 *          Texts are borrowed. */
#ifndef PROJECTS_BREAKDOWN_H
#define PROJECTS_BREAKDOWN_H

#include "project/project_store.h"

enum measure {
    MEASURE_BUDGET,
    MEASURE_COMMITTED,
    MEASURE_DISBURSED,
    POSTED_MEASURES, /* what follows was submitted and waits for a second person */
    MEASURE_PENDING_BUDGET = POSTED_MEASURES,
    MEASURE_PENDING_COMMITTED,
    MEASURE_PENDING_DISBURSED,
    MEASURE_ORIGINAL_BUDGET,              /* posted, too: what the lines had at first */
    RECORDED_MEASURES,                    /* what follows has no records of its own */
    MEASURE_RESERVED = RECORDED_MEASURES, /* what of it keeps money from being committed */
    MEASURES,
};

struct amounts {
    __int128 minor[MEASURES];
};

struct money_row {
    const char *key;
    const char *title;
    const char *title_zh;
    struct amounts amounts;
    size_t order; /* private */
};

struct money_table {
    struct money_row *rows; /* by key, each once */
    size_t count;
    size_t room;  /* private */
    size_t added; /* private */
};

/* One project that takes part, and what is found out about it on the way. */
struct funded {
    const struct project *project;
    const char *name; /* its key */
    const char *partner;
    const char *partner_title;
    const char *partner_title_zh;
    struct amounts total;   /* zero at first */
    struct amounts unsited; /* zero at first */
};

/* A sum of records of one kind. */
struct money_sum {
    size_t project;   /* index */
    const char *site; /* "": none */
    int32_t year;
    enum measure measure;
    __int128 minor;
};

struct breakdown {
    struct amounts total;
    struct money_table by_project;
    struct money_table by_sector;
    struct money_table by_site; /* "": of projects without sites */
    struct money_table by_partner;
    struct money_table by_year;
};

/* False: a sum does not fit in 64 bits. */
bool breakdown_make(struct breakdown *breakdown, struct cv_arena *arena, struct funded *projects,
                    size_t project_count, const struct money_sum *sums, size_t sum_count);

#endif
