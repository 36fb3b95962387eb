#include "box/box_store.h"

#include <string.h>

/* ---- boxes ---- */

#define SELECT                                                                                     \
    "SELECT uid, id, created_us, recorded_us, number, ambiguous, size_type, tare_grams, "          \
    "max_gross_grams, units, last_seq, occurred_us, position, lading, seal, seal_number, "         \
    "sealed_by, place, trip, trip_uid, wagon, slot, weighed_grams, customs_hold, damaged, alarm "  \
    "FROM box WHERE org_id = $1 "

static struct box_state read_state(struct cv_books *books, struct cv_stmt *stmt)
{
    struct cv_arena *arena = books->arena;

    return (struct box_state){
        .occurred_us = cv_stmt_get_int64(stmt, 11),
        .position = cv_stmt_get_int64(stmt, 12),
        .lading = cv_stmt_get_int64(stmt, 13),
        .seal = cv_stmt_get_int64(stmt, 14),
        .seal_number = cv_stmt_get_text(stmt, 15, arena),
        .sealed_by = cv_stmt_get_int64(stmt, 16),
        .place = cv_stmt_get_text(stmt, 17, arena),
        .trip = cv_stmt_get_text(stmt, 18, arena),
        .trip_uid = cv_stmt_get_uuid(stmt, 19),
        .wagon = cv_stmt_get_text(stmt, 20, arena),
        .slot = cv_stmt_get_int64(stmt, 21),
        .weighed_grams = cv_stmt_get_int64(stmt, 22),
        .customs_hold = cv_stmt_get_int64(stmt, 23) != 0,
        .damaged = cv_stmt_get_int64(stmt, 24) != 0,
        .alarm = cv_stmt_get_text(stmt, 25, arena),
    };
}

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct box *box)
{
    *box = (struct box){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .created_us = cv_stmt_get_int64(stmt, 2),
        .recorded_us = cv_stmt_get_int64(stmt, 3),
        .number = cv_stmt_get_text(stmt, 4, books->arena),
        .ambiguous = cv_stmt_get_int64(stmt, 5) != 0,
        .size_type = cv_stmt_get_text(stmt, 6, books->arena),
        .tare_grams = cv_stmt_get_int64(stmt, 7),
        .max_gross_grams = cv_stmt_get_int64(stmt, 8),
        .units = cv_stmt_get_int64(stmt, 9),
        .last_seq = cv_stmt_get_int64(stmt, 10),
        .state = read_state(books, stmt),
    };
}

/* From `first` on, in the order of the columns. */
static void bind_state(struct cv_stmt *stmt, int first, const struct box_state *state)
{
    cv_stmt_int64(stmt, first, state->occurred_us);
    cv_stmt_int64(stmt, first + 1, state->position);
    cv_stmt_int64(stmt, first + 2, state->lading);
    cv_stmt_int64(stmt, first + 3, state->seal);
    cv_stmt_text(stmt, first + 4, state->seal_number);
    cv_stmt_int64(stmt, first + 5, state->sealed_by);
    cv_stmt_text(stmt, first + 6, state->place);
    cv_stmt_text(stmt, first + 7, state->trip);
    cv_stmt_uuid(stmt, first + 8, state->trip_uid);
    cv_stmt_text(stmt, first + 9, state->wagon);
    cv_stmt_int64(stmt, first + 10, state->slot);
    cv_stmt_int64(stmt, first + 11, state->weighed_grams);
    cv_stmt_int64(stmt, first + 12, state->customs_hold);
    cv_stmt_int64(stmt, first + 13, state->damaged);
    cv_stmt_text(stmt, first + 14, state->alarm);
}

