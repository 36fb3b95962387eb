#include "app/date.h"
#include "assessment/assessment_store.h"
#include "attendance/attendance_store.h"
#include "base/arena.h"
#include "base/assert.h"
#include "certificate/certificate_store.h"
#include "service/rows.h"
#include "training_report/learning_report.h"

#include <stdlib.h>

/* ---- courses ---- */

static bool same_group(const struct learning_row *a, const struct learning_row *b)
{
    return a->kind == b->kind && a->holder_kind == b->holder_kind;
}

static struct cv_status read_courses(struct cv_books *books, const struct report_view *view,
                                     struct learning_report *report)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx,
        "SELECT c.uid, c.id, v.kind, COALESCE(o.kind, 0) AS holder FROM course c "
        "JOIN course_version v ON v.org_id = c.org_id AND v.uid = c.uid "
        "AND v.recorded_us <= $2 AND v.replaced_us > $2 "
        "LEFT JOIN organisation_version o ON o.org_id = c.org_id AND o.uid = v.organisation_uid "
        "AND o.recorded_us <= $2 AND o.replaced_us > $2 "
        "WHERE c.org_id = $1 ORDER BY v.kind, holder, c.id");
    size_t room = 0;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, view->known_us);
    while (cv_stmt_step(stmt)) {
        report->courses = cv_rows_grow(books->arena, report->courses, report->course_count, &room,
                                       sizeof(*report->courses));
        if (report->courses == NULL)
            break;
        report->courses[report->course_count++] = (struct learning_row){
            .uid = cv_stmt_get_uuid(stmt, 0),
            .course = cv_stmt_get_text(stmt, 1, books->arena),
            .kind = cv_stmt_get_int64(stmt, 2),
            .holder_kind = cv_stmt_get_int64(stmt, 3),
        };
    }
    return cv_stmt_finish(stmt);
}

/* ---- what is told of a row ---- */

/* Who was told of last in a row: facts come in the order of their persons. */
struct teller {
    struct cv_books *books;
    const struct report_view *view;
    struct learning_report *report;
    struct learning_row **by_uid; /* the courses */
    struct cv_uuid *last;         /* of each row: courses, then groups, then the total */
    struct cv_uuid person;        /* of the fact */
};

static int compare_uids(const void *a, const void *b)
{
    const struct learning_row *const *left = a;
    const struct learning_row *const *right = b;

    return memcmp((*left)->uid.bytes, (*right)->uid.bytes, sizeof((*left)->uid.bytes));
}

static struct learning_row *course_of(const struct teller *teller, struct cv_uuid uid)
{
    struct learning_row key = {.uid = uid};
    const struct learning_row *wanted = &key;
    struct learning_row **found = bsearch(&wanted, teller->by_uid, teller->report->course_count,
                                          sizeof(struct learning_row *), compare_uids);

    CV_ASSERT(found != NULL); /* whatever is of a course was recorded after it */
    return *found;
}

/* Another person than that of the fact before in this row? */
static bool is_another(const struct teller *teller, struct cv_uuid *last)
{
    if (memcmp(last->bytes, teller->person.bytes, sizeof(last->bytes)) == 0)
        return false;
    *last = teller->person;
    return true;
}

/* `columns` beside `persons`, which counts each person once. */
static void tell(struct teller *teller, struct learning_row *course, enum learning_column persons,
                 const int64_t columns[LEARNING_COLUMNS], int64_t minutes)
{
    struct learning_report *report = teller->report;
    size_t group = (size_t)(course->group - report->groups);
    struct {
        struct learning_row *row;
        struct cv_uuid *last;
    } rows[] = {
        {course, &teller->last[course - report->courses]},
        {course->group, &teller->last[report->course_count + group]},
        {&report->total, &teller->last[report->course_count + report->group_count]},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        for (size_t c = 0; c < LEARNING_COLUMNS; c++)
            rows[i].row->counts[c] += columns[c];
        rows[i].row->counts[persons] += is_another(teller, rows[i].last);
        rows[i].row->minutes += minutes;
    }
}

/* Facts of another kind begin: nobody was told of. No person has the zero uuid. */
static struct cv_stmt *begin(struct teller *teller, const char *sql)
{
    struct learning_report *report = teller->report;
    struct cv_stmt *stmt = cv_tx_prepare(teller->books->tx, sql);

