#include "development.h"
#include "programme/programme_store.h"
#include "site_fact/site_fact.h"

static const char *chosen(struct cv_check *check, struct cv_listing_call *list)
{
    const Caravan__Projects__V1__ListSiteFactsRequest *request = (const void *)list->request;

    cv_field_enum(check, "kind", &caravan__projects__v1__site_fact_kind__descriptor, request->kind,
                  false);
    return cv_arena_printf(check->arena, "%s %s %d", request->parent, request->subject,
                           (int)request->kind);
}

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    const Caravan__Projects__V1__ListSiteFactsRequest *request = (const void *)list->request;
    const struct site_fact_choice choice = {request->subject, request->kind};
    struct programme_ref programme;
    struct cv_status status = programme_find(books, list->parent->text, &programme);

    return cv_ok(status) ? site_fact_list(books, programme.uid, &choice, &list->listed) : status;
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    return site_fact_wire(books->arena, list->parent->text, row);
}

static const struct cv_listing LISTING = {
    PROGRAMME_NAME, CV_LISTING_KEY(struct site_fact, record.uid), read, wire, chosen};

LISTING_METHOD(development, site_facts, SiteFacts);
