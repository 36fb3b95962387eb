#include "enrolment/application.h"
#include "enrolment/enrolment.h"
#include "enrolment/promotion.h"
#include "learning.h"
#include "person/person.h"
#include "service/audit.h"

#define PERSONS_MAX 1000

struct state {
    struct cv_unit unit;
    struct cv_id ids[2];
    struct cv_id *persons;
    struct cv_id *enrolments; /* new ids, as many */
    size_t count;
};

static struct cv_status apply(struct cv_books *books, const struct state *state, size_t i,
                              struct cohort *cohort, Caravan__Training__V1__Enrolment **message)
{
    const char *field = cv_arena_printf(books->arena, "persons[%zu]", i);
    struct enrolment enrolment = {.id = state->enrolments[i].text,
                                  .person = state->persons[i].text};
    struct cv_status status = application_record(books, cohort, &enrolment, field);

    if (!cv_ok(status)) {
        status.field = field;
        return status;
    }
    *message = enrolment_wire(books->arena, &enrolment);
    return cv_audit_add(books, NULL, *message);
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_arena *arena = unit->op.scope->arena;
    Caravan__Training__V1__EnrolPersonsResponse *message = cv_arena_alloc(arena, sizeof(*message));
    struct cohort cohort;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = cohort_get(&books, state->ids[0].text, state->ids[1].text, NULL, &cohort);
    if (cv_ok(status))
        status = promotion_settle(&books, &cohort);
    if (message == NULL || !cv_ok(status))
        return status;
    caravan__training__v1__enrol_persons_response__init(message);
    message->enrolments = cv_arena_array(arena, state->count, sizeof(*message->enrolments));
    for (size_t i = 0; message->enrolments != NULL && cv_ok(status) && i < state->count; i++)
        status = apply(&books, state, i, &cohort, &message->enrolments[message->n_enrolments++]);
    *reply = &message->base;
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Training__V1__EnrolPersonsRequest *request)
{
    struct cv_arena *arena = cv_call_scope(call)->arena;
    struct cv_check check = cv_check_begin(arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, COHORT_NAME, state->ids);
    cv_check_range(&check, "persons", (int64_t)request->n_persons, 1, PERSONS_MAX);
    if (cv_check_fine(&check)) {
        state->persons = cv_arena_array(arena, request->n_persons, sizeof(*state->persons));
        state->enrolments = cv_arena_array(arena, request->n_persons, sizeof(*state->enrolments));
    }
    for (size_t i = 0; !arena->exhausted && cv_check_fine(&check) && i < request->n_persons; i++) {
        cv_check_name(&check, cv_arena_printf(arena, "persons[%zu]", i), request->persons[i],
                      PERSON_NAME, &state->persons[i]);
        cv_check_new_id(&check, "persons", "", &state->enrolments[i]);
        state->count = i + 1;
    }
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, training_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_training_v1_learning_enrol_persons_method enrol_persons = {
    handle, sizeof(struct state)};