    memset(teller->last, 0,
           (report->course_count + report->group_count + 1) * sizeof(*teller->last));
    cv_stmt_text(stmt, 1, teller->books->org);
    cv_stmt_int64(stmt, 2, teller->view->known_us);
    cv_stmt_int64(stmt, 3, teller->view->from);
    cv_stmt_int64(stmt, 4, teller->view->through);
    return stmt;
}

/* ---- the facts ---- */

static enum learning_column end_of(int64_t state)
{
    switch (state) {
    case ENROLMENT_COMPLETED:
        return LEARNING_COMPLETED;
    case ENROLMENT_FAILED:
        return LEARNING_FAILED;
    case ENROLMENT_NO_SHOW:
        return LEARNING_NO_SHOW;
    case ENROLMENT_WITHDREW:
        return LEARNING_WITHDREW;
    case ENROLMENT_CANCELLED:
        return LEARNING_CANCELLED;
    default:
        return LEARNING_UNDER_WAY;
    }
}

/* A seat is taken by the step to ENROLLED; what became of it is where the last step led. */
static struct cv_status read_participations(struct teller *teller)
{
    struct cv_stmt *stmt = begin(
        teller,
        "SELECT h.course_uid, e.person_uid, l.to_state FROM enrolment_step s "
        "JOIN enrolment e ON e.org_id = s.org_id AND e.cohort_uid = s.cohort_uid "
        "AND e.sequence = s.sequence "
        "JOIN cohort h ON h.org_id = s.org_id AND h.uid = s.cohort_uid "
        "JOIN enrolment_step l ON l.org_id = s.org_id AND l.cohort_uid = s.cohort_uid "
        "AND l.sequence = s.sequence AND l.number = (SELECT MAX(m.number) FROM enrolment_step m "
        "WHERE m.org_id = s.org_id AND m.cohort_uid = s.cohort_uid AND m.sequence = s.sequence "
        "AND m.recorded_us <= $2 AND m.effective_on <= $4) "
        "WHERE s.org_id = $1 AND s.to_state = $5 AND s.recorded_us <= $2 "
        "AND s.effective_on >= $3 AND s.effective_on <= $4 ORDER BY e.person_uid");

    cv_stmt_int64(stmt, 5, ENROLMENT_ENROLLED);
    while (cv_stmt_step(stmt)) {
        struct learning_row *course = course_of(teller, cv_stmt_get_uuid(stmt, 0));
        enum learning_column end = end_of(cv_stmt_get_int64(stmt, 2));
        int64_t columns[LEARNING_COLUMNS] = {[LEARNING_PARTICIPATIONS] = 1};

        columns[end] = 1;
        columns[LEARNING_WITHOUT] = end == LEARNING_COMPLETED;
        columns[LEARNING_OPEN] = end == LEARNING_UNDER_WAY || end == LEARNING_CANCELLED;
        columns[LEARNING_NOT_COMPLETED] = !columns[LEARNING_OPEN] && end != LEARNING_COMPLETED;
        teller->person = cv_stmt_get_uuid(stmt, 1);
        tell(teller, course, LEARNING_PERSONS, columns, 0);
    }
    return cv_stmt_finish(stmt);
}

/* What the last entry says. */
static struct cv_status read_attendances(struct teller *teller)
{
    struct cv_stmt *stmt = begin(
        teller,
        "SELECT h.course_uid, e.person_uid, t.state, v.minutes FROM session n "
        "JOIN session_version v ON v.org_id = n.org_id AND v.uid = n.uid "
        "AND v.recorded_us <= $2 AND v.replaced_us > $2 AND v.held_on >= $3 AND v.held_on <= $4 "
        "JOIN cohort h ON h.org_id = n.org_id AND h.uid = n.cohort_uid "
        "JOIN attendance a ON a.org_id = n.org_id AND a.session_uid = n.uid "
        "JOIN enrolment e ON e.org_id = a.org_id AND e.uid = a.enrolment_uid "
        "JOIN attendance_entry t ON t.org_id = a.org_id AND t.attendance_uid = a.uid "
        "AND t.number = (SELECT MAX(m.number) FROM attendance_entry m WHERE m.org_id = a.org_id "
        "AND m.attendance_uid = a.uid AND m.recorded_us <= $2) "
        "WHERE n.org_id = $1 AND t.state <> $5 ORDER BY e.person_uid");

