#include "bag/bag.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    int64_t hub_no;
    struct bag bag;
    struct cv_status status = hub_number(books, list->parent[0].text, &hub_no);

    if (cv_ok(status))
        status = bag_get(books, hub_no, list->parent[1].text, NULL, &bag);
    return cv_ok(status) ? bag_content(books, hub_no, bag.no, &list->listed) : status;
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    const struct bagged *bagged = row;
    Caravan__Logistics__V1__BaggedParcel *message = cv_arena_alloc(books->arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__bagged_parcel__init(message);
    message->carrier = cv_wire_text(bagged->carrier);
    message->number = cv_wire_text(bagged->number);
    message->prefecture =
        hub_child_name(books->arena, list->parent[0].text, "prefectures", bagged->prefecture);
    message->grams = bagged->grams;
    return message;
}

static const struct cv_listing LISTING = {BAG_NAME, CV_LISTING_KEY(struct bagged, parcel_no), read,
                                          wire};

LISTING_METHOD(hubs, bag_parcels, BagParcels);
