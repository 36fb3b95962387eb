#include "report/report_store.h"
#include "service/rows.h"

#include <stdlib.h>

/* SUM() over 64 bits would fail where the figure itself may still fit, and a mean needs more than
 * 64 bits. So the database adds up the thousand millions and the rest, and they meet in 128. */
#define LIMB    1000000000
#define HIGH(x) "CAST(SUM((" x ") / 1000000000) AS BIGINT)"
#define LOW(x)  "CAST(SUM((" x ") % 1000000000) AS BIGINT)"
#define BOTH(x) HIGH(x) ", " LOW(x)

static __int128 get_sum(struct cv_stmt *stmt, int column)
{
    return (__int128)cv_stmt_get_int64(stmt, column) * LIMB + cv_stmt_get_int64(stmt, column + 1);
}

static struct cv_stmt *prepare(struct view *view, const char *sql, struct cv_uuid of)
{
    struct cv_stmt *stmt = cv_tx_prepare(view->books->tx, sql);

    cv_stmt_text(stmt, 1, view->books->org);
    cv_stmt_uuid(stmt, 2, of);
    cv_stmt_int64(stmt, 3, view->known_us);
    cv_stmt_int64(stmt, 4, view->through);
    return stmt;
}

/* ---- money ---- */

#define MINOR HIGH("m.amount_minor") " AS high, " LOW("m.amount_minor") " AS low "
#define OF_PROGRAMME                                                                               \
    "m ON m.org_id = p.org_id AND m.project_uid = p.uid WHERE p.org_id = $1 "                      \
    "AND p.programme_uid = $2 AND m.recorded_us <= $3 AND m.effective_on <= $4 "
#define BY(table, column)                                                                          \
    "SELECT m.project_uid, m." column ", m.year, " MINOR "FROM project p JOIN " table              \
    " " OF_PROGRAMME "GROUP BY m.project_uid, m." column ", m.year"

/* The site is that of the budget line. Lines are few, so they are joined after adding up. */
#define FROM_LINES                                                                                 \
    "SELECT s.project_uid, l.site, s.year, CAST(SUM(s.high) AS BIGINT), "                          \
    "CAST(SUM(s.low) AS BIGINT) FROM ("
#define TO_SITES                                                                                   \
    ") s JOIN budget_line l ON l.org_id = $1 AND l.project_uid = s.project_uid "                   \
    "AND l.uid = s.line_uid GROUP BY s.project_uid, l.site, s.year"
#define BY_LINE(table) FROM_LINES BY(table, "line_uid") TO_SITES

static const char *const MONEY[MEASURES] = {
    [MEASURE_BUDGET] = BY("budget_line", "site"),
    [MEASURE_COMMITTED] = BY_LINE("commitment"),
    [MEASURE_DISBURSED] = BY_LINE("disbursement"),
};

struct found {
    struct money_sum *sums;
    size_t count;
    size_t room;
};

static int by_uid(const void *key, const void *project)
{
    return memcmp(key, &((const struct project *)project)->uid, sizeof(struct cv_uuid));
}

static struct cv_status take_money(struct view *view, struct cv_stmt *stmt, enum measure measure,
                                   const struct project *projects, size_t project_count,
                                   struct found *found)
{
    struct cv_uuid uid = cv_stmt_get_uuid(stmt, 0);
    const struct project *project =
        project_count == 0 ? NULL
                           : bsearch(&uid, projects, project_count, sizeof(*projects), by_uid);
    struct money_sum *grown =
        cv_rows_grow(view->books->arena, found->sums, found->count, &found->room, sizeof(*grown));

    if (project == NULL)
        return cv_status(CV_DATA_LOSS, "PROJECT_MISSING",
                         "there is money of a project that was not known then");
    if (grown == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    found->sums = grown;
    grown[found->count++] = (struct money_sum){
        .project = (size_t)(project - projects),
        .site = cv_stmt_get_text(stmt, 1, view->books->arena),
        .year = (int32_t)cv_stmt_get_int64(stmt, 2),
        .measure = measure,
        .minor = get_sum(stmt, 3),
    };
    return CV_STATUS_OK;
}

struct cv_status view_money(struct view *view, const struct project *projects, size_t project_count,
                            struct money_sum **sums, size_t *count)
{
    struct cv_status status = CV_STATUS_OK;
    struct found found = {0};

