#include "observation/observation_day_store.h"
#include "report/report_store.h"
#include "report_entry/report_entry_store.h"
#include "service/withhold.h"

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

/* ---- observations ---- */

/* $1 org, $2 indicator, an instant, a day. A reversal does not count, nor what it names. COALESCE
 * says "reverses IS NULL" without leading an engine to look up every row by the index that is for
 * the few reversals. */
#define LIVE_AT(known, through)                                                                    \
    "FROM observation o WHERE o.org_id = $1 AND o.indicator_uid = $2 AND o.recorded_us <= " known  \
    " AND o.effective_on <= " through " AND COALESCE(o.reverses, o.uid) = o.uid "                  \
    "AND o.uid NOT IN (SELECT r.reverses FROM observation r WHERE r.org_id = $1 "                  \
    "AND r.indicator_uid = $2 AND r.reverses IS NOT NULL AND r.recorded_us <= " known ") "
#define LIVE LIVE_AT("$3", "$4")

#define WEIGHTED "AND o.weight > 0 " /* 0 of 0 says nothing */

/* What the newest observation is the newest of. */
#define LEVEL_SERIES    "o.project_uid, o.site"
#define PROJECT_SERIES  "o.project_uid" /* across sites the last holds */
#define SINGLE_SERIES   "o.org_id"      /* across projects, too */
#define DISTINCT_SERIES "o.subject"

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

/* Beside the kinds: levels of which the last holds for all sites, or for all projects. */
enum {
    LEVEL_OF_PROJECT = FIGURE_QUALITATIVE + 1,
    LEVEL_OF_ALL
};

/* What is money adds up as what is not, and what is in words is never observed. */
static int rule_of(const struct indicator *indicator)
{
    if (indicator->kind == FIGURE_MONEY_FLOW || indicator->kind == FIGURE_QUALITATIVE)
        return FIGURE_FLOW;
    if (indicator->kind != FIGURE_LEVEL || indicator->across_sites != ACROSS_LAST)
        return (int)indicator->kind;
    return indicator->across_projects == ACROSS_LAST ? LEVEL_OF_ALL : LEVEL_OF_PROJECT;
}

