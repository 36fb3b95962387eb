#include "donation/donation.h"
#include "engagement.h"
#include "programme/programme_store.h"

#include <inttypes.h>

static struct donation_choice choice_of(struct cv_check *check, const struct cv_listing_call *list)
{
    const Caravan__Projects__V1__ListDonationsRequest *request = (const void *)list->request;
    struct donation_choice choice = {
        .donor = field_partner_id(check, "donor", request->donor, list->parent->text, false),
    };

    engagement_view_read(check, request->effective_from, request->effective_through,
                         request->known_at, &choice.view);
    return choice;
}

static const char *chosen(struct cv_check *check, struct cv_listing_call *list)
{
    struct donation_choice choice = choice_of(check, list);

    return cv_arena_printf(check->arena, "%s %s %d %d %" PRId64, list->parent->text, choice.donor,
                           choice.view.from, choice.view.through, choice.view.known_us);
}

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    struct cv_check check = cv_check_begin(books->arena);
    struct donation_choice choice = choice_of(&check, list);
    struct programme_ref *programme = cv_arena_zalloc(books->arena, sizeof(*programme));
    struct cv_status status = CV_STATUS_OK;

    if (programme == NULL)
        return status;
    list->of = programme;
    status = programme_find(books, list->parent->text, programme);
    return cv_ok(status) ? donation_list(books, programme->uid, &choice, &list->listed) : status;
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    const struct programme_ref *programme = list->of;

    return donation_wire(books->arena, list->parent->text, programme->currency, row);
}

static const struct cv_listing LISTING = {PROGRAMME_NAME, CV_LISTING_KEY(struct donation, uid),
                                          read, wire, chosen};

LISTING_METHOD(engagement, donations, Donations);