    cv_stmt_int64(stmt, 5, ATTENDANCE_EXCUSED);
    while (cv_stmt_step(stmt)) {
        struct learning_row *course = course_of(teller, cv_stmt_get_uuid(stmt, 0));
        bool there = cv_stmt_get_int64(stmt, 2) != ATTENDANCE_ABSENT;
        const int64_t columns[LEARNING_COLUMNS] = {
            [LEARNING_ATTENDANCES] = 1,
            [LEARNING_ATTENDED] = there,
            [LEARNING_MISSED] = !there,
        };

        teller->person = cv_stmt_get_uuid(stmt, 1);
        tell(teller, course, LEARNING_ATTENDING, columns, there ? cv_stmt_get_int64(stmt, 3) : 0);
    }
    return cv_stmt_finish(stmt);
}

static enum learning_column validity_of(int64_t state, int32_t expires_on, int32_t on)
{
    if (state == CERTIFICATE_REVOKED)
        return LEARNING_REVOKED;
    if (expires_on != CV_DATE_NONE && expires_on < on)
        return LEARNING_EXPIRED;
    return state == CERTIFICATE_SUSPENDED ? LEARNING_SUSPENDED : LEARNING_VALID;
}

static struct cv_status read_certificates(struct teller *teller)
{
    struct cv_stmt *stmt = begin(
        teller, "SELECT c.course_uid, c.person_uid, l.to_state, c.expires_on FROM certificate c "
                "JOIN certificate_step l ON l.org_id = c.org_id AND l.certificate_uid = c.uid "
                "AND l.number = (SELECT MAX(m.number) FROM certificate_step m "
                "WHERE m.org_id = c.org_id AND m.certificate_uid = c.uid "
                "AND m.recorded_us <= $2 AND m.effective_on <= $4) "
                "WHERE c.org_id = $1 AND c.issued_on >= $3 AND c.issued_on <= $4 "
                "ORDER BY c.person_uid");

    while (cv_stmt_step(stmt)) {
        struct learning_row *course = course_of(teller, cv_stmt_get_uuid(stmt, 0));
        int64_t columns[LEARNING_COLUMNS] = {[LEARNING_CERTIFICATES] = 1, [LEARNING_WITHOUT] = -1};

        columns[validity_of(cv_stmt_get_int64(stmt, 2), cv_books_get_date(stmt, 3),
                            teller->view->through)] = 1;
        teller->person = cv_stmt_get_uuid(stmt, 1);
        tell(teller, course, LEARNING_CERTIFIED, columns, 0);
    }
    return cv_stmt_finish(stmt);
}

/* ---- results: a person's attempts at an assessment are one ---- */

struct attempts {
    struct learning_row *course;
    struct cv_uuid person;
    struct cv_uuid assessment;
    struct result result;
    int64_t pass_score;
};

static void tell_result(struct teller *teller, const struct attempts *attempts)
{
    bool passed = attempts->result.score >= attempts->pass_score;
    const int64_t columns[LEARNING_COLUMNS] = {
        [LEARNING_RESULTS] = 1,
        [LEARNING_PASSED] = passed,
        [LEARNING_NOT_PASSED] = !passed,
    };

    if (attempts->result.attempts == 0)
        return;
    teller->person = attempts->person;
    tell(teller, attempts->course, LEARNING_ASSESSED, columns, 0);
}

static void take_attempt(struct teller *teller, struct cv_stmt *stmt, struct attempts *attempts)
{
    struct cv_uuid person = cv_stmt_get_uuid(stmt, 1);
    struct cv_uuid assessment = cv_stmt_get_uuid(stmt, 2);
    int64_t score = cv_stmt_get_int64(stmt, 5);

    if (memcmp(person.bytes, attempts->person.bytes, sizeof(person.bytes)) != 0 ||
        memcmp(assessment.bytes, attempts->assessment.bytes, sizeof(assessment.bytes)) != 0) {
        tell_result(teller, attempts);
        *attempts = (struct attempts){
            .course = course_of(teller, cv_stmt_get_uuid(stmt, 0)),
            .person = person,
            .assessment = assessment,
            .pass_score = cv_stmt_get_int64(stmt, 3),
        };
    }
    result_take(&attempts->result, cv_stmt_get_int64(stmt, 4), score);
}

