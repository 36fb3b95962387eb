#include "app/unit.h"
#include "sales.h"
#include "sales_report/sale_view.h"
#include "service/field.h"
#include "service/known_at.h"

struct state {
    struct cv_listing_call list;
    struct cv_known_at known; /* before the list is read */
    struct sale_view view;
};

static const char *chosen(struct cv_check *check, struct cv_listing_call *list)
{
    struct state *state = CV_CONTAINER_OF(list, struct state, list);
    const Caravan__Logistics__V1__ListSalePostingsRequest *request = (const void *)list->request;
    struct sale_view *view = &state->view;

    sale_view_read(check, request->currency, request->effective_from, request->effective_through,
                   view);
    view->product = request->product;
    view->channel = request->channel;
    view->origin = request->origin;
    view->buyer_region = request->buyer_region;
    cv_known_at_read(&state->known, check, "known_at", request->known_at);
    return cv_wire_text(cv_arena_printf(
        check->arena, "%s\n%d\n%d\n%lld\n%s\n%s\n%s\n%s", view->currency, (int)view->from,
        (int)view->through, request->known_at == NULL ? -1 : (long long)request->known_at->seconds,
        request->product, request->channel, request->origin, request->buyer_region));
}

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    const struct state *state = CV_CONTAINER_OF(list, struct state, list);
    struct sale_view view = state->view;
    struct cv_status status = cv_known_at_us(&state->known, books, &view.known_us);

    return cv_ok(status) ? sale_posting_list(books, &view, &list->listed) : status;
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    const struct sale_posting *posting = row;
    struct cv_arena *arena = books->arena;
    Caravan__Logistics__V1__SalePosting *message = cv_arena_alloc(arena, sizeof(*message));

    (void)list;
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

static const struct cv_listing LISTING = {NULL, CV_LISTING_KEY(struct sale_posting, uid), read,
                                          wire, chosen};

static void then(struct cv_known_at *known)
{
    struct state *state = CV_CONTAINER_OF(known, struct state, known);

    cv_listing_read(&state->list, logistics_store(state->list.call));
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ListSalePostingsRequest *request)
{
    struct state *state = memory;

    if (cv_listing_check(&LISTING, &state->list, call, &request->base))
        cv_known_at_close(&state->known, call, logistics_store(call), then);
}

const struct caravan_logistics_v1_sales_list_sale_postings_method list_sale_postings = {
    handle, sizeof(struct state)};
