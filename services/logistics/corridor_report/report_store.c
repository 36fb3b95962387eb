#include "corridor_report/report_store.h"

#include "app/date.h"
#include "corridor_report/known_trip.h"
#include "service/rows.h"

#include <stdlib.h>
#include <string.h>

#define KNOWN_MEMORY_MAX ((size_t)64 * 1024 * 1024) /* for one trip */

static struct cv_stmt *prepare(struct report_view *view, const char *sql)
{
    struct cv_stmt *stmt = cv_tx_prepare(view->books->tx, sql);

    cv_stmt_text(stmt, 1, view->books->org);
    cv_stmt_uuid(stmt, 2, view->corridor);
    cv_stmt_int64(stmt, 3, view->known_us);
    return stmt;
}

/* ---- times ---- */

/* Kinds 1 and 2 are arrived and departed, classifiers 2 and 3 estimated and actual.
 * Asked for each trip by itself, and from seq 0 on, so that the planner takes the index of a
 * trip's events and not the key that has all of them in order. */
#define TIMES                                                                                      \
    "SELECT e.point, l.id, e.kind, e.classifier, e.corrected_us, e.offset_minutes, "               \
    "e.recorded_us, p.arrival_first_us FROM trip_event e "                                         \
    "JOIN trip_point p ON p.org_id = e.org_id AND p.trip_uid = e.trip_uid "                        \
    "AND p.position = e.point "                                                                    \
    "JOIN place l ON l.org_id = p.org_id AND l.uid = p.place_uid "                                 \
    "WHERE e.org_id = $1 AND e.trip_uid = $2 AND e.seq > 0 AND e.kind IN (1, 2) "                  \
    "AND e.classifier IN (2, 3) AND e.counts = 1 ORDER BY e.seq"

static struct cv_status get_trips(struct report_view *view, struct report_trip **trips,
                                  size_t *count)
{
    struct cv_stmt *stmt =
        prepare(view, "SELECT uid, id, direction, path_version, recorded_us FROM trip "
                      "WHERE org_id = $1 AND corridor_uid = $2 "
                      "AND created_us <= $3 ORDER BY uid");
    size_t room = 0;

    *trips = NULL;
    *count = 0;
    while (cv_stmt_step(stmt)) {
        struct report_trip *grown =
            cv_rows_grow(view->books->arena, *trips, *count, &room, sizeof(*grown));

        if (grown == NULL)
            break;
        *trips = grown;
        grown[(*count)++] = (struct report_trip){
            .uid = cv_stmt_get_uuid(stmt, 0),
            .id = cv_stmt_get_text(stmt, 1, view->books->arena),
            .direction = cv_stmt_get_int64(stmt, 2),
            .path_version = cv_stmt_get_int64(stmt, 3),
            .recorded_us = cv_stmt_get_int64(stmt, 4),
        };
    }
    return cv_stmt_finish(stmt);
}

/* The times of all trips so far. */
struct found {
    struct report_time *times;
    size_t count;
    size_t room;
};

static bool add_time(struct report_view *view, const struct report_time *time, struct found *found)
{
    struct report_time *grown;

    if (cv_date_at(time->us, (int)time->offset_minutes) > view->through)
        return true;
    grown =
        cv_rows_grow(view->books->arena, found->times, found->count, &found->room, sizeof(*grown));
    if (grown == NULL)
        return false;
    found->times = grown;
    grown[found->count++] = *time;
    return true;
}

/* Nothing was recorded since: what is known now, as it is stored, was known then. */
static struct cv_status get_times(struct report_view *view, const struct report_trip *trips,
                                  size_t trip, struct found *found)
{
    struct cv_stmt *stmt = cv_tx_prepare(view->books->tx, TIMES);

    cv_stmt_text(stmt, 1, view->books->org);
    cv_stmt_uuid(stmt, 2, trips[trip].uid);
    while (cv_stmt_step(stmt)) {
        const struct report_time time = {
            .trip = trip,
            .point = cv_stmt_get_int64(stmt, 0),
            .place = cv_stmt_get_text(stmt, 1, view->books->arena),
            .kind = cv_stmt_get_int64(stmt, 2),
            .classifier = cv_stmt_get_int64(stmt, 3),
            .us = cv_stmt_get_int64(stmt, 4),
            .offset_minutes = cv_stmt_get_int64(stmt, 5),
            .recorded_us = cv_stmt_get_int64(stmt, 6),
            .first_us = cv_stmt_get_int64(stmt, 7),
        };

        if (!add_time(view, &time, found))
            break;
    }
    return cv_stmt_finish(stmt);
}

