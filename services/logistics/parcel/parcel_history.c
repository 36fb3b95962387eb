#include "base/arena.h"
#include "parcel/parcel.h"
#include "parcel/ties.h"

#include <stdlib.h>

static const struct cv_status FULL = {
    .code = CV_RESOURCE_EXHAUSTED,
    .reason = "ANSWER_TOO_LARGE",
    .message = "the parcel has more scans than an answer may hold",
};
static const struct cv_status DAMAGED = {
    .code = CV_DATA_LOSS,
    .reason = "DAMAGED",
    .message = "a parcel in the store cannot be read; run caravan-logistics verify",
};

void parcel_name_check(struct cv_check *check, const char *carrier, const char *number,
                       int64_t track_id, struct scan_name *name)
{
    const char *problem;
    bool not_valid;

    if (carrier[0] == '\0' && number[0] == '\0' && track_id > 0) {
        scan_name_track(name, track_id);
        return;
    }
    problem = scan_name_read(name, carrier, number, &not_valid);
    if (problem != NULL)
        cv_check_fail(check, cv_id_valid(carrier) ? "number" : "carrier", "%s", problem);
}

struct cv_status parcel_known_find(struct cv_books *books, int64_t hub_no,
                                   const struct scan_name *name, int64_t at_us,
                                   struct parcel *parcel)
{
    int64_t window = parcel_window_us(name->carrier);
    struct cv_status status = parcel_find(books, hub_no, name->carrier, name->number,
                                          at_us - window, at_us + window, parcel);

    for (int i = 0; cv_ok(status) && parcel->no != 0 && parcel->into_no != 0; i++) {
        status =
            i == PARCEL_CHAIN_MAX ? DAMAGED : parcel_load(books, hub_no, parcel->into_no, parcel);
        if (cv_ok(status) && parcel->no == 0)
            status = DAMAGED;
    }
    return status;
}

struct cv_status parcel_not_found(struct cv_books *books, const struct scan_name *name)
{
    return cv_books_not_found(books, NULL, "parcel %s %s at this hub", name->carrier, name->number);
}

/* Room for one more of `size` bytes; NULL when the arena is full. */
static void *grow(struct cv_arena *arena, void *rows, size_t count, size_t size)
{
    void *grown = rows;

    if ((count & (count - 1)) != 0 || (count > 0 && count < 16))
        return rows; /* it doubles at powers of two, from 16 on */
    grown = cv_arena_array(arena, count < 16 ? 16 : count * 2, size);
    if (grown != NULL && count > 0)
        memcpy(grown, rows, count * size);
    return grown;
}

static struct cv_status add_scans(struct cv_books *books, int64_t hub_no,
                                  struct parcel_history *history, size_t whose)
{
    struct cv_slice left = history->parcels[whose].scans;
    struct cv_status status = CV_STATUS_OK;
    int64_t seq = 0;

    while (cv_ok(status) && left.len > 0) {
        uint64_t step;

        if (!varint_get(&left, &step))
            return DAMAGED;
        seq += (int64_t)step;
        history->scans =
            grow(books->arena, history->scans, history->scan_count, sizeof(struct scan_kept));
        if (history->scans == NULL)
            return FULL;
        status = scan_load(books, hub_no, seq, &history->scans[history->scan_count]);
        history->scan_count++;
    }
    return status;
}

/* Those that turned out to be parcels[whose], to the end of the list. */
static struct cv_status add_children(struct cv_books *books, int64_t hub_no,
                                     struct parcel_history *history, size_t whose)
{
    struct cv_slice left = history->parcels[whose].links;
    struct cv_status status = CV_STATUS_OK;
    uint64_t no;

    if (left.len > 0 && !varint_get(&left, &no))
        return DAMAGED;
    while (cv_ok(status) && left.len > 0) {
        struct parcel *child;

        if (!varint_get(&left, &no))
            return DAMAGED;
        history->parcels =
            grow(books->arena, history->parcels, history->parcel_count, sizeof(struct parcel));
        if (history->parcels == NULL)
            return FULL;
        child = &history->parcels[history->parcel_count];
        status = parcel_load(books, hub_no, (int64_t)no, child);
        if (cv_ok(status) && child->no == 0)
            return DAMAGED;
        history->parcel_count += child->into_no == history->parcels[whose].no;
    }
    return status;
}

static int in_order(const void *a, const void *b)
{
    const struct scan_kept *x = a;
    const struct scan_kept *y = b;

    return parcel_event_compare(&x->event, &y->event);
}

static size_t whose_scan(const struct parcel_history *history, const struct scan_kept *kept)
{
    size_t i = history->parcel_count - 1;

    while (i > 0 && history->parcels[i].no != kept->parcel_no)
        i--;
    return i;
}

/* Those that others retract are marked. The order of both is the same. */
static bool mark_retracted(struct cv_arena *arena, struct parcel_history *history)
{
    struct parcel_event *events =
        cv_arena_array(arena, history->scan_count + 1, sizeof(struct parcel_event));

    if (events == NULL)
        return false;
    for (size_t i = 0; i < history->scan_count; i++)
        events[i] = history->scans[i].event;
    (void)parcel_retract(events, history->scan_count);
    for (size_t i = 0; i < history->scan_count; i++)
        history->scans[i].event.retracted = events[i].retracted;
    return true;
}

struct cv_status parcel_history_read(struct cv_books *books, int64_t hub_no,
                                     const struct parcel *parcel, struct parcel_history *history)
{
    struct cv_status status = CV_STATUS_OK;

    *history = (struct parcel_history){.parcel_count = 1};
    history->parcels = grow(books->arena, NULL, 0, sizeof(struct parcel));
    if (history->parcels == NULL)
        return FULL;
    history->parcels[0] = *parcel;
    for (size_t i = 0; cv_ok(status) && i < history->parcel_count; i++) {
        status = add_scans(books, hub_no, history, i);
        if (cv_ok(status))
            status = add_children(books, hub_no, history, i);
    }
    if (!cv_ok(status))
        return status;
    if (history->scan_count > 0)
        qsort(history->scans, history->scan_count, sizeof(struct scan_kept), in_order);
    history->whose = cv_arena_array(books->arena, history->scan_count + 1, sizeof(size_t));
    if (history->whose == NULL)
        return FULL;
    if (parcel->state.retractions != 0 && !mark_retracted(books->arena, history))
        return FULL;
    for (size_t i = 0; i < history->scan_count; i++)
        history->whose[i] = whose_scan(history, &history->scans[i]);
    return status;
}
