/* Folding anew from the store: a scan came late, or says what a parcel is. Then all parcels that
 * any scan ties to it are read, which of them are one is judged from the beginning, and each that
 * is itself is folded from the scans of all that turned out to be it. */
#include "base/arena.h"
#include "parcel/parcel_cache.h"
#include "parcel/ties.h"
#include "scan/scan_store.h"

#include <string.h>

static const struct cv_status FULL = {
    .code = CV_RESOURCE_EXHAUSTED,
    .reason = "BATCH_TOO_LARGE",
    .message = "the batch needs more memory than it may have; send fewer scans at once",
};
static const struct cv_status DAMAGED = {
    .code = CV_DATA_LOSS,
    .reason = "DAMAGED",
    .message = "a parcel in the store cannot be read; run caravan-logistics verify",
};

struct member {
    struct parcel_entry *entry;
    size_t event; /* its own are from here on */
    size_t event_count;
};

/* Kept for the next, so that a batch of late scans needs it once. */
struct parcel_refold {
    struct parcel_cache *cache;
    struct member *members;
    size_t member_count, member_cap;
    struct parcel_event *events;
    size_t event_count, event_cap;
    struct parcel_event **found; /* the next three as many as events */
    struct parcel_event *sorted;
    struct parcel_tie *ties;
    size_t sorted_cap;
    struct parcel_tied *tied; /* as `members` */
    size_t tied_cap;
};

/* Room for `count` and one more, and what is there; NULL: the arena is full. */
static void *grow(struct cv_arena *arena, void *rows, size_t count, size_t *cap, size_t size)
{
    void *grown;

    if (count < *cap)
        return rows;
    grown = cv_arena_array(arena, count * 2 + 16, size);
    if (grown != NULL && *cap > 0)
        memcpy(grown, rows, *cap * size);
    if (grown != NULL)
        *cap = count * 2 + 16;
    return grown;
}

static bool is_member(const struct parcel_refold *refold, const struct parcel_entry *entry)
{
    return entry->place < refold->member_count && refold->members[entry->place].entry == entry;
}

static struct cv_status add_member(struct parcel_refold *refold, struct parcel_entry *entry)
{
    if (is_member(refold, entry))
        return CV_STATUS_OK;
    refold->members = grow(refold->cache->books->arena, refold->members, refold->member_count,
                           &refold->member_cap, sizeof(*refold->members));
    if (refold->members == NULL)
        return FULL;
    entry->place = refold->member_count;
    refold->members[refold->member_count++] = (struct member){.entry = entry};
    return CV_STATUS_OK;
}

static struct cv_status add_by_no(struct parcel_refold *refold, int64_t no)
{
    struct parcel_entry *entry;
    struct cv_status status = parcel_cache_load(refold->cache, no, &entry);

    return cv_ok(status) ? add_member(refold, entry) : status;
}

static struct cv_status add_event(struct parcel_refold *refold, int64_t seq)
{
    struct parcel_cache *cache = refold->cache;
    struct cv_status status = CV_STATUS_OK;
    struct scan_kept kept;

    refold->events = grow(cache->books->arena, refold->events, refold->event_count,
                          &refold->event_cap, sizeof(*refold->events));
    if (refold->events == NULL)
        return FULL;
    if (seq == cache->newest.seq)
        kept.event = cache->newest;
    else
        status = scan_load(cache->books, cache->hub->no, seq, &kept);
    if (cv_ok(status))
        refold->events[refold->event_count++] = kept.event;
    return cv_ok(status) && kept.event.other_no != 0 ? add_by_no(refold, kept.event.other_no)
                                                     : status;
}

static struct cv_status add_own_events(struct parcel_refold *refold, size_t of)
{
    const struct parcel_entry *entry = refold->members[of].entry;
    struct cv_slice left = {entry->scans, entry->scans_len};
    struct cv_status status = CV_STATUS_OK;
    int64_t seq = 0;

    refold->members[of].event = refold->event_count;
    while (cv_ok(status) && left.len > 0) {
        uint64_t step;

        if (!varint_get(&left, &step))
            return DAMAGED;
        seq += (int64_t)step;
        status = add_event(refold, seq);
    }
    refold->members[of].event_count = refold->event_count - refold->members[of].event;
    return status;
}

/* All that hang together, by scans that take effect and by those that do not. */
static struct cv_status gather(struct parcel_refold *refold, struct parcel_entry *entry)
{
    struct cv_status status = add_member(refold, entry);

