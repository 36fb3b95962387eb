#include "sale_match/sale_match.h"
#include "sales.h"
#include "service/field.h"

static const char *chosen(struct cv_check *check, struct cv_listing_call *list)
{
    const Caravan__Logistics__V1__ListSaleMatchesRequest *request = (const void *)list->request;

    cv_field_enum(check, "state", &caravan__logistics__v1__sale_match_state__descriptor,
                  request->state, false);
    return cv_wire_text(cv_arena_printf(check->arena, "%d", (int)request->state));
}

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    const Caravan__Logistics__V1__ListSaleMatchesRequest *request = (const void *)list->request;

    return sale_match_list(books, request->state, &list->listed);
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    (void)list;
    return sale_match_wire(books->arena, row, NULL, 0);
}

static const struct cv_listing LISTING = {NULL, CV_LISTING_KEY(struct sale_match, uid), read, wire,
                                          chosen};

LISTING_METHOD(sales, sale_matches, SaleMatches);
