#include "service/delivery_store.h"

#include "base/arena.h"
#include "base/random.h"

#include <string.h>

#define HELD_MAX    20 /* subjects tried again at once */
#define HELD_EVENTS 10 /* of each */
#define PAUSE_US    INT64_C(1000000)
#define PAUSE_MOST  INT64_C(300000000)
#define PAUSE_FAR   INT64_C(360000000) /* longer than any: the clock went back */
#define EVENT       "o.sequence, o.uid, o.subject, o.subject_sequence, o.recorded_us, o.body, "
#define DROPPED_JOIN                                                                               \
    "LEFT JOIN event_dropped d ON d.org_id = o.org_id AND d.peer = $2 AND d.sequence = "           \
    "o.sequence "

static void bind(struct cv_stmt *stmt, const char *org, const char *peer)
{
    cv_stmt_text(stmt, 1, org);
    cv_stmt_text(stmt, 2, peer);
}

/* ---- the lease ---- */

struct lease {
    int64_t sequence; /* up to which all is accepted or held */
    struct cv_uuid holder;
    int64_t fence;
    int64_t until_us;
};

static struct cv_status lease_get(struct cv_books *books, const char *peer, struct lease *lease)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT sequence, holder, fence, until_us FROM event_peer "
                                 "WHERE org_id = $1 AND peer = $2");

    *lease = (struct lease){0};
    bind(stmt, books->org, peer);
    if (cv_stmt_step(stmt))
        *lease = (struct lease){
            .sequence = cv_stmt_get_int64(stmt, 0),
            .holder = cv_stmt_get_uuid(stmt, 1),
            .fence = cv_stmt_get_int64(stmt, 2),
            .until_us = cv_stmt_get_int64(stmt, 3),
        };
    return cv_stmt_finish(stmt);
}

static struct cv_status lease_set(struct cv_books *books, const char *peer,
                                  const struct lease *lease)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO event_peer (org_id, peer, sequence, holder, fence, until_us) "
                   "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (org_id, peer) DO UPDATE SET "
                   "sequence = excluded.sequence, holder = excluded.holder, "
                   "fence = excluded.fence, until_us = excluded.until_us");

    bind(stmt, books->org, peer);
    cv_stmt_int64(stmt, 3, lease->sequence);
    cv_stmt_uuid(stmt, 4, lease->holder);
    cv_stmt_int64(stmt, 5, lease->fence);
    cv_stmt_int64(stmt, 6, lease->until_us);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

/* The first organisation of which something is due, and nobody else has the lease. */
static struct cv_status find_org(struct cv_books *books, const char *peer, struct cv_uuid holder)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT e.org_id FROM event_out_end e LEFT JOIN event_peer p "
                                 "ON p.org_id = e.org_id AND p.peer = $1 "
                                 "WHERE (p.peer IS NULL OR p.until_us <= $2 OR p.until_us > $4 "
                                 "OR p.holder = $3) "
                                 "AND (e.sequence > COALESCE(p.sequence, 0) OR EXISTS (SELECT 1 "
                                 "FROM event_held h WHERE h.org_id = e.org_id AND h.peer = $1 "
                                 "AND h.parked_us = 0 AND (h.due_us <= $2 OR h.due_us > $5))) "
                                 "ORDER BY e.org_id LIMIT 1");

    books->org = NULL;
    cv_stmt_text(stmt, 1, peer);
    cv_stmt_int64(stmt, 2, cv_tx_now_us(books->tx));
    cv_stmt_uuid(stmt, 3, holder);
    cv_stmt_int64(stmt, 4, cv_tx_now_us(books->tx) + CV_DELIVERY_LEASE_US);
    cv_stmt_int64(stmt, 5, cv_tx_now_us(books->tx) + PAUSE_FAR);
    if (cv_stmt_step(stmt))
        books->org = cv_stmt_get_text(stmt, 0, books->arena);
    return cv_stmt_finish(stmt);
}

