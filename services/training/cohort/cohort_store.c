#include "cohort/cohort_store.h"

#include "base/arena.h"
#include "cohort/seats_store.h"
#include "course/course_store.h"
#include "service/version.h"

#define SELECT                                                                                     \
    "SELECT h.uid, h.course_uid, c.id, h.id, v.title, v.title_zh, v.state, s.capacity, "           \
    "s.waiting_capacity, v.first_date, v.last_date, v.opens_date, v.closes_date, v.offer_hours, "  \
    "v.languages, v.place, v.budget_line, s.taken, s.waiting, s.last_sequence, h.version, "        \
    "h.created_us, v.recorded_us, v.estimate_currency, v.estimate_minor, f.state, f.number, "      \
    "f.budget_line, f.currency, f.amount_minor, f.actual_minor, f.known, g.pending, g.tries, "     \
    "g.next_us, g.reason, g.message FROM cohort h "                                                \
    "JOIN course c ON c.org_id = h.org_id AND c.uid = h.course_uid "                               \
    "JOIN cohort_version v ON v.org_id = h.org_id AND v.uid = h.uid AND v.version = h.version "    \
    "JOIN cohort_seats s ON s.org_id = h.org_id AND s.cohort_uid = h.uid "                         \
    "LEFT JOIN cohort_funding f ON f.org_id = h.org_id AND f.cohort_uid = h.uid "                  \
    "LEFT JOIN saga g ON g.org_id = h.org_id AND g.kind = 'saga/cohort_funding' "                  \
    "AND g.uid = h.uid "

static struct cohort_funding read_funding(struct cv_books *books, struct cv_stmt *stmt)
{
    return (struct cohort_funding){
        .state = cv_stmt_get_int64(stmt, 25),
        .number = cv_stmt_get_int64(stmt, 26),
        .budget_line = cv_stmt_get_text(stmt, 27, books->arena),
        .currency = cv_stmt_get_text(stmt, 28, books->arena),
        .amount_minor = cv_stmt_get_int64(stmt, 29),
        .actual_minor = cv_stmt_get_int64(stmt, 30),
        .known = cv_stmt_get_int64(stmt, 31),
        .pending = cv_stmt_get_int64(stmt, 32) != 0,
        .tries = cv_stmt_get_int64(stmt, 33),
        .next_us = cv_stmt_get_int64(stmt, 34),
        .reason = cv_stmt_get_text(stmt, 35, books->arena),
        .message = cv_stmt_get_text(stmt, 36, books->arena),
    };
}

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct cohort *cohort)
{
    *cohort = (struct cohort){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .course_uid = cv_stmt_get_uuid(stmt, 1),
        .course = cv_stmt_get_text(stmt, 2, books->arena),
        .id = cv_stmt_get_text(stmt, 3, books->arena),
        .title = cv_stmt_get_text(stmt, 4, books->arena),
        .title_zh = cv_stmt_get_text(stmt, 5, books->arena),
        .state = cv_stmt_get_int64(stmt, 6),
        .capacity = cv_stmt_get_int64(stmt, 7),
        .waiting_capacity = cv_stmt_get_int64(stmt, 8),
        .first_date = cv_books_get_date(stmt, 9),
        .last_date = cv_books_get_date(stmt, 10),
        .opens_date = cv_books_get_date(stmt, 11),
        .closes_date = cv_books_get_date(stmt, 12),
        .offer_hours = cv_stmt_get_int64(stmt, 13),
        .languages = cv_stmt_get_text(stmt, 14, books->arena),
        .place = cv_stmt_get_text(stmt, 15, books->arena),
        .budget_line = cv_stmt_get_text(stmt, 16, books->arena),
        .taken = cv_stmt_get_int64(stmt, 17),
        .waiting = cv_stmt_get_int64(stmt, 18),
        .last_sequence = cv_stmt_get_int64(stmt, 19),
        .version = cv_stmt_get_int64(stmt, 20),
        .created_us = cv_stmt_get_int64(stmt, 21),
        .recorded_us = cv_stmt_get_int64(stmt, 22),
        .estimate_currency = cv_stmt_get_text(stmt, 23, books->arena),
        .estimate_minor = cv_stmt_get_int64(stmt, 24),
        .funding = read_funding(books, stmt),
    };
}

