#include "development.h"
#include "dossier/dossier.h"
#include "programme/programme_store.h"
#include "trade_result/trade_result.h"

struct state {
    struct cv_listing_call list;
    struct programme_ref programme;
    struct trade_result_choice choice;
};

static const char *chosen(struct cv_check *check, struct cv_listing_call *list)
{
    const Caravan__Projects__V1__ListTradeResultsRequest *request = (const void *)list->request;
    struct trade_result_choice *choice = &CV_CONTAINER_OF(list, struct state, list)->choice;

    cv_field_enum(check, "kind", &caravan__projects__v1__trade_result_kind__descriptor,
                  request->kind, false);
    *choice = (struct trade_result_choice){
        .event = dossier_related_id(check, "trade_event", request->trade_event, &trade_event_noun,
                                    list->parent->text, false),
        .kind = request->kind,
    };
    return cv_arena_printf(check->arena, "%s %s %d", request->parent, choice->event,
                           (int)request->kind);
}

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    struct state *state = CV_CONTAINER_OF(list, struct state, list);
    struct cv_status status = programme_find(books, list->parent->text, &state->programme);

    return cv_ok(status)
               ? trade_result_list(books, state->programme.uid, &state->choice, &list->listed)
               : status;
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    const struct state *state = CV_CONTAINER_OF(list, const struct state, list);

    return trade_result_wire(books->arena, list->parent->text, state->programme.currency, row);
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__ListTradeResultsRequest *request)
{
    static const struct cv_listing LISTING = {
        PROGRAMME_NAME, CV_LISTING_KEY(struct trade_result, record.uid), read, wire, chosen};

    cv_listing_run(&LISTING, memory, call, projects_store(call), &request->base);
}

const struct caravan_projects_v1_development_list_trade_results_method list_trade_results = {
    handle, sizeof(struct state)};
