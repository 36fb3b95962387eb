#include "app/unit.h"
#include "consignment/consignment.h"
#include "sale/freight_store.h"
#include "sale/sale.h"
#include "sales.h"

#include <string.h>

struct state {
    struct cv_unit unit;
    struct cv_id consignment;
    struct cv_id id;
    int64_t line;
    struct sale sale;
    struct sale_freight freight;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct sale sale = state->sale; /* the work may run again */
    struct sale_freight freight = state->freight;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = sale_freight_read(&books, state->consignment.text, state->line, &sale, &freight);
    if (cv_ok(status))
        status = sale_insert(&books, &sale);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)sale_wire(books.arena, &sale);
    return status;
}

static void read_order(struct cv_check *check,
                       const Caravan__Logistics__V1__DrawSaleRequest *request,
                       struct sale_freight *freight)
{
    bool named = request->channel[0] != '\0';

    cv_check_id(check, "channel", request->channel, false);
    cv_check_text(check, "order", request->order, CV_FIELD_REFERENCE_MAX, false);
    if (named != (request->order[0] != '\0'))
        cv_check_fail(check, named ? "order" : "channel",
                      "channel and order say together which sale it was: both or none");
    if (strcmp(request->channel, SALE_FREIGHT_CHANNEL) == 0)
        cv_check_fail(check, "channel", "channel must be another one than freight");
    freight->channel = request->channel;
    freight->order = request->order;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__DrawSaleRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "consignment", request->consignment, CONSIGNMENT_NAME,
                  &state->consignment);
    cv_check_range(&check, "line", request->line, 1, CONSIGNMENT_LINES_MAX);
    cv_check_new_id(&check, "sale_id", request->sale_id, &state->id);
    cv_check_text(&check, "product", request->product, SALE_TEXT_MAX, false);
    cv_check_text(&check, "origin", request->origin, SALE_TEXT_MAX, true);
    cv_check_text(&check, "buyer_region", request->buyer_region, SALE_TEXT_MAX, true);
    read_order(&check, request, &state->freight);
    state->line = request->line;
    state->sale = (struct sale){
        .id = state->id.text,
        .product = request->product,
        .origin = request->origin,
        .buyer_region = request->buyer_region,
        .signed_on = cv_field_past_date(&check, "signed_date", request->signed_date, false),
    };
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, logistics_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_sales_draw_sale_method draw_sale = {handle, sizeof(struct state)};
