#include "box/box_record.h"

#include "app/name.h"
#include "caravan/logistics/v1/trip_event.pb-c.h"
#include "cargo/voyage.h"
#include "place/place_store.h"

#include <string.h>

#define APPLIED CARAVAN__LOGISTICS__V1__EVENT_OUTCOME__EVENT_OUTCOME_APPLIED
#define LATE    CARAVAN__LOGISTICS__V1__EVENT_OUTCOME__EVENT_OUTCOME_LATE
#define TWICE   CARAVAN__LOGISTICS__V1__EVENT_OUTCOME__EVENT_OUTCOME_DUPLICATE
#define ODD     CARAVAN__LOGISTICS__V1__EVENT_OUTCOME__EVENT_OUTCOME_ANOMALY

static struct cv_status refuse(struct cv_books *books, const char *reason)
{
    return cv_status_f(books->arena, CV_FAILED_PRECONDITION, reason,
                       "the box cannot do that now (%s)", reason);
}

/* ---- what is known already ---- */

/* The same thing was said. */
static bool same_content(const struct box_event *a, const struct box_event *b)
{
    return a->move == b->move && a->occurred_us == b->occurred_us &&
           strcmp(a->place, b->place) == 0 && strcmp(a->trip, b->trip) == 0 &&
           strcmp(a->wagon, b->wagon) == 0 && strcmp(a->seal_number, b->seal_number) == 0 &&
           a->weighed_grams == b->weighed_grams;
}

static struct cv_status find_known(struct cv_books *books, const struct box_event *events,
                                   size_t count, struct box_event *event, bool *known)
{
    for (size_t i = 0; i < count && !*known; i++) {
        bool same_id =
            events[i].observation != NULL && strcmp(events[i].observation, event->observation) == 0;

        if (same_id && !same_content(&events[i], event))
            return cv_status_f(books->arena, CV_ALREADY_EXISTS, "OBSERVATION_CONFLICT",
                               "the observation %s was recorded with other content",
                               event->observation);
        *known = same_id || same_content(&events[i], event);
        if (*known) {
            *event = events[i];
            event->outcome = TWICE;
        }
    }
    return CV_STATUS_OK;
}

/* ---- what only the rows of others tell ---- */

/* Is it planned there, and is the place free? */
static struct cv_status look_at_load(struct cv_books *books, const struct box *box,
                                     struct box_event *event)
{
    struct load *loads;
    struct load *plan = NULL;
    size_t count;
    bool occupied = false;
    struct cv_status status = load_of_box(books, box, &loads, &count);

    for (size_t i = 0; cv_ok(status) && i < count && plan == NULL; i++) {
        if (load_stands(&loads[i]) && loads[i].loaded_us == 0 &&
            memcmp(&loads[i].trip_uid, &event->trip_uid, sizeof(event->trip_uid)) == 0 &&
            strcmp(loads[i].wagon, event->wagon) == 0 &&
            (event->slot == 0 || event->slot == loads[i].slot))
            plan = &loads[i];
    }
    if (cv_ok(status) && plan == NULL)
        event->outside = "NOT_PLANNED";
    else if (cv_ok(status))
        event->slot = plan->slot;
    if (cv_ok(status))
        status = load_slot_occupied(books, event->trip_uid, event->wagon, event->slot, box->uid,
                                    &occupied);
    if (occupied)
        event->outside = "SLOT_TAKEN";
    return status;
}

static struct cv_status look_outside(struct cv_books *books, const struct box *box,
                                     struct box_event *event)
{
    bool board = box->state.position == BOX_ON_WAGON || box->state.position == BOX_ON_TRUCK;
    struct cv_status status = CV_STATUS_OK;
    bool other = false;

    if (event->move == BOX_LOAD)
        status = look_at_load(books, box, event);
    if (cv_ok(status) && event->move == BOX_LOAD && box->state.seal == BOX_SEALED)
        status = box_seal_use(books, event->trip_uid, box->state.seal_number, box, &other);
    if (cv_ok(status) && event->move == BOX_SEAL && board)
        status = box_seal_use(books, box->state.trip_uid, event->seal_number, box, &other);
    if (other)
        event->outside = "SEAL_REUSED";
    return status;
}

/* Its place and trip exist. */
static struct cv_status resolve(struct cv_books *books, struct box_event *event)
{
    struct cv_status status = CV_STATUS_OK;
    struct place_ref place;
    struct trip_ref trip;
    struct cv_id ids[2];

