#include "projects.h"
#include "result/result.h"

static int64_t state_of(const struct cv_listing_call *list)
{
    return ((const Caravan__Projects__V1__ListResultsRequest *)(const void *)list->request)->state;
}

static const char *chosen(struct cv_check *check, struct cv_listing_call *list)
{
    cv_field_enum(check, "state", &caravan__projects__v1__result_state__descriptor, state_of(list),
                  false);
    return cv_arena_printf(check->arena, "%s %s %d", list->parent[0].text, list->parent[1].text,
                           (int)state_of(list));
}

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    struct indicator_ref *ref = cv_arena_alloc(books->arena, sizeof(*ref));
    struct cv_status status;

    if (ref == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    list->of = ref;
    status = indicator_find(books, list->parent[0].text, list->parent[1].text, ref);
    return cv_ok(status) ? result_list(books, ref, state_of(list), &list->listed) : status;
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    const struct indicator_ref *ref = list->of;

    return result_wire(books->arena, list->parent, ref->grain, row);
}

static const struct cv_listing LISTING = {INDICATOR_NAME, CV_LISTING_KEY(struct result, uid), read,
                                          wire, chosen};

LISTING_METHOD(projects, results, Results);
