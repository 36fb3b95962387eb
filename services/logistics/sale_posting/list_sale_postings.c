#include "app/unit.h"
#include "sales.h"
#include "sales_report/sale_view.h"
#include "service/field.h"
#include "service/known_at.h"

struct state {
    struct cv_unit unit;
    struct cv_known_at known; /* before the unit */
    struct cv_call *call;
    struct sale_view view;
    struct cv_page page;
};

static Caravan__Logistics__V1__SalePosting *posting_wire(struct cv_arena *arena,
                                                         const struct sale_posting *posting)
{
    Caravan__Logistics__V1__SalePosting *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__sale_posting__init(message);
    message->sale = cv_arena_printf(arena, "sales/%s", posting->sale);
    if (posting->entry[0] != '\0')
        message->entry =
            cv_arena_printf(arena, "sales/%s/entries/%s", posting->sale, posting->entry);
    message->measure = (Caravan__Logistics__V1__SaleMeasure)posting->measure;
    message->amount_minor = posting->amount;
    message->effective_date = cv_wire_date(arena, posting->effective_on);
    message->cause = (Caravan__Logistics__V1__SaleCause)posting->cause;
    message->recorded_time = cv_wire_time(arena, posting->recorded_us);
    return message;
}

static ProtobufCMessage *answer(struct cv_arena *arena, const struct cv_page *page,
                                const struct sale_posting *rows, size_t count, bool more)
{
    Caravan__Logistics__V1__ListSalePostingsResponse *message =
        cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__list_sale_postings_response__init(message);
    message->sale_postings = cv_arena_array(arena, count + 1, sizeof(*message->sale_postings));
    if (message->sale_postings == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        message->sale_postings[i] = posting_wire(arena, &rows[i]);
    message->n_sale_postings = count;
    if (more)
        message->next_page_token = cv_page_next(page, arena, rows[count - 1].uid);
    return (ProtobufCMessage *)message;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct sale_view view = state->view;
    struct sale_posting *rows;
    struct cv_books books;
    struct cv_status status;
    size_t count;
    bool more;

    cv_books_open(&books, unit->op.scope, tx);
    status = cv_known_at_us(&state->known, &books, &view.known_us);
    if (cv_ok(status))
        status = sale_posting_list(&books, &view, &state->page, &rows, &count, &more);
    if (cv_ok(status))
        *reply = answer(books.arena, &state->page, rows, count, more);
    return status;
}

static void then(struct cv_known_at *known)
{
    struct state *state = CV_CONTAINER_OF(known, struct state, known);

    cv_unit_read(&state->unit, state->call, logistics_store(state->call), work);
}

/* What a page token is bound to: all that chooses rows. */
static const char *chosen(struct cv_arena *arena,
                          const Caravan__Logistics__V1__ListSalePostingsRequest *request,
                          const struct sale_view *view)
{
    return cv_wire_text(cv_arena_printf(
        arena, "%s\n%d\n%d\n%lld\n%s\n%s\n%s\n%s", view->currency, (int)view->from,
        (int)view->through, request->known_at == NULL ? -1 : (long long)request->known_at->seconds,
        request->product, request->channel, request->origin, request->buyer_region));
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ListSalePostingsRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    sale_view_read(&check, request->currency, request->effective_from, request->effective_through,
                   &state->view);
    state->view.product = request->product;
    state->view.channel = request->channel;
    state->view.origin = request->origin;
    state->view.buyer_region = request->buyer_region;
    cv_known_at_read(&state->known, &check, "known_at", request->known_at);
    cv_field_page(&check, call, chosen(check.arena, request, &state->view), request->page_size,
                  request->page_token, &state->page);
    state->call = call;
    if (cv_check_fine(&check))
        cv_known_at_close(&state->known, call, logistics_store(call), then);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_sales_list_sale_postings_method list_sale_postings = {
    handle, sizeof(struct state)};
