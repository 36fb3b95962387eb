#include "development.h"
#include "dossier/dossier.h"
#include "enterprise_sale/enterprise_sale.h"
#include "enterprise_sale/sales_span.h"
#include "programme/programme_store.h"

struct state {
    struct cv_listing_call list;
    struct programme_ref programme;
    struct enterprise_sale_choice choice;
};

static const char *chosen(struct cv_check *check, struct cv_listing_call *list)
{
    const Caravan__Projects__V1__ListEnterpriseSalesRequest *request = (const void *)list->request;
    struct enterprise_sale_choice *choice = &CV_CONTAINER_OF(list, struct state, list)->choice;
    struct sales_span period = {0, 0};

    if (request->period[0] != '\0' && !sales_span_read(request->period, &period))
        cv_check_fail(check, "period", "period must be such as 2025, 2025-Q3 or 2025-07");
    *choice = (struct enterprise_sale_choice){
        .enterprise = dossier_related_id(check, "enterprise", request->enterprise, &enterprise_noun,
                                         list->parent->text, false),
        .from = period.from,
        .until = period.until,
    };
    return cv_arena_printf(check->arena, "%s %s %s", request->parent, choice->enterprise,
                           request->period);
}

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    struct state *state = CV_CONTAINER_OF(list, struct state, list);
    struct cv_status status = programme_find(books, list->parent->text, &state->programme);

    return cv_ok(status)
               ? enterprise_sale_list(books, state->programme.uid, &state->choice, &list->listed)
               : status;
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    const struct state *state = CV_CONTAINER_OF(list, const struct state, list);

    return enterprise_sale_wire(books->arena, list->parent->text, state->programme.currency, row);
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__ListEnterpriseSalesRequest *request)
{
    static const struct cv_listing LISTING = {
        PROGRAMME_NAME, CV_LISTING_KEY(struct enterprise_sale, record.uid), read, wire, chosen};

    cv_listing_run(&LISTING, memory, call, projects_store(call), &request->base);
}

const struct caravan_projects_v1_development_list_enterprise_sales_method list_enterprise_sales = {
    handle, sizeof(struct state)};