static const char *const SUMS[] = {
    [FIGURE_FLOW] = ADDED("0, 0", ""),
    [FIGURE_LEVEL] = CARRIED(LEVEL_SERIES),
    [LEVEL_OF_PROJECT] = CARRIED(PROJECT_SERIES),
    [LEVEL_OF_ALL] = CARRIED(SINGLE_SERIES),
    [FIGURE_DISTINCT_COUNT] = CARRIED(DISTINCT_SERIES),
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

/* From what is kept of each day. */
static struct cv_status add_days(struct view *view, const struct indicator *indicator,
                                 struct figures *figures)
{
    struct cv_stmt *stmt = observation_days(view->books, indicator->uid, view->through);
    struct observation_day day;

    while (observation_day_next(stmt, &day)) {
        const struct figure_sums sums = {day.value, day.weight, day.observations};

        figures_add(figures, day.on / 100, &sums);
    }
    return cv_stmt_finish(stmt);
}

struct cv_status view_observations(struct view *view, const struct indicator *indicator,
                                   struct figures *figures)
{
    struct cv_stmt *stmt;
    bool current;
    struct cv_status status = observation_days_current(view->books, indicator->uid, view->known_us,
                                                       view->through, &current);

    if (!cv_ok(status) || current)
        return cv_ok(status) ? add_days(view, indicator, figures) : status;
    stmt = prepare(view, SUMS[rule_of(indicator)], indicator->uid);
    while (cv_stmt_step(stmt)) {
        struct figure_sums sums = get_sums(stmt, figures->kind);

        figures_add(figures, (int32_t)cv_stmt_get_int64(stmt, 0), &sums);
    }
    return cv_stmt_finish(stmt);
}

/* ---- the observations behind a figure ---- */

/* $5 the first day, of what is not carried on. */
#define ENTRY                                                                                      \
    "o.uid AS uid, o.id AS id, o.value AS value, o.weight AS weight, "                             \
    "o.effective_on AS effective_on, o.recorded_us AS recorded_us, "                               \
    "o.recorded_by AS recorded_by, o.reference AS reference "
#define DATED(known, through, condition)                                                           \
    "SELECT " ENTRY LIVE_AT(known, through) condition "AND o.effective_on >= $5 "
/* The newest of each series; $5 means nothing to it. */
#define NEWEST(known, through, series)                                                             \
    "SELECT " ENTRY "FROM (SELECT " ENTRY ", ROW_NUMBER() OVER (PARTITION BY " series              \
    " ORDER BY o.effective_on DESC, o.recorded_us DESC, o.uid DESC) AS nth " LIVE_AT(              \
        known, through) ") o WHERE o.nth = 1 AND $5 >= 0 "

/* What counts, of each kind. */
#define OF_FLOW(known, through)     DATED(known, through, "")
#define OF_LEVEL(known, through)    NEWEST(known, through, LEVEL_SERIES)
#define OF_PROJECT(known, through)  NEWEST(known, through, PROJECT_SERIES)
#define OF_ALL(known, through)      NEWEST(known, through, SINGLE_SERIES)
#define OF_DISTINCT(known, through) NEWEST(known, through, DISTINCT_SERIES)
#define OF_WEIGHED(known, through)  DATED(known, through, WEIGHTED)

#define PAGE(of)                                                                                   \
    "SELECT e.uid, e.id, e.value, e.weight, e.effective_on, e.recorded_us, e.recorded_by, "        \
    "e.reference FROM (" of("$3", "$4") ") e WHERE e.uid > $6 ORDER BY e.uid LIMIT $7"

static const char *const ENTRIES[] = {
    [FIGURE_FLOW] = PAGE(OF_FLOW),
    [FIGURE_LEVEL] = PAGE(OF_LEVEL),
    [LEVEL_OF_PROJECT] = PAGE(OF_PROJECT),
    [LEVEL_OF_ALL] = PAGE(OF_ALL),
    [FIGURE_DISTINCT_COUNT] = PAGE(OF_DISTINCT),
    [FIGURE_RATIO] = PAGE(OF_WEIGHED),
    [FIGURE_WEIGHTED_MEAN] = PAGE(OF_WEIGHED),
};

/* How many of the entries count fewer people than $6, and how many people these are together. Of a
 * ratio that has three answers (report/withhold.h): it is taken for none. */
#define SMALL(of, people, condition)                                                               \
    "SELECT COUNT(*), CAST(COALESCE(SUM(" people                                                   \
    "), 0) AS BIGINT) FROM (" of("$3", "$4") ") e WHERE " condition

static const char *const SMALL_ENTRIES[] = {
    [FIGURE_FLOW] = SMALL(OF_FLOW, "e.value", "e.value < $6"),
    [FIGURE_LEVEL] = SMALL(OF_LEVEL, "e.value", "e.value < $6"),
    [LEVEL_OF_PROJECT] = SMALL(OF_PROJECT, "e.value", "e.value < $6"),
    [LEVEL_OF_ALL] = SMALL(OF_ALL, "e.value", "e.value < $6"),
    [FIGURE_DISTINCT_COUNT] = SMALL(OF_DISTINCT, "e.value", "e.value < $6"),
    [FIGURE_RATIO] = SMALL(OF_WEIGHED, "0",
                           "e.value < $6 OR e.weight < $6 OR "
                           "(e.weight > e.value AND e.weight - e.value < $6)"),
    [FIGURE_WEIGHTED_MEAN] = SMALL(OF_WEIGHED, "e.weight", "e.weight < $6"),
};

static struct cv_stmt *prepare_period(struct view *view, const struct indicator *indicator,
                                      const struct period *period, const char *sql)
{
    struct cv_stmt *stmt = prepare(view, sql, indicator->uid);

    cv_stmt_int64(stmt, 4, period->through < view->through ? period->through : view->through);
    cv_stmt_int64(stmt, 5, period->from);
    return stmt;
}

/* What is withheld: entries of fewer than `least`; or all of them. */
struct secrecy {
    int64_t least; /* 0: the indicator counts no people */
    bool all;
};

/* What is withheld can be worked out together, being the figure less what is shown. Where that is
 * itself small, nothing is shown. */
static struct cv_status find_secrecy(struct view *view, const struct indicator *indicator,
                                     const struct period *period, struct secrecy *secrecy)
{
    struct cv_stmt *stmt;

    *secrecy = (struct secrecy){0};
    if (!indicator->counts_people)
        return CV_STATUS_OK;
    secrecy->least = CV_WITHHOLD_BELOW;
    if (indicator->kind != FIGURE_WEIGHTED_MEAN)
        secrecy->least *= figure_scale(indicator->decimals);
    stmt = prepare_period(view, indicator, period, SMALL_ENTRIES[rule_of(indicator)]);
    cv_stmt_int64(stmt, 6, secrecy->least);
    if (cv_stmt_step(stmt))
        secrecy->all =
            cv_stmt_get_int64(stmt, 0) > 0 && cv_stmt_get_int64(stmt, 1) < secrecy->least;
    return cv_stmt_finish(stmt);
}

static void keep_secret(const struct secrecy *secrecy, const struct indicator *indicator,
                        struct report_entry *entry)
{
    int64_t people = indicator->kind == FIGURE_WEIGHTED_MEAN ? entry->weight : entry->amount;

    if (!secrecy->all && people >= secrecy->least)
        return;
    entry->withheld = true;
    entry->amount = entry->weight = entry->counted = 0;
}

struct cv_status observation_entry_list(struct view *view, const struct indicator *indicator,
                                        const struct period *period, struct cv_listed *listed)
{
    struct cv_arena *arena = view->books->arena;
    struct secrecy secrecy;
    struct cv_status status = find_secrecy(view, indicator, period, &secrecy);
    struct report_entry *row;
    struct cv_stmt *stmt;

    if (!cv_ok(status))
        return status;
    stmt = prepare_period(view, indicator, period, ENTRIES[rule_of(indicator)]);
    cv_stmt_uuid(stmt, 6, listed->page.after);
    cv_stmt_int64(stmt, 7, listed->page.size + 1);
    while ((row = cv_listed_next(listed, view->books, stmt, sizeof(*row))) != NULL) {
        *row = (struct report_entry){
            .uid = cv_stmt_get_uuid(stmt, 0),
            .id = cv_stmt_get_text(stmt, 1, arena),
            .amount = cv_stmt_get_int64(stmt, 2),
            .weight = cv_stmt_get_int64(stmt, 3),
            .counted = cv_stmt_get_int64(stmt, 2),
            .effective_on = cv_books_get_date(stmt, 4),
            .recorded_us = cv_stmt_get_int64(stmt, 5),
            .recorded_by = cv_stmt_get_text(stmt, 6, arena),
            .reference = cv_stmt_get_text(stmt, 7, arena),
        };
        keep_secret(&secrecy, indicator, row);
    }
    return cv_stmt_finish(stmt);
}

/* ---- what counts in one view and not in another ---- */

/* $6 and $7 are of the other view. */
#define APART(of)                                                                                  \
    "SELECT e.value, e.weight, COALESCE(r.id, e.id), e.effective_on, "                             \
    "COALESCE(r.recorded_us, e.recorded_us), COALESCE(r.recorded_by, e.recorded_by), "             \
    "COALESCE(r.reference, e.reference) FROM (" of(                                                \
        "$3", "$4") ") e "                                                                         \
                    "LEFT JOIN observation r ON r.org_id = $1 AND r.indicator_uid = $2 AND "       \
                    "r.reverses = e.uid "                                                          \
                    "AND r.recorded_us <= $6 WHERE e.uid NOT IN (SELECT u.uid FROM (" of(          \
                        "$6", "$7") ") u) "                                                        \
                                    "ORDER BY e.uid"

static const char *const ENTRIES_APART[] = {
    [FIGURE_FLOW] = APART(OF_FLOW),
    [FIGURE_LEVEL] = APART(OF_LEVEL),
    [LEVEL_OF_PROJECT] = APART(OF_PROJECT),
    [LEVEL_OF_ALL] = APART(OF_ALL),
    [FIGURE_DISTINCT_COUNT] = APART(OF_DISTINCT),
    [FIGURE_RATIO] = APART(OF_WEIGHED),
    [FIGURE_WEIGHTED_MEAN] = APART(OF_WEIGHED),
};

void observation_walk_begin(struct observation_walk *walk, struct view *view,
                            const struct view *unless, const struct indicator *indicator,
                            const struct period *period)
{
    struct cv_stmt *stmt =
        prepare_period(view, indicator, period, ENTRIES_APART[rule_of(indicator)]);

    *walk = (struct observation_walk){.books = view->books, .stmt = stmt};
    cv_stmt_int64(stmt, 6, unless->known_us);
    cv_stmt_int64(stmt, 7, period->through < unless->through ? period->through : unless->through);
}

bool observation_walk_next(struct observation_walk *walk)
{
    if (!cv_stmt_step(walk->stmt))
        return false;
    walk->value = cv_stmt_get_int64(walk->stmt, 0);
    walk->weight = cv_stmt_get_int64(walk->stmt, 1);
    return true;
}

void observation_walk_entry(const struct observation_walk *walk, struct report_entry *entry)
{
    struct cv_arena *arena = walk->books->arena;

    *entry = (struct report_entry){
        .id = cv_stmt_get_text(walk->stmt, 2, arena),
        .amount = walk->value,
        .weight = walk->weight,
        .effective_on = cv_books_get_date(walk->stmt, 3),
        .recorded_us = cv_stmt_get_int64(walk->stmt, 4),
        .recorded_by = cv_stmt_get_text(walk->stmt, 5, arena),
        .reference = cv_stmt_get_text(walk->stmt, 6, arena),
    };
}

struct cv_status observation_walk_end(struct observation_walk *walk)
{
    return cv_stmt_finish(walk->stmt);
}
