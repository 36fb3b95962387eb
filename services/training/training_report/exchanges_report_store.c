#include "service/rows.h"
#include "training_report/exchanges_report.h"

/* Records of table x that stood at the instant $2. */
#define STOOD                                                                                      \
    "x.org_id = $1 AND x.recorded_us <= $2 AND NOT EXISTS (SELECT 1 FROM struck_record s "         \
    "WHERE s.org_id = x.org_id AND s.uid = x.uid AND s.recorded_us <= $2) "
#define IN_TIME "AND x.effective_on >= $3 AND x.effective_on <= $4 "

static struct cv_stmt *prepare(struct cv_books *books, const struct report_view *view,
                               const char *sql)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, sql);

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, view->known_us);
    return stmt;
}

/* Planned ones, ended ones and those whose time is over are not live. */
static struct cv_status read_pairings(struct cv_books *books, const struct report_view *view,
                                      struct exchanges_report *report)
{
    struct cv_stmt *stmt = prepare(
        books, view,
        "SELECT x.kind, v.kind, COUNT(*), COUNT(DISTINCT x.home_uid), COUNT(DISTINCT x.host_uid) "
        "FROM pairing x JOIN organisation_version v ON v.org_id = x.org_id "
        "AND v.uid = x.home_uid AND v.recorded_us <= $2 AND v.replaced_us > $2 WHERE " STOOD
        "AND x.starts_on <= $3 AND (x.agreed_until = 0 OR x.agreed_until >= $3) "
        "AND NOT EXISTS (SELECT 1 FROM pairing_end e WHERE e.org_id = x.org_id "
        "AND e.pairing_uid = x.uid AND e.recorded_us <= $2 AND e.ended_on <= $3) "
        "GROUP BY x.kind, v.kind ORDER BY x.kind, v.kind");
    size_t room = 0;

    cv_stmt_int64(stmt, 3, view->through);
    while (cv_stmt_step(stmt)) {
        report->pairings = cv_rows_grow(books->arena, report->pairings, report->pairing_count,
                                        &room, sizeof(*report->pairings));
        if (report->pairings == NULL)
            break;
        report->pairings[report->pairing_count++] = (struct pairing_line){
            .kind = cv_stmt_get_int64(stmt, 0),
            .home_kind = cv_stmt_get_int64(stmt, 1),
            .pairings = cv_stmt_get_int64(stmt, 2),
            .homes = cv_stmt_get_int64(stmt, 3),
            .hosts = cv_stmt_get_int64(stmt, 4),
        };
    }
    return cv_stmt_finish(stmt);
}

static struct cv_status read_prizes(struct cv_books *books, const struct report_view *view,
                                    const char *sql, struct prize_line **lines, size_t *count)
{
    struct cv_stmt *stmt = prepare(books, view, sql);
    size_t room = 0;

    cv_stmt_int64(stmt, 3, view->from);
    cv_stmt_int64(stmt, 4, view->through);
    while (cv_stmt_step(stmt)) {
        *lines = cv_rows_grow(books->arena, *lines, *count, &room, sizeof(**lines));
        if (*lines == NULL)
            break;
        (*lines)[(*count)++] = (struct prize_line){
            .year = cv_stmt_get_int64(stmt, 0),
            .level = cv_stmt_get_int64(stmt, 1),
            .by = cv_stmt_get_int64(stmt, 2),
            .count = cv_stmt_get_int64(stmt, 3),
        };
    }
    return cv_stmt_finish(stmt);
}

static struct cv_status read_exams(struct cv_books *books, const struct report_view *view,
                                   struct exchanges_report *report)
{
    struct cv_stmt *stmt =
        prepare(books, view,
                "SELECT x.subject, x.year, CASE WHEN MIN(x.paper) = MAX(x.paper) THEN MIN(x.paper) "
                "ELSE '' END, COUNT(*), CAST(SUM(x.candidates) AS BIGINT), "
                "CAST(SUM(x.candidates * x.mean_hundredths) AS BIGINT) FROM exam_result x "
                "WHERE " STOOD IN_TIME "GROUP BY x.subject, x.year ORDER BY x.subject, x.year");
    size_t room = 0;

    cv_stmt_int64(stmt, 3, view->from);
    cv_stmt_int64(stmt, 4, view->through);
    while (cv_stmt_step(stmt)) {
        report->exams = cv_rows_grow(books->arena, report->exams, report->exam_count, &room,
                                     sizeof(*report->exams));
        if (report->exams == NULL)
            break;
        report->exams[report->exam_count++] = (struct exam_line){
            .subject = cv_stmt_get_text(stmt, 0, books->arena),
            .year = cv_stmt_get_int64(stmt, 1),
            .paper = cv_stmt_get_text(stmt, 2, books->arena),
            .organisations = cv_stmt_get_int64(stmt, 3),
            .candidates = cv_stmt_get_int64(stmt, 4),
            .points = cv_stmt_get_int64(stmt, 5),
        };
    }
    return cv_stmt_finish(stmt);
}

/* Entries are in the time of their assignments, so none is of an assignment that is left out. */
#define DONE(what)                                                                                 \
    "CAST(COALESCE(SUM((SELECT " what " FROM assignment_entry x WHERE x.assignment_uid = a.uid "   \
    "AND " STOOD IN_TIME ")), 0) AS BIGINT) "

