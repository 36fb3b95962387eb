#include "attendance/attendance_store.h"

#include "base/arena.h"
#include "service/rows.h"

#define SELECT                                                                                     \
    "SELECT a.uid, a.id, a.enrolment_uid, e.id, a.state, a.created_us FROM attendance a "          \
    "JOIN enrolment e ON e.org_id = a.org_id AND e.uid = a.enrolment_uid "

static void read_row(struct cv_books *books, const struct session *session, struct cv_stmt *stmt,
                     struct attendance *attendance)
{
    *attendance = (struct attendance){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .session_uid = session->uid,
        .course = session->course,
        .cohort = session->cohort,
        .session = session->id,
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .enrolment_uid = cv_stmt_get_uuid(stmt, 2),
        .enrolment = cv_stmt_get_text(stmt, 3, books->arena),
        .state = cv_stmt_get_int64(stmt, 4),
        .created_us = cv_stmt_get_int64(stmt, 5),
    };
}

static struct cv_status read_entries(struct cv_books *books, struct attendance *attendance)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT state, reason, recorded_us, recorded_by FROM attendance_entry "
                   "WHERE org_id = $1 AND attendance_uid = $2 ORDER BY number");
    size_t room = 0;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, attendance->uid);
    while (cv_stmt_step(stmt)) {
        attendance->entries =
            cv_rows_grow(books->arena, attendance->entries, attendance->entry_count, &room,
                         sizeof(*attendance->entries));
        if (attendance->entries == NULL)
            break;
        attendance->entries[attendance->entry_count++] = (struct attendance_entry){
            .state = cv_stmt_get_int64(stmt, 0),
            .reason = cv_stmt_get_text(stmt, 1, books->arena),
            .recorded_us = cv_stmt_get_int64(stmt, 2),
            .recorded_by = cv_stmt_get_text(stmt, 3, books->arena),
        };
    }
    return cv_stmt_finish(stmt);
}

struct cv_status attendance_get(struct cv_books *books, const struct session *session,
                                const char *id, struct attendance *attendance)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE a.org_id = $1 AND a.session_uid = $2 AND a.id = $3");
    struct cv_status status;
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, session->uid);
    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, session, stmt, attendance);
    status = cv_books_found(books, stmt, found, NULL, "attendance %s at this session", id);
    return cv_ok(status) ? read_entries(books, attendance) : status;
}

struct cv_status attendance_list(struct cv_books *books, const struct session *session,
                                 struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE a.org_id = $1 AND a.session_uid = $2 AND "
                                        "a.enrolment_uid > $3 ORDER BY a.enrolment_uid LIMIT $4");
    struct cv_status status;
    struct attendance *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, session->uid);
    cv_stmt_uuid(stmt, 3, listed->page.after);
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, session, stmt, row);
    status = cv_stmt_finish(stmt);
    row = listed->rows;
    for (size_t i = 0; cv_ok(status) && i < listed->count; i++)
        status = read_entries(books, &row[i]);
    return status;
}

/* ---- recording ---- */

struct cv_status attendance_clash(struct cv_books *books, const struct attendance *attendance)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT CASE WHEN id = $3 THEN 1 ELSE 0 END AS same FROM attendance WHERE "
                   "org_id = $1 AND session_uid = $2 AND (id = $3 OR enrolment_uid = $4) "
                   "ORDER BY same DESC LIMIT 1");
    struct cv_status status;
    bool there;
    bool same = false;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, attendance->session_uid);
    cv_stmt_text(stmt, 3, attendance->id);
    cv_stmt_uuid(stmt, 4, attendance->enrolment_uid);
    there = cv_stmt_step(stmt);
    if (there)
        same = cv_stmt_get_int64(stmt, 0) != 0;
    status = cv_stmt_finish(stmt);
    if (!there || !cv_ok(status))
        return status;
    return same ? cv_status_f(books->arena, CV_ALREADY_EXISTS, "ID_TAKEN",
                              "there is already an attendance with the id %s", attendance->id)
                : cv_status(CV_ALREADY_EXISTS, "ALREADY_RECORDED",
                            "whether this one was there is recorded: correct it instead");
}