/* Numbers go on from the time, too: they grow also when the store is an older copy of itself. */
static void take(struct lease *lease, struct cv_uuid holder, int64_t now_us)
{
    bool mine = memcmp(&lease->holder, &holder, sizeof(holder)) == 0 && lease->until_us > now_us;

    if (!mine)
        lease->fence = lease->fence >= now_us ? lease->fence + 1 : now_us;
    lease->holder = holder;
    lease->until_us = now_us + CV_DELIVERY_LEASE_US;
}

/* ---- what is due ---- */

static void add_items(struct cv_books *books, struct cv_stmt *stmt, struct cv_delivery_batch *batch,
                      const struct cv_delivery_item *like)
{
    while (batch->count < batch->limit && cv_stmt_step(stmt)) {
        struct cv_delivery_item *item = &batch->items[batch->count++];

        *item = *like;
        item->row = (struct cv_outbox_row){
            .sequence = cv_stmt_get_int64(stmt, 0),
            .uid = cv_stmt_get_uuid(stmt, 1),
            .subject = cv_stmt_get_text(stmt, 2, books->arena),
            .subject_sequence = cv_stmt_get_int64(stmt, 3),
            .recorded_us = cv_stmt_get_int64(stmt, 4),
            .body = cv_stmt_get_blob(stmt, 5, books->arena),
        };
        item->dropped = cv_stmt_get_text(stmt, 6, books->arena);
    }
}

static struct cv_status add_held_subject(struct cv_books *books, const char *peer,
                                         struct cv_delivery_batch *batch, const char *subject,
                                         int64_t next, int64_t tries)
{
    const struct cv_delivery_item like = {.held = true, .tries = tries};
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT " EVENT "COALESCE(d.reason, '') FROM event_out o " DROPPED_JOIN
                   "WHERE o.org_id = $1 AND o.subject = $3 AND o.subject_sequence >= $4 "
                   "AND o.sequence <= $5 ORDER BY o.subject_sequence LIMIT $6");

    bind(stmt, books->org, peer);
    cv_stmt_text(stmt, 3, subject);
    cv_stmt_int64(stmt, 4, next);
    cv_stmt_int64(stmt, 5, batch->until);
    cv_stmt_int64(stmt, 6, HELD_EVENTS);
    add_items(books, stmt, batch, &like);
    return cv_stmt_finish(stmt);
}

struct due {
    const char *subject;
    int64_t next;
    int64_t tries;
};

static struct cv_status add_held(struct cv_books *books, const char *peer,
                                 struct cv_delivery_batch *batch)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT subject, subject_sequence, tries FROM event_held WHERE org_id = $1 "
                   "AND peer = $2 AND parked_us = 0 AND (due_us <= $3 OR due_us > $5) "
                   "ORDER BY due_us, subject LIMIT $4");
    struct cv_status status;
    struct due due[HELD_MAX];
    size_t count = 0;

    bind(stmt, books->org, peer);
    cv_stmt_int64(stmt, 3, cv_tx_now_us(books->tx));
    cv_stmt_int64(stmt, 4, HELD_MAX);
    cv_stmt_int64(stmt, 5, cv_tx_now_us(books->tx) + PAUSE_FAR);
    while (count < HELD_MAX && cv_stmt_step(stmt))
        due[count++] = (struct due){
            .subject = cv_stmt_get_text(stmt, 0, books->arena),
            .next = cv_stmt_get_int64(stmt, 1),
            .tries = cv_stmt_get_int64(stmt, 2),
        };
    status = cv_stmt_finish(stmt);
    for (size_t i = 0; cv_ok(status) && i < count; i++)
        status = add_held_subject(books, peer, batch, due[i].subject, due[i].next, due[i].tries);
    return status;
}