struct cv_status box_insert(struct cv_books *books, struct box *box)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx,
        "INSERT INTO box (org_id, uid, id, created_us, recorded_us, number, ambiguous, size_type, "
        "tare_grams, max_gross_grams, units, last_seq, occurred_us, position, lading, seal, "
        "seal_number, sealed_by, place, trip, trip_uid, wagon, slot, weighed_grams, customs_hold, "
        "damaged, alarm) VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9, $10, 0, $11, $12, $13, "
        "$14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25) "
        "ON CONFLICT (org_id, id) DO NOTHING");

    box->uid = cv_uuid7();
    box->created_us = books->recorded_us;
    box->recorded_us = books->recorded_us;
    box->last_seq = 0;
    box->state = box_state_new();
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, box->uid);
    cv_stmt_text(stmt, 3, box->id);
    cv_stmt_int64(stmt, 4, books->recorded_us);
    cv_stmt_text(stmt, 5, box->number);
    cv_stmt_int64(stmt, 6, box->ambiguous);
    cv_stmt_text(stmt, 7, box->size_type);
    cv_stmt_int64(stmt, 8, box->tare_grams);
    cv_stmt_int64(stmt, 9, box->max_gross_grams);
    cv_stmt_int64(stmt, 10, box->units);
    bind_state(stmt, 11, &box->state);
    return cv_books_insert(books, stmt, "box", box->id);
}

struct cv_status box_get(struct cv_books *books, const char *id, const char *field, struct box *box)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "AND id = $2");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, box);
    return cv_books_found(books, stmt, found, field, "box %s", id);
}

struct cv_status box_list(struct cv_books *books, struct cv_listed *listed)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "AND uid > $2 ORDER BY uid LIMIT $3");
    struct box *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, listed->page.after);
    cv_stmt_int64(stmt, 3, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}

struct cv_status box_update(struct cv_books *books, struct box *box)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx,
        "UPDATE box SET recorded_us = $3, last_seq = $4, occurred_us = $5, position = $6, "
        "lading = $7, seal = $8, seal_number = $9, sealed_by = $10, place = $11, trip = $12, "
        "trip_uid = $13, wagon = $14, slot = $15, weighed_grams = $16, customs_hold = $17, "
        "damaged = $18, alarm = $19 WHERE org_id = $1 AND uid = $2");

    box->recorded_us = books->recorded_us;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, box->uid);
    cv_stmt_int64(stmt, 3, box->recorded_us);
    cv_stmt_int64(stmt, 4, box->last_seq);
    bind_state(stmt, 5, &box->state);
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

/* ---- events ---- */

static struct box_event read_event(struct cv_books *books, struct cv_stmt *stmt)
{
    struct cv_arena *arena = books->arena;
    struct box_event event = {
        .seq = cv_stmt_get_int64(stmt, 0),
        .observation = cv_stmt_is_null(stmt, 1) ? NULL : cv_stmt_get_text(stmt, 1, arena),
        .move = cv_stmt_get_int64(stmt, 2),
        .occurred_us = cv_stmt_get_int64(stmt, 3),
        .offset_minutes = cv_stmt_get_int64(stmt, 4),
        .recorded_us = cv_stmt_get_int64(stmt, 5),
        .place = cv_stmt_get_text(stmt, 6, arena),
        .trip = cv_stmt_get_text(stmt, 7, arena),
        .trip_uid = cv_stmt_get_uuid(stmt, 8),
        .wagon = cv_stmt_get_text(stmt, 9, arena),
        .slot = cv_stmt_get_int64(stmt, 10),
        .road = cv_stmt_get_int64(stmt, 11) != 0,
        .seal_number = cv_stmt_get_text(stmt, 12, arena),
        .sealed_by = cv_stmt_get_int64(stmt, 13),
        .weighed_grams = cv_stmt_get_int64(stmt, 14),
        .reason = cv_stmt_get_text(stmt, 15, arena),
        .outside = cv_stmt_get_text(stmt, 16, arena),
        .outcome = cv_stmt_get_int64(stmt, 17),
        .anomaly = cv_stmt_get_text(stmt, 18, arena),
    };

    event.told = event.anomaly;
    return event;
}

