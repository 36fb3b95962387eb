#include "observation/observation_day_store.h"

#include "report/figure.h"

/* Sums of 128 bits in two columns. */
#define HALF INT64_C(1000000000000000000)

static __int128 get_wide(struct cv_stmt *stmt, int column)
{
    return (__int128)cv_stmt_get_int64(stmt, column) * HALF + cv_stmt_get_int64(stmt, column + 1);
}

static void bind_wide(struct cv_stmt *stmt, int index, __int128 wide)
{
    cv_stmt_int64(stmt, index, (int64_t)(wide / HALF));
    cv_stmt_int64(stmt, index + 1, (int64_t)(wide % HALF));
}

static struct cv_stmt *prepare(struct cv_books *books, struct cv_uuid indicator, const char *sql)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, sql);

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, indicator);
    return stmt;
}

/* ---- days ---- */

#define DAYS                                                                                       \
    "SELECT effective_on, live, observations, value_high, value_low, weight_high, weight_low "     \
    "FROM observation_day WHERE org_id = $1 AND indicator_uid = $2 "

bool observation_day_next(struct cv_stmt *stmt, struct observation_day *day)
{
    if (!cv_stmt_step(stmt))
        return false;
    *day = (struct observation_day){
        .on = cv_books_get_date(stmt, 0),
        .live = cv_stmt_get_int64(stmt, 1),
        .observations = cv_stmt_get_int64(stmt, 2),
        .value = get_wide(stmt, 3),
        .weight = get_wide(stmt, 5),
    };
    return true;
}

static struct cv_status get_day(struct cv_books *books, const struct indicator_ref *ref, int32_t on,
                                struct observation_day *day)
{
    struct cv_stmt *stmt = prepare(books, ref->uid, DAYS "AND effective_on = $3");

    cv_stmt_int64(stmt, 3, on);
    if (!observation_day_next(stmt, day))
        *day = (struct observation_day){.on = on};
    return cv_stmt_finish(stmt);
}

