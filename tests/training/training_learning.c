#include "training_learning.h"

#include "assessment/assessment_store.h"
#include "attendance/attendance_store.h"
#include "certificate/certificate_store.h"

#include <string.h>

#define PASS_SCORE 60

const int naive_group_of[NAIVE_COURSES] = {0, 0, 1, 2, 2};

/* 0: nothing was said. */
static int64_t said_last(const struct naive_record *record, const struct report_view *view)
{
    int64_t what = 0;

    for (int i = 0; i < record->saying_count; i++) {
        const struct naive_saying *saying = &record->sayings[i];

        if (saying->known_us <= view->known_us && saying->on <= view->through)
            what = saying->what;
    }
    return what;
}

static void add_seat(int64_t counts[LEARNING_COLUMNS], int64_t state)
{
    counts[LEARNING_PARTICIPATIONS]++;
    counts[LEARNING_COMPLETED] += state == ENROLMENT_COMPLETED;
    counts[LEARNING_FAILED] += state == ENROLMENT_FAILED;
    counts[LEARNING_NO_SHOW] += state == ENROLMENT_NO_SHOW;
    counts[LEARNING_WITHDREW] += state == ENROLMENT_WITHDREW;
    counts[LEARNING_UNDER_WAY] += state == ENROLMENT_ENROLLED;
}

static void add_certificate(int64_t counts[LEARNING_COLUMNS], int64_t state, bool over)
{
    counts[LEARNING_CERTIFICATES]++;
    counts[LEARNING_REVOKED] += state == CERTIFICATE_REVOKED;
    counts[LEARNING_EXPIRED] += state != CERTIFICATE_REVOKED && over;
    counts[LEARNING_SUSPENDED] += state == CERTIFICATE_SUSPENDED && !over;
    counts[LEARNING_VALID] += state == CERTIFICATE_ISSUED && !over;
}

static void add(struct naive_report *report, int row, const struct naive_record *record,
                const struct report_view *view)
{
    int64_t *counts = report->counts[row];
    int64_t what = said_last(record, view);

    switch (record->kind) {
    case NAIVE_SEAT:
        add_seat(counts, what);
        break;
    case NAIVE_ATTENDANCE:
        counts[LEARNING_ATTENDANCES] += what != ATTENDANCE_EXCUSED;
        counts[LEARNING_ATTENDED] += what == ATTENDANCE_PRESENT || what == ATTENDANCE_LATE;
        counts[LEARNING_MISSED] += what == ATTENDANCE_ABSENT;
        if (what == ATTENDANCE_PRESENT || what == ATTENDANCE_LATE)
            report->minutes[row] += record->minutes;
        break;
    case NAIVE_CERTIFICATE:
        add_certificate(counts, what,
                        record->expires_on != 0 && record->expires_on < view->through);
        break;
    case NAIVE_ATTEMPT:
        break;
    }
}

static bool tells(const struct naive_record *record, const struct report_view *view)
{
    return record->known_us <= view->known_us && record->on >= view->from &&
           record->on <= view->through;
}

/* Even courses count the best attempt, odd ones the last. */
static int result_in(const struct naive_learning *model, const struct report_view *view, int course,
                     int person)
{
    int64_t score = -1;

    for (int i = 0; i < model->count; i++) {
        const struct naive_record *record = &model->records[i];
        int64_t what = said_last(record, view);

        if (record->kind == NAIVE_ATTEMPT && record->course == course && record->person == person &&
            tells(record, view) && (course % 2 == 1 || what > score))
            score = what;
    }
    return score < 0 ? 0 : score >= PASS_SCORE ? RESULT_PASSED : RESULT_FAILED;
}

static bool row_has(int row, int course)
{
    return row == NAIVE_ROWS - 1 || row == course || row == NAIVE_COURSES + naive_group_of[course];
}

static void add_results(const struct naive_learning *model, const struct report_view *view, int row,
                        struct naive_report *report)
{
    for (int person = 0; person < NAIVE_PERSONS; person++) {
        bool assessed = false;

        for (int course = 0; course < NAIVE_COURSES; course++) {
            int result = row_has(row, course) ? result_in(model, view, course, person) : 0;

            report->counts[row][LEARNING_RESULTS] += result != 0;
            report->counts[row][LEARNING_PASSED] += result == RESULT_PASSED;
            report->counts[row][LEARNING_NOT_PASSED] += result == RESULT_FAILED;
            assessed = assessed || result != 0;
        }
        report->counts[row][LEARNING_ASSESSED] += assessed;
    }
}

static void add_persons(const struct naive_learning *model, const struct report_view *view, int row,
                        struct naive_report *report)
{
    static const enum learning_column COLUMNS[] = {
        [NAIVE_SEAT] = LEARNING_PERSONS,
        [NAIVE_ATTENDANCE] = LEARNING_ATTENDING,
        [NAIVE_CERTIFICATE] = LEARNING_CERTIFIED,
    };
    bool seen[NAIVE_ATTEMPT + 1][NAIVE_PERSONS] = {{false}};

    for (int i = 0; i < model->count; i++) {
        const struct naive_record *record = &model->records[i];

        if (record->kind != NAIVE_ATTEMPT && row_has(row, record->course) && tells(record, view) &&
            !(record->kind == NAIVE_ATTENDANCE && said_last(record, view) == ATTENDANCE_EXCUSED))
            seen[record->kind][record->person] = true;
    }
    for (int kind = 0; kind < NAIVE_ATTEMPT; kind++) {
        for (int person = 0; person < NAIVE_PERSONS; person++)
            report->counts[row][COLUMNS[kind]] += seen[kind][person];
    }
}

void naive_report_make(const struct naive_learning *model, const struct report_view *view,
                       struct naive_report *report)
{
    memset(report, 0, sizeof(*report));
    for (int row = 0; row < NAIVE_ROWS; row++) {
        int64_t *counts = report->counts[row];

        for (int i = 0; i < model->count; i++) {
            const struct naive_record *record = &model->records[i];

            if (row_has(row, record->course) && tells(record, view))
                add(report, row, record, view);
        }
        add_persons(model, view, row, report);
        add_results(model, view, row, report);
        counts[LEARNING_NOT_COMPLETED] =
            counts[LEARNING_FAILED] + counts[LEARNING_NO_SHOW] + counts[LEARNING_WITHDREW];
        counts[LEARNING_OPEN] = counts[LEARNING_UNDER_WAY] + counts[LEARNING_CANCELLED];
        counts[LEARNING_WITHOUT] = counts[LEARNING_COMPLETED] - counts[LEARNING_CERTIFICATES];
    }
}