static struct cv_status insert_entry(struct cv_books *books, struct attendance *attendance,
                                     const struct attendance_entry *entry)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO attendance_entry (org_id, attendance_uid, number, state, reason, "
                   "recorded_us, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7)");
    struct attendance_entry *grown =
        cv_arena_array(books->arena, attendance->entry_count + 1, sizeof(*grown));

    if (grown != NULL && attendance->entry_count > 0)
        memcpy(grown, attendance->entries, attendance->entry_count * sizeof(*grown));
    if (grown != NULL)
        grown[attendance->entry_count++] = *entry;
    attendance->entries = grown;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, attendance->uid);
    cv_stmt_int64(stmt, 3, (int64_t)attendance->entry_count);
    cv_stmt_int64(stmt, 4, entry->state);
    cv_stmt_text(stmt, 5, entry->reason);
    cv_stmt_int64(stmt, 6, entry->recorded_us);
    cv_stmt_text(stmt, 7, entry->recorded_by);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status attendance_insert(struct cv_books *books, struct attendance *attendance)
{
    const struct attendance_entry entry = {attendance->state, "", books->recorded_us,
                                           books->subject};
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO attendance (org_id, session_uid, enrolment_uid, uid, "
                                 "id, state, entries, created_us) VALUES ($1, $2, $3, $4, $5, $6, "
                                 "1, $7) ON CONFLICT DO NOTHING");
    struct cv_status status;
    int64_t changes;

    attendance->uid = cv_uuid7();
    attendance->created_us = books->recorded_us;
    attendance->entry_count = 0;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, attendance->session_uid);
    cv_stmt_uuid(stmt, 3, attendance->enrolment_uid);
    cv_stmt_uuid(stmt, 4, attendance->uid);
    cv_stmt_text(stmt, 5, attendance->id);
    cv_stmt_int64(stmt, 6, attendance->state);
    cv_stmt_int64(stmt, 7, attendance->created_us);
    (void)cv_stmt_step(stmt);
    changes = cv_stmt_changes(stmt);
    status = cv_stmt_finish(stmt);
    if (cv_ok(status) && changes == 0)
        return attendance_clash(books, attendance);
    return cv_ok(status) ? insert_entry(books, attendance, &entry) : status;
}

struct cv_status attendance_correct(struct cv_books *books, struct attendance *attendance,
                                    int64_t state, const char *reason)
{
    const struct attendance_entry entry = {state, reason, books->recorded_us, books->subject};
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "UPDATE attendance SET state = $4, entries = entries + 1 "
                                 "WHERE org_id = $1 AND session_uid = $2 AND enrolment_uid = $3 "
                                 "AND entries = $5");
    struct cv_status status;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, attendance->session_uid);
    cv_stmt_uuid(stmt, 3, attendance->enrolment_uid);
    cv_stmt_int64(stmt, 4, state);
    cv_stmt_int64(stmt, 5, (int64_t)attendance->entry_count);
    status = cv_books_change(stmt, CV_BOOKS_CHANGED);
    attendance->state = state;
    return cv_ok(status) ? insert_entry(books, attendance, &entry) : status;
}

/* ---- rates ---- */

struct cv_status attendance_counts(struct cv_books *books, struct cv_uuid cohort,
                                   struct attendance_count **counts, size_t *count)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT e.id, SUM(CASE WHEN a.state = 1 THEN 1 ELSE 0 END), "
                   "SUM(CASE WHEN a.state = 2 THEN 1 ELSE 0 END), "
                   "SUM(CASE WHEN a.state = 3 THEN 1 ELSE 0 END), "
                   "SUM(CASE WHEN a.state = 4 THEN 1 ELSE 0 END) FROM enrolment e "
                   "JOIN attendance a ON a.org_id = e.org_id AND a.enrolment_uid = e.uid "
                   "WHERE e.org_id = $1 AND e.cohort_uid = $2 "
                   "GROUP BY e.sequence, e.id ORDER BY e.sequence");
    size_t room = 0;

    *counts = NULL;
    *count = 0;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, cohort);
    while (cv_stmt_step(stmt)) {
        struct attendance_count *row;

        *counts = cv_rows_grow(books->arena, *counts, *count, &room, sizeof(**counts));
        if (*counts == NULL)
            break;
        row = &(*counts)[(*count)++];
        row->enrolment = cv_stmt_get_text(stmt, 0, books->arena);
        for (int state = ATTENDANCE_PRESENT; state <= ATTENDANCE_LATE; state++)
            row->counts[state] = cv_stmt_get_int64(stmt, state);
    }
    return cv_stmt_finish(stmt);
}