struct cv_status box_events(struct cv_books *books, const struct box *box, int64_t after,
                            int64_t max, struct box_event **events, size_t *count)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT seq, observation, move, occurred_us, offset_minutes, recorded_us, "
                   "place, trip, trip_uid, wagon, slot, road, seal_number, sealed_by, "
                   "weighed_grams, reason, outside, outcome, anomaly FROM box_event "
                   "WHERE org_id = $1 AND box_uid = $2 AND seq > $3 ORDER BY seq LIMIT $4");
    int64_t room = box->last_seq - after;

    room = room < 0 ? 0 : room > max ? max : room;
    *count = 0;
    *events = cv_arena_array(books->arena, (size_t)room + 1, sizeof(**events));
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, box->uid);
    cv_stmt_int64(stmt, 3, after);
    cv_stmt_int64(stmt, 4, room);
    while (*events != NULL && cv_stmt_step(stmt))
        (*events)[(*count)++] = read_event(books, stmt);
    return cv_stmt_finish(stmt);
}

static void bind_event(struct cv_stmt *stmt, const struct box_event *event)
{
    cv_stmt_text(stmt, 4, event->observation);
    cv_stmt_int64(stmt, 5, event->move);
    cv_stmt_int64(stmt, 6, event->occurred_us);
    cv_stmt_int64(stmt, 7, event->offset_minutes);
    cv_stmt_int64(stmt, 8, event->recorded_us);
    cv_stmt_text(stmt, 10, event->place);
    cv_stmt_text(stmt, 11, event->trip);
    cv_stmt_uuid(stmt, 12, event->trip_uid);
    cv_stmt_text(stmt, 13, event->wagon);
    cv_stmt_int64(stmt, 14, event->slot);
    cv_stmt_int64(stmt, 15, event->road);
    cv_stmt_text(stmt, 16, event->seal_number);
    cv_stmt_int64(stmt, 17, event->sealed_by);
    cv_stmt_int64(stmt, 18, event->weighed_grams);
    cv_stmt_text(stmt, 19, event->reason);
    cv_stmt_text(stmt, 20, event->outside);
    cv_stmt_int64(stmt, 21, event->outcome);
    cv_stmt_text(stmt, 22, event->anomaly);
}

struct cv_status box_event_insert(struct cv_books *books, const struct box *box,
                                  const struct box_event *event)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO box_event (org_id, box_uid, seq, observation, move, occurred_us, "
                   "offset_minutes, recorded_us, recorded_by, place, trip, trip_uid, wagon, slot, "
                   "road, seal_number, sealed_by, weighed_grams, reason, outside, outcome, "
                   "anomaly) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
                   "$15, $16, $17, $18, $19, $20, $21, $22)");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, box->uid);
    cv_stmt_int64(stmt, 3, event->seq);
    bind_event(stmt, event);
    cv_stmt_text(stmt, 9, books->subject);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status box_event_judge(struct cv_books *books, const struct box *box,
                                 const struct box_event *event)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "UPDATE box_event SET outcome = $4, anomaly = $5 "
                                 "WHERE org_id = $1 AND box_uid = $2 AND seq = $3");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, box->uid);
    cv_stmt_int64(stmt, 3, event->seq);
    cv_stmt_int64(stmt, 4, event->outcome);
    cv_stmt_text(stmt, 5, event->anomaly);
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

/* ---- seals ---- */

struct cv_status box_seal_use(struct cv_books *books, struct cv_uuid trip, const char *seal_number,
                              const struct box *box, bool *other)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO trip_seal (org_id, trip_uid, seal_number, box_uid) "
                   "VALUES ($1, $2, $3, $4) ON CONFLICT (org_id, trip_uid, seal_number) "
                   "DO UPDATE SET box_uid = trip_seal.box_uid RETURNING box_uid");
    struct cv_uuid found = box->uid;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip);
    cv_stmt_text(stmt, 3, seal_number);
    cv_stmt_uuid(stmt, 4, box->uid);
    if (cv_stmt_step(stmt))
        found = cv_stmt_get_uuid(stmt, 0);
    *other = memcmp(&found, &box->uid, sizeof(found)) != 0;
    return cv_stmt_finish(stmt);
}
