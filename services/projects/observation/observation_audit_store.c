#include "observation/observation_audit_store.h"

#include "base/arena.h"
#include "observation/observation_day_store.h"
#include "report/figure.h"
#include "service/rows.h"

#include <stdio.h>
#include <string.h>

#define MEMORY_MAX ((size_t)256 * 1024 * 1024) /* of one indicator: its days, and texts */

/* One indicator. */
struct counted {
    struct cv_books books;
    struct indicator_ref ref;
    const char *id;
    struct observation_day *days; /* made anew; in order of time */
    size_t count;
    size_t room;
    int64_t live;  /* observations that count, of what is carried on */
    int64_t found; /* of these, among those that are kept so */
    int64_t wrong;
};

static bool is_carried(const struct counted *counted)
{
    return counted->ref.kind == FIGURE_LEVEL || counted->ref.kind == FIGURE_DISTINCT_COUNT;
}

/* ---- days, made anew ---- */

static size_t place_of(const struct counted *counted, int32_t on)
{
    size_t low = 0;
    size_t high = counted->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (counted->days[middle].on < on)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void add(struct counted *counted, const struct observation_day *change)
{
    size_t at = place_of(counted, change->on);
    struct observation_day *days = counted->days;

    if (days == NULL || at == counted->count || days[at].on != change->on) {
        days =
            cv_rows_grow(counted->books.arena, days, counted->count, &counted->room, sizeof(*days));
        if (days == NULL)
            return;
        counted->days = days;
        memmove(&days[at + 1], &days[at], (counted->count - at) * sizeof(*days));
        days[at] = (struct observation_day){.on = change->on};
        counted->count++;
    }
    days[at].live += change->live;
    days[at].observations += change->observations;
    days[at].value += change->value;
    days[at].weight += change->weight;
}

/* What counts, series by series. $4 kind, $5 and $6 the rules across sites and projects. */
static const char LIVE_ROWS[] =
    "SELECT CASE WHEN $4 = 3 THEN o.subject WHEN $4 <> 2 OR $6 = 3 THEN '' WHEN $5 = 3 THEN p.id "
    "ELSE p.id || '/' || o.site END AS series, o.effective_on, o.value, o.weight, "
    "(SELECT COUNT(*) FROM observation_live l WHERE l.org_id = o.org_id "
    "AND l.indicator_uid = o.indicator_uid AND l.series = (CASE WHEN $4 = 3 THEN o.subject "
    "WHEN $4 <> 2 OR $6 = 3 THEN '' WHEN $5 = 3 THEN p.id ELSE p.id || '/' || o.site END) "
    "AND l.effective_on = o.effective_on AND l.recorded_us = o.recorded_us AND l.uid = o.uid "
    "AND l.value = o.value) FROM observation o JOIN project p ON p.org_id = o.org_id "
    "AND p.programme_uid = $3 AND p.uid = o.project_uid WHERE o.org_id = $1 "
    "AND o.indicator_uid = $2 AND COALESCE(o.reverses, o.uid) = o.uid "
    "AND o.uid NOT IN (SELECT r.reverses FROM observation r WHERE r.org_id = $1 "
    "AND r.indicator_uid = $2 AND r.reverses IS NOT NULL) "
    "ORDER BY series, o.effective_on, o.recorded_us, o.uid";

static struct observation_day day_of(const struct counted *counted, struct cv_stmt *stmt)
{
    __int128 value = cv_stmt_get_int64(stmt, 2);
    int64_t weight = cv_stmt_get_int64(stmt, 3);

    return (struct observation_day){
        .on = cv_books_get_date(stmt, 1),
        .live = 1,
        .observations = 1,
        .value = counted->ref.kind == FIGURE_WEIGHTED_MEAN ? value * weight : value,
        .weight = weight,
    };
}

static struct cv_status count_anew(struct counted *counted)
{
    struct cv_stmt *stmt = cv_tx_prepare(counted->books.tx, LIVE_ROWS);
    bool weighted = counted->ref.kind == FIGURE_RATIO || counted->ref.kind == FIGURE_WEIGHTED_MEAN;
    const char *series = NULL;
    __int128 stands = 0;

    cv_stmt_text(stmt, 1, counted->books.org);
    cv_stmt_uuid(stmt, 2, counted->ref.uid);
    cv_stmt_uuid(stmt, 3, counted->ref.programme);
    cv_stmt_int64(stmt, 4, counted->ref.kind);
    cv_stmt_int64(stmt, 5, counted->ref.across_sites);
    cv_stmt_int64(stmt, 6, counted->ref.across_projects);
    while (cv_stmt_step(stmt)) {
        struct observation_day day = day_of(counted, stmt);

        if (is_carried(counted)) {
            const char *its = cv_stmt_get_text(stmt, 0, counted->books.arena);
            bool follows = series != NULL && strcmp(series, its) == 0;
            __int128 value = day.value;

            day.value -= follows ? stands : 0;
            day.observations = follows ? 0 : 1;
            stands = value;
            series = its;
            counted->live++;
            counted->found += cv_stmt_get_int64(stmt, 4);
        }
        if (!weighted || day.weight > 0)
            add(counted, &day);
    }
    return cv_stmt_finish(stmt);
}

/* ---- compared ---- */

static bool same(const struct observation_day *a, const struct observation_day *b)
{
    return a->live == b->live && a->observations == b->observations && a->value == b->value &&
           a->weight == b->weight;
}

/* Each day is kept once, or has nothing. */
static struct cv_status compare_days(struct counted *counted)
{
    static const struct observation_day NOTHING;
    struct cv_stmt *stmt = observation_days_kept(&counted->books, counted->ref.uid);
    struct observation_day kept;
    int64_t seen = 0;

    while (observation_day_next(stmt, &kept)) {
        size_t at = place_of(counted, kept.on);
        bool is = at < counted->count && counted->days[at].on == kept.on;

        seen += is;
        counted->wrong += !same(is ? &counted->days[at] : &NOTHING, &kept);
    }
    counted->wrong += (int64_t)counted->count - seen;
    return cv_stmt_finish(stmt);
}

static struct cv_status compare_live(struct counted *counted)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(counted->books.tx, "SELECT COUNT(*) FROM observation_live "
                                         "WHERE org_id = $1 AND indicator_uid = $2");
    int64_t kept = 0;

    cv_stmt_text(stmt, 1, counted->books.org);
    cv_stmt_uuid(stmt, 2, counted->ref.uid);
    if (cv_stmt_step(stmt))
        kept = cv_stmt_get_int64(stmt, 0);
    counted->wrong += counted->live - counted->found + kept - counted->found;
    return cv_stmt_finish(stmt);
}

