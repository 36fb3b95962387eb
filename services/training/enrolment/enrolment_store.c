#include "enrolment/enrolment_store.h"

#include "base/arena.h"
#include "enrolment/step_store.h"

/* $1: the uuid of "any course"; $2: the organisation. Who withdrew the consent is not named. */
#define SELECT                                                                                     \
    "SELECT e.uid, e.cohort_uid, h.course_uid, e.sequence, c.id, h.id, e.id, e.person_uid, "       \
    "CASE WHEN EXISTS (SELECT 1 FROM person_consent k WHERE k.org_id = e.org_id "                  \
    "AND k.person_uid = e.person_uid AND k.purpose = 1 AND k.ended = 0 "                           \
    "AND (k.course_uid = h.course_uid OR k.course_uid = $1)) THEN p.id ELSE '' END, "              \
    "e.state, e.hold_until_us, e.applied_date, e.enrolled_date, e.ended_date, "                    \
    "CASE WHEN e.state = 2 THEN (SELECT COUNT(*) FROM enrolment w WHERE w.org_id = e.org_id "      \
    "AND w.cohort_uid = e.cohort_uid AND w.state = 2 AND w.sequence <= e.sequence) ELSE 0 END, "   \
    "e.version, e.created_us, e.recorded_us FROM enrolment e "                                     \
    "JOIN cohort h ON h.org_id = e.org_id AND h.uid = e.cohort_uid "                               \
    "JOIN course c ON c.org_id = e.org_id AND c.uid = h.course_uid "                               \
    "JOIN person p ON p.org_id = e.org_id AND p.uid = e.person_uid "

static const struct cv_uuid ANY_COURSE;

static struct cv_stmt *select(struct cv_books *books, const char *sql)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, sql);

    cv_stmt_uuid(stmt, 1, ANY_COURSE);
    cv_stmt_text(stmt, 2, books->org);
    return stmt;
}

static int64_t seen_state(struct cv_books *books, int64_t state, int64_t hold_until_us)
{
    return state == ENROLMENT_OFFERED && hold_until_us <= cv_tx_now_us(books->tx) ? ENROLMENT_LAPSED
                                                                                  : state;
}

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct enrolment *enrolment)
{
    *enrolment = (struct enrolment){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .cohort_uid = cv_stmt_get_uuid(stmt, 1),
        .course_uid = cv_stmt_get_uuid(stmt, 2),
        .sequence = cv_stmt_get_int64(stmt, 3),
        .course = cv_stmt_get_text(stmt, 4, books->arena),
        .cohort = cv_stmt_get_text(stmt, 5, books->arena),
        .id = cv_stmt_get_text(stmt, 6, books->arena),
        .person_uid = cv_stmt_get_uuid(stmt, 7),
        .person = cv_stmt_get_text(stmt, 8, books->arena),
        .hold_until_us = cv_stmt_get_int64(stmt, 10),
        .applied_date = cv_books_get_date(stmt, 11),
        .enrolled_date = cv_books_get_date(stmt, 12),
        .ended_date = cv_books_get_date(stmt, 13),
        .waiting_place = cv_stmt_get_int64(stmt, 14),
        .version = cv_stmt_get_int64(stmt, 15),
        .created_us = cv_stmt_get_int64(stmt, 16),
        .recorded_us = cv_stmt_get_int64(stmt, 17),
    };
    enrolment->state = seen_state(books, cv_stmt_get_int64(stmt, 9), enrolment->hold_until_us);
}

struct cv_status enrolment_get(struct cv_books *books, const char *course, const char *cohort,
                               const char *id, const char *field, struct enrolment *enrolment)
{
    struct cv_stmt *stmt = select(books, SELECT "WHERE c.org_id = $2 AND c.id = $3 AND "
                                                "h.org_id = $2 AND h.id = $4 AND "
                                                "e.org_id = $2 AND e.id = $5");
    bool found;

    cv_stmt_text(stmt, 3, course);
    cv_stmt_text(stmt, 4, cohort);
    cv_stmt_text(stmt, 5, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, enrolment);
    return cv_books_found(books, stmt, found, field, "courses/%s/cohorts/%s/enrolments/%s", course,
                          cohort, id);
}

struct cv_status enrolment_get_uid(struct cv_books *books, struct cv_uuid uid,
                                   struct enrolment *enrolment)
{
    struct cv_stmt *stmt = select(books, SELECT "WHERE e.org_id = $2 AND e.uid = $3");
    bool found;

    cv_stmt_uuid(stmt, 3, uid);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, enrolment);
    return cv_books_found(books, stmt, found, NULL, "such enrolment");
}

