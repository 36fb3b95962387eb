#include "trip/event_store.h"

#include "base/arena.h"

#define COLUMNS                                                                                    \
    "seq, id, kind, classifier, point, occurred_us, offset_minutes, sent_us, recorded_us, "        \
    "corrected_us, source, cause, hold, hold_kind, wagon, retracts, retraction_reason, "           \
    "commanded, outcome, anomaly, counts, retracted_by"

static const struct cv_status FULL = {
    .code = CV_RESOURCE_EXHAUSTED,
    .reason = "ANSWER_TOO_LARGE",
    .message = "the events need more memory than a call may have",
};

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct trip_event *event)
{
    *event = (struct trip_event){
        .seq = cv_stmt_get_int64(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .kind = cv_stmt_get_int64(stmt, 2),
        .classifier = cv_stmt_get_int64(stmt, 3),
        .point = cv_stmt_get_int64(stmt, 4),
        .occurred_us = cv_stmt_get_int64(stmt, 5),
        .offset_minutes = cv_stmt_get_int64(stmt, 6),
        .sent_us = cv_stmt_get_int64(stmt, 7),
        .recorded_us = cv_stmt_get_int64(stmt, 8),
        .corrected_us = cv_stmt_get_int64(stmt, 9),
        .source = cv_stmt_get_text(stmt, 10, books->arena),
        .cause = cv_stmt_get_int64(stmt, 11),
        .hold = cv_stmt_get_text(stmt, 12, books->arena),
        .hold_kind = cv_stmt_get_int64(stmt, 13),
        .wagon = cv_stmt_get_text(stmt, 14, books->arena),
        .retracts = cv_stmt_get_text(stmt, 15, books->arena),
        .retraction_reason = cv_stmt_get_int64(stmt, 16),
        .commanded = cv_stmt_get_int64(stmt, 17) != 0,
        .outcome = cv_stmt_get_int64(stmt, 18),
        .anomaly = cv_stmt_get_text(stmt, 19, books->arena),
        .counts = cv_stmt_get_int64(stmt, 20) != 0,
        .retracted_by = cv_stmt_get_text(stmt, 21, books->arena),
    };
    event->was_counting = event->counts;
    event->was_retracted_by = event->retracted_by;
}

static struct cv_status count_events(struct cv_books *books, struct cv_uuid trip, size_t *count)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT COUNT(*) FROM trip_event WHERE org_id = $1 AND trip_uid = $2");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip);
    *count = cv_stmt_step(stmt) ? (size_t)cv_stmt_get_int64(stmt, 0) : 0;
    return cv_stmt_finish(stmt);
}

struct cv_status trip_events_load(struct cv_books *books, struct cv_uuid trip, size_t more,
                                  struct trip_event ***events, size_t *count)
{
    struct trip_event *rows;
    struct cv_status status;
    size_t room;

    status = count_events(books, trip, &room);
    if (!cv_ok(status))
        return status;
    status = trip_events_after(books, trip, 0, room, &rows, count);
    if (!cv_ok(status))
        return status;
    *events = cv_arena_array(books->arena, room + more + 1, sizeof(**events));
    if (*events == NULL)
        return FULL;
    for (size_t i = 0; i < *count; i++)
        (*events)[i] = &rows[i];
    return CV_STATUS_OK;
}

struct cv_status trip_events_after(struct cv_books *books, struct cv_uuid trip, int64_t after,
                                   size_t limit, struct trip_event **rows, size_t *count)
{
    struct cv_stmt *stmt;

    *count = 0;
    *rows = cv_arena_array(books->arena, limit + 1, sizeof(**rows));
    if (*rows == NULL)
        return FULL;
    stmt = cv_tx_prepare(books->tx, "SELECT " COLUMNS " FROM trip_event WHERE org_id = $1 "
                                    "AND trip_uid = $2 AND seq > $3 ORDER BY seq LIMIT $4");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip);
    cv_stmt_int64(stmt, 3, after);
    cv_stmt_int64(stmt, 4, (int64_t)limit);
    while (*count < limit && cv_stmt_step(stmt))
        read_row(books, stmt, &(*rows)[(*count)++]);
    return cv_stmt_finish(stmt);
}

struct cv_status trip_events_newest(struct cv_books *books, int64_t *seq)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT MAX(seq) FROM trip_event WHERE org_id = $1");

    cv_stmt_text(stmt, 1, books->org);
    *seq = cv_stmt_step(stmt) && !cv_stmt_is_null(stmt, 0) ? cv_stmt_get_int64(stmt, 0) : 0;
    return cv_stmt_finish(stmt);
}

struct cv_status trip_event_insert(struct cv_books *books, struct cv_uuid trip,
                                   const struct trip_event *event)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO trip_event (org_id, trip_uid, recorded_by, " COLUMNS ") "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, "
                   "$16, $17, $18, $19, $20, $21, $22, $23, $24, $25)");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip);
    cv_stmt_text(stmt, 3, books->subject);
    cv_stmt_int64(stmt, 4, event->seq);
    cv_stmt_text(stmt, 5, event->id);
    cv_stmt_int64(stmt, 6, event->kind);
    cv_stmt_int64(stmt, 7, event->classifier);
    cv_stmt_int64(stmt, 8, event->point);
    cv_stmt_int64(stmt, 9, event->occurred_us);
    cv_stmt_int64(stmt, 10, event->offset_minutes);
    cv_stmt_int64(stmt, 11, event->sent_us);
    cv_stmt_int64(stmt, 12, event->recorded_us);
    cv_stmt_int64(stmt, 13, event->corrected_us);
    cv_stmt_text(stmt, 14, event->source);
    cv_stmt_int64(stmt, 15, event->cause);
    cv_stmt_text(stmt, 16, event->hold);
    cv_stmt_int64(stmt, 17, event->hold_kind);
    cv_stmt_text(stmt, 18, event->wagon);
    cv_stmt_text(stmt, 19, event->retracts);
    cv_stmt_int64(stmt, 20, event->retraction_reason);
    cv_stmt_int64(stmt, 21, event->commanded);
    cv_stmt_int64(stmt, 22, event->outcome);
    cv_stmt_text(stmt, 23, event->anomaly);
    cv_stmt_int64(stmt, 24, event->counts);
    cv_stmt_text(stmt, 25, event->retracted_by);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status trip_event_judge(struct cv_books *books, const struct trip_event *event)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "UPDATE trip_event SET counts = $3, retracted_by = $4 "
                                 "WHERE org_id = $1 AND seq = $2");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, event->seq);
    cv_stmt_int64(stmt, 3, event->counts);
    cv_stmt_text(stmt, 4, event->retracted_by);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}
