#include "app/unit.h"
#include "box/box.h"
#include "box/box_record.h"
#include "corridors.h"

struct state {
    struct cv_unit unit;
    struct cv_id id;
    struct box_event asked;
};

static ProtobufCMessage *answer(struct cv_arena *arena, const struct box *box,
                                const struct box_event *event)
{
    Caravan__Logistics__V1__ObserveBoxResponse *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__observe_box_response__init(message);
    message->box = box_wire(arena, box);
    message->event = box_event_wire(arena, event);
    return (ProtobufCMessage *)message;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct box_event event = state->asked;
    struct cv_books books;
    struct box box;
    bool known = false;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = box_record(&books, state->id.text, &box, &event, &known);
    if (cv_ok(status))
        *reply = answer(books.arena, &box, &event);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ObserveBoxRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, BOX_NAME, &state->id);
    cv_check_text(&check, "observation_id", request->observation_id, CV_FIELD_REFERENCE_MAX, true);
    box_event_read(&check, request->event, request->observation_id, &state->asked);
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, logistics_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_observe_box_method observe_box = {handle,
                                                                              sizeof(struct state)};
