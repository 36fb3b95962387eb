#include "cargo/box_audit.h"

#include "base/arena.h"
#include "box/box_store.h"
#include "load_plan/load_store.h"

#include <stdio.h>
#include <string.h>

#define TOLD_MAX   20
#define MEMORY_MAX ((size_t)64 * 1024 * 1024)

static bool same(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

/* What differs; NULL: nothing. Alarms need the trips, and are left to these. */
static const char *difference(const struct box_state *kept, const struct box_state *anew)
{
    if (kept->position != anew->position || !same(kept->place, anew->place))
        return "where it is";
    if (!same(kept->trip, anew->trip) || !same(kept->wagon, anew->wagon) ||
        kept->slot != anew->slot)
        return "what it is on board of";
    if (kept->lading != anew->lading || kept->weighed_grams != anew->weighed_grams)
        return "what is in it";
    if (kept->seal != anew->seal || !same(kept->seal_number, anew->seal_number) ||
        kept->sealed_by != anew->sealed_by)
        return "its seal";
    if (kept->customs_hold != anew->customs_hold || kept->damaged != anew->damaged)
        return "its flags";
    return kept->occurred_us == anew->occurred_us ? NULL : "the time of its newest event";
}

/* Each voyage is one load, and each load that was on board one voyage. */
static const char *load_difference(const struct box_voyage *voyages, size_t made,
                                   const struct load *loads, size_t count)
{
    size_t on_board = 0;

    for (size_t i = 0; i < count; i++)
        on_board += loads[i].loaded_us != 0;
    if (on_board != made)
        return "how often it was on board";
    for (size_t i = 0; i < made; i++) {
        bool found = false;

        for (size_t j = 0; j < count && !found; j++)
            found = loads[j].loaded_us == voyages[i].loaded_us &&
                    loads[j].discharged_us == voyages[i].discharged_us &&
                    memcmp(&loads[j].trip_uid, &voyages[i].trip_uid, sizeof(struct cv_uuid)) == 0 &&
                    same(loads[j].wagon, voyages[i].wagon);
        if (!found)
            return "a load of it";
    }
    return NULL;
}

/* Where a box came off is judged by the plan, which the fold does not know. */
static const char *event_difference(const struct box_event *events, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *told = events[i].told;
        bool alarm = same(told, "WRONG_STOP") || same(told, "MISDROP");

        if (!same(told, events[i].anomaly) && !(alarm && events[i].anomaly[0] == '\0'))
            return "what is wrong with an event of it";
    }
    return NULL;
}

static struct cv_status compare(struct cv_books *books, const char *id, const char **what)
{
    struct box_voyage *voyages;
    struct box_event *events;
    struct box_state anew;
    struct load *loads;
    struct box box;
    size_t count;
    size_t load_count;
    size_t made;
    struct cv_status status = box_get(books, id, NULL, &box);

    if (cv_ok(status))
        status = box_events(books, &box, 0, INT64_MAX - 1, &events, &count);
    if (cv_ok(status))
        status = load_of_box(books, &box, &loads, &load_count);
    if (!cv_ok(status))
        return status;
    voyages = cv_arena_array(books->arena, count + 1, sizeof(*voyages));
    if (voyages == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    box_fold_sort(events, count);
    made = box_fold(events, count, &anew, voyages);
    *what = difference(&box.state, &anew);
    if (*what == NULL)
        *what = event_difference(events, count);
    if (*what == NULL)
        *what = load_difference(voyages, made, loads, load_count);
    return status;
}

static struct cv_status one_box(struct cv_tx *tx, const struct cargo_box *place,
                                struct cargo_audit *audit)
{
    struct cv_arena arena;
    struct cv_books books = {.tx = tx, .arena = &arena, .org = place->org, .subject = ""};
    const char *what = NULL;
    struct cv_status status;

    cv_arena_init(&arena, MEMORY_MAX);
    status = compare(&books, place->id, &what);
    if (!cv_ok(status))
        status = cv_status(status.code, status.reason, "a box cannot be read");
    cv_arena_release(&arena);
    audit->rows++;
    if (what != NULL && audit->wrong++ < TOLD_MAX)
        (void)printf("%s boxes/%s: %s\n", place->org, place->id, what);
    return status;
}

struct cv_status box_audit_run(struct cv_tx *tx, struct cargo_audit *audit)
{
    struct cargo_box *boxes;
    struct cv_status status;
    struct cv_arena arena;
    size_t count;

    cv_arena_init(&arena, MEMORY_MAX);
    status = cargo_boxes(tx, &arena, &boxes, &count);
    for (size_t i = 0; cv_ok(status) && i < count; i++)
        status = one_box(tx, &boxes[i], audit);
    cv_arena_release(&arena);
    return status;
}