struct cv_status enrolment_list(struct cv_books *books, struct cv_uuid cohort,
                                struct cv_listed *listed)
{
    struct cv_stmt *stmt = select(books, SELECT "WHERE e.org_id = $2 AND e.cohort_uid = $3 AND "
                                                "e.sequence > $4 ORDER BY e.sequence LIMIT $5");
    struct enrolment *row;

    cv_stmt_uuid(stmt, 3, cohort);
    cv_stmt_int64(stmt, 4, cv_page_number(listed->page.after));
    cv_stmt_int64(stmt, 5, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}

/* ---- who is next ---- */

/* As it stands, also if its time is over. */
static void read_next(struct cv_stmt *stmt, const struct cohort *cohort, int64_t state,
                      struct enrolment *enrolment)
{
    *enrolment = (struct enrolment){
        .cohort_uid = cohort->uid,
        .state = state,
        .sequence = cv_stmt_get_int64(stmt, 0),
        .version = cv_stmt_get_int64(stmt, 1),
        .hold_until_us = cv_stmt_get_int64(stmt, 2),
        .enrolled_date = cv_books_get_date(stmt, 3),
    };
}

struct cv_status enrolment_first_waiting(struct cv_books *books, const struct cohort *cohort,
                                         struct enrolment *enrolment, bool *found)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT sequence, version, hold_until_us, enrolled_date FROM enrolment WHERE "
                   "org_id = $1 AND cohort_uid = $2 AND state = 2 ORDER BY sequence LIMIT 1");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, cohort->uid);
    *found = cv_stmt_step(stmt);
    if (*found)
        read_next(stmt, cohort, ENROLMENT_WAITLISTED, enrolment);
    return cv_stmt_finish(stmt);
}

struct cv_status enrolment_first_due(struct cv_books *books, const struct cohort *cohort,
                                     int64_t now_us, struct enrolment *enrolment, bool *found)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT sequence, version, hold_until_us, enrolled_date FROM enrolment WHERE "
                   "org_id = $1 AND cohort_uid = $2 AND state = 3 AND hold_until_us <= $3 "
                   "ORDER BY hold_until_us, sequence LIMIT 1");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, cohort->uid);
    cv_stmt_int64(stmt, 3, now_us);
    *found = cv_stmt_step(stmt);
    if (*found)
        read_next(stmt, cohort, ENROLMENT_OFFERED, enrolment);
    return cv_stmt_finish(stmt);
}

struct cv_status enrolment_first_of(struct cv_books *books, struct cv_uuid person,
                                    struct cv_uuid *uid, bool *found)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT uid FROM enrolment WHERE org_id = $1 AND person_uid = $2 "
                                 "AND state >= 2 AND state <= 4 LIMIT 1");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, person);
    *found = cv_stmt_step(stmt);
    if (*found)
        *uid = cv_stmt_get_uuid(stmt, 0);
    return cv_stmt_finish(stmt);
}

struct cv_status enrolment_due_anywhere(struct cv_tx *tx, struct cv_arena *arena, int64_t now_us,
                                        const char **org, struct cv_uuid *cohort, bool *found)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        tx, "SELECT org_id, cohort_uid FROM enrolment WHERE state = 3 AND hold_until_us <= $1 "
            "ORDER BY hold_until_us LIMIT 1");

    cv_stmt_int64(stmt, 1, now_us);
    *found = cv_stmt_step(stmt);
    if (*found) {
        *org = cv_stmt_get_text(stmt, 0, arena);
        *cohort = cv_stmt_get_uuid(stmt, 1);
    }
    return cv_stmt_finish(stmt);
}

/* ---- recording ---- */

struct cv_status enrolment_clash(struct cv_books *books, const struct cohort *cohort,
                                 const struct enrolment *enrolment)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT CASE WHEN id = $3 THEN 1 ELSE 0 END AS same FROM enrolment WHERE "
                   "org_id = $1 AND cohort_uid = $2 AND (id = $3 OR (person_uid = $4 AND "
                   "left_sequence = 0)) ORDER BY same DESC LIMIT 1");
    struct cv_status status;
    bool there;
    bool same = false;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, cohort->uid);
    cv_stmt_text(stmt, 3, enrolment->id);
    cv_stmt_uuid(stmt, 4, enrolment->person_uid);
    there = cv_stmt_step(stmt);
    if (there)
        same = cv_stmt_get_int64(stmt, 0) != 0;
    status = cv_stmt_finish(stmt);
    if (!there || !cv_ok(status))
        return status;
    return same ? cv_status_f(books->arena, CV_ALREADY_EXISTS, "ID_TAKEN",
                              "there is already an enrolment with the id %s", enrolment->id)
                : cv_status(CV_ALREADY_EXISTS, "ALREADY_ENROLLED",
                            "the person has a place in this cohort already");
}