/* Those after batch->until, which is then after them, too. */
static struct cv_status add_new(struct cv_books *books, const char *peer,
                                struct cv_delivery_batch *batch)
{
    const struct cv_delivery_item like = {0};
    int64_t room = (int64_t)(batch->limit - batch->count);
    struct cv_outbox_end end;
    struct cv_stmt *stmt;
    struct cv_status status = cv_outbox_end_get(books, &end);
    int64_t from = batch->until < end.pruned ? end.pruned : batch->until;

    if (!cv_ok(status) || room == 0)
        return status;
    batch->until = end.sequence - from < room ? end.sequence : from + room;
    stmt =
        cv_tx_prepare(books->tx, "SELECT " EVENT "'' FROM event_out o LEFT JOIN event_held h "
                                 "ON h.org_id = o.org_id AND h.peer = $2 AND h.subject = o.subject "
                                 "WHERE o.org_id = $1 AND o.sequence > $3 AND o.sequence <= $4 "
                                 "AND h.subject IS NULL ORDER BY o.sequence");
    bind(stmt, books->org, peer);
    cv_stmt_int64(stmt, 3, from);
    cv_stmt_int64(stmt, 4, batch->until);
    add_items(books, stmt, batch, &like);
    return cv_stmt_finish(stmt);
}

struct cv_status cv_delivery_claim(struct cv_books *books, const char *peer, struct cv_uuid holder,
                                   size_t limit, struct cv_delivery_batch *batch)
{
    struct lease lease;
    struct cv_status status = find_org(books, peer, holder);

    *batch = (struct cv_delivery_batch){.limit = limit};
    if (!cv_ok(status) || books->org == NULL)
        return status;
    batch->org = books->org;
    batch->items = cv_arena_array(books->arena, limit, sizeof(*batch->items));
    status = lease_get(books, peer, &lease);
    if (!cv_ok(status) || batch->items == NULL)
        return status;
    take(&lease, holder, cv_tx_now_us(books->tx));
    batch->fence = lease.fence;
    batch->until = lease.sequence;
    status = lease_set(books, peer, &lease);
    if (cv_ok(status))
        status = add_held(books, peer, batch);
    if (cv_ok(status))
        status = add_new(books, peer, batch);
    batch->again = batch->count == 0 && batch->until != lease.sequence;
    if (!cv_ok(status) || !batch->again)
        return status;
    lease.sequence = batch->until;
    return lease_set(books, peer, &lease);
}

/* ---- what became of it ---- */

static int64_t pause_us(int64_t tries)
{
    int64_t pause = tries > 9 ? PAUSE_MOST : PAUSE_US << (tries - 1);

    if (pause > PAUSE_MOST)
        pause = PAUSE_MOST;
    return pause - pause / 5 + (int64_t)(cv_random_u64() % (uint64_t)(pause / 5 * 2));
}

static struct cv_status hold(struct cv_books *books, const char *peer,
                             struct cv_delivery_item *item)
{
    int64_t now_us = cv_tx_now_us(books->tx);
    const struct cv_outbox_row *row = &item->row;
    int64_t tries = item->tries + 1;
    bool earlier = item->expected > 0 && item->expected < row->subject_sequence;
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO event_held (org_id, peer, subject, sequence, subject_sequence, "
                   "tries, due_us, parked_us, code, reason, message) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
                   "ON CONFLICT (org_id, peer, subject) DO UPDATE SET "
                   "sequence = excluded.sequence, subject_sequence = excluded.subject_sequence, "
                   "tries = excluded.tries, due_us = excluded.due_us, "
                   "parked_us = excluded.parked_us, code = excluded.code, "
                   "reason = excluded.reason, message = excluded.message");