/* Those that are not the carrier's, as far as their end is not after the last day. */
static void add_hold(struct report_view *view, struct report_trip *trip, size_t *room,
                     const struct trip_hold *hold)
{
    struct trip_hold *grown;

    if (!trip_hold_excuses(hold) || cv_date_at(hold->closed_us, 0) > view->through)
        return;
    grown = cv_rows_grow(view->books->arena, trip->holds, trip->hold_count, room, sizeof(*grown));
    if (grown == NULL)
        return;
    trip->holds = grown;
    grown[trip->hold_count] = *hold;
    grown[trip->hold_count++].id = "";
}

static struct cv_status get_holds(struct report_view *view, struct report_trip *trip)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        view->books->tx, "SELECT kind, cause, opened_us, closed_us FROM trip_hold "
                         "WHERE org_id = $1 AND trip_uid = $2 ORDER BY opened_us, hold");
    size_t room = 0;

    cv_stmt_text(stmt, 1, view->books->org);
    cv_stmt_uuid(stmt, 2, trip->uid);
    while (cv_stmt_step(stmt))
        add_hold(view, trip, &room,
                 &(struct trip_hold){
                     .kind = cv_stmt_get_int64(stmt, 0),
                     .cause = cv_stmt_get_int64(stmt, 1),
                     .opened_us = cv_stmt_get_int64(stmt, 2),
                     .closed_us = cv_stmt_get_int64(stmt, 3),
                 });
    return cv_stmt_finish(stmt);
}

/* ---- as it was known ---- */

static const struct trip_point *find_point(const struct known_trip *known, int64_t position)
{
    for (size_t i = 0; i < known->trip.point_count; i++) {
        if (known->trip.points[i].position == position)
            return &known->trip.points[i];
    }
    return NULL;
}

static void take_times(struct report_view *view, const struct known_trip *known, size_t trip,
                       struct found *found)
{
    for (size_t i = 0; i < known->count; i++) {
        const struct trip_event *event = known->events[i];
        const struct trip_point *point = find_point(known, event->point);
        bool told = event->kind == EVENT_ARRIVED || event->kind == EVENT_DEPARTED;
        struct report_time time;

        if (!told || !event->counts || event->classifier == EVENT_PLANNED || point == NULL)
            continue;
        time = (struct report_time){
            .trip = trip,
            .point = event->point,
            .place = cv_arena_string(view->books->arena, point->place),
            .kind = event->kind,
            .classifier = event->classifier,
            .us = event->corrected_us,
            .offset_minutes = event->offset_minutes,
            .recorded_us = event->recorded_us,
            .first_us = point->arrival.first_us,
        };
        if (time.place == NULL || !add_time(view, &time, found))
            return;
    }
}

static void take_holds(struct report_view *view, const struct known_trip *known,
                       struct report_trip *trip)
{
    const struct trip_state *state = &known->trip.state;
    size_t room = 0;

    for (size_t i = 0; i < state->hold_count; i++)
        add_hold(view, trip, &room, &state->holds[i]);
}

/* What was recorded since may have changed what is stored, so it is folded anew; in an arena of its
 * own, since a report is of many trips. */
static struct cv_status fold_trip(struct report_view *view, struct report_trip *trips, size_t trip,
                                  struct found *found)
{
    struct cv_books books = *view->books;
    struct known_trip known;
    struct cv_status status;
    struct cv_arena arena;

    cv_arena_init(&arena, KNOWN_MEMORY_MAX);
    books.arena = &arena;
    status =
        known_trip_fold(&books, trips[trip].uid, trips[trip].path_version, view->known_us, &known);
    if (cv_ok(status)) {
        take_times(view, &known, trip, found);
        take_holds(view, &known, &trips[trip]);
    }
    cv_arena_release(&arena);
    return status;
}

