#include "app/unit.h"
#include "sale_match/sale_match.h"
#include "sales.h"
#include "service/field.h"

struct state {
    struct cv_unit unit;
    int64_t match_state;
    struct cv_page page;
};

static ProtobufCMessage *answer(struct cv_arena *arena, const struct cv_page *page,
                                const struct sale_match *rows, size_t count, bool more)
{
    Caravan__Logistics__V1__ListSaleMatchesResponse *message =
        cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__list_sale_matches_response__init(message);
    message->sale_matches = cv_arena_array(arena, count + 1, sizeof(*message->sale_matches));
    if (message->sale_matches == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        message->sale_matches[i] = sale_match_wire(arena, &rows[i], NULL, 0);
    message->n_sale_matches = count;
    if (more)
        message->next_page_token = cv_page_next(page, arena, rows[count - 1].uid);
    return (ProtobufCMessage *)message;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct sale_match *rows;
    struct cv_books books;
    struct cv_status status;
    size_t count;
    bool more;

    cv_books_open(&books, unit->op.scope, tx);
    status = sale_match_list(&books, state->match_state, &state->page, &rows, &count, &more);
    if (cv_ok(status))
        *reply = answer(books.arena, &state->page, rows, count, more);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ListSaleMatchesRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;
    const char *bound = cv_arena_printf(check.arena, "%d", (int)request->state);

    cv_field_enum(&check, "state", &caravan__logistics__v1__sale_match_state__descriptor,
                  request->state, false);
    cv_field_page(&check, call, cv_wire_text(bound), request->page_size, request->page_token,
                  &state->page);
    state->match_state = request->state;
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, logistics_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_sales_list_sale_matches_method list_sale_matches = {
    handle, sizeof(struct state)};
