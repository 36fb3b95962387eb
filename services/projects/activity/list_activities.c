#include "activity/activity.h"
#include "engagement.h"
#include "programme/programme_store.h"

#include <inttypes.h>

static struct activity_choice choice_of(struct cv_check *check, const struct cv_listing_call *list)
{
    const Caravan__Projects__V1__ListActivitiesRequest *request = (const void *)list->request;
    struct activity_choice choice = {
        .kind = request->kind,
        .state = request->state,
        .site = request->site,
        .organiser =
            field_partner_id(check, "organiser", request->organiser, list->parent->text, false),
        .project = field_project_id(check, "project", request->project, list->parent->text, false),
    };

    engagement_view_read(check, request->effective_from, request->effective_through,
                         request->known_at, &choice.view);
    return choice;
}

static const char *chosen(struct cv_check *check, struct cv_listing_call *list)
{
    const Caravan__Projects__V1__ListActivitiesRequest *request = (const void *)list->request;
    struct activity_choice choice = choice_of(check, list);

    cv_field_enum(check, "kind", &caravan__projects__v1__activity_kind__descriptor, request->kind,
                  false);
    cv_field_enum(check, "state", &caravan__projects__v1__activity_state__descriptor,
                  request->state, false);
    cv_check_id(check, "site", request->site, false);
    return cv_arena_printf(check->arena, "%s %d %d %s %s %s %d %d %" PRId64, request->parent,
                           (int)request->kind, (int)request->state, request->site, choice.organiser,
                           choice.project, choice.view.from, choice.view.through,
                           choice.view.known_us);
}

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    struct cv_check check = cv_check_begin(books->arena);
    struct activity_choice choice = choice_of(&check, list);
    struct programme_ref programme;
    struct cv_status status = programme_find(books, list->parent->text, &programme);

    return cv_ok(status) ? activity_list(books, programme.uid, &choice, &list->listed) : status;
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    return activity_wire(books->arena, list->parent->text, row);
}

static const struct cv_listing LISTING = {PROGRAMME_NAME, CV_LISTING_KEY(struct activity, uid),
                                          read, wire, chosen};

LISTING_METHOD(engagement, activities, Activities);