    item->parked = tries >= CV_DELIVERY_TRIES;
    bind(stmt, books->org, peer);
    cv_stmt_text(stmt, 3, row->subject);
    cv_stmt_int64(stmt, 4, row->sequence);
    cv_stmt_int64(stmt, 5, earlier ? item->expected : row->subject_sequence);
    cv_stmt_int64(stmt, 6, tries);
    cv_stmt_int64(stmt, 7, now_us + pause_us(tries));
    cv_stmt_int64(stmt, 8, item->parked ? now_us : 0);
    cv_stmt_int64(stmt, 9, item->status.code);
    cv_stmt_text(stmt, 10, item->status.reason == NULL ? "" : item->status.reason);
    cv_stmt_text(stmt, 11, item->status.message == NULL ? "" : item->status.message);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status next_of(struct cv_books *books, const struct cv_outbox_row *row,
                                int64_t until, int64_t *sequence)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT sequence FROM event_out WHERE org_id = $1 "
                                 "AND subject = $2 AND subject_sequence = $3 AND sequence <= $4");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, row->subject);
    cv_stmt_int64(stmt, 3, row->subject_sequence + 1);
    cv_stmt_int64(stmt, 4, until);
    *sequence = cv_stmt_step(stmt) ? cv_stmt_get_int64(stmt, 0) : 0;
    return cv_stmt_finish(stmt);
}

/* A held subject goes on behind this event; held no longer if there is none of those up to `until`.
 */