struct cv_status report_times(struct report_view *view, struct report_trip **trips,
                              size_t *trip_count, struct report_time **times, size_t *count)
{
    struct found found = {0};
    struct cv_status status = get_trips(view, trips, trip_count);

    for (size_t i = 0; cv_ok(status) && i < *trip_count; i++) {
        if ((*trips)[i].recorded_us > view->known_us) {
            status = fold_trip(view, *trips, i, &found);
            continue;
        }
        status = get_times(view, *trips, i, &found);
        if (cv_ok(status))
            status = get_holds(view, &(*trips)[i]);
    }
    *times = found.times;
    *count = found.count;
    return status;
}

/* ---- what was carried ---- */

static int by_uid(const void *key, const void *trip)
{
    return memcmp(key, &((const struct report_trip *)trip)->uid, sizeof(struct cv_uuid));
}

static const struct report_trip *find_trip(const struct report_trip *trips, size_t count,
                                           struct cv_uuid uid)
{
    return count == 0 ? NULL : bsearch(&uid, trips, count, sizeof(*trips), by_uid);
}

struct cv_status report_boxes(struct report_view *view, struct report_trip *trips, size_t count)
{
    struct cv_stmt *stmt =
        prepare(view, "SELECT trip_uid, CAST(SUM(boxes) AS BIGINT), CAST(SUM(units) AS BIGINT), "
                      "CAST(SUM(boxes * empty) AS BIGINT) FROM carriage_box WHERE org_id = $1 "
                      "AND corridor_uid = $2 AND recorded_us <= $3 GROUP BY trip_uid");

    while (cv_stmt_step(stmt)) {
        const struct report_trip *found = find_trip(trips, count, cv_stmt_get_uuid(stmt, 0));

        if (found == NULL)
            continue;
        trips[found - trips].boxes = cv_stmt_get_int64(stmt, 1);
        trips[found - trips].units = cv_stmt_get_int64(stmt, 2);
        trips[found - trips].empty_boxes = cv_stmt_get_int64(stmt, 3);
    }
    return cv_stmt_finish(stmt);
}

struct cv_status report_goods(struct report_view *view, const struct report_trip *trips,
                              size_t count, void (*take)(void *arg, const struct report_goods *),
                              void *arg)
{
    struct cv_stmt *stmt = prepare(
        view, "SELECT trip_uid, consignment_uid, chapter, consignor, consignor_uscc, currency, "
              "packages, grams, minor FROM carriage WHERE org_id = $1 AND corridor_uid = $2 "
              "AND recorded_us <= $3 ORDER BY trip_uid, uid");
    struct cv_arena *arena = view->books->arena;

    while (cv_stmt_step(stmt)) {
        struct report_goods goods = {
            .trip = find_trip(trips, count, cv_stmt_get_uuid(stmt, 0)),
            .consignment = cv_stmt_get_uuid(stmt, 1),
            .chapter = cv_stmt_get_int64(stmt, 2),
            .packages = cv_stmt_get_int64(stmt, 6),
            .grams = cv_stmt_get_int64(stmt, 7),
            .minor = cv_stmt_get_int64(stmt, 8),
        };

        if (goods.trip == NULL || !goods.trip->counts)
            continue;
        goods.consignor = cv_stmt_get_text(stmt, 3, arena);
        goods.consignor_uscc = cv_stmt_get_text(stmt, 4, arena);
        goods.currency = cv_stmt_get_text(stmt, 5, arena);
        take(arg, &goods);
    }
    return cv_stmt_finish(stmt);
}

struct cv_status report_consignment(struct report_view *view, struct cv_uuid uid, const char **id)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(view->books->tx, "SELECT id FROM consignment WHERE org_id = $1 AND uid = $2");

    *id = "";
    cv_stmt_text(stmt, 1, view->books->org);
    cv_stmt_uuid(stmt, 2, uid);
    if (cv_stmt_step(stmt))
        *id = cv_stmt_get_text(stmt, 0, view->books->arena);
    return cv_stmt_finish(stmt);
}
