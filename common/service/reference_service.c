#include "service/reference_service.h"

#include "app/check.h"
#include "app/unit.h"
#include "caravan/common/v1/references.caravan.h"

struct state {
    struct cv_unit unit;
    const struct cv_reference_service *service;
    const Caravan__Common__V1__CheckReferencesRequest *request;
};

static const struct cv_reference_kind *kind_of(const struct cv_reference_kind *kinds,
                                               const char *name, struct cv_id *ids)
{
    while (kinds->pattern != NULL && !cv_name_match(name, kinds->pattern, ids))
        kinds++;
    return kinds->pattern == NULL ? NULL : kinds;
}

static bool is_missing(struct cv_status status)
{
    return status.code == CV_NOT_FOUND || status.code == CV_FAILED_PRECONDITION;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_arena *arena = unit->op.scope->arena;
    Caravan__Common__V1__CheckReferencesResponse *answer = cv_arena_alloc(arena, sizeof(*answer));
    char **missing = cv_arena_array(arena, state->request->n_names, sizeof(*missing));
    struct cv_status status = CV_STATUS_OK;
    struct cv_books books;

    if (answer == NULL || missing == NULL)
        return status;
    caravan__common__v1__check_references_response__init(answer);
    answer->missing = missing;
    cv_books_open(&books, unit->op.scope, tx);
    for (size_t i = 0; cv_ok(status) && i < state->request->n_names; i++) {
        char *name = state->request->names[i];
        struct cv_id ids[CV_REFERENCE_IDS_MAX];

        status = kind_of(state->service->kinds, name, ids)->find(&books, ids);
        if (!is_missing(status))
            continue;
        missing[answer->n_missing++] = name;
        status = CV_STATUS_OK;
    }
    *reply = &answer->base;
    return status;
}

static void check_name(struct cv_check *check, const struct cv_reference_kind *kinds, size_t i,
                       const char *name)
{
    struct cv_id ids[CV_REFERENCE_IDS_MAX];
    const char *field = cv_arena_printf(check->arena, "names[%zu]", i);

    if (kind_of(kinds, name, ids) == NULL)
        cv_check_fail(check, field == NULL ? "names" : field,
                      "nothing of this service that others may name has such a name");
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Common__V1__CheckReferencesRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    state->service = cv_call_service(call);
    state->request = request;
    cv_check_range(&check, "names", (int64_t)request->n_names, 1, CV_REFERENCES_MAX);
    for (size_t i = 0; cv_check_fine(&check) && i < request->n_names; i++)
        check_name(&check, state->service->kinds, i, request->names[i]);
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, state->service->store, work);
    else
        cv_call_finish(call, check.status);
}

struct cv_status cv_references_serve(struct cv_server *server, struct cv_reference_service *service)
{
    static const struct caravan_common_v1_references_check_references_method CHECK = {
        handle, sizeof(struct state)};
    const struct caravan_common_v1_references_handlers handlers = {.check_references = &CHECK};

    return caravan_common_v1_references_serve(server, &handlers, service);
}
