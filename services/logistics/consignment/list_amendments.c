#include "app/unit.h"
#include "consignment/consignment.h"
#include "corridors.h"
#include "service/rows.h"

struct state {
    struct cv_unit unit;
    struct cv_id id;
};

static Caravan__Logistics__V1__Amendment *amendment_wire(struct cv_arena *arena,
                                                         const struct consignment *before,
                                                         const struct consignment *after)
{
    Caravan__Logistics__V1__Amendment *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__amendment__init(message);
    message->reason = cv_wire_text(after->reason);
    message->n_before = consignment_lines_wire(arena, before, &message->before);
    message->n_after = consignment_lines_wire(arena, after, &message->after);
    message->recorded_time = cv_wire_time(arena, after->recorded_us);
    return message;
}

/* Versions with a reason are amendments of the one before. */
static struct cv_status list(struct cv_books *books, const struct consignment *consignment,
                             Caravan__Logistics__V1__ListAmendmentsResponse *message)
{
    struct consignment before = {0};
    struct consignment after;
    struct cv_status status = CV_STATUS_OK;

    message->amendments =
        cv_arena_array(books->arena, (size_t)consignment->version, sizeof(*message->amendments));
    for (int64_t v = 1; cv_ok(status) && v <= consignment->version; v++, before = after) {
        status = consignment_version(books, consignment, v, &after);
        if (!cv_ok(status) || after.reason[0] == '\0' || message->amendments == NULL)
            continue;
        message->amendments[message->n_amendments] = amendment_wire(books->arena, &before, &after);
        if (message->amendments[message->n_amendments] != NULL)
            message->n_amendments++;
    }
    return status;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    Caravan__Logistics__V1__ListAmendmentsResponse *message;
    struct consignment consignment;
    struct cv_status status;
    struct cv_books books;

    cv_books_open(&books, unit->op.scope, tx);
    message = cv_arena_alloc(books.arena, sizeof(*message));
    status = consignment_get(&books, state->id.text, NULL, &consignment);
    if (!cv_ok(status) || message == NULL)
        return status;
    caravan__logistics__v1__list_amendments_response__init(message);
    status = list(&books, &consignment, message);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)message;
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ListAmendmentsRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, CONSIGNMENT_NAME, &state->id);
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, logistics_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_list_amendments_method list_amendments = {
    handle, sizeof(struct state)};