    for (size_t i = 0; cv_ok(status) && i < refold->member_count; i++) {
        const struct parcel_entry *at = refold->members[i].entry;

        status = add_own_events(refold, i);
        for (size_t j = 0; cv_ok(status) && j < at->name_count; j++)
            status = add_by_no(refold, at->names[j]);
    }
    return status;
}

static bool make_room(struct parcel_refold *refold)
{
    struct cv_arena *arena = refold->cache->books->arena;
    size_t need = refold->event_count + 1;

    refold->tied =
        grow(arena, refold->tied, refold->member_count, &refold->tied_cap, sizeof(*refold->tied));
    if (need > refold->sorted_cap) {
        refold->sorted_cap = need * 2;
        refold->found = cv_arena_array(arena, need * 2, sizeof(struct parcel_event *));
        refold->sorted = cv_arena_array(arena, need * 2, sizeof(*refold->sorted));
        refold->ties = cv_arena_array(arena, need * 2, sizeof(*refold->ties));
    }
    return refold->tied != NULL && refold->found != NULL && refold->sorted != NULL &&
           refold->ties != NULL;
}

static struct cv_status add_ties(struct parcel_refold *refold, size_t whose, size_t *count)
{
    const struct member *member = &refold->members[whose];
    size_t ties =
        parcel_ties_find(&refold->events[member->event], member->event_count, refold->found);
    struct cv_status status = CV_STATUS_OK;

    for (size_t i = 0; cv_ok(status) && i < ties; i++) {
        struct parcel_tie *tie = &refold->ties[(*count)++];
        struct parcel_entry *other = member->entry;

        if (refold->found[i]->other_no != 0)
            status = parcel_cache_load(refold->cache, refold->found[i]->other_no, &other);
        if (cv_ok(status))
            *tie = (struct parcel_tie){refold->found[i], whose, other->place};
    }
    return status;
}

static struct cv_status judge(struct parcel_refold *refold)
{
    struct parcel_event *newest = &refold->cache->newest;
    struct cv_status status = CV_STATUS_OK;
    size_t count = 0;

    for (size_t i = 0; cv_ok(status) && i < refold->member_count; i++)
        status = add_ties(refold, i, &count);
    if (!cv_ok(status))
        return status;
    parcel_ties_judge(refold->ties, count, refold->tied, refold->member_count);
    for (size_t i = 0; i < count; i++) {
        if (refold->ties[i].event->seq == newest->seq)
            *newest = *refold->ties[i].event;
    }
    return status;
}

static void fold_root(struct parcel_refold *refold, size_t root, struct parcel_state *state)
{
    size_t count = 0;

    for (size_t i = 0; i < refold->member_count; i++) {
        const struct member *member = &refold->members[i];

        if (member->event_count == 0 || parcel_ties_root(refold->tied, i) != root)
            continue;
        memcpy(&refold->sorted[count], &refold->events[member->event],
               member->event_count * sizeof(*refold->sorted));
        count += member->event_count;
    }
    parcel_fold(state, refold->sorted, count);
}

static void fold(struct parcel_refold *refold)
{
    for (size_t i = 0; i < refold->member_count; i++) {
        struct parcel_entry *entry = refold->members[i].entry;
        struct parcel_state state = {0};
        size_t into = refold->tied[i].into;
        int64_t into_no = into == PARCEL_ITSELF ? 0 : refold->members[into].entry->parcel.no;

        if (into == PARCEL_ITSELF)
            fold_root(refold, i, &state);
        if (into_no == entry->parcel.into_no &&
            memcmp(&state, &entry->parcel.state, sizeof(state)) == 0)
            continue;
        entry->parcel.into_no = into_no;
        entry->parcel.state = state;
        entry->dirty = true;
    }
}

struct cv_status parcel_cache_refold(struct parcel_cache *cache, struct parcel_entry *entry)
{
    struct parcel_refold *refold = cache->refold;
    struct cv_status status;

    if (refold == NULL)
        refold = cache->refold = cv_arena_zalloc(cache->books->arena, sizeof(*refold));
    if (refold == NULL)
        return FULL;
    refold->cache = cache;
    refold->member_count = 0;
    refold->event_count = 0;
    status = gather(refold, entry);
    if (cv_ok(status) && !make_room(refold))
        status = FULL;
    if (cv_ok(status))
        status = judge(refold);
    if (cv_ok(status))
        fold(refold);
    return status;
}
