#include "prefecture/prefecture.h"

struct state {
    struct hub_unit unit;
    struct prefecture *rows;
    size_t count;
};

static struct cv_status work(struct hub_unit *unit, struct cv_books *books, int64_t hub_no,
                             ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    Caravan__Logistics__V1__SetPrefecturesResponse *answer =
        cv_arena_alloc(books->arena, sizeof(*answer));
    struct cv_status status = CV_STATUS_OK;

    if (answer == NULL)
        return status;
    caravan__logistics__v1__set_prefectures_response__init(answer);
    for (size_t i = 0; i < state->count && cv_ok(status); i++) {
        bool added;

        status = prefecture_set(books, hub_no, &state->rows[i], &added);
        answer->added += added;
        answer->replaced += !added;
    }
    *reply = &answer->base;
    return status;
}

static void read_rows(struct cv_check *check, struct state *state,
                      const Caravan__Logistics__V1__SetPrefecturesRequest *request)
{
    const char **ids = cv_arena_array(check->arena, request->n_prefectures + 1, sizeof(*ids));

    state->rows = cv_arena_array(check->arena, request->n_prefectures + 1, sizeof(*state->rows));
    if (ids == NULL || state->rows == NULL) {
        cv_check_fail(check, "prefectures", "out of memory");
        return;
    }
    for (size_t i = 0; i < request->n_prefectures; i++) {
        prefecture_read(check, row_path(check, "prefectures", i), request->prefectures[i],
                        &state->rows[i]);
        ids[i] = state->rows[i].id;
    }
    state->count = request->n_prefectures;
    rows_unique(check, "prefectures", ids, state->count);
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__SetPrefecturesRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, HUB_NAME, state->unit.ids);
    cv_check_range(&check, "prefectures", (int64_t)request->n_prefectures, 1, TABLE_ROWS_MAX);
    if (cv_check_fine(&check))
        read_rows(&check, state, request);
    hub_unit_write(&state->unit, call, &check, request->request_id, work);
}

const struct caravan_logistics_v1_hubs_set_prefectures_method set_prefectures = {
    handle, sizeof(struct state)};
