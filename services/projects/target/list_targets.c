#include "projects.h"
#include "target/target.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    struct indicator_ref *ref = cv_arena_alloc(books->arena, sizeof(*ref));
    struct cv_status status;

    if (ref == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    list->of = ref;
    status = indicator_find(books, list->parent[0].text, list->parent[1].text, ref);
    return cv_ok(status) ? target_list(books, ref, &list->listed) : status;
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    const struct indicator_ref *ref = list->of;

    return target_wire(books->arena, list->parent, ref->grain, row);
}

static const struct cv_listing LISTING = {INDICATOR_NAME, CV_LISTING_KEY(struct target, uid), read,
                                          wire};

LISTING_METHOD(projects, targets, Targets);
