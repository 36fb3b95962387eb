#include "corridor_report/report_request.h"
#include "corridor_report/sums.h"
#include "corridors.h"
#include "service/rows.h"
#include "trip/trip.h"

#include <string.h>

struct state {
    struct cv_unit unit;
    struct cv_known_at known;
    struct cv_call *call;
    struct cv_page page;
    struct report_asked asked;
    const Caravan__Logistics__V1__ListCorridorReportConsignmentsRequest *request;
    struct cv_id trip[2]; /* corridor, trip; "": all */
};

/* What is selected. */
struct selection {
    struct cv_arena *arena;
    const struct state *state;
    struct carried *carried;
    size_t count;
    size_t room;
};

static bool selects(const struct selection *selection, const struct report_goods *goods)
{
    const Caravan__Logistics__V1__ListCorridorReportConsignmentsRequest *asked =
        selection->state->request;
    const struct report_trip *trip = goods->trip;

    return (asked->direction == 0 || (int64_t)asked->direction == trip->direction) &&
           (asked->trip[0] == '\0' || strcmp(selection->state->trip[1].text, trip->id) == 0) &&
           (asked->month[0] == '\0' ||
            strcmp(asked->month, carriage_month(selection->arena, trip->left_on)) == 0) &&
           (asked->chapter[0] == '\0' ||
            strcmp(asked->chapter, carriage_chapter(selection->arena, goods->chapter)) == 0) &&
           (asked->consignor[0] == '\0' ||
            strcmp(asked->consignor, carriage_consignor(goods)) == 0);
}

static void take(void *arg, const struct report_goods *goods)
{
    struct selection *selection = arg;
    bool counts = strcmp(goods->currency, selection->state->asked.currency) == 0;
    struct carried *grown;

    if (!selects(selection, goods))
        return;
    grown = cv_rows_grow(selection->arena, selection->carried, selection->count, &selection->room,
                         sizeof(*grown));
    if (grown == NULL)
        return;
    selection->carried = grown;
    grown[selection->count++] = (struct carried){
        .consignment = goods->consignment,
        .packages = goods->packages,
        .grams = goods->grams,
        .minor = counts ? goods->minor : 0,
    };
}

static Caravan__Logistics__V1__CarriedConsignment *
carried_wire(struct cv_arena *arena, const char *id, const struct carried *carried)
{
    Caravan__Logistics__V1__CarriedConsignment *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__carried_consignment__init(message);
    message->consignment = cv_arena_printf(arena, "consignments/%s", id);
    message->packages = carried->packages;
    message->gross_grams = carried->grams;
    message->value_minor = carried->minor;
    return message;
}

/* Those of the page: consignments are sorted by uid. */
static struct cv_status
answer(struct report_view *view, const struct state *state, const struct selection *selection,
       Caravan__Logistics__V1__ListCorridorReportConsignmentsResponse *message)
{
    struct cv_arena *arena = view->books->arena;
    struct cv_status status = CV_STATUS_OK;
    size_t size = (size_t)state->page.size;

    message->consignments = cv_arena_array(arena, size, sizeof(*message->consignments));
    for (size_t i = 0; cv_ok(status) && message->consignments != NULL && i < selection->count;
         i++) {
        const struct carried *carried = &selection->carried[i];
        const char *id;

        if (memcmp(&carried->consignment, &state->page.after, sizeof(struct cv_uuid)) <= 0)
            continue;
        if (message->n_consignments == size) {
            message->next_page_token =
                cv_page_next(&state->page, arena, selection->carried[i - 1].consignment);
            break;
        }
        status = report_consignment(view, carried->consignment, &id);
        message->consignments[message->n_consignments] = carried_wire(arena, id, carried);
        if (message->consignments[message->n_consignments] != NULL)
            message->n_consignments++;
    }
    return status;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct selection selection = {.arena = unit->op.scope->arena, .state = state};
    Caravan__Logistics__V1__ListCorridorReportConsignmentsResponse *message =
        cv_arena_alloc(selection.arena, sizeof(*message));
    struct report_view view;
    struct report_trip *trips;
    struct report_time *times;
    size_t trip_count;
    size_t time_count;
    struct cv_status status;
    struct cv_books books;

    cv_books_open(&books, unit->op.scope, tx);
    if (message == NULL)
        return CV_STATUS_OK;
    caravan__logistics__v1__list_corridor_report_consignments_response__init(message);
    status = report_begin(&view, &books, &state->asked, &state->known, &trips, &trip_count, &times,
                          &time_count);
    if (cv_ok(status))
        status = report_goods(&view, trips, trip_count, take, &selection);
    if (!cv_ok(status))
        return status;
    selection.count = carried_merge(selection.carried, selection.count);
    status = answer(&view, state, &selection, message);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)message;
    return status;
}

static void known(struct cv_known_at *at)
{
    struct state *state = CV_CONTAINER_OF(at, struct state, known);

    cv_unit_read(&state->unit, state->call, logistics_store(state->call), work);
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ListCorridorReportConsignmentsRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    state->call = call;
    state->request = request;
    if (request->report == NULL) {
        cv_check_fail(&check, "report", "report is required");
    } else {
        report_request_read(&check, "report.", request->report, &state->asked);
        cv_known_at_read(&state->known, &check, "report.known_at", request->report->known_at);
    }
    if (request->trip[0] != '\0')
        cv_check_name(&check, "trip", request->trip, TRIP_NAME, state->trip);
    cv_field_page(&check, call, request->report == NULL ? "" : request->report->corridor,
                  request->page_size, request->page_token, &state->page);
    if (cv_check_fine(&check))
        cv_known_at_close(&state->known, call, logistics_store(call), known);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_list_corridor_report_consignments_method
    list_corridor_report_consignments = {handle, sizeof(struct state)};
