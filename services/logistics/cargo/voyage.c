#include "cargo/voyage.h"

#include "app/name.h"
#include "cargo/carriage_store.h"
#include "closed_trip/closed_trip.h"
#include "place/place_store.h"
#include "trip/fold.h"

#include <string.h>

static bool same(struct cv_uuid a, struct cv_uuid b)
{
    return memcmp(&a, &b, sizeof(a)) == 0;
}

/* ---- voyages and loads ---- */

/* All loads of the box, and for each the voyage it was; NULL: none. */
struct plan {
    struct load *loads;
    struct box_voyage **voyages;
    size_t count;
};

/* The first load of the trip and wagon that no earlier voyage was. */
static bool find_load(struct plan *plan, struct box_voyage *voyage)
{
    for (size_t i = 0; i < plan->count; i++) {
        if (plan->voyages[i] == NULL && plan->loads[i].state != LOAD_LEFT &&
            same(plan->loads[i].trip_uid, voyage->trip_uid) &&
            strcmp(plan->loads[i].wagon, voyage->wagon) == 0) {
            plan->voyages[i] = voyage;
            return true;
        }
    }
    return false;
}

static struct cv_status find_trip(struct cv_books *books, const char *name, struct trip_ref *trip)
{
    struct cv_id ids[2];

    if (!cv_name_match(name, "corridors/@/trips/@", ids))
        return cv_status(CV_DATA_LOSS, "TRIP_MISSING", "an event names no trip");
    return trip_find(books, ids[0].text, ids[1].text, NULL, trip);
}

/* -1: none of its points, or not said. */
static struct cv_status find_point(struct cv_books *books, struct cv_uuid trip, const char *place,
                                   int64_t *point)
{
    struct place_ref ref;
    struct cv_status status;

    *point = -1;
    if (place[0] == '\0')
        return CV_STATUS_OK;
    status = place_find(books, place, NULL, &ref);
    return cv_ok(status) ? trip_position(books, trip, ref.uid, point) : status;
}

static struct cv_status add_seen(struct cv_books *books, const struct box *box,
                                 struct box_voyage *voyage, struct plan *plan)
{
    struct cv_id *id = cv_arena_zalloc(books->arena, sizeof(*id));
    struct load *load = &plan->loads[plan->count];
    struct trip_ref trip;
    struct cv_status status = find_trip(books, voyage->trip, &trip);

    if (cv_ok(status) && id == NULL)
        status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    if (!cv_ok(status))
        return status;
    cv_uuid_print(cv_uuid7(), id->text);
    *load = (struct load){
        .id = id->text,
        .box_uid = box->uid,
        .wagon = voyage->wagon,
        .slot = voyage->slot,
        .origin = voyage->loaded_place,
        .destination = "",
    };
    status = find_point(books, trip.uid, voyage->loaded_place, &load->from_point);
    load->to_point = load->from_point;
    if (cv_ok(status))
        status = load_insert_seen(books, &trip, box, load);
    plan->voyages[plan->count++] = voyage;
    return status;
}

/* Where it came off, and whether it should have. */
static struct cv_status follow_load(struct cv_books *books, struct load *load,
                                    struct box_voyage *voyage)
{
    struct load was = *load;
    int64_t planned = -1;
    struct cv_status status = CV_STATUS_OK;

    load->loaded_us = voyage == NULL ? 0 : voyage->loaded_us;
    load->discharged_us = voyage == NULL ? 0 : voyage->discharged_us;
    load->discharged_at = 0;
    if (load->discharged_us != 0) {
        status = find_point(books, load->trip_uid, voyage->discharged_place, &load->discharged_at);
        if (cv_ok(status))
            status = find_point(books, load->trip_uid, load->destination, &planned);
        if (cv_ok(status) && load->discharged_at < 0 && !voyage->inferred)
            voyage->alarm = "MISDROP";
        else if (planned == load->to_point && load_stands(load) && load->discharged_at != planned)
            voyage->alarm = "WRONG_STOP";
    }
    if (cv_ok(status) &&
        (was.loaded_us != load->loaded_us || was.discharged_us != load->discharged_us ||
         was.discharged_at != load->discharged_at))
        status = load_follow(books, load);
    return status;
}

/* ---- what follows ---- */

struct cv_status voyage_count(struct cv_books *books, const struct trip_ref *trip,
                              const struct booking *booking, int loaded, int landed)
{
    struct cv_status status = CV_STATUS_OK;

    if (loaded == 0 && landed == 0)
        return status;
    if (loaded != 0)
        status =
            stock_load(books, booking->consignment_uid, booking->line, loaded * booking->packages);
    if (cv_ok(status) && loaded != 0)
        status = carriage_goods(books, trip->corridor_uid, booking, loaded * booking->packages,
                                loaded * booking->grams, loaded * booking->minor);
    if (cv_ok(status) && landed != 0)
        status =
            stock_land(books, booking->consignment_uid, booking->line, landed * booking->packages);
    return cv_ok(status) ? consignment_follow(books, booking->consignment_uid) : status;
}