    event->outside = "";
    if (event->place[0] != '\0')
        status = place_find(books, event->place, "event.place", &place);
    if (!cv_ok(status) || !cv_name_match(event->trip, "corridors/@/trips/@", ids))
        return status;
    status = trip_find(books, ids[0].text, ids[1].text, "event.trip", &trip);
    event->trip_uid = trip.uid;
    return status;
}

/* ---- judging ---- */

/* Where it came off is wrong, which the fold cannot know. */
static void raise_alarms(struct box_event *events, struct box_state *state,
                         const struct box_voyage *voyages, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct box_event *end = &events[voyages[i].ended_by];

        if (voyages[i].alarm[0] != '\0' && end->anomaly[0] == '\0')
            end->anomaly = voyages[i].alarm;
    }
    if (count > 0 && state->position == BOX_DISCHARGED && voyages[count - 1].discharged_us != 0)
        state->alarm = voyages[count - 1].alarm;
}

static int64_t outcome(const struct box_event *event, bool late)
{
    if (event->anomaly[0] != '\0')
        return ODD;
    return late ? LATE : APPLIED;
}

/* The new one, if there is one, is kept, and those that look different now are judged anew. */
static struct cv_status keep(struct cv_books *books, struct box *box, struct box_event *events,
                             size_t count, bool late, struct box_event *event)
{
    struct cv_status status = CV_STATUS_OK;

    for (size_t i = 0; cv_ok(status) && i < count; i++) {
        struct box_event *at = &events[i];
        bool fresh = event != NULL && at->seq == event->seq;

        if (!fresh && strcmp(at->anomaly, at->told) == 0)
            continue;
        at->outcome = outcome(at, fresh ? late : at->outcome == LATE);
        if (fresh)
            *event = *at;
        status = fresh ? box_event_insert(books, box, at) : box_event_judge(books, box, at);
    }
    if (event != NULL)
        box->last_seq = event->seq;
    return cv_ok(status) ? box_update(books, box) : status;
}

/* `events` has room for the new one, at `count`. */
static struct cv_status add(struct cv_books *books, struct box *box, struct box_event *events,
                            size_t count, struct box_event *event)
{
    struct box_voyage *voyages = cv_arena_array(books->arena, count + 1, sizeof(*voyages));
    bool late = count > 0 && event->occurred_us < box->state.occurred_us;
    const char *anomaly = "";
    struct cv_status status;
    size_t made;

    if (voyages == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    event->seq = box->last_seq + 1;
    event->recorded_us = books->recorded_us;
    event->told = "";
    events[count++] = *event;
    box_fold_sort(events, count);
    made = box_fold(events, count, &box->state, voyages);
    for (size_t i = 0; i < count; i++)
        anomaly = events[i].seq == event->seq ? events[i].anomaly : anomaly;
    if (event->observation == NULL && late)
        return refuse(books, "OUT_OF_ORDER");
    if (event->observation == NULL && anomaly[0] != '\0')
        return refuse(books, anomaly);
    status = voyage_follow(books, box, voyages, made);
    raise_alarms(events, &box->state, voyages, made);
    return cv_ok(status) ? keep(books, box, events, count, late, event) : status;
}

struct cv_status box_record(struct cv_books *books, const char *box_id, struct box *box,
                            struct box_event *event, bool *known)
{
    struct box_event *events;
    size_t count;
    struct cv_status status = box_get(books, box_id, NULL, box);

    *known = false;
    if (cv_ok(status))
        status = resolve(books, event);
    if (cv_ok(status))
        status = box_events(books, box, 0, INT64_MAX - 1, &events, &count);
    if (cv_ok(status) && event->observation != NULL)
        status = find_known(books, events, count, event, known);
    if (!cv_ok(status) || *known)
        return status;
    status = look_outside(books, box, event);
    return cv_ok(status) ? add(books, box, events, count, event) : status;
}

struct cv_status box_refold(struct cv_books *books, struct box *box)
{
    struct box_voyage *voyages;
    struct box_event *events;
    size_t count;
    size_t made;
    struct cv_status status = box_events(books, box, 0, INT64_MAX - 1, &events, &count);

    if (!cv_ok(status))
        return status;
    voyages = cv_arena_array(books->arena, count + 1, sizeof(*voyages));
    if (voyages == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    box_fold_sort(events, count);
    made = box_fold(events, count, &box->state, voyages);
    status = voyage_follow(books, box, voyages, made);
    raise_alarms(events, &box->state, voyages, made);
    return cv_ok(status) ? keep(books, box, events, count, false, NULL) : status;
}
