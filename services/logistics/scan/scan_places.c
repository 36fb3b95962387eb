#include "scan/scan_places.h"

#include "base/arena.h"

#include <string.h>

enum kind {
    CHUTE,
    BAG,
    DESTINATION,
};

struct scan_place {
    enum kind kind;
    const char *id;
    int64_t plan_no; /* of a chute: the last it was looked for in, and whether it was there */
    bool in_plan;
    union {
        struct chute_ref chute;
        struct bag_ref bag;
        struct destination_ref destination;
    } is;
    struct scan_place *next;
};

static const struct cv_slice NO_TEXT = {NULL, 0};

void scan_places_begin(struct scan_places *places, struct cv_books *books, int64_t hub_no)
{
    *places = (struct scan_places){.books = books, .hub_no = hub_no};
}

static struct cv_status look_up(struct scan_places *places, struct scan_place *place)
{
    switch (place->kind) {
    case CHUTE:
        return chute_find(places->books, places->hub_no, place->id, &place->is.chute);
    case BAG:
        return bag_find(places->books, places->hub_no, place->id, &place->is.bag);
    default:
        return destination_find(places->books, places->hub_no, place->id, &place->is.destination);
    }
}

static struct cv_status find(struct scan_places *places, enum kind kind, const char *id,
                             struct scan_place **place)
{
    uint32_t hash = 2166136261u + (uint32_t)kind;
    struct scan_place *made;

    for (const char *at = id; *at != '\0'; at++)
        hash = (hash ^ (uint8_t)*at) * 16777619u;
    hash = (hash ^ hash >> 16) % SCAN_PLACES_BUCKETS;
    for (*place = places->buckets[hash]; *place != NULL; *place = (*place)->next) {
        if ((*place)->kind == kind && strcmp((*place)->id, id) == 0)
            return CV_STATUS_OK;
    }
    made = cv_arena_zalloc(places->books->arena, sizeof(*made));
    if (made == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    made->kind = kind;
    made->id = id;
    made->next = places->buckets[hash];
    places->buckets[hash] = made;
    *place = made;
    return look_up(places, made);
}

static void odd(struct scan_kept *kept, enum parcel_odd what)
{
    if (kept->event.odd == ODD_NONE)
        kept->event.odd = what;
}

/* What happens soon by a clock that is fast has happened by now. */
static int64_t happened_us(const struct scan_kept *kept)
{
    return kept->event.at_us < kept->received_us ? kept->event.at_us : kept->received_us;
}

/* Of an assignment: the plan of that time must have the chute, whatever plan the reader knew. */
static struct cv_status look_in_plan(struct scan_places *places, struct scan_place *place,
                                     struct scan_kept *kept)
{
    struct sort_plan_span *plan = &places->plan;
    int64_t at_us = happened_us(kept);
    struct cv_status status = CV_STATUS_OK;

    if (at_us < plan->from_us || at_us >= plan->until_us)
        status = sort_plan_span(places->books, places->hub_no, at_us, plan);
    if (!cv_ok(status) || plan->no == 0)
        return status;
    if (plan->no != place->plan_no)
        status = sort_plan_has_chute(places->books, places->hub_no, plan->no, place->is.chute.no,
                                     &place->in_plan);
    place->plan_no = plan->no;
    if (!place->in_plan)
        odd(kept, ODD_CHUTE_NOT_IN_PLAN);
    return status;
}

static struct cv_status look_chute(struct scan_places *places, const char *id,
                                   struct scan_kept *kept)
{
    struct scan_place *place;
    struct cv_status status = find(places, CHUTE, id, &place);

    if (!cv_ok(status))
        return status;
    if (place->is.chute.no == 0) {
        odd(kept, ODD_UNKNOWN_CHUTE);
        return status;
    }
    kept->event.chute_no = place->is.chute.no;
    kept->chute = NO_TEXT;
    if (kept->event.step != STEP_ASSIGNED)
        return status;
    if (place->is.chute.out_of_service)
        odd(kept, ODD_CHUTE_DISABLED);
    return look_in_plan(places, place, kept);
}

/* When the parcel was put in; what is told to happen now, or soon by a clock that is fast, is
 * judged by what is known now. */
static bool was_open(const struct bag_ref *bag, const struct scan_kept *kept)
{
    return bag->state == LOAD_OPEN ||
           (kept->event.at_us < bag->closed_us && kept->event.at_us < kept->received_us);
}

static struct cv_status look_bag(struct scan_places *places, const char *id, struct scan_kept *kept)
{
    struct scan_place *place;
    struct cv_status status = find(places, BAG, id, &place);

    if (!cv_ok(status))
        return status;
    if (place->is.bag.no == 0) {
        odd(kept, ODD_UNKNOWN_BAG);
        return status;
    }
    kept->event.bag_no = place->is.bag.no;
    kept->event.bag_prefecture_no = place->is.bag.prefecture_no;
    kept->bag = NO_TEXT;
    if (kept->event.step == STEP_BAGGED && !was_open(&place->is.bag, kept) &&
        kept->event.odd != ODD_FUTURE)
        kept->event.odd = ODD_BAG_NOT_OPEN; /* worse than what else is odd: it is not in there */
    return status;
}

struct cv_status scan_places_look(struct scan_places *places, const struct scan *scan,
                                  struct scan_kept *kept)
{
    struct cv_status status = CV_STATUS_OK;
    struct scan_place *place;

    if (scan->chute[0] != '\0')
        status = look_chute(places, scan->chute, kept);
    if (cv_ok(status) && scan->bag[0] != '\0')
        status = look_bag(places, scan->bag, kept);
    if (!cv_ok(status) || scan->destination_key[0] == '\0')
        return status;
    status = find(places, DESTINATION, scan->destination_key, &place);
    if (!cv_ok(status))
        return status;
    kept->event.prefecture_no = place->is.destination.prefecture_no;
    kept->event.not_served =
        place->is.destination.prefecture_no != 0 && !place->is.destination.served;
    if (place->is.destination.prefecture_no == 0)
        odd(kept, ODD_UNKNOWN_DESTINATION);
    return status;
}