static struct cv_status change_day(struct cv_books *books, const struct indicator_ref *ref,
                                   const struct observation_day *change)
{
    struct observation_day day;
    struct cv_status status = get_day(books, ref, change->on, &day);
    struct cv_stmt *stmt;

    if (!cv_ok(status))
        return status;
    stmt = prepare(books, ref->uid,
                   "INSERT INTO observation_day (org_id, indicator_uid, effective_on, live, "
                   "observations, value_high, value_low, weight_high, weight_low, changed_us) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
                   "ON CONFLICT (org_id, indicator_uid, effective_on) DO UPDATE SET "
                   "live = excluded.live, observations = excluded.observations, "
                   "value_high = excluded.value_high, value_low = excluded.value_low, "
                   "weight_high = excluded.weight_high, weight_low = excluded.weight_low, "
                   "changed_us = excluded.changed_us");
    cv_stmt_int64(stmt, 3, change->on);
    cv_stmt_int64(stmt, 4, day.live + change->live);
    cv_stmt_int64(stmt, 5, day.observations + change->observations);
    bind_wide(stmt, 6, day.value + change->value);
    bind_wide(stmt, 8, day.weight + change->weight);
    cv_stmt_int64(stmt, 10, books->recorded_us);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

/* ---- what is added up ---- */

static struct cv_status count_added(struct cv_books *books, const struct indicator_ref *ref,
                                    const struct observation *observation, int sign)
{
    bool weighted = ref->kind == FIGURE_RATIO || ref->kind == FIGURE_WEIGHTED_MEAN;
    __int128 value = observation->record.amount;
    const struct observation_day change = {
        .on = observation->record.effective_on,
        .live = sign,
        .observations = sign,
        .value = sign * (ref->kind == FIGURE_WEIGHTED_MEAN ? value * observation->weight : value),
        .weight = (__int128)sign * observation->weight,
    };

    if (weighted && observation->weight == 0) /* 0 of 0 says nothing */
        return CV_STATUS_OK;
    return change_day(books, ref, &change);
}

/* ---- what is carried on ---- */

/* What the newest observation is the newest of. NULL: the arena is full. */
static const char *series_of(struct cv_books *books, const struct indicator_ref *ref,
                             const struct observation *observation)
{
    if (ref->kind == FIGURE_DISTINCT_COUNT)
        return observation->subject;
    if (ref->across_projects == ACROSS_LAST)
        return "";
    if (ref->across_sites == ACROSS_LAST)
        return observation->project;
    return cv_arena_printf(books->arena, "%s/%s", observation->project, observation->site);
}

static void bind_key(struct cv_stmt *stmt, const char *series, const struct record *record)
{
    cv_stmt_text(stmt, 3, series);
    cv_stmt_int64(stmt, 4, record->effective_on);
    cv_stmt_int64(stmt, 5, record->recorded_us);
    cv_stmt_uuid(stmt, 6, record->uid);
}

struct neighbour {
    bool is;
    int32_t on;
    int64_t value; /* 0: there is none */
};

#define NEIGHBOUR(relation, order)                                                                 \
    "SELECT effective_on, value FROM observation_live WHERE org_id = $1 "                          \
    "AND indicator_uid = $2 AND series = $3 "                                                      \
    "AND (effective_on, recorded_us, uid) " relation " ($4, $5, $6) "                              \
    "ORDER BY effective_on " order ", recorded_us " order ", uid " order " LIMIT 1"

static struct cv_status find(struct cv_books *books, const struct indicator_ref *ref,
                             const char *sql, const char *series, const struct record *record,
                             struct neighbour *found)
{
    struct cv_stmt *stmt = prepare(books, ref->uid, sql);

    *found = (struct neighbour){0};
    bind_key(stmt, series, record);
    if (cv_stmt_step(stmt))
        *found = (struct neighbour){true, cv_books_get_date(stmt, 0), cv_stmt_get_int64(stmt, 1)};
    return cv_stmt_finish(stmt);
}

static struct cv_status set_live(struct cv_books *books, const struct indicator_ref *ref,
                                 const char *series, const struct record *record, int sign)
{
    struct cv_stmt *stmt = prepare(
        books, ref->uid,
        sign > 0 ? "INSERT INTO observation_live (org_id, indicator_uid, series, effective_on, "
                   "recorded_us, uid, value) VALUES ($1, $2, $3, $4, $5, $6, $7)"
                 : "DELETE FROM observation_live WHERE org_id = $1 AND indicator_uid = $2 "
                   "AND series = $3 AND effective_on = $4 AND recorded_us = $5 AND uid = $6");

    bind_key(stmt, series, record);
    if (sign > 0)
        cv_stmt_int64(stmt, 7, record->amount);
    return cv_books_change(stmt, cv_status(CV_DATA_LOSS, "OBSERVATION_NOT_LIVE",
                                           "what is kept of the observations does not match them"));
}

/* An observation changes what stands by its difference to the one before it in its series, and the
 * one after it then by its difference to this one. */
static struct cv_status count_carried(struct cv_books *books, const struct indicator_ref *ref,
                                      const struct observation *observation, int sign)
{
    const struct record *record = &observation->record;
    const char *series = series_of(books, ref, observation);
    struct neighbour before = {0};
    struct neighbour after = {0};
    struct observation_day change = {.on = record->effective_on, .live = sign};
    struct cv_status status;

    if (series == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    status = set_live(books, ref, series, record, sign);
    if (cv_ok(status))
        status = find(books, ref, NEIGHBOUR("<", "DESC"), series, record, &before);
    if (cv_ok(status))
        status = find(books, ref, NEIGHBOUR(">", "ASC"), series, record, &after);
    change.value = (__int128)sign * (record->amount - before.value);
    change.observations = before.is ? 0 : sign;
    if (cv_ok(status))
        status = change_day(books, ref, &change);
    if (!cv_ok(status) || !after.is)
        return status;
    change = (struct observation_day){
        .on = after.on, .value = -change.value, .observations = -change.observations};
    return change_day(books, ref, &change);
}

static struct cv_status count(struct cv_books *books, const struct indicator_ref *ref,
                              const struct observation *observation, int sign)
{
    return ref->kind == FIGURE_LEVEL || ref->kind == FIGURE_DISTINCT_COUNT
               ? count_carried(books, ref, observation, sign)
               : count_added(books, ref, observation, sign);
}

struct cv_status observation_days_add(struct cv_books *books, const struct indicator_ref *ref,
                                      const struct observation *observation)
{
    return count(books, ref, observation, 1);
}

struct cv_status observation_days_remove(struct cv_books *books, const struct indicator_ref *ref,
                                         const struct observation *observation)
{
    return count(books, ref, observation, -1);
}

/* ---- reading ---- */

struct cv_status observation_days_current(struct cv_books *books, struct cv_uuid indicator,
                                          int64_t known_us, int32_t through, bool *current)
{
    struct cv_status status = cv_books_all_known(books, known_us, current);
    struct cv_stmt *stmt;

    if (!cv_ok(status) || *current)
        return status;
    stmt = prepare(books, indicator,
                   "SELECT 1 FROM observation_day WHERE org_id = $1 AND indicator_uid = $2 "
                   "AND effective_on <= $3 AND changed_us > $4 LIMIT 1");
    cv_stmt_int64(stmt, 3, through);
    cv_stmt_int64(stmt, 4, known_us);
    *current = !cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_stmt *observation_days_kept(struct cv_books *books, struct cv_uuid indicator)
{
    return prepare(books, indicator, DAYS "ORDER BY effective_on");
}

struct cv_stmt *observation_days(struct cv_books *books, struct cv_uuid indicator, int32_t through)
{
    struct cv_stmt *stmt = prepare(books, indicator,
                                   DAYS "AND effective_on <= $3 "
                                        "AND live > 0 ORDER BY effective_on");

    cv_stmt_int64(stmt, 3, through);
    return stmt;
}
