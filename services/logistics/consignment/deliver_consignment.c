#include "app/unit.h"
#include "base/clock.h"
#include "consignment/consignment.h"
#include "consignment/delivery_store.h"
#include "corridors.h"
#include "service/audit.h"

struct state {
    struct cv_unit unit;
    struct cv_id id;
    const Caravan__Logistics__V1__DeliverConsignmentRequest *asked;
    int64_t occurred_us;
};

#define SKEW_US INT64_C(300000000) /* how far a clock may be ahead */

static void read_lines(struct cv_check *check,
                       const Caravan__Logistics__V1__DeliverConsignmentRequest *request)
{
    cv_check_range(check, "lines", (int64_t)request->n_lines, 1, CONSIGNMENT_LINES_MAX);
    for (size_t i = 0; cv_check_fine(check) && i < request->n_lines; i++) {
        const Caravan__Logistics__V1__DeliveredLine *line = request->lines[i];

        cv_check_range(check, "lines.line", line->line, 1, CONSIGNMENT_LINES_MAX);
        cv_check_range(check, "lines.packages", line->packages, 0, CONSIGNMENT_PACKAGES_MAX);
        cv_check_range(check, "lines.missing_packages", line->missing_packages, 0,
                       CONSIGNMENT_PACKAGES_MAX);
        if (line->packages + line->missing_packages == 0)
            cv_check_fail(check, "lines.packages", "a line with nothing delivered nor missing");
        for (size_t j = 0; j < i; j++) {
            if (request->lines[j]->line == line->line)
                cv_check_fail(check, "lines.line", "line %d is there twice", line->line);
        }
    }
}

static struct cv_status check_state(const struct consignment *consignment)
{
    if (consignment->state != CONSIGNMENT_AVAILABLE &&
        consignment->state != CONSIGNMENT_PARTLY_DELIVERED)
        return cv_status(CV_FAILED_PRECONDITION, "WRONG_STATE",
                         "the consignment is not available for delivery");
    if ((consignment->flags & CONSIGNMENT_FLAG(CONSIGNMENT_CUSTOMS_HOLD)) != 0)
        return cv_status(CV_FAILED_PRECONDITION, "HOLD_OPEN", "customs holds the consignment");
    return CV_STATUS_OK;
}

/* Every package is delivered or known to be missing. */
static bool complete(const struct consignment *consignment)
{
    for (size_t i = 0; i < consignment->line_count; i++) {
        const struct goods_line *line = &consignment->lines[i];

        if (line->stock.delivered + line->stock.missing < line->packages)
            return false;
    }
    return true;
}

static struct cv_status hand_over(struct cv_books *books, struct consignment *consignment,
                                  const struct state *state, bool *missing)
{
    struct cv_status status = CV_STATUS_OK;

    for (size_t i = 0; cv_ok(status) && i < state->asked->n_lines; i++) {
        const Caravan__Logistics__V1__DeliveredLine *line = state->asked->lines[i];
        const struct delivery delivery = {
            .line = line->line,
            .packages = line->packages,
            .missing = line->missing_packages,
            .occurred_us = state->occurred_us,
            .offset_minutes = state->asked->offset_minutes,
            .reference = state->asked->reference,
        };

        if ((size_t)line->line > consignment->line_count)
            return cv_status_field(books->arena, "lines.line", "the consignment has %zu lines",
                                   consignment->line_count);
        *missing = *missing || line->missing_packages > 0;
        status = stock_deliver(books, consignment->uid, line->line, line->packages,
                               line->missing_packages);
        if (cv_ok(status))
            status = delivery_insert(books, consignment, &delivery);
    }
    return status;
}

static struct cv_status deliver(struct cv_books *books, struct consignment *consignment,
                                const struct state *state)
{
    int64_t shortage = CONSIGNMENT_FLAG(CONSIGNMENT_SHORTAGE);
    bool missing = false;
    bool opens;
    struct cv_status status = check_state(consignment);

    if (cv_ok(status))
        status = hand_over(books, consignment, state, &missing);
    if (cv_ok(status))
        status = consignment_get(books, consignment->id, NULL, consignment);
    if (!cv_ok(status))
        return status;
    opens = missing && (consignment->flags & shortage) == 0;
    consignment->state =
        complete(consignment) ? CONSIGNMENT_DELIVERED : CONSIGNMENT_PARTLY_DELIVERED;
    if (opens)
        consignment->flags |= shortage;
    status = consignment_move(books, consignment);
    if (cv_ok(status) && consignment->state == CONSIGNMENT_DELIVERED)
        status = consignment_release(books, consignment->uid);
    return cv_ok(status) && opens ? consignment_note(books, consignment, 0, CONSIGNMENT_SHORTAGE,
                                                     true, state->asked->reference)
                                  : status;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct consignment consignment;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = consignment_get(&books, state->id.text, NULL, &consignment);
    if (cv_ok(status))
        cv_audit_before(&books, consignment_wire(books.arena, &consignment));
    if (cv_ok(status))
        status = deliver(&books, &consignment, state);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)consignment_wire(books.arena, &consignment);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__DeliverConsignmentRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, CONSIGNMENT_NAME, &state->id);
    cv_check_text(&check, "reference", request->reference, CV_FIELD_REFERENCE_MAX, true);
    cv_check_range(&check, "offset_minutes", request->offset_minutes, -840, 840);
    read_lines(&check, request);
    state->asked = request;
    state->occurred_us = cv_wire_time_read(&check, "occurred_time", request->occurred_time);
    if (state->occurred_us == 0)
        state->occurred_us = cv_clock_utc_us();
    if (state->occurred_us > cv_clock_utc_us() + SKEW_US)
        cv_check_fail(&check, "occurred_time", "occurred_time has not come yet");
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, logistics_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_deliver_consignment_method deliver_consignment = {
    handle, sizeof(struct state)};
