#include "app/date.h"
#include "challenge/challenge.h"
#include "engagement.h"
#include "programme/programme_store.h"

#include <inttypes.h>

static struct challenge_choice choice_of(struct cv_check *check, const struct cv_listing_call *list)
{
    const Caravan__Projects__V1__ListChallengesRequest *request = (const void *)list->request;
    struct engagement_view view;

    engagement_view_read(check, NULL, request->effective_through, request->known_at, &view);
    return (struct challenge_choice){
        .poster = field_partner_id(check, "poster", request->poster, list->parent->text, false),
        .through = view.through,
        .known_us = view.known_us,
    };
}

static const char *chosen(struct cv_check *check, struct cv_listing_call *list)
{
    struct challenge_choice choice = choice_of(check, list);

    return cv_arena_printf(check->arena, "%s %s %d %" PRId64, list->parent->text, choice.poster,
                           choice.through, choice.known_us);
}

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    struct cv_check check = cv_check_begin(books->arena);
    struct challenge_choice choice = choice_of(&check, list);
    struct programme_ref *programme = cv_arena_zalloc(books->arena, sizeof(*programme));
    struct cv_status status = CV_STATUS_OK;

    if (programme == NULL)
        return status;
    list->of = programme;
    status = programme_find(books, list->parent->text, programme);
    return cv_ok(status) ? challenge_list(books, programme->uid, &choice, &list->listed) : status;
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    const struct programme_ref *programme = list->of;

    return challenge_wire(books->arena, list->parent->text, programme->currency, row);
}

static const struct cv_listing LISTING = {PROGRAMME_NAME, CV_LISTING_KEY(struct challenge, uid),
                                          read, wire, chosen};

LISTING_METHOD(engagement, challenges, Challenges);
