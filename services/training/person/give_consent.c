#include "learning.h"
#include "person/person.h"

struct state {
    struct cv_unit unit;
    struct cv_id person;
    struct consent consent;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct person person;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = person_get(&books, state->person.text, &person);
    if (cv_ok(status))
        cv_audit_before(&books, (ProtobufCMessage *)person_wire(books.arena, &person));
    if (cv_ok(status))
        status = consent_insert(&books, person.uid, &state->consent, "consent.course");
    if (cv_ok(status))
        status = person_replace(&books, &person);
    if (cv_ok(status))
        status = person_get(&books, state->person.text, &person);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)person_wire(books.arena, &person);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Training__V1__GiveConsentRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, PERSON_NAME, &state->person);
    if (request->consent == NULL)
        cv_check_fail(&check, "consent", "consent is required");
    else
        consent_read(&check, "consent", request->consent, &state->consent);
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, training_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_training_v1_learning_give_consent_method give_consent = {handle,
                                                                              sizeof(struct state)};
