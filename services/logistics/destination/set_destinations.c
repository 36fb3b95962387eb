#include "destination/destination.h"

struct state {
    struct hub_unit unit;
    struct destination *rows;
    size_t count;
};

static const char *prefecture_path(struct cv_arena *arena, size_t row)
{
    const char *text = cv_arena_printf(arena, "destinations[%zu].prefecture", row);

    return text == NULL ? "destinations" : text;
}

static struct cv_status work(struct hub_unit *unit, struct cv_books *books, int64_t hub_no,
                             ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    Caravan__Logistics__V1__SetDestinationsResponse *answer =
        cv_arena_alloc(books->arena, sizeof(*answer));
    struct cv_status status = CV_STATUS_OK;

    if (answer == NULL)
        return status;
    caravan__logistics__v1__set_destinations_response__init(answer);
    for (size_t i = 0; i < state->count && cv_ok(status); i++) {
        bool added = false;

        status = prefecture_find(books, hub_no, state->rows[i].prefecture,
                                 prefecture_path(books->arena, i), &state->rows[i].prefecture_no);
        if (cv_ok(status))
            status = destination_set(books, hub_no, &state->rows[i], &added);
        answer->added += added;
        answer->replaced += !added;
    }
    *reply = &answer->base;
    return status;
}

static void read_rows(struct cv_check *check, struct state *state,
                      const Caravan__Logistics__V1__SetDestinationsRequest *request)
{
    const char **ids = cv_arena_array(check->arena, request->n_destinations + 1, sizeof(*ids));

    state->rows = cv_arena_array(check->arena, request->n_destinations + 1, sizeof(*state->rows));
    if (ids == NULL || state->rows == NULL) {
        cv_check_fail(check, "destinations", "out of memory");
        return;
    }
    for (size_t i = 0; i < request->n_destinations; i++) {
        destination_read(check, row_path(check, "destinations", i), state->unit.ids[0].text,
                         request->destinations[i], &state->rows[i]);
        ids[i] = state->rows[i].id;
    }
    state->count = request->n_destinations;
    rows_unique(check, "destinations", ids, state->count);
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__SetDestinationsRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, HUB_NAME, state->unit.ids);
    cv_check_range(&check, "destinations", (int64_t)request->n_destinations, 1, TABLE_ROWS_MAX);
    if (cv_check_fine(&check))
        read_rows(&check, state, request);
    hub_unit_write(&state->unit, call, &check, request->request_id, work);
}

const struct caravan_logistics_v1_hubs_set_destinations_method set_destinations = {
    handle, sizeof(struct state)};