    for (int m = 0; cv_ok(status) && m < MEASURES; m++) {
        struct cv_stmt *stmt = prepare(view, MONEY[m], view->programme);
        struct cv_status finished;

        while (cv_ok(status) && cv_stmt_step(stmt))
            status = take_money(view, stmt, (enum measure)m, projects, project_count, &found);
        finished = cv_stmt_finish(stmt);
        if (cv_ok(status))
            status = finished;
    }
    *sums = found.sums;
    *count = found.count;
    return status;
}

/* ---- observations ---- */

/* $1 org, $2 indicator, $3 the instant, $4 the day. A reversal does not count, nor what it names.
 * COALESCE says "reverses IS NULL" without leading an engine to look up every row by the index that
 * is for the few reversals. */
#define LIVE                                                                                       \
    "FROM observation o WHERE o.org_id = $1 AND o.indicator_uid = $2 AND o.recorded_us <= $3 "     \
    "AND o.effective_on <= $4 AND COALESCE(o.reverses, o.uid) = o.uid "                            \
    "AND o.uid NOT IN (SELECT r.reverses FROM observation r WHERE r.org_id = $1 "                  \
    "AND r.indicator_uid = $2 AND r.reverses IS NOT NULL AND r.recorded_us <= $3) "

/* Each is SELECT month, number of observations, value, weight, in order of time. */

#define MONTH_AND_VALUE          "SELECT o.effective_on / 100, COUNT(*), " BOTH("o.value") ", "
#define BY_MONTH                 "GROUP BY o.effective_on / 100 ORDER BY o.effective_on / 100"
#define ADDED(weight, condition) MONTH_AND_VALUE weight " " LIVE condition BY_MONTH

/* What stands is changed by an observation by its difference to the one before it in its series;
 * the first of a series adds one to the number of observations that what stands is made of. */
#define CHANGES                                                                                    \
    "SELECT o.effective_on / 100 AS month, ROW_NUMBER() OVER series AS nth, "                      \
    "o.value - COALESCE(LAG(o.value) OVER series, 0) AS change " LIVE
#define CHANGED "SUM(CASE WHEN c.nth = 1 THEN 1 ELSE 0 END), " BOTH("c.change") ", 0, 0 "
#define CARRIED(series)                                                                            \
    "SELECT c.month, " CHANGED "FROM (" CHANGES "WINDOW series AS (PARTITION BY " series           \
    " ORDER BY o.effective_on, o.recorded_us, o.uid)) c GROUP BY c.month ORDER BY c.month"

#define WEIGHTED "AND o.weight > 0 " /* 0 of 0 says nothing */

static const char *const SUMS[] = {
    [FIGURE_FLOW] = ADDED("0, 0", ""),
    [FIGURE_LEVEL] = CARRIED("o.project_uid, o.site"),
    [FIGURE_DISTINCT_COUNT] = CARRIED("o.subject"),
    [FIGURE_RATIO] = ADDED(BOTH("o.weight"), WEIGHTED),
    /* Products of 100 bits are not for the database: one row each. */
    [FIGURE_WEIGHTED_MEAN] = "SELECT o.effective_on / 100, 1, o.value, o.weight " LIVE WEIGHTED
                             "ORDER BY o.effective_on",
};

static struct figure_sums get_sums(struct cv_stmt *stmt, enum figure_kind kind)
{
    struct figure_sums sums = {.observations = cv_stmt_get_int64(stmt, 1)};

    if (kind == FIGURE_WEIGHTED_MEAN) {
        sums.weight = cv_stmt_get_int64(stmt, 3);
        sums.value = sums.weight * cv_stmt_get_int64(stmt, 2);
    } else {
        sums.value = get_sum(stmt, 2);
        sums.weight = get_sum(stmt, 4);
    }
    return sums;
}

struct cv_status view_observations(struct view *view, const struct indicator *indicator,
                                   struct figures *figures)
{
    struct cv_stmt *stmt = prepare(view, SUMS[figures->kind], indicator->uid);

    while (cv_stmt_step(stmt)) {
        struct figure_sums sums = get_sums(stmt, figures->kind);

        figures_add(figures, (int32_t)cv_stmt_get_int64(stmt, 0), &sums);
    }
    return cv_stmt_finish(stmt);
}
