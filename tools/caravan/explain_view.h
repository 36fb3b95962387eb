/* The records behind a figure of a programme's report, as people or programs want to see them. */
#ifndef CARAVAN_EXPLAIN_VIEW_H
#define CARAVAN_EXPLAIN_VIEW_H

#include "base/arena.h"
#include "caravan/projects/v1/report.pb-c.h"
#include "caravan/projects/v1/report_entry.pb-c.h"

#include <stdio.h>

struct explained {
    const char *programme; /* name */
    const char *figure;    /* as it was asked for */
    const char *query;     /* the call, and what of its answer is the figure */
    const char *unit;      /* currency, or that of the indicator */
    int decimals;
    int weight_decimals;
    bool is_sum; /* the entries add up to the value; else they are weighed */
    bool weighed;
    int64_t value;
    const Google__Type__Date *effective_through;
    const Google__Protobuf__Timestamp *known_at;
    Caravan__Projects__V1__ReportEntry **entries;
    size_t count;
    size_t room;
};

/* False: out of memory. */
bool explained_add(struct explained *explained, struct cv_arena *arena,
                   Caravan__Projects__V1__ReportEntry *entry);
int64_t explained_sum(const struct explained *explained);
void explain_print_table(const struct explained *explained, struct cv_arena *arena, FILE *out);
void explain_print_csv(const struct explained *explained, struct cv_arena *arena, FILE *out);
/* False: out of memory. */
bool explain_print_json(const struct explained *explained, struct cv_arena *arena, FILE *file);

#endif
