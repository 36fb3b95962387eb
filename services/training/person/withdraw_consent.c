#include "app/date.h"
#include "learning.h"
#include "person/person.h"

#include <string.h>

struct state {
    struct cv_unit unit;
    struct cv_id person;
    struct consent consent; /* what is asked for */
};

/* The day of its end: as asked, or today; not before the consent that holds was given. */
static struct cv_status settle_day(struct cv_books *books, const struct person *person,
                                   struct consent *asked)
{
    bool said = asked->withdrawn_date != CV_DATE_NONE;

    if (!said)
        asked->withdrawn_date = training_today(books->tx);
    for (size_t i = 0; i < person->consent_count; i++) {
        const struct consent *consent = &person->consents[i];

        if (consent->purpose != asked->purpose || consent->withdrawn_date != CV_DATE_NONE ||
            strcmp(consent->course, asked->course) != 0 ||
            asked->withdrawn_date >= consent->given_date)
            continue;
        if (said)
            return cv_status_field(books->arena, "withdrawn_date",
                                   "withdrawn_date must not be before %s, when it was given",
                                   cv_field_date_text(books->arena, consent->given_date));
        asked->withdrawn_date = consent->given_date;
    }
    return CV_STATUS_OK;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct consent consent = state->consent;
    struct person person;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = person_get(&books, state->person.text, &person);
    if (cv_ok(status))
        cv_audit_before(&books, (ProtobufCMessage *)person_wire(books.arena, &person));
    if (cv_ok(status))
        status = settle_day(&books, &person, &consent);
    if (cv_ok(status))
        status = consent_withdraw(&books, person.uid, &consent);
    if (cv_ok(status))
        status = person_replace(&books, &person);
    if (cv_ok(status))
        status = person_get(&books, state->person.text, &person);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)person_wire(books.arena, &person);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Training__V1__WithdrawConsentRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, PERSON_NAME, &state->person);
    cv_field_enum(&check, "purpose", &caravan__training__v1__consent_purpose__descriptor,
                  request->purpose, true);
    state->consent = (struct consent){
        .purpose = request->purpose,
        .course = consent_course_read(&check, "course", request->course),
        .withdrawn_date =
            cv_field_past_date(&check, "withdrawn_date", request->withdrawn_date, false),
    };
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, training_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_training_v1_learning_withdraw_consent_method withdraw_consent = {
    handle, sizeof(struct state)};
