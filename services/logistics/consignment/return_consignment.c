#include "app/unit.h"
#include "booking/resplit.h"
#include "consignment/consignment.h"
#include "corridors.h"

struct state {
    struct cv_unit unit;
    struct cv_id id;
    struct cv_id return_id;
    const char *reason;
};

static struct cv_status check_state(const struct consignment *consignment)
{
    int64_t loaded = 0;
    int64_t landed = 0;

    for (size_t i = 0; i < consignment->line_count; i++) {
        loaded += consignment->lines[i].stock.loaded;
        landed += consignment->lines[i].stock.landed;
    }
    if (consignment->state < CONSIGNMENT_LOADED ||
        consignment->state > CONSIGNMENT_PARTLY_DELIVERED)
        return cv_status(CV_FAILED_PRECONDITION, "WRONG_STATE",
                         "what is returned was loaded and is not all delivered");
    if (landed < loaded)
        return cv_status(CV_FAILED_PRECONDITION, "NOT_LANDED",
                         "something of it is still on its way: it must go somewhere first");
    return CV_STATUS_OK;
}

/* What is left of each line; lines of which nothing is left are not there. */
static struct cv_status take_lines(struct cv_books *books, const struct consignment *consignment,
                                   struct consignment *back)
{
    back->lines = cv_arena_array(books->arena, consignment->line_count, sizeof(*back->lines));
    back->line_count = 0;
    if (back->lines == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    for (size_t i = 0; i < consignment->line_count; i++) {
        struct goods_line line = consignment->lines[i];
        int64_t left = line.stock.landed - line.stock.delivered - line.stock.missing;

        if (left == 0)
            continue;
        line.grams = booking_share(line.grams, left, line.packages);
        line.minor = booking_share(line.minor, left, line.packages);
        line.packages = left;
        line.package_ids = "";
        line.stock = (struct stock){0};
        back->lines[back->line_count++] = line;
    }
    return CV_STATUS_OK;
}

/* `back`: the new consignment, the other way round. */
static struct cv_status turn(struct cv_books *books, struct consignment *consignment,
                             const struct state *state, struct consignment *back)
{
    struct cv_status status;

    *back = *consignment;
    back->id = state->return_id.text;
    back->reason = "";
    back->returns = consignment->id;
    back->consignor = consignment->consignee;
    back->consignee = consignment->consignor;
    back->origin = consignment->destination;
    back->destination = consignment->origin;
    back->direction = 0;
    back->papers = NULL;
    back->paper_count = 0;
    status = take_lines(books, consignment, back);
    if (cv_ok(status))
        status = consignment_place(books, back);
    if (cv_ok(status))
        status = consignment_release(books, consignment->uid);
    if (cv_ok(status))
        status = consignment_insert(books, back);
    consignment->state = CONSIGNMENT_RETURNED;
    consignment->returned_by = back->id;
    if (cv_ok(status))
        status = consignment_move(books, consignment);
    return cv_ok(status)
               ? consignment_note(books, consignment, CONSIGNMENT_RETURNED, 0, false, state->reason)
               : status;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct consignment consignment;
    struct consignment back;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = consignment_get(&books, state->id.text, NULL, &consignment);
    if (cv_ok(status))
        status = check_state(&consignment);
    if (cv_ok(status))
        status = turn(&books, &consignment, state, &back);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)consignment_wire(books.arena, &back);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ReturnConsignmentRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, CONSIGNMENT_NAME, &state->id);
    cv_check_new_id(&check, "return_id", request->return_id, &state->return_id);
    cv_check_text(&check, "reason", request->reason, CV_FIELD_REASON_MAX, true);
    state->reason = request->reason;
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, logistics_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_return_consignment_method return_consignment = {
    handle, sizeof(struct state)};
