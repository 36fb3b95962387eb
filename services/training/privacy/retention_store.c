#include "privacy/retention_store.h"

#include "assignment/assignment_store.h"
#include "enrolment/enrolment_store.h"
#include "mentor_pair/mentor_pair_store.h"
#include "privacy/erasure_store.h"
#include "service/rows.h"

#define BITE   100
#define DAY_US INT64_C(86400000000)

/* The table of the header. */
static const int64_t DEFAULT_DAYS[] = {
    [RETENTION_PERSON] = 1826,
    [RETENTION_WITHDRAWN_CONSENT] = 1096,
};

struct cv_status retention_days(struct cv_books *books, enum retention_class class, int64_t *days)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT days FROM retention WHERE org_id = $1 AND class = $2");

    *days = DEFAULT_DAYS[class];
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, class);
    if (cv_stmt_step(stmt))
        *days = cv_stmt_get_int64(stmt, 0);
    return cv_stmt_finish(stmt);
}

struct cv_status retention_set(struct cv_books *books, int64_t class, int64_t days)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO retention (org_id, class, days, recorded_us, recorded_by) "
                   "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (org_id, class) DO UPDATE SET "
                   "days = excluded.days, recorded_us = excluded.recorded_us, "
                   "recorded_by = excluded.recorded_by");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, class);
    cv_stmt_int64(stmt, 3, days);
    cv_stmt_int64(stmt, 4, books->recorded_us);
    cv_stmt_text(stmt, 5, books->subject);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

/* The instant before which it is over. */
static struct cv_status cutoff_of(struct cv_books *books, enum retention_class class,
                                  int64_t *before_us)
{
    int64_t days;
    struct cv_status status = retention_days(books, class, &days);

    *before_us = cv_tx_now_us(books->tx) - days * DAY_US;
    return status;
}

/* Who has no place, no assignment and no mentor pair that goes on, and of whom nothing changed
 * since: one more than a bite. */
static struct cv_status read_idle(struct cv_books *books, int64_t before_us, const char **ids,
                                  size_t *count)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT p.id FROM person p WHERE p.org_id = $1 AND p.erased_us = 0 "
                   "AND p.recorded_us < $2 "
                   "AND NOT EXISTS (SELECT 1 FROM enrolment e WHERE e.org_id = p.org_id "
                   "AND e.person_uid = p.uid AND (e.recorded_us >= $2 OR e.state = $3 "
                   "OR e.state = $4 OR e.state = $5)) "
                   "AND NOT EXISTS (SELECT 1 FROM assignment a JOIN assignment_version v ON "
                   "v.org_id = a.org_id AND v.uid = a.uid AND v.version = a.version WHERE "
                   "a.org_id = p.org_id AND a.person_uid = p.uid AND (v.recorded_us >= $2 "
                   "OR v.state <= $7)) "
                   "AND NOT EXISTS (SELECT 1 FROM mentor_pair m JOIN mentor_pair_version v ON "
                   "v.org_id = m.org_id AND v.uid = m.uid AND v.version = m.version WHERE "
                   "m.org_id = p.org_id AND (m.mentor_uid = p.uid OR m.mentee_uid = p.uid) "
                   "AND (v.recorded_us >= $2 OR v.state <= $8)) "
                   "ORDER BY p.recorded_us, p.uid LIMIT $6");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, before_us);
    cv_stmt_int64(stmt, 3, ENROLMENT_WAITLISTED);
    cv_stmt_int64(stmt, 4, ENROLMENT_OFFERED);
    cv_stmt_int64(stmt, 5, ENROLMENT_ENROLLED);
    cv_stmt_int64(stmt, 6, BITE + 1);
    cv_stmt_int64(stmt, 7, ASSIGNMENT_UNDER_WAY);
    cv_stmt_int64(stmt, 8, MENTOR_PAIR_ACTIVE);
    while (cv_stmt_step(stmt))
        ids[(*count)++] = cv_stmt_get_text(stmt, 0, books->arena);
    return cv_stmt_finish(stmt);
}

static struct cv_status erase_idle(struct cv_books *books, const struct cv_scope *scope,
                                   struct retention_run *run)
{
    const char *ids[BITE + 1];
    int64_t before_us;
    size_t count = 0;
    struct cv_status status = cutoff_of(books, RETENTION_PERSON, &before_us);

    if (cv_ok(status))
        status = read_idle(books, before_us, ids, &count);
    run->more = count > BITE;
    for (size_t i = 0; cv_ok(status) && i < count && i < BITE; i++) {
        struct erasure erasure;

        status = erasure_find(books, ids[i], &erasure);
        if (cv_ok(status))
            status = erasure_do(books, scope, ids[i], &erasure);
        run->erased_persons++;
    }
    return status;
}

static struct cv_status delete_consents(struct cv_books *books, struct retention_run *run)
{
    int64_t before_us;
    struct cv_status status = cutoff_of(books, RETENTION_WITHDRAWN_CONSENT, &before_us);
    struct cv_stmt *stmt;

    if (!cv_ok(status))
        return status;
    stmt = cv_tx_prepare(books->tx, "DELETE FROM person_consent WHERE org_id = $1 AND ended > 0 "
                                    "AND withdrawn_us < $2");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, before_us);
    (void)cv_stmt_step(stmt);
    run->deleted_consents = cv_stmt_changes(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status retention_run(struct cv_books *books, const struct cv_scope *scope,
                               struct retention_run *run)
{
    struct cv_status status;

    *run = (struct retention_run){0};
    status = erase_idle(books, scope, run);
    if (cv_ok(status) && !run->more)
        status = delete_consents(books, run);
    if (!run->more && run->erased_persons + run->deleted_consents > 0)
        cv_tx_scrub(books->tx);
    return status;
}

struct cv_status retention_next_org(struct cv_tx *tx, struct cv_arena *arena, const char *after,
                                    const char **org, bool *found)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(tx, "SELECT org_id FROM person WHERE org_id > $1 ORDER BY org_id LIMIT 1");

    cv_stmt_text(stmt, 1, after);
    *found = cv_stmt_step(stmt);
    if (*found)
        *org = cv_stmt_get_text(stmt, 0, arena);
    return cv_stmt_finish(stmt);
}