static struct cv_status insert_row(struct cv_books *books, const struct cohort *cohort,
                                   struct enrolment *enrolment)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO enrolment (org_id, cohort_uid, sequence, uid, id, person_uid, "
                   "left_sequence, state, hold_until_us, version, applied_date, enrolled_date, "
                   "ended_date, created_us, recorded_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, "
                   "0, $9, $10, $11, $12, $13, $13) ON CONFLICT DO NOTHING");
    struct cv_status status;
    int64_t changes;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, cohort->uid);
    cv_stmt_int64(stmt, 3, enrolment->sequence);
    cv_stmt_uuid(stmt, 4, enrolment->uid);
    cv_stmt_text(stmt, 5, enrolment->id);
    cv_stmt_uuid(stmt, 6, enrolment->person_uid);
    cv_stmt_int64(stmt, 7, step_left(enrolment->state) ? enrolment->sequence : 0);
    cv_stmt_int64(stmt, 8, enrolment->state);
    cv_stmt_int64(stmt, 9, enrolment->version);
    cv_stmt_int64(stmt, 10, enrolment->applied_date);
    cv_stmt_int64(stmt, 11, enrolment->enrolled_date);
    cv_stmt_int64(stmt, 12, enrolment->ended_date);
    cv_stmt_int64(stmt, 13, books->recorded_us);
    (void)cv_stmt_step(stmt);
    changes = cv_stmt_changes(stmt);
    status = cv_stmt_finish(stmt);
    return cv_ok(status) && changes == 0 ? enrolment_clash(books, cohort, enrolment) : status;
}

struct cv_status enrolment_insert(struct cv_books *books, struct cohort *cohort,
                                  struct enrolment *enrolment)
{
    struct enrolment_step steps[2];
    size_t count = step_history(enrolment, steps);
    struct cv_status status;

    enrolment->uid = cv_uuid7();
    enrolment->cohort_uid = cohort->uid;
    enrolment->course_uid = cohort->course_uid;
    enrolment->sequence = cohort->last_sequence + 1;
    enrolment->version = (int64_t)count;
    enrolment->created_us = enrolment->recorded_us = books->recorded_us;
    status = insert_row(books, cohort, enrolment);
    if (cv_ok(status))
        status = step_seats(books, cohort, ENROLMENT_APPLIED, enrolment->state, 1);
    for (size_t i = 0; cv_ok(status) && i < count; i++)
        status = step_insert(books, enrolment, &steps[i]);
    if (enrolment->state == ENROLMENT_WAITLISTED)
        enrolment->waiting_place = cohort->waiting;
    return status;
}

struct cv_status enrolment_step_to(struct cv_books *books, struct cohort *cohort,
                                   struct enrolment *enrolment, int64_t state, int32_t date)
{
    const struct enrolment_step step = {enrolment->version + 1, enrolment->state, state, date, 0};
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "UPDATE enrolment SET state = $5, left_sequence = $6, hold_until_us = $7, "
                   "enrolled_date = $8, ended_date = $9, version = version + 1, "
                   "recorded_us = $10 WHERE org_id = $1 AND cohort_uid = $2 AND sequence = $3 "
                   "AND version = $4");
    struct cv_status status;

    if (state == ENROLMENT_ENROLLED)
        enrolment->enrolled_date = date;
    enrolment->ended_date = state > ENROLMENT_ENROLLED ? date : 0;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, cohort->uid);
    cv_stmt_int64(stmt, 3, enrolment->sequence);
    cv_stmt_int64(stmt, 4, enrolment->version);
    cv_stmt_int64(stmt, 5, state);
    cv_stmt_int64(stmt, 6, step_left(state) ? enrolment->sequence : 0);
    cv_stmt_int64(stmt, 7, enrolment->hold_until_us);
    cv_stmt_int64(stmt, 8, enrolment->enrolled_date);
    cv_stmt_int64(stmt, 9, enrolment->ended_date);
    cv_stmt_int64(stmt, 10, books->recorded_us);
    status = cv_books_change(stmt, CV_BOOKS_CHANGED);
    if (cv_ok(status))
        status = step_seats(books, cohort, enrolment->state, state, 0);
    enrolment->state = state;
    enrolment->version++;
    return cv_ok(status) ? step_insert(books, enrolment, &step) : status;
}
