#include "assessment/assessment.h"
#include "learning.h"
#include "person/person.h"

struct state {
    struct cv_unit unit;
    struct cv_id ids[3]; /* course, cohort, assessment */
    struct cv_id person;
};

static void *result_wire(struct cv_arena *arena, const struct state *state,
                         const struct assessment *assessment, const struct result *result)
{
    Caravan__Training__V1__AssessmentResult *message = cv_arena_alloc(arena, sizeof(*message));
    int64_t left = assessment->attempts_allowed - result->attempts;

    if (message == NULL)
        return NULL;
    caravan__training__v1__assessment_result__init(message);
    message->assessment = cv_arena_printf(arena, "courses/%s/cohorts/%s/assessments/%s",
                                          state->ids[0].text, state->ids[1].text, assessment->id);
    message->person = cv_arena_printf(arena, "persons/%s", state->person.text);
    message->state = (Caravan__Training__V1__ResultState)result->state;
    message->score = (int32_t)result->score;
    message->attempts = (int32_t)result->attempts;
    message->attempts_left = (int32_t)left;
    return message;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct assessment assessment;
    struct result result;
    struct cv_uuid person;
    struct cv_books books;
    struct cv_status status;

    cv_books_open(&books, unit->op.scope, tx);
    status = assessment_get(&books, state->ids, state->ids[2].text, &assessment);
    if (cv_ok(status))
        status = person_find(&books, state->person.text, "person", &person);
    if (cv_ok(status))
        status = result_of(&books, &assessment, person, &result);
    if (cv_ok(status))
        *reply = result_wire(books.arena, state, &assessment, &result);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Training__V1__GetAssessmentResultRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, ASSESSMENT_NAME, state->ids);
    cv_check_name(&check, "person", request->person, PERSON_NAME, &state->person);
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, training_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_training_v1_learning_get_assessment_result_method get_assessment_result = {
    handle, sizeof(struct state)};
