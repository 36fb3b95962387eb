#include "app/unit.h"
#include "box/box.h"
#include "box/box_record.h"
#include "corridors.h"

#define MOVES_MAX 200 /* a train of a hundred wagons with two boxes each */

struct move {
    struct cv_id id;
    struct box_event asked;
    struct cv_status wrong; /* with its request */
};

struct state {
    struct cv_unit unit;
    struct move *moves;
    size_t count;
    bool all; /* or nothing */
};

/* What came of one move. */
struct result {
    struct cv_status status;
    struct box box;
    struct box_event event;
};

static const struct cv_status FULL = {.code = CV_RESOURCE_EXHAUSTED, .message = "out of memory"};

/* About the move, and not about the store or the machine. */
static bool is_refusal(struct cv_status status)
{
    return status.code == CV_INVALID_ARGUMENT || status.code == CV_NOT_FOUND ||
           status.code == CV_ALREADY_EXISTS || status.code == CV_FAILED_PRECONDITION;
}

/* Nothing stays of a refused one. Not OK: it all ends. */
static struct cv_status run(struct cv_books *books, const struct move *move, struct result *result)
{
    struct cv_status status = cv_tx_mark(books->tx);
    bool known = false;

    if (!cv_ok(status))
        return status;
    result->event = move->asked;
    result->status = move->wrong;
    if (cv_ok(result->status))
        result->status = box_record(books, move->id.text, &result->box, &result->event, &known);
    if (!cv_ok(result->status) && !is_refusal(result->status))
        return result->status;
    return cv_tx_release(books->tx, cv_ok(result->status));
}

static Caravan__Logistics__V1__MoveBoxesResult *
wire_result(struct cv_arena *arena, const struct result *result, bool recorded)
{
    static const struct cv_status OTHERS = {
        .code = CV_ABORTED,
        .reason = "BATCH_REJECTED",
        .message = "another move of the batch was refused",
    };
    const struct cv_status status = cv_ok(result->status) && !recorded ? OTHERS : result->status;
    Caravan__Logistics__V1__MoveBoxesResult *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__move_boxes_result__init(message);
    if (cv_ok(status)) {
        message->box = box_wire(arena, &result->box);
        message->event = box_event_wire(arena, &result->event);
        return message;
    }
    message->code = (int32_t)status.code;
    message->reason = cv_wire_text(status.reason);
    message->field = cv_wire_text(status.field);
    message->message = cv_wire_text(status.message);
    return message;
}

static ProtobufCMessage *answer(struct cv_arena *arena, const struct result *results, size_t count,
                                bool recorded)
{
    Caravan__Logistics__V1__MoveBoxesResponse *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__move_boxes_response__init(message);
    message->results = cv_arena_array(arena, count, sizeof(*message->results));
    if (message->results == NULL)
        return NULL;
    message->recorded = recorded;
    message->n_results = count;
    for (size_t i = 0; i < count; i++)
        message->results[i] = wire_result(arena, &results[i], recorded);
    return (ProtobufCMessage *)message;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);
    struct result *results = cv_arena_array(books.arena, state->count, sizeof(*results));
    size_t refused = 0;
    bool recorded;

    if (cv_ok(status))
        status = results == NULL ? FULL : cv_tx_mark(tx);
    for (size_t i = 0; cv_ok(status) && i < state->count; i++) {
        status = run(&books, &state->moves[i], &results[i]);
        refused += !cv_ok(results[i].status);
    }
    recorded = refused == 0 || (!state->all && refused < state->count);
    if (cv_ok(status))
        status = cv_tx_release(tx, recorded);
    if (!cv_ok(status))
        return status;
    unit->nothing_done = !recorded;
    *reply = answer(books.arena, results, state->count, recorded);
    return status;
}

static void read_move(struct cv_arena *arena, const Caravan__Logistics__V1__MoveBoxRequest *message,
                      struct move *move)
{
    struct cv_check check = cv_check_begin(arena);

    cv_check_name(&check, "name", message->name, BOX_NAME, &move->id);
    box_event_read(&check, message->event, NULL, &move->asked);
    if (message->request_id[0] != '\0')
        cv_check_fail(&check, "request_id",
                      "request_id must be empty in a move; the batch as a whole may have one");
    move->wrong = check.status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__MoveBoxesRequest *request)
{
    struct cv_arena *arena = cv_call_scope(call)->arena;
    struct cv_check check = cv_check_begin(arena);
    struct state *state = memory;

    cv_check_range(&check, "moves", (int64_t)request->n_moves, 1, MOVES_MAX);
    cv_field_enum(&check, "mode", &caravan__logistics__v1__batch_mode__descriptor, request->mode,
                  false);
    state->all = request->mode == CARAVAN__LOGISTICS__V1__BATCH_MODE__BATCH_MODE_ALL_OR_NOTHING;
    if (!cv_check_fine(&check)) {
        cv_call_finish(call, check.status);
        return;
    }
    state->count = request->n_moves;
    state->moves = cv_arena_array(arena, state->count, sizeof(*state->moves));
    if (state->moves == NULL) {
        cv_call_finish(call, FULL);
        return;
    }
    for (size_t i = 0; i < state->count; i++)
        read_move(arena, request->moves[i], &state->moves[i]);
    cv_unit_write(&state->unit, call, logistics_store(call), request->request_id, work);
}

const struct caravan_logistics_v1_corridors_move_boxes_method move_boxes = {handle,
                                                                            sizeof(struct state)};
