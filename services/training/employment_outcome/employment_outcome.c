#include "employment_outcome/employment_outcome.h"

#include "enrolment/enrolment.h"

void employment_outcome_read(struct cv_check *check,
                             const Caravan__Training__V1__EmploymentOutcome *message,
                             struct employment_outcome *outcome)
{
    cv_check_name(check, "employment_outcome.enrolment", message->enrolment, ENROLMENT_NAME,
                  outcome->enrolment);
    cv_field_enum(check, "employment_outcome.mark",
                  &caravan__training__v1__outcome_mark__descriptor, message->mark, true);
    cv_field_enum(check, "employment_outcome.answer",
                  &caravan__training__v1__outcome_answer__descriptor, message->answer, true);
    outcome->mark = message->mark;
    outcome->answer = message->answer;
    outcome->in_field = message->in_field;
    if (outcome->in_field && outcome->answer > OUTCOME_SELF_EMPLOYED)
        cv_check_fail(check, "employment_outcome.in_field",
                      "employment_outcome.in_field is only of who works");
    outcome->effective_on = cv_field_past_date(check, "employment_outcome.effective_date",
                                               message->effective_date, true);
}

Caravan__Training__V1__EmploymentOutcome *
employment_outcome_wire(struct cv_arena *arena, const struct employment_outcome *outcome)
{
    Caravan__Training__V1__EmploymentOutcome *message = cv_arena_alloc(arena, sizeof(*message));
    const struct cv_id *ids = outcome->enrolment;

    if (message == NULL)
        return NULL;
    caravan__training__v1__employment_outcome__init(message);
    message->name = cv_arena_printf(arena, "employmentOutcomes/%s", outcome->record.id);
    if (!outcome->hidden)
        message->enrolment = cv_arena_printf(arena, "courses/%s/cohorts/%s/enrolments/%s",
                                             ids[0].text, ids[1].text, ids[2].text);
    message->mark = (Caravan__Training__V1__OutcomeMark)outcome->mark;
    message->answer = (Caravan__Training__V1__OutcomeAnswer)outcome->answer;
    message->in_field = outcome->in_field;
    message->effective_date = cv_wire_date(arena, outcome->effective_on);
    message->course = cv_arena_printf(arena, "courses/%s", ids[0].text);
    message->recorded_time = cv_wire_time(arena, outcome->record.recorded_us);
    if (outcome->record.struck_us != 0)
        message->struck_time = cv_wire_time(arena, outcome->record.struck_us);
    message->struck_reason = cv_wire_text(outcome->record.struck_reason);
    return message;
}
