/* Why a value of a report is another than it was: the records and changes between two views.
 *
 * Memory   In the arena of the views' books; when it is full, it tells, and what is found is void.
 */
#ifndef PROJECTS_RESTATEMENT_H
#define PROJECTS_RESTATEMENT_H

#include "report_entry/report_entry_store.h"

#define CAUSES_MAX 50

/* Same numbers as caravan.projects.v1.RestatementKind. */
enum cause_kind {
    CAUSE_ADDED = 1,
    CAUSE_REMOVED = 2,
    CAUSE_CHANGED = 3,
};

struct cause {
    enum cause_kind kind;
    const char *record; /* name */
    int32_t effective_on;
    int64_t recorded_us;
    const char *recorded_by;
    const char *reference;
    int64_t difference;
};

struct causes {
    struct cause *rows; /* the first CAUSES_MAX */
    size_t count;
    int64_t others_count;
    int64_t others_difference;
    bool carried; /* of a figure that stands on where there is no row of it */
};

/* A project as both views show it; NULL: not known. */
struct project_pair {
    const struct project *old;
    const struct project *now;
    /* Whether money of it counts in one view alone; asked for when needed. */
    enum {
        APART_UNKNOWN,
        APART_NOTHING,
        APART_SOME,
    } apart[RECORDED_MEASURES];
};

/* Two views of one programme. */
struct restating {
    const char *programme; /* id */
    struct view old;
    struct view now;
    struct project_pair *pairs; /* by uid */
    size_t pair_count;
    struct indicator *indicators; /* as now known */
    size_t indicator_count;
};

/* Reads what the views show, which are there, and the programme's id. */
struct cv_status restating_begin(struct restating *restating);
/* `path` as in report_row.h. */
struct cv_status restating_explain(struct restating *restating, const char *path,
                                   struct causes *causes);

/* ---- for the files of restating ---- */

/* NULL: there is room for no other; it then counts among the others. */
struct cause *causes_add(struct cv_arena *arena, struct causes *causes, int64_t difference);
/* A record of a walk. */
void cause_set(struct cause *cause, enum cause_kind kind, const char *name,
               const struct report_entry *entry);

/* `sign` -1: of a figure from which this one is taken away. */
struct cv_status restating_money(struct restating *restating, const struct money_figure *figure,
                                 int sign, struct causes *causes);

/* Something with versions. */
enum thing {
    THING_PROGRAMME,
    THING_PROJECT,
    THING_PARTNER,
    THING_INDICATOR,
};

/* Who made it what the view shows, and when. Of what is not known then nothing is added. */
struct cv_status restating_changed(struct restating *restating, enum thing thing, const char *id,
                                   int64_t difference, struct causes *causes);

#endif
