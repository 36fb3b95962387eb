#include "mentor_pair/mentor_pair_store.h"

#include "base/arena.h"
#include "pairing/pairing_store.h"
#include "person/consent_store.h"
#include "person/person_store.h"
#include "service/rows.h"
#include "service/version.h"

#include <string.h>

/* $1: the organisation; $2: the uuid of "any course". Who withdrew the consent is not named. */
#define SELECT                                                                                     \
    "SELECT x.uid, x.id, x.mentor_uid, x.mentee_uid, "                                             \
    "CASE WHEN k0.number IS NULL THEN '' ELSE p0.id END, "                                         \
    "CASE WHEN k1.number IS NULL THEN '' ELSE p1.id END, g.id, v.state, v.starts_on, "             \
    "v.agreed_until, v.ended_on, v.version, x.created_us, v.recorded_us FROM mentor_pair x "       \
    "JOIN person p0 ON p0.org_id = x.org_id AND p0.uid = x.mentor_uid "                            \
    "JOIN person p1 ON p1.org_id = x.org_id AND p1.uid = x.mentee_uid "                            \
    "JOIN pairing g ON g.org_id = x.org_id AND g.uid = x.pairing_uid "                             \
    "JOIN mentor_pair_version v ON v.org_id = x.org_id AND v.uid = x.uid" CONSENT_JOIN(            \
        "k0", "x.mentor_uid", "4") CONSENT_JOIN("k1", "x.mentee_uid", "4") "WHERE x.org_id = $1 "
#define NEWEST "AND v.version = x.version "

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct mentor_pair *pair)
{
    *pair = (struct mentor_pair){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .mentor_uid = cv_stmt_get_uuid(stmt, 2),
        .mentee_uid = cv_stmt_get_uuid(stmt, 3),
        .mentor = cv_stmt_get_text(stmt, 4, books->arena),
        .mentee = cv_stmt_get_text(stmt, 5, books->arena),
        .pairing = cv_stmt_get_text(stmt, 6, books->arena),
        .state = cv_stmt_get_int64(stmt, 7),
        .starts_on = cv_books_get_date(stmt, 8),
        .agreed_until = cv_books_get_date(stmt, 9),
        .ended_on = cv_books_get_date(stmt, 10),
        .version = cv_stmt_get_int64(stmt, 11),
        .created_us = cv_stmt_get_int64(stmt, 12),
        .recorded_us = cv_stmt_get_int64(stmt, 13),
    };
}

static bool live(const struct mentor_pair *pair)
{
    return pair->state == MENTOR_PAIR_PROPOSED || pair->state == MENTOR_PAIR_ACTIVE;
}

struct cv_status mentor_pair_agreed(struct cv_books *books, const struct mentor_pair *pair)
{
    struct cv_status status =
        consent_required(books, pair->mentor_uid, CONSENT_MENTORING, CONSENT_ANY_COURSE);

    return cv_ok(status)
               ? consent_required(books, pair->mentee_uid, CONSENT_MENTORING, CONSENT_ANY_COURSE)
               : status;
}

/* ---- recording ---- */

static struct cv_status insert_identity(struct cv_books *books, struct cv_uuid pairing,
                                        struct mentor_pair *pair)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO mentor_pair (org_id, uid, id, mentor_uid, "
                                 "mentee_uid, pairing_uid, version, created_us) VALUES ($1, $2, "
                                 "$3, $4, $5, $6, $7, $8) ON CONFLICT (org_id, id) DO NOTHING");

    pair->uid = cv_uuid7();
    pair->version = 1;
    pair->created_us = books->recorded_us;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, pair->uid);
    cv_stmt_text(stmt, 3, pair->id);
    cv_stmt_uuid(stmt, 4, pair->mentor_uid);
    cv_stmt_uuid(stmt, 5, pair->mentee_uid);
    cv_stmt_uuid(stmt, 6, pairing);
    cv_stmt_int64(stmt, 7, pair->version);
    cv_stmt_int64(stmt, 8, pair->created_us);
    return cv_books_insert(books, stmt, "mentor pair", pair->id);
}

static struct cv_status insert_version(struct cv_books *books, struct mentor_pair *pair)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO mentor_pair_version (org_id, uid, version, recorded_us, "
                   "replaced_us, recorded_by, state, starts_on, agreed_until, ended_on) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");

    pair->recorded_us = books->recorded_us;
    cv_version_bind(books, stmt, pair->uid, pair->version);
    cv_stmt_int64(stmt, 7, pair->state);
    cv_stmt_int64(stmt, 8, pair->starts_on);
    cv_stmt_int64(stmt, 9, pair->agreed_until);
    cv_stmt_int64(stmt, 10, pair->ended_on);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

