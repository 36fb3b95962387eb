#include "corridor_report/report_wire.h"
#include "corridors.h"

struct state {
    struct cv_unit unit;
    struct cv_known_at known;
    struct cv_call *call;
    struct report_asked asked;
};

static void take(void *arg, const struct report_goods *goods)
{
    carriage_goods_add(arg, goods);
}

static struct cv_status compute(struct cv_books *books, const struct state *state,
                                struct corridor_report *report)
{
    struct report_view view;
    struct report_trip *trips;
    struct report_time *times;
    size_t trip_count;
    size_t time_count;
    struct cv_status status = report_begin(&view, books, &state->asked, &state->known, &trips,
                                           &trip_count, &times, &time_count);

    report->known_us = view.known_us;
    if (cv_ok(status))
        status = report_boxes(&view, trips, trip_count);
    for (size_t i = 0; cv_ok(status) && i < trip_count; i++) {
        if (trips[i].counts)
            carriage_trip(&report->sums, &trips[i]);
    }
    if (cv_ok(status))
        status = report_goods(&view, trips, trip_count, take, &report->sums);
    if (!cv_ok(status))
        return status;
    carriage_finish(&report->sums);
    points_add(&report->points, trips, times, time_count);
    points_finish(&report->points);
    return CV_STATUS_OK;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct corridor_report report = {.asked = &state->asked};
    struct cv_status status;
    struct cv_books books;

    cv_books_open(&books, unit->op.scope, tx);
    report.sums.arena = books.arena;
    report.sums.currency = state->asked.currency;
    report.points.arena = books.arena;
    status = compute(&books, state, &report);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)corridor_report_wire(books.arena, &report);
    return status;
}

static void known(struct cv_known_at *at)
{
    struct state *state = CV_CONTAINER_OF(at, struct state, known);

    cv_unit_read(&state->unit, state->call, logistics_store(state->call), work);
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__CorridorReportRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    state->call = call;
    report_request_read(&check, "", request, &state->asked);
    cv_known_at_read(&state->known, &check, "known_at", request->known_at);
    if (cv_check_fine(&check))
        cv_known_at_close(&state->known, call, logistics_store(call), known);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_corridor_report_method corridor_report = {
    handle, sizeof(struct state)};