/* In an arena of its own, which is let go. */
static struct cv_status one_indicator(struct counted *counted, struct observation_audit *audit)
{
    struct cv_arena arena;
    struct cv_status status;

    cv_arena_init(&arena, MEMORY_MAX);
    counted->books.arena = &arena;
    status = count_anew(counted);
    if (cv_ok(status))
        status = compare_days(counted);
    if (cv_ok(status))
        status = compare_live(counted);
    if (cv_ok(status) && arena.exhausted)
        status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "an indicator has too many observations");
    if (cv_ok(status) && counted->wrong > 0)
        (void)printf("%s indicators/%s: %lld kept sums are wrong\n", counted->books.org,
                     counted->id, (long long)counted->wrong);
    audit->days += (int64_t)counted->count + counted->live;
    audit->wrong += counted->wrong;
    counted->books.arena = NULL;
    cv_arena_release(&arena);
    return status;
}

struct cv_status observation_audit_run(struct cv_tx *tx, struct observation_audit *audit)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(tx, "SELECT org_id, programme_uid, uid, kind, across_sites, across_projects, "
                          "id FROM indicator ORDER BY org_id, programme_uid, uid");
    struct cv_status status = CV_STATUS_OK;
    struct cv_status finished;

    while (cv_ok(status) && cv_stmt_step(stmt)) {
        struct counted counted = {
            .books = {.tx = tx, .org = cv_stmt_get_text(stmt, 0, audit->arena), .subject = ""},
            .ref = {.programme = cv_stmt_get_uuid(stmt, 1),
                    .uid = cv_stmt_get_uuid(stmt, 2),
                    .kind = cv_stmt_get_int64(stmt, 3),
                    .across_sites = cv_stmt_get_int64(stmt, 4),
                    .across_projects = cv_stmt_get_int64(stmt, 5)},
            .id = cv_stmt_get_text(stmt, 6, audit->arena),
        };

        status = one_indicator(&counted, audit);
    }
    finished = cv_stmt_finish(stmt);
    return cv_ok(status) ? finished : status;
}