/* The key lets one pair of the two go on. */
static struct cv_status take_place(struct cv_books *books, const struct mentor_pair *pair)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO mentor_pair_live (org_id, mentor_uid, mentee_uid, "
                                 "mentor_pair_uid) VALUES ($1, $2, $3, $4) "
                                 "ON CONFLICT (org_id, mentor_uid, mentee_uid) DO NOTHING");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, pair->mentor_uid);
    cv_stmt_uuid(stmt, 3, pair->mentee_uid);
    cv_stmt_uuid(stmt, 4, pair->uid);
    return cv_books_change(
        stmt, cv_status(CV_ALREADY_EXISTS, "PAIR_EXISTS", "a pair of these two goes on"));
}

static struct cv_status leave_place(struct cv_books *books, const struct mentor_pair *pair)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "DELETE FROM mentor_pair_live WHERE org_id = $1 AND mentor_pair_uid = $2");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, pair->uid);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status find_people(struct cv_books *books, struct mentor_pair *pair)
{
    struct cv_status status =
        person_find(books, pair->mentor, "mentor_pair.mentor", &pair->mentor_uid);

    return cv_ok(status) ? person_find(books, pair->mentee, "mentor_pair.mentee", &pair->mentee_uid)
                         : status;
}

/* The id before what may have changed: who sends the same again hears that, whatever happened
 * since. */
struct cv_status mentor_pair_insert(struct cv_books *books, struct mentor_pair *pair)
{
    struct pairing pairing = {0};
    struct cv_status status = find_people(books, pair);

    if (cv_ok(status))
        status = pairing_find(books, pair->pairing, "mentor_pair.pairing", &pairing);
    if (cv_ok(status))
        status = insert_identity(books, pairing.record.uid, pair);
    if (cv_ok(status) && pairing.record.struck_us != 0)
        status = cv_status(CV_FAILED_PRECONDITION, "ALREADY_STRUCK", "the pairing was struck");
    if (cv_ok(status))
        status = mentor_pair_agreed(books, pair);
    if (cv_ok(status) && live(pair))
        status = take_place(books, pair);
    return cv_ok(status) ? insert_version(books, pair) : status;
}

struct cv_status mentor_pair_replace(struct cv_books *books, struct mentor_pair *pair)
{
    static const struct cv_versions VERSIONS = CV_VERSIONS(mentor_pair);
    struct cv_status status = cv_version_next(books, &VERSIONS, NULL, pair->uid, &pair->version);

    if (cv_ok(status) && !live(pair))
        status = leave_place(books, pair);
    return cv_ok(status) ? insert_version(books, pair) : status;
}

/* ---- reading ---- */

static struct cv_status read_one(struct cv_books *books, struct cv_stmt *stmt, const char *id,
                                 struct mentor_pair *pair)
{
    bool found;

    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, pair);
    return cv_books_found(books, stmt, found, NULL, "mentorPairs/%s", id);
}

struct cv_status mentor_pair_get(struct cv_books *books, const char *id, struct mentor_pair *pair)
{
    return read_one(books, consent_prepare(books, SELECT NEWEST "AND x.id = $3"), id, pair);
}

static bool same(struct cv_uuid a, struct cv_uuid b)
{
    return memcmp(&a, &b, sizeof(a)) == 0;
}

struct cv_status mentor_pair_get_first(struct cv_books *books, const struct mentor_pair *asked,
                                       struct mentor_pair *pair)
{
    struct cv_status status = read_one(
        books, consent_prepare(books, SELECT "AND v.version = 1 AND x.id = $3"), asked->id, pair);

    if (cv_ok(status) && same(pair->mentor_uid, asked->mentor_uid))
        pair->mentor = asked->mentor;
    if (cv_ok(status) && same(pair->mentee_uid, asked->mentee_uid))
        pair->mentee = asked->mentee;
    return status;
}

struct cv_status mentor_pair_list(struct cv_books *books, struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        consent_prepare(books, SELECT NEWEST "AND x.uid > $3 ORDER BY x.uid LIMIT $4");
    struct mentor_pair *row;

    cv_stmt_uuid(stmt, 3, listed->page.after);
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}

struct cv_status mentor_pair_of(struct cv_books *books, struct cv_uuid person,
                                struct mentor_pair **rows, size_t *count)
{
    struct cv_stmt *stmt = consent_prepare(
        books, SELECT NEWEST "AND (x.mentor_uid = $3 OR x.mentee_uid = $3) ORDER BY x.uid");
    size_t room = 0;

    cv_stmt_uuid(stmt, 3, person);
    while (cv_stmt_step(stmt)) {
        *rows = cv_rows_grow(books->arena, *rows, *count, &room, sizeof(**rows));
        if (*rows == NULL)
            break;
        read_row(books, stmt, &(*rows)[(*count)++]);
    }
    return cv_stmt_finish(stmt);
}
