#include "enrolment/step_store.h"

#include "cohort/seats_store.h"

bool step_left(int64_t state)
{
    return state == ENROLMENT_WITHDREW || state == ENROLMENT_LAPSED || state == ENROLMENT_CANCELLED;
}

/* Who completed had the seat until the end, and nobody else can have it any more. */
static bool has_seat(int64_t state)
{
    return state >= ENROLMENT_OFFERED && !step_left(state);
}

static struct seats_change change_of(int64_t from, int64_t to, int count)
{
    return (struct seats_change){
        .taken = count * (has_seat(to) - has_seat(from)),
        .waiting = count * ((to == ENROLMENT_WAITLISTED) - (from == ENROLMENT_WAITLISTED)),
    };
}

size_t step_history(const struct enrolment *enrolment, struct enrolment_step steps[2])
{
    size_t count = 0;
    int64_t from = ENROLMENT_APPLIED;

    if (enrolment->enrolled_date != 0) {
        steps[count++] =
            (struct enrolment_step){1, from, ENROLMENT_ENROLLED, enrolment->enrolled_date, 0};
        from = ENROLMENT_ENROLLED;
    }
    if (enrolment->state != from) {
        steps[count] = (struct enrolment_step){
            (int64_t)count + 1, from, enrolment->state,
            enrolment->ended_date != 0 ? enrolment->ended_date : enrolment->applied_date, 0};
        count++;
    }
    return count;
}

struct cv_status step_seats(struct cv_books *books, struct cohort *cohort, int64_t from, int64_t to,
                            int sequences)
{
    struct seats_change change = change_of(from, to, 1);

    change.sequence = sequences;
    return seats_change(books, cohort, change);
}

struct cv_status step_insert(struct cv_books *books, const struct enrolment *enrolment,
                             const struct enrolment_step *step)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO enrolment_step (org_id, cohort_uid, sequence, number, from_state, "
                   "to_state, effective_on, recorded_us, recorded_by) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, enrolment->cohort_uid);
    cv_stmt_int64(stmt, 3, enrolment->sequence);
    cv_stmt_int64(stmt, 4, step->number);
    cv_stmt_int64(stmt, 5, step->from_state);
    cv_stmt_int64(stmt, 6, step->to_state);
    cv_stmt_int64(stmt, 7, step->effective_on);
    cv_stmt_int64(stmt, 8, books->recorded_us);
    cv_stmt_text(stmt, 9, books->subject);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

/* ---- of all in one state ---- */

static struct cv_status insert_all(struct cv_books *books, const struct cohort *cohort,
                                   int64_t from, int64_t to, int32_t date)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO enrolment_step (org_id, cohort_uid, sequence, number, from_state, "
                   "to_state, effective_on, recorded_us, recorded_by) SELECT org_id, cohort_uid, "
                   "sequence, version + 1, state, $4, $5, $6, $7 FROM enrolment "
                   "WHERE org_id = $1 AND cohort_uid = $2 AND state = $3");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, cohort->uid);
    cv_stmt_int64(stmt, 3, from);
    cv_stmt_int64(stmt, 4, to);
    cv_stmt_int64(stmt, 5, date);
    cv_stmt_int64(stmt, 6, books->recorded_us);
    cv_stmt_text(stmt, 7, books->subject);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status update_all(struct cv_books *books, const struct cohort *cohort,
                                   int64_t from, int64_t to, int32_t date, int *count)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "UPDATE enrolment SET state = $4, left_sequence = sequence, ended_date = $5, "
                   "version = version + 1, recorded_us = $6 "
                   "WHERE org_id = $1 AND cohort_uid = $2 AND state = $3");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, cohort->uid);
    cv_stmt_int64(stmt, 3, from);
    cv_stmt_int64(stmt, 4, to);
    cv_stmt_int64(stmt, 5, date);
    cv_stmt_int64(stmt, 6, books->recorded_us);
    (void)cv_stmt_step(stmt);
    *count = (int)cv_stmt_changes(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status enrolment_leave_all(struct cv_books *books, struct cohort *cohort, int64_t from,
                                     int64_t to, int32_t date)
{
    int count = 0;
    struct cv_status status = insert_all(books, cohort, from, to, date);

    if (cv_ok(status))
        status = update_all(books, cohort, from, to, date, &count);
    return cv_ok(status) ? seats_change(books, cohort, change_of(from, to, count)) : status;
}

struct cv_status enrolment_count_in(struct cv_books *books, const struct cohort *cohort,
                                    int64_t state, int64_t *count)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, "SELECT COUNT(*) FROM enrolment WHERE "
                                                    "org_id = $1 AND cohort_uid = $2 "
                                                    "AND state = $3");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, cohort->uid);
    cv_stmt_int64(stmt, 3, state);
    *count = cv_stmt_step(stmt) ? cv_stmt_get_int64(stmt, 0) : 0;
    return cv_stmt_finish(stmt);
}

struct cv_status enrolment_steps(struct cv_books *books, const struct enrolment *enrolment,
                                 struct cv_listed *listed)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT number, from_state, to_state, effective_on, recorded_us FROM "
                   "enrolment_step WHERE org_id = $1 AND cohort_uid = $2 AND sequence = $3 AND "
                   "number > $4 ORDER BY number LIMIT $5");
    struct enrolment_step *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, enrolment->cohort_uid);
    cv_stmt_int64(stmt, 3, enrolment->sequence);
    cv_stmt_int64(stmt, 4, cv_page_number(listed->page.after));
    cv_stmt_int64(stmt, 5, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        *row = (struct enrolment_step){
            .number = cv_stmt_get_int64(stmt, 0),
            .from_state = cv_stmt_get_int64(stmt, 1),
            .to_state = cv_stmt_get_int64(stmt, 2),
            .effective_on = cv_books_get_date(stmt, 3),
            .recorded_us = cv_stmt_get_int64(stmt, 4),
        };
    return cv_stmt_finish(stmt);
}
