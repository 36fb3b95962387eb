#include "app/date.h"
#include "app/unit.h"
#include "base/arena.h"
#include "hub/hub.h"
#include "hubs.h"
#include "service/audit.h"

struct state {
    struct cv_unit unit;
    struct cv_id id;
    int32_t day;
};

static struct cv_status may_close(struct cv_books *books, const struct hub *hub, int32_t day)
{
    const char *text = cv_field_date_text(books->arena, day);

    if (day <= hub->ref.closed_on)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "DAY_CLOSED",
                           "%s is closed already", text);
    if (day >= cv_date_at(cv_tx_now_us(books->tx), (int)hub->ref.offset_minutes))
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "DAY_NOT_OVER",
                           "%s is not over at this hub; close it tomorrow", text);
    return CV_STATUS_OK;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);
    struct hub hub;

    if (cv_ok(status))
        status = hub_get(&books, state->id.text, &hub);
    if (cv_ok(status))
        cv_audit_before(&books, hub_wire(books.arena, &hub));
    if (cv_ok(status))
        status = may_close(&books, &hub, state->day);
    if (cv_ok(status))
        status = hub_close(&books, &hub.ref, state->day);
    if (!cv_ok(status))
        return status;
    hub.ref.closed_on = state->day;
    *reply = (ProtobufCMessage *)hub_wire(books.arena, &hub);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__CloseHubDayRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, HUB_NAME, &state->id);
    state->day = cv_wire_date_read(&check, "date", request->date, true);
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, logistics_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_hubs_close_hub_day_method close_hub_day = {handle,
                                                                             sizeof(struct state)};