static struct cv_status go_on(struct cv_books *books, const char *peer,
                              const struct cv_outbox_row *row, int64_t until)
{
    struct cv_stmt *stmt;
    int64_t next;
    struct cv_status status = next_of(books, row, until, &next);

    if (!cv_ok(status))
        return status;
    stmt = next == 0 ? cv_tx_prepare(books->tx, "DELETE FROM event_held WHERE org_id = $1 "
                                                "AND peer = $2 AND subject = $3")
                     : cv_tx_prepare(books->tx, "UPDATE event_held SET sequence = $4, "
                                                "subject_sequence = $5, tries = 0, due_us = 0, "
                                                "parked_us = 0 WHERE org_id = $1 AND peer = $2 "
                                                "AND subject = $3");
    bind(stmt, books->org, peer);
    cv_stmt_text(stmt, 3, row->subject);
    if (next != 0) {
        cv_stmt_int64(stmt, 4, next);
        cv_stmt_int64(stmt, 5, row->subject_sequence + 1);
    }
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

/* Of the items before this one, the last of its subject; NULL: it is the first. */
static const struct cv_delivery_item *before(const struct cv_delivery_batch *batch, size_t i)
{
    for (size_t j = i; j > 0; j--) {
        if (strcmp(batch->items[j - 1].row.subject, batch->items[i].row.subject) == 0)
            return &batch->items[j - 1];
    }
    return NULL;
}

static struct cv_status settle_item(struct cv_books *books, const char *peer,
                                    struct cv_delivery_batch *batch, size_t i)
{
    struct cv_delivery_item *item = &batch->items[i];
    const struct cv_delivery_item *last;

    if (cv_ok(item->status))
        return item->held ? go_on(books, peer, &item->row, batch->until) : CV_STATUS_OK;
    last = before(batch, i);
    if (last != NULL && !cv_ok(last->status))
        return CV_STATUS_OK; /* refused for the sake of that one */
    if (last != NULL)
        item->tries = 0;
    return hold(books, peer, item);
}

struct cv_status cv_delivery_settle(struct cv_books *books, const char *peer,
                                    struct cv_delivery_batch *batch)
{
    struct lease lease;
    struct cv_status status;

    books->org = batch->org;
    status = lease_get(books, peer, &lease);
    if (cv_ok(status) && lease.fence != batch->fence)
        return cv_status(CV_ABORTED, "LEASE_LOST", "somebody else delivers by now");
    lease.sequence = batch->until;
    lease.until_us = cv_tx_now_us(books->tx) + CV_DELIVERY_LEASE_US;
    if (cv_ok(status))
        status = lease_set(books, peer, &lease);
    for (size_t i = 0; cv_ok(status) && i < batch->count; i++)
        status = settle_item(books, peer, batch, i);
    return status;
}

/* ---- what is left ---- */

#define NEXT                                                                                       \
    "CASE WHEN COALESCE(p.sequence, 0) < e.pruned THEN e.pruned ELSE COALESCE(p.sequence, 0) END"
#define ENDS "FROM event_out_end e LEFT JOIN event_peer p ON p.org_id = e.org_id AND p.peer = $1 "

static struct cv_status numbers(struct cv_stmt *stmt, const char *peer, int64_t *first,
                                int64_t *second)
{
    cv_stmt_text(stmt, 1, peer);
    *first = *second = 0;
    if (cv_stmt_step(stmt)) {
        *first = cv_stmt_get_int64(stmt, 0);
        *second = cv_stmt_get_int64(stmt, 1);
    }
    return cv_stmt_finish(stmt);
}

struct cv_status cv_delivery_look(struct cv_books *books, const char *peer,
                                  struct cv_delivery_rest *rest)
{
    int64_t held_us = 0;
    struct cv_status status =
        numbers(cv_tx_prepare(books->tx, "SELECT CAST(COALESCE(SUM(e.sequence - " NEXT
                                         "), 0) AS BIGINT), MIN(o.recorded_us) " ENDS
                                         "LEFT JOIN event_out o ON o.org_id = e.org_id "
                                         "AND o.sequence = " NEXT " + 1"),
                peer, &rest->waiting, &rest->oldest_us);

    if (cv_ok(status))
        status = numbers(
            cv_tx_prepare(books->tx,
                          "SELECT CAST(COALESCE(SUM(CASE WHEN h.parked_us > 0 THEN 1 ELSE 0 END), "
                          "0) AS BIGINT), MIN(CASE WHEN h.parked_us > 0 THEN NULL "
                          "ELSE o.recorded_us END) FROM event_held h JOIN event_out o "
                          "ON o.org_id = h.org_id AND o.sequence = h.sequence WHERE h.peer = $1"),
            peer, &rest->parked, &held_us);
    if (held_us > 0 && (rest->oldest_us == 0 || held_us < rest->oldest_us))
        rest->oldest_us = held_us;
    return status;
}

static struct cv_status find_held(struct cv_books *books, const char *peer,
                                  struct cv_delivery_state *state)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN h.parked_us > 0 THEN 1 ELSE 0 "
                   "END), 0) AS BIGINT), COALESCE(MIN(o.recorded_us), 0) FROM event_held h "
                   "JOIN event_out o ON o.org_id = h.org_id AND o.sequence = h.sequence "
                   "WHERE h.org_id = $1 AND h.peer = $2");

    bind(stmt, books->org, peer);
    if (cv_stmt_step(stmt)) {
        state->held = cv_stmt_get_int64(stmt, 0);
        state->parked = cv_stmt_get_int64(stmt, 1);
        state->oldest_us = cv_stmt_get_int64(stmt, 2);
    }
    return cv_stmt_finish(stmt);
}

struct cv_status cv_delivery_get(struct cv_books *books, const char *peer,
                                 struct cv_delivery_state *state)
{
    struct cv_stmt *stmt;
    struct cv_outbox_end end;
    struct lease lease;
    struct cv_status status = cv_outbox_end_get(books, &end);

    if (cv_ok(status))
        status = lease_get(books, peer, &lease);
    if (!cv_ok(status))
        return status;
    *state = (struct cv_delivery_state){.last = end.sequence, .sequence = lease.sequence};
    status = find_held(books, peer, state);
    if (!cv_ok(status))
        return status;
    stmt = cv_tx_prepare(books->tx, "SELECT sequence, recorded_us FROM event_out WHERE org_id = $1 "
                                    "AND sequence IN ($2, $2 + 1) ORDER BY sequence");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, lease.sequence);
    while (cv_stmt_step(stmt)) {
        int64_t recorded_us = cv_stmt_get_int64(stmt, 1);

        if (cv_stmt_get_int64(stmt, 0) == lease.sequence)
            state->delivered_us = recorded_us;
        else if (state->oldest_us == 0 || recorded_us < state->oldest_us)
            state->oldest_us = recorded_us;
    }
    return cv_stmt_finish(stmt);
}
