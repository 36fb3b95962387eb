#include "exam_result/exam_result.h"

#include "app/date.h"
#include "organisation/organisation.h"

#define YEAR_MIN       1950
#define YEAR_MAX       2200
#define CANDIDATES_MAX 1000000
#define MEAN_MAX       1000000

void exam_result_read(struct cv_check *check, const Caravan__Training__V1__ExamResult *message,
                      struct exam_result *exam_result)
{
    cv_check_id(check, "exam_result.subject", message->subject, true);
    cv_check_range(check, "exam_result.year", message->year, YEAR_MIN, YEAR_MAX);
    cv_check_id(check, "exam_result.paper", message->paper, true);
    cv_check_range(check, "exam_result.candidates", message->candidates, 1, CANDIDATES_MAX);
    cv_check_range(check, "exam_result.mean_hundredths", message->mean_hundredths, 0, MEAN_MAX);
    cv_check_text(check, "exam_result.reference", message->reference, CV_FIELD_REFERENCE_MAX,
                  false);
    exam_result->organisation =
        organisation_read_name(check, "exam_result.organisation", message->organisation);
    exam_result->subject = message->subject;
    exam_result->year = message->year;
    exam_result->paper = message->paper;
    exam_result->candidates = message->candidates;
    exam_result->mean_hundredths = message->mean_hundredths;
    exam_result->effective_on =
        cv_field_past_date(check, "exam_result.effective_date", message->effective_date, true);
    exam_result->reference = message->reference;
    if (exam_result->year > cv_date_year(exam_result->effective_on) && cv_check_fine(check))
        cv_check_fail(check, "exam_result.year",
                      "exam_result.year must not be after exam_result.effective_date");
}

Caravan__Training__V1__ExamResult *exam_result_wire(struct cv_arena *arena,
                                                    const struct exam_result *exam_result)
{
    Caravan__Training__V1__ExamResult *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__training__v1__exam_result__init(message);
    message->name = cv_arena_printf(arena, "examResults/%s", exam_result->record.id);
    message->organisation = cv_arena_printf(arena, "organisations/%s", exam_result->organisation);
    message->subject = cv_wire_text(exam_result->subject);
    message->year = (int32_t)exam_result->year;
    message->paper = cv_wire_text(exam_result->paper);
    message->candidates = (int32_t)exam_result->candidates;
    message->mean_hundredths = (int32_t)exam_result->mean_hundredths;
    message->effective_date = cv_wire_date(arena, exam_result->effective_on);
    message->reference = cv_wire_text(exam_result->reference);
    message->recorded_time = cv_wire_time(arena, exam_result->record.recorded_us);
    if (exam_result->record.struck_us != 0)
        message->struck_time = cv_wire_time(arena, exam_result->record.struck_us);
    message->struck_reason = cv_wire_text(exam_result->record.struck_reason);
    return message;
}
