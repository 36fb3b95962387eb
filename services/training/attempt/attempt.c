#include "attempt/attempt.h"

#include "person/person.h"

void attempt_read(struct cv_check *check, const Caravan__Training__V1__Attempt *message,
                  struct attempt *attempt)
{
    attempt->person = person_read_name(check, "attempt.person", message->person);
    cv_check_range(check, "attempt.score", message->score, 0, INT32_MAX);
    attempt->score = message->score;
    attempt->effective_on =
        cv_field_past_date(check, "attempt.effective_date", message->effective_date, true);
}

static void regrades_wire(struct cv_arena *arena, const struct attempt *attempt,
                          Caravan__Training__V1__Attempt *message)
{
    Caravan__Training__V1__AttemptRegrade *rows =
        cv_arena_array(arena, attempt->regrade_count + 1, sizeof(*rows));

    message->regrades =
        cv_arena_array(arena, attempt->regrade_count + 1, sizeof(*message->regrades));
    if (rows == NULL || message->regrades == NULL)
        return;
    for (size_t i = 0; i < attempt->regrade_count; i++) {
        caravan__training__v1__attempt_regrade__init(&rows[i]);
        rows[i].score_before = (int32_t)attempt->regrades[i].score_before;
        rows[i].score = (int32_t)attempt->regrades[i].score;
        rows[i].reason = cv_wire_text(attempt->regrades[i].reason);
        rows[i].recorded_time = cv_wire_time(arena, attempt->regrades[i].recorded_us);
        message->regrades[i] = &rows[i];
    }
    message->n_regrades = attempt->regrade_count;
}

Caravan__Training__V1__Attempt *attempt_wire(struct cv_arena *arena, const struct cv_id ids[3],
                                             const struct attempt *attempt)
{
    Caravan__Training__V1__Attempt *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__training__v1__attempt__init(message);
    message->name = cv_arena_printf(arena, "courses/%s/cohorts/%s/assessments/%s/attempts/%s",
                                    ids[0].text, ids[1].text, ids[2].text, attempt->id);
    message->person = cv_arena_printf(arena, "persons/%s", attempt->person);
    message->score = (int32_t)attempt->score;
    message->effective_date = cv_wire_date(arena, attempt->effective_on);
    message->number = (int32_t)attempt->number;
    regrades_wire(arena, attempt, message);
    message->recorded_time = cv_wire_time(arena, attempt->recorded_us);
    return message;
}
