#include "hub_audit/tie_audit.h"

#include "base/arena.h"
#include "parcel/parcel_store.h"
#include "scan/scan_store.h"

#include <stdlib.h>
#include <string.h>

#define AT_A_TIME  500
#define MEMORY_MAX ((size_t)64 * 1024 * 1024)

static const struct cv_status FULL = {
    .code = CV_RESOURCE_EXHAUSTED,
    .message = "the parcels that are others need more memory than there is",
};
static const struct cv_status DAMAGED = {
    .code = CV_DATA_LOSS,
    .reason = "DAMAGED",
    .message = "a parcel's list of scans cannot be read",
};

static bool grow(struct cv_arena *arena, void *rows, size_t count, size_t cap, size_t size)
{
    void *grown = cv_arena_array(arena, cap, size);
    void *was;

    memcpy(&was, rows, sizeof(was));
    if (grown == NULL)
        return false;
    if (count > 0)
        memcpy(grown, was, count * size);
    memcpy(rows, &grown, sizeof(grown));
    return true;
}

static bool add_parcel(struct cv_arena *arena, struct tie_audit *audit, int64_t no)
{
    if (audit->parcel_count == audit->parcel_cap) {
        audit->parcel_cap = audit->parcel_cap * 2 + 64;
        if (!grow(arena, &audit->parcels, audit->parcel_count, audit->parcel_cap, sizeof(no)))
            return false;
    }
    audit->parcels[audit->parcel_count++] = no;
    return true;
}

static bool add_tie(struct cv_arena *arena, struct tie_audit *audit,
                    const struct parcel_event *event, int64_t whose)
{
    if (audit->count == audit->cap) {
        audit->cap = audit->cap * 2 + 64;
        if (!grow(arena, &audit->events, audit->count, audit->cap, sizeof(*event)) ||
            !grow(arena, &audit->whose, audit->count, audit->cap, sizeof(whose)))
            return false;
    }
    audit->events[audit->count] = *event;
    audit->whose[audit->count++] = whose;
    return true;
}

static struct cv_status read_own(struct cv_books *books, int64_t hub_no,
                                 const struct parcel *parcel, struct parcel_event *events,
                                 size_t *count)
{
    struct cv_slice left = parcel->scans;
    struct cv_status status = CV_STATUS_OK;
    int64_t seq = 0;

    *count = 0;
    while (cv_ok(status) && left.len > 0) {
        struct scan_kept kept;
        uint64_t step;

        if (!varint_get(&left, &step))
            return DAMAGED;
        seq += (int64_t)step;
        status = scan_load(books, hub_no, seq, &kept);
        events[(*count)++] = kept.event;
    }
    return status;
}

static struct cv_status take(struct cv_books *books, int64_t hub_no, const struct parcel *parcel,
                             struct cv_arena *arena, struct tie_audit *audit)
{
    size_t max = parcel->scans.len + 1; /* a byte each, or more */
    struct parcel_event *events = cv_arena_array(books->arena, max, sizeof(*events));
    struct parcel_event **found = cv_arena_array(books->arena, max, sizeof(struct parcel_event *));
    struct cv_status status;
    size_t count;
    size_t ties;

    if (events == NULL || found == NULL || !add_parcel(arena, audit, parcel->no))
        return FULL;
    status = read_own(books, hub_no, parcel, events, &count);
    if (!cv_ok(status))
        return status;
    ties = parcel_ties_find(events, count, found);
    for (size_t i = 0; i < ties; i++) {
        if (!add_tie(arena, audit, found[i], parcel->no))
            return FULL;
    }
    return status;
}

/* Some, in an arena of their own; *after: the last of them. */
static struct cv_status take_some(struct cv_books *from, int64_t hub_no, struct tie_audit *audit,
                                  int64_t *after, bool *at_end)
{
    struct cv_books books = *from;
    struct cv_arena arena;
    struct cv_status status;
    struct parcel *rows;
    size_t count = 0;

    cv_arena_init(&arena, MEMORY_MAX);
    books.arena = &arena;
    rows = cv_arena_array(&arena, AT_A_TIME, sizeof(*rows));
    status = rows == NULL ? FULL : parcel_list(&books, hub_no, *after, AT_A_TIME, rows, &count);
    for (size_t i = 0; cv_ok(status) && i < count; i++) {
        *after = rows[i].no;
        if (rows[i].links.len > 0)
            status = take(&books, hub_no, &rows[i], from->arena, audit);
    }
    *at_end = count < AT_A_TIME;
    cv_arena_release(&arena);
    return status;
}

static int ascending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static const int64_t *find(const int64_t *numbers, size_t count, int64_t number)
{
    return count == 0 ? NULL : bsearch(&number, numbers, count, sizeof(number), ascending);
}

static int by_seq(const void *a, const void *b)
{
    const struct parcel_event *x = a;
    const struct parcel_event *y = b;

    return ascending(&x->seq, &y->seq);
}

static struct cv_status judge(struct cv_arena *arena, struct tie_audit *audit)
{
    struct parcel_tie *ties = cv_arena_array(arena, audit->count + 1, sizeof(*ties));
    size_t count = 0;

    audit->tied = cv_arena_array(arena, audit->parcel_count + 1, sizeof(*audit->tied));
    if (ties == NULL || audit->tied == NULL)
        return FULL;
    for (size_t i = 0; i < audit->count; i++) {
        struct parcel_event *event = &audit->events[i];
        int64_t other_no = event->step == STEP_UNMERGED ? audit->whose[i] : event->other_no;
        const int64_t *whose = find(audit->parcels, audit->parcel_count, audit->whose[i]);
        const int64_t *other = find(audit->parcels, audit->parcel_count, other_no);

        if (whose != NULL && other != NULL)
            ties[count++] = (struct parcel_tie){event, (size_t)(whose - audit->parcels),
                                                (size_t)(other - audit->parcels)};
        else
            audit->unlisted++;
    }
    parcel_ties_judge(ties, count, audit->tied, audit->parcel_count);
    if (audit->count > 1)
        qsort(audit->events, audit->count, sizeof(*audit->events), by_seq);
    return CV_STATUS_OK;
}

struct cv_status tie_audit_read(struct cv_books *books, int64_t hub_no, struct tie_audit *audit)
{
    struct cv_status status = CV_STATUS_OK;
    int64_t after = 0;
    bool at_end = false;

    *audit = (struct tie_audit){0};
    while (cv_ok(status) && !at_end)
        status = take_some(books, hub_no, audit, &after, &at_end);
    return cv_ok(status) ? judge(books->arena, audit) : status;
}

int64_t tie_audit_into(const struct tie_audit *audit, int64_t parcel_no)
{
    const int64_t *at = find(audit->parcels, audit->parcel_count, parcel_no);
    size_t into = at == NULL ? PARCEL_ITSELF : audit->tied[at - audit->parcels].into;

    return into == PARCEL_ITSELF ? 0 : audit->parcels[into];
}

void tie_audit_tell(const struct tie_audit *audit, struct parcel_event *event)
{
    const struct parcel_event *known =
        audit->count == 0 ? NULL
                          : bsearch(event, audit->events, audit->count, sizeof(*event), by_seq);

    if (known == NULL)
        return;
    event->cycle = known->cycle;
    event->in_use = known->in_use;
}
