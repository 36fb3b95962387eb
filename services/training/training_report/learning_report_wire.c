#include "app/wire.h"
#include "share.h"
#include "training_report/training_report_wire.h"

static int32_t share(int64_t part, int64_t rest)
{
    return part + rest > 0 ? share_of(part, part + rest) : 0;
}

static void participations_wire(const struct learning_row *row,
                                Caravan__Training__V1__TrainingReportLearning *message)
{
    const int64_t *counts = row->counts;

    message->withheld = row->withheld[LEARNING_SEATS];
    if (!message->withheld) {
        message->participations = counts[LEARNING_PARTICIPATIONS];
        message->persons = counts[LEARNING_PERSONS];
    }
    message->completion_withheld = row->withheld[LEARNING_COMPLETION];
    if (!message->completion_withheld) {
        message->completed = counts[LEARNING_COMPLETED];
        message->not_completed = counts[LEARNING_NOT_COMPLETED];
        message->open = counts[LEARNING_OPEN];
        message->completion_basis_points = share(message->completed, message->not_completed);
    }
    message->ends_withheld = row->withheld[LEARNING_ENDS];
    if (!message->ends_withheld) {
        message->failed = counts[LEARNING_FAILED];
        message->no_show = counts[LEARNING_NO_SHOW];
        message->withdrew = counts[LEARNING_WITHDREW];
        message->under_way = counts[LEARNING_UNDER_WAY];
        message->cancelled = counts[LEARNING_CANCELLED];
    }
}

static void attendance_wire(const struct learning_row *row,
                            Caravan__Training__V1__TrainingReportLearning *message)
{
    message->attendance_withheld = row->withheld[LEARNING_ATTENDANCE];
    if (message->attendance_withheld)
        return;
    message->attendances = row->counts[LEARNING_ATTENDANCES];
    message->attended = row->counts[LEARNING_ATTENDED];
    message->attended_minutes = row->minutes;
    message->attendance_basis_points = share(message->attended, row->counts[LEARNING_MISSED]);
}

static void reached_wire(const struct learning_row *row,
                         Caravan__Training__V1__TrainingReportLearning *message)
{
    const int64_t *counts = row->counts;

    message->certificates_withheld = row->withheld[LEARNING_CERTIFIED_BLOCK];
    if (!message->certificates_withheld) {
        message->certificates = counts[LEARNING_CERTIFICATES];
        message->certificates_valid = counts[LEARNING_VALID];
        message->certificates_suspended = counts[LEARNING_SUSPENDED];
        message->certificates_revoked = counts[LEARNING_REVOKED];
        message->certificates_expired = counts[LEARNING_EXPIRED];
    }
    message->results_withheld = row->withheld[LEARNING_ASSESSMENT];
    if (!message->results_withheld) {
        message->results = counts[LEARNING_RESULTS];
        message->passed = counts[LEARNING_PASSED];
        message->pass_basis_points = share(message->passed, counts[LEARNING_NOT_PASSED]);
    }
}

static Caravan__Training__V1__TrainingReportLearning *row_wire(struct cv_arena *arena,
                                                               const struct learning_row *row)
{
    Caravan__Training__V1__TrainingReportLearning *message =
        cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__training__v1__training_report_learning__init(message);
    message->kind = (Caravan__Training__V1__CourseKind)row->kind;
    message->holder_kind = (Caravan__Training__V1__OrganisationKind)row->holder_kind;
    if (row->course != NULL)
        message->course = cv_arena_printf(arena, "courses/%s", row->course);
    participations_wire(row, message);
    attendance_wire(row, message);
    reached_wire(row, message);
    return message;
}

static size_t rows_wire(struct cv_arena *arena, const struct learning_row *rows, size_t count,
                        Caravan__Training__V1__TrainingReportLearning ***messages)
{
    *messages = cv_arena_array(arena, count + 1, sizeof(**messages));
    if (*messages == NULL)
        return 0;
    for (size_t i = 0; i < count; i++)
        (*messages)[i] = row_wire(arena, &rows[i]);
    return count;
}

void learning_report_wire(struct cv_arena *arena, const struct learning_report *report,
                          Caravan__Training__V1__TrainingReportResponse *message)
{
    message->n_courses = rows_wire(arena, report->courses, report->course_count, &message->courses);
    message->n_course_groups =
        rows_wire(arena, report->groups, report->group_count, &message->course_groups);
    message->learning = row_wire(arena, &report->total);
}

/* ---- what came of it ---- */

static Caravan__Training__V1__TrainingReportOutcomes *outcome_wire(struct cv_arena *arena,
                                                                   const struct outcome_row *row)
{
    Caravan__Training__V1__TrainingReportOutcomes *message =
        cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__training__v1__training_report_outcomes__init(message);
    message->mark = (Caravan__Training__V1__OutcomeMark)row->mark;
    message->all = row->all != 0;
    message->kind = (Caravan__Training__V1__CourseKind)row->kind;
    message->holder_kind = (Caravan__Training__V1__OrganisationKind)row->holder_kind;
    message->withheld = row->withheld[OUTCOME_RESPONSE];
    if (!message->withheld) {
        message->answered = row->counts[OUTCOME_ANSWERED];
        message->asked = message->answered + row->counts[OUTCOME_SILENT];
        message->response_basis_points = share(message->answered, row->counts[OUTCOME_SILENT]);
    }
    message->answers_withheld = row->withheld[OUTCOME_ANSWERS];
    if (!message->answers_withheld) {
        message->employed = row->counts[OUTCOME_EMPLOYED];
        message->self_employed = row->counts[OUTCOME_SELF_EMPLOYED];
        message->studying = row->counts[OUTCOME_STUDYING];
        message->not_employed = row->counts[OUTCOME_NOT_EMPLOYED];
        message->left = row->counts[OUTCOME_LEFT];
    }
    return message;
}

void outcome_report_wire(struct cv_arena *arena, const struct outcome_report *report,
                         Caravan__Training__V1__TrainingReportResponse *message)
{
    message->outcomes = cv_arena_array(arena, report->count + 1, sizeof(*message->outcomes));
    if (message->outcomes == NULL)
        return;
    for (size_t i = 0; i < report->count; i++)
        message->outcomes[i] = outcome_wire(arena, &report->rows[i]);
    message->n_outcomes = report->count;
}
