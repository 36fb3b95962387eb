#include "privacy/export_store.h"

#include "base/arena.h"
#include "service/rows.h"

#include <stdio.h>

static struct cv_stmt *prepare(struct cv_books *books, struct cv_uuid person, const char *sql)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, sql);

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, person);
    return stmt;
}

static struct cv_status read_enrolments(struct cv_books *books, struct cv_uuid person,
                                        struct export *export)
{
    struct cv_stmt *stmt =
        prepare(books, person,
                "SELECT uid FROM enrolment WHERE org_id = $1 AND person_uid = $2 ORDER BY uid");
    size_t room = 0;

    while (cv_stmt_step(stmt)) {
        export->enrolments = cv_rows_grow(books->arena, export->enrolments, export->enrolment_count,
                                          &room, sizeof(*export->enrolments));
        if (export->enrolments == NULL)
            break;
        export->enrolments[export->enrolment_count++] = cv_stmt_get_uuid(stmt, 0);
    }
    return cv_stmt_finish(stmt);
}

static struct cv_status read_rows(struct cv_books *books, struct cv_uuid person, const char *sql,
                                  struct export_row **rows, size_t *count)
{
    struct cv_stmt *stmt = prepare(books, person, sql);
    size_t room = 0;

    while (cv_stmt_step(stmt)) {
        struct export_row *row;

        *rows = cv_rows_grow(books->arena, *rows, *count, &room, sizeof(**rows));
        if (*rows == NULL)
            break;
        row = &(*rows)[(*count)++];
        for (int i = 0; i < 4; i++)
            (void)snprintf(row->ids[i].text, sizeof(row->ids[i].text), "%s",
                           cv_stmt_get_text(stmt, i, books->arena));
    }
    return cv_stmt_finish(stmt);
}

static struct cv_status read_attempts(struct cv_books *books, struct cv_uuid person,
                                      struct export *export)
{
    return read_rows(books, person,
                     "SELECT c.id, h.id, s.id, a.id FROM attempt a "
                     "JOIN assessment s ON s.org_id = a.org_id AND s.uid = a.assessment_uid "
                     "JOIN cohort h ON h.org_id = s.org_id AND h.uid = s.cohort_uid "
                     "JOIN course c ON c.org_id = h.org_id AND c.uid = h.course_uid "
                     "WHERE a.org_id = $1 AND a.person_uid = $2 ORDER BY a.uid",
                     &export->attempts, &export->attempt_count);
}

static struct cv_status read_attendances(struct cv_books *books, struct cv_uuid person,
                                         struct export *export)
{
    return read_rows(books, person,
                     "SELECT c.id, h.id, n.id, a.id FROM enrolment e "
                     "JOIN attendance a ON a.org_id = e.org_id AND a.enrolment_uid = e.uid "
                     "JOIN session n ON n.org_id = a.org_id AND n.uid = a.session_uid "
                     "JOIN cohort h ON h.org_id = n.org_id AND h.uid = n.cohort_uid "
                     "JOIN course c ON c.org_id = h.org_id AND c.uid = h.course_uid "
                     "WHERE e.org_id = $1 AND e.person_uid = $2 ORDER BY a.uid",
                     &export->attendances, &export->attendance_count);
}

static struct cv_status read_certificates(struct cv_books *books, struct cv_uuid person,
                                          struct export *export)
{
    struct cv_stmt *stmt =
        prepare(books, person,
                "SELECT id FROM certificate WHERE org_id = $1 AND person_uid = $2 ORDER BY uid");
    size_t room = 0;

    while (cv_stmt_step(stmt)) {
        export->certificates =
            cv_rows_grow(books->arena, export->certificates, export->certificate_count, &room,
                         sizeof(*export->certificates));
        if (export->certificates == NULL)
            break;
        export->certificates[export->certificate_count++] = cv_stmt_get_text(stmt, 0, books->arena);
    }
    return cv_stmt_finish(stmt);
}

struct cv_status export_read(struct cv_books *books, struct cv_uuid person, struct export *export)
{
    struct cv_status status = read_enrolments(books, person, export);

    if (cv_ok(status))
        status = read_attempts(books, person, export);
    if (cv_ok(status))
        status = read_attendances(books, person, export);
    return cv_ok(status) ? read_certificates(books, person, export) : status;
}