static struct cv_status insert_version(struct cv_books *books, struct cohort *cohort)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO cohort_version (org_id, uid, version, recorded_us, replaced_us, "
                   "recorded_by, title, title_zh, state, capacity, waiting_capacity, first_date, "
                   "last_date, opens_date, closes_date, offer_hours, languages, place, "
                   "budget_line, estimate_currency, estimate_minor) VALUES ($1, $2, $3, $4, $5, "
                   "$6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)");

    cohort->recorded_us = books->recorded_us;
    cv_version_bind(books, stmt, cohort->uid, cohort->version);
    cv_stmt_text(stmt, 7, cohort->title);
    cv_stmt_text(stmt, 8, cohort->title_zh);
    cv_stmt_int64(stmt, 9, cohort->state);
    cv_stmt_int64(stmt, 10, cohort->capacity);
    cv_stmt_int64(stmt, 11, cohort->waiting_capacity);
    cv_stmt_int64(stmt, 12, cohort->first_date);
    cv_stmt_int64(stmt, 13, cohort->last_date);
    cv_stmt_int64(stmt, 14, cohort->opens_date);
    cv_stmt_int64(stmt, 15, cohort->closes_date);
    cv_stmt_int64(stmt, 16, cohort->offer_hours);
    cv_stmt_text(stmt, 17, cohort->languages);
    cv_stmt_text(stmt, 18, cohort->place);
    cv_stmt_text(stmt, 19, cohort->budget_line);
    cv_stmt_text(stmt, 20, cohort->estimate_currency);
    cv_stmt_int64(stmt, 21, cohort->estimate_minor);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status insert_identity(struct cv_books *books, struct cohort *cohort)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO cohort (org_id, uid, course_uid, id, version, "
                                 "created_us) VALUES ($1, $2, $3, $4, $5, $6) "
                                 "ON CONFLICT (org_id, course_uid, id) DO NOTHING");

    cohort->uid = cv_uuid7();
    cohort->version = 1;
    cohort->created_us = books->recorded_us;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, cohort->uid);
    cv_stmt_uuid(stmt, 3, cohort->course_uid);
    cv_stmt_text(stmt, 4, cohort->id);
    cv_stmt_int64(stmt, 5, cohort->version);
    cv_stmt_int64(stmt, 6, cohort->created_us);
    return cv_books_insert(books, stmt, "cohort", cohort->id);
}

struct cv_status cohort_insert(struct cv_books *books, struct cohort *cohort)
{
    struct cv_status status = course_find(books, cohort->course, NULL, &cohort->course_uid);

    if (cv_ok(status))
        status = insert_identity(books, cohort);
    if (cv_ok(status))
        status = insert_version(books, cohort);
    return cv_ok(status) ? seats_open(books, cohort) : status;
}

struct cv_status cohort_get(struct cv_books *books, const char *course, const char *id,
                            const char *field, struct cohort *cohort)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, SELECT "WHERE h.org_id = $1 AND c.org_id = $1 AND c.id = $2 AND h.id = $3");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, course);
    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, cohort);
    return cv_books_found(books, stmt, found, field, "courses/%s/cohorts/%s", course, id);
}

struct cv_status cohort_get_uid(struct cv_books *books, struct cv_uuid uid, struct cohort *cohort)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "WHERE h.org_id = $1 AND h.uid = $2");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, uid);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, cohort);
    return cv_books_found(books, stmt, found, NULL, "such cohort");
}

struct cv_status cohort_replace(struct cv_books *books, struct cohort *cohort)
{
    static const struct cv_versions VERSIONS = CV_VERSIONS(cohort);
    struct cv_status status =
        cv_version_next(books, &VERSIONS, NULL, cohort->uid, &cohort->version);

    if (cv_ok(status))
        status = seats_limit(books, cohort);
    return cv_ok(status) ? insert_version(books, cohort) : status;
}

struct cv_status cohort_list(struct cv_books *books, struct cv_uuid course,
                             struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE h.org_id = $1 AND h.course_uid = $2 "
                                        "AND h.uid > $3 ORDER BY h.uid LIMIT $4");
    struct cohort *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, course);
    cv_stmt_uuid(stmt, 3, listed->page.after);
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}