/* The box has been on board of the trip, and is where it was to go; or not, against what was known.
 */
static struct cv_status follow_trip(struct cv_books *books, const struct box *box,
                                    const char *trip_name, bool loaded, bool landed)
{
    struct booking *bookings;
    struct trip_ref trip;
    struct box_room room;
    size_t count = 0;
    bool found;
    struct cv_status status = find_trip(books, trip_name, &trip);

    if (cv_ok(status))
        status = room_get_box(books, trip.uid, box->uid, &room, &found);
    if (!cv_ok(status) || (room.loaded == loaded && room.landed == landed))
        return status;
    status = room_set_box(books, trip.uid, box->uid, loaded, landed);
    if (cv_ok(status) && room.loaded != loaded)
        status = carriage_box(books, trip.corridor_uid, trip.uid, box, loaded ? 1 : -1,
                              room.packages == 0);
    if (cv_ok(status))
        status = booking_of_box(books, trip.uid, box->uid, &bookings, &count);
    for (size_t i = 0; cv_ok(status) && i < count; i++)
        status =
            voyage_count(books, &trip, &bookings[i], loaded - room.loaded, landed - room.landed);
    return cv_ok(status) && trip.state == TRIP_CLOSED && room.loaded != loaded
               ? closed_trip_tell(books, trip.corridor_uid, trip.uid)
               : status;
}

/* The farthest load of the plan that the box had on the trip, also if it was left behind on the
 * way; NULL: nobody planned anything. */
static const struct load *farthest(const struct plan *plan, struct cv_uuid trip)
{
    const struct load *found = NULL;

    for (size_t i = 0; i < plan->count; i++) {
        const struct load *load = &plan->loads[i];

        if (load->state != LOAD_SEEN && same(load->trip_uid, trip) &&
            (found == NULL || load->to_point > found->to_point))
            found = load;
    }
    return found;
}

static bool came_off(const struct box_voyage *voyage)
{
    return voyage->discharged_us != 0 && !voyage->inferred;
}

/* A later voyage has brought it there, with the same goods in it. */
static bool brought_later(const struct box_voyage *last, const struct box_voyage *end,
                          const char *place)
{
    for (const struct box_voyage *later = last + 1; later < end; later++) {
        if (later->stripped == last->stripped && came_off(later) &&
            strcmp(later->discharged_place, place) == 0)
            return true;
    }
    return false;
}

/* `last`: the box's last voyage on its trip, `end`: after all its voyages. It has landed when it
 * came off where its farthest load of the plan says, then or on a later trip. */
static struct cv_status follow_last(struct cv_books *books, const struct box *box,
                                    const struct plan *plan, const struct box_voyage *last,
                                    const struct box_voyage *end)
{
    const struct load *goal = farthest(plan, last->trip_uid);
    bool landed = came_off(last) && last->alarm[0] == '\0';

    for (size_t i = 0; i < plan->count; i++) {
        if (plan->voyages[i] == last && goal != NULL)
            landed = landed && plan->loads[i].to_point >= goal->to_point;
    }
    if (!landed && goal != NULL)
        landed = brought_later(last, end, goal->destination);
    return follow_trip(books, box, last->trip, true, landed);
}

static bool last_of_trip(const struct box_voyage *voyages, size_t count, size_t i)
{
    for (size_t j = i + 1; j < count; j++) {
        if (same(voyages[j].trip_uid, voyages[i].trip_uid))
            return false;
    }
    return true;
}

struct cv_status voyage_follow(struct cv_books *books, const struct box *box,
                               struct box_voyage *voyages, size_t count)
{
    struct plan plan = {0};
    struct load *loads;
    struct cv_status status = load_of_box(books, box, &loads, &plan.count);

    if (!cv_ok(status) || count == 0)
        return status;
    plan.loads = cv_arena_array(books->arena, plan.count + count, sizeof(*plan.loads));
    plan.voyages = cv_arena_array(books->arena, plan.count + count, sizeof(struct box_voyage *));
    if (plan.loads == NULL || plan.voyages == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    if (plan.count > 0)
        memcpy(plan.loads, loads, plan.count * sizeof(*loads));
    for (size_t i = 0; cv_ok(status) && i < count; i++) {
        if (!find_load(&plan, &voyages[i]))
            status = add_seen(books, box, &voyages[i], &plan);
    }
    for (size_t i = 0; cv_ok(status) && i < plan.count; i++)
        status = follow_load(books, &plan.loads[i], plan.voyages[i]);
    for (size_t i = 0; cv_ok(status) && i < count; i++) {
        if (last_of_trip(voyages, count, i))
            status = follow_last(books, box, &plan, &voyages[i], voyages + count);
    }
    return status;
}