static struct cv_status read_results(struct teller *teller)
{
    struct attempts attempts = {0};
    struct cv_stmt *stmt =
        begin(teller,
              "SELECT h.course_uid, a.person_uid, a.assessment_uid, s.pass_score, s.rule, "
              "COALESCE((SELECT r.score FROM attempt_regrade r WHERE r.org_id = a.org_id "
              "AND r.attempt_uid = a.uid AND r.recorded_us <= $2 ORDER BY r.number DESC LIMIT 1), "
              "a.score) FROM cohort h "
              "JOIN assessment s ON s.org_id = h.org_id AND s.cohort_uid = h.uid "
              "JOIN attempt a ON a.org_id = s.org_id AND a.assessment_uid = s.uid "
              "WHERE h.org_id = $1 AND a.recorded_us <= $2 AND a.effective_on >= $3 "
              "AND a.effective_on <= $4 ORDER BY a.person_uid, a.assessment_uid, a.number");

    while (cv_stmt_step(stmt))
        take_attempt(teller, stmt, &attempts);
    tell_result(teller, &attempts);
    return cv_stmt_finish(stmt);
}

/* ---- all of it ---- */

/* False: the arena is full. */
static bool lay_out(struct teller *teller)
{
    struct learning_report *report = teller->report;
    struct cv_arena *arena = teller->books->arena;

    report->groups = cv_arena_array(arena, report->course_count + 1, sizeof(*report->groups));
    teller->by_uid = cv_arena_array(arena, report->course_count + 1, sizeof(*teller->by_uid));
    teller->last = cv_arena_array(arena, 2 * report->course_count + 1, sizeof(*teller->last));
    if (report->groups == NULL || teller->by_uid == NULL || teller->last == NULL)
        return false;
    for (size_t i = 0; i < report->course_count; i++) {
        struct learning_row *course = &report->courses[i];

        if (i == 0 || !same_group(course - 1, course))
            report->groups[report->group_count++] =
                (struct learning_row){.kind = course->kind, .holder_kind = course->holder_kind};
        course->group = &report->groups[report->group_count - 1];
        teller->by_uid[i] = course;
    }
    if (report->course_count > 0)
        qsort(teller->by_uid, report->course_count, sizeof(struct learning_row *), compare_uids);
    return true;
}

static bool tells_nothing(const struct learning_row *row)
{
    return row->counts[LEARNING_PARTICIPATIONS] + row->counts[LEARNING_ATTENDANCES] +
               row->counts[LEARNING_CERTIFICATES] + row->counts[LEARNING_RESULTS] ==
           0;
}

/* Groups stay where they are as long as courses point at them: they are the second to move. */
static void leave_out(struct learning_report *report)
{
    size_t courses = 0;
    size_t groups = 0;

    for (size_t i = 0; i < report->course_count; i++) {
        if (!tells_nothing(&report->courses[i]))
            report->courses[courses++] = report->courses[i];
    }
    report->course_count = courses;
    for (size_t i = 0, c = 0; i < report->group_count; i++) {
        struct learning_row *group = &report->groups[i];

        if (tells_nothing(group))
            continue;
        for (; c < courses && report->courses[c].group == group; c++)
            report->courses[c].group = &report->groups[groups];
        report->groups[groups++] = *group;
    }
    report->group_count = groups;
}

struct cv_status learning_report_read(struct cv_books *books, const struct report_view *view,
                                      struct learning_report *report)
{
    struct teller teller = {.books = books, .view = view, .report = report};
    struct cv_status status = read_courses(books, view, report);

    if (cv_ok(status) && !lay_out(&teller))
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    if (cv_ok(status))
        status = read_participations(&teller);
    if (cv_ok(status))
        status = read_attendances(&teller);
    if (cv_ok(status))
        status = read_certificates(&teller);
    if (cv_ok(status))
        status = read_results(&teller);
    if (cv_ok(status))
        leave_out(report);
    return status;
}