/* Each as it was known; host kinds, too. */
static struct cv_status read_assignments(struct cv_books *books, const struct report_view *view,
                                         struct exchanges_report *report)
{
    struct cv_stmt *stmt =
        prepare(books, view,
                "SELECT v.kind, o.kind, COUNT(*), COUNT(DISTINCT a.person_uid), " DONE(
                    "SUM(x.days)") ", " DONE("SUM(CASE WHEN x.kind = 2 THEN 1 ELSE 0 "
                                             "END)") "FROM assignment a JOIN "
                                                     "assignment_version v ON v.org_id "
                                                     "= a.org_id AND v.uid = a.uid "
                                                     "AND v.recorded_us <= $2 AND "
                                                     "v.replaced_us > $2 JOIN "
                                                     "organisation_version o "
                                                     "ON o.org_id = a.org_id AND o.uid "
                                                     "= v.host_uid AND o.recorded_us <= "
                                                     "$2 "
                                                     "AND o.replaced_us > $2 WHERE "
                                                     "a.org_id = $1 AND v.actual_start "
                                                     "> 0 "
                                                     "AND v.actual_start <= $4 AND "
                                                     "(v.actual_end = 0 OR v.actual_end "
                                                     ">= $3) "
                                                     "GROUP BY v.kind, o.kind ORDER BY "
                                                     "v.kind, o.kind");
    size_t room = 0;

    cv_stmt_int64(stmt, 3, view->from);
    cv_stmt_int64(stmt, 4, view->through);
    while (cv_stmt_step(stmt)) {
        report->assignments =
            cv_rows_grow(books->arena, report->assignments, report->assignment_count, &room,
                         sizeof(*report->assignments));
        if (report->assignments == NULL)
            break;
        report->assignments[report->assignment_count++] = (struct assignment_line){
            .kind = cv_stmt_get_int64(stmt, 0),
            .host_kind = cv_stmt_get_int64(stmt, 1),
            .assignments = cv_stmt_get_int64(stmt, 2),
            .persons = cv_stmt_get_int64(stmt, 3),
            .person_days = cv_stmt_get_int64(stmt, 4),
            .deliverables = cv_stmt_get_int64(stmt, 5),
        };
    }
    return cv_stmt_finish(stmt);
}

static struct cv_status read_mentors(struct cv_books *books, const struct report_view *view,
                                     struct exchanges_report *report)
{
    struct cv_stmt *stmt = prepare(
        books, view,
        "SELECT g.kind, COUNT(*), COUNT(DISTINCT m.mentor_uid), COUNT(DISTINCT m.mentee_uid) "
        "FROM mentor_pair m JOIN pairing g ON g.org_id = m.org_id AND g.uid = m.pairing_uid "
        "JOIN mentor_pair_version v ON v.org_id = m.org_id AND v.uid = m.uid "
        "AND v.recorded_us <= $2 AND v.replaced_us > $2 WHERE m.org_id = $1 "
        "AND ((v.state = 2 AND (v.agreed_until = 0 OR v.agreed_until >= $3)) OR (v.state = 3 AND "
        "v.ended_on > $3 AND v.ended_on > v.starts_on)) "
        "AND v.starts_on <= $4 GROUP BY g.kind ORDER BY g.kind");
    size_t room = 0;

    cv_stmt_int64(stmt, 3, view->from);
    cv_stmt_int64(stmt, 4, view->through);
    while (cv_stmt_step(stmt)) {
        report->mentors = cv_rows_grow(books->arena, report->mentors, report->mentor_count, &room,
                                       sizeof(*report->mentors));
        if (report->mentors == NULL)
            break;
        report->mentors[report->mentor_count++] = (struct mentor_line){
            .kind = cv_stmt_get_int64(stmt, 0),
            .pairs = cv_stmt_get_int64(stmt, 1),
            .mentors = cv_stmt_get_int64(stmt, 2),
            .mentees = cv_stmt_get_int64(stmt, 3),
        };
    }
    return cv_stmt_finish(stmt);
}

struct cv_status exchanges_report_read(struct cv_books *books, const struct report_view *view,
                                       struct exchanges_report *report)
{
    struct cv_status status = read_pairings(books, view, report);

    if (cv_ok(status))
        status = read_prizes(books, view,
                             "SELECT x.effective_on / 10000 AS year, x.level, x.winners, "
                             "CAST(SUM(x.count) AS BIGINT) FROM award x WHERE " STOOD IN_TIME
                             "GROUP BY year, x.level, x.winners ORDER BY year, x.level, x.winners",
                             &report->awards, &report->award_count);
    if (cv_ok(status))
        status = read_prizes(books, view,
                             "SELECT x.effective_on / 10000 AS year, x.level, x.rank, "
                             "CAST(SUM(x.count) AS BIGINT) FROM medal x WHERE " STOOD IN_TIME
                             "GROUP BY year, x.level, x.rank ORDER BY year, x.level, x.rank",
                             &report->medals, &report->medal_count);
    if (cv_ok(status))
        status = read_exams(books, view, report);
    if (cv_ok(status))
        status = read_assignments(books, view, report);
    return cv_ok(status) ? read_mentors(books, view, report) : status;
}
