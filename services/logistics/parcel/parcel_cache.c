#include "parcel/parcel_cache.h"

#include "bag/bag_store.h"
#include "base/arena.h"
#include "parcel/ties.h"

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

/* ---- finding ---- */

static size_t bucket_by_no(const struct parcel_cache *cache, int64_t no)
{
    return (size_t)((uint64_t)no * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (cache->buckets - 1);
}

static size_t bucket_by_name(const struct parcel_cache *cache, const char *carrier,
                             const char *number)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    for (; *number != '\0'; number++)
        hash = (hash ^ (uint8_t)*number) * UINT64_C(0x100000001b3);
    for (; *carrier != '\0'; carrier++)
        hash = (hash ^ (uint8_t)*carrier) * UINT64_C(0x100000001b3);
    return (size_t)(hash ^ hash >> 32) & (cache->buckets - 1);
}

struct cv_status parcel_cache_begin(struct parcel_cache *cache, struct cv_books *books,
                                    struct hub_ref *hub, size_t count)
{
    *cache = (struct parcel_cache){.books = books, .hub = hub, .buckets = 16};
    while (cache->buckets < count)
        cache->buckets *= 2;
    cache->last = &cache->first;
    cache->by_name = cv_arena_array(books->arena, cache->buckets, sizeof(struct parcel_entry *));
    cache->by_no = cv_arena_array(books->arena, cache->buckets, sizeof(struct parcel_entry *));
    return cache->by_name == NULL || cache->by_no == NULL ? FULL : CV_STATUS_OK;
}

static void remember(struct parcel_cache *cache, struct parcel_entry *entry)
{
    size_t name = bucket_by_name(cache, entry->parcel.carrier, entry->parcel.number);
    size_t no = bucket_by_no(cache, entry->parcel.no);

    entry->next_by_name = cache->by_name[name];
    cache->by_name[name] = entry;
    entry->next_by_no = cache->by_no[no];
    cache->by_no[no] = entry;
    *cache->last = entry;
    cache->last = &entry->after;
}

static struct parcel_entry *known_by_no(const struct parcel_cache *cache, int64_t no)
{
    struct parcel_entry *entry = cache->by_no[bucket_by_no(cache, no)];

    while (entry != NULL && entry->parcel.no != no)
        entry = entry->next_by_no;
    return entry;
}

/* The links and the last place in the log, which the entry keeps unpacked. */
static bool unpack(struct parcel_entry *entry, struct cv_arena *arena)
{
    struct cv_slice links = entry->parcel.links;
    struct cv_slice scans = entry->parcel.scans;
    uint64_t value;

    while (scans.len > 0) {
        if (!varint_get(&scans, &value))
            return false;
        entry->last_seq += (int64_t)value;
    }
    if (links.len == 0)
        return true;
    entry->name_cap = links.len;
    entry->names = cv_arena_array(arena, links.len, sizeof(int64_t));
    if (entry->names == NULL || !varint_get(&links, &value))
        return false;
    entry->link_count = (int64_t)value;
    while (links.len > 0) {
        if (!varint_get(&links, &value))
            return false;
        entry->names[entry->name_count++] = (int64_t)value;
    }
    return true;
}

static struct cv_status take(struct parcel_cache *cache, const struct parcel *parcel,
                             struct parcel_entry **entry)
{
    struct parcel_entry *made = known_by_no(cache, parcel->no);

    *entry = made;
    if (made != NULL)
        return CV_STATUS_OK;
    made = cv_arena_zalloc(cache->books->arena, sizeof(*made));
    if (made == NULL)
        return FULL;
    made->parcel = *parcel;
    made->before = parcel->state;
    made->scans = (uint8_t *)(uintptr_t)parcel->scans.at;
    made->scans_len = parcel->scans.len;
    made->scans_cap = parcel->scans.len;
    if (!unpack(made, cache->books->arena))
        return DAMAGED;
    remember(cache, made);
    *entry = made;
    return CV_STATUS_OK;
}

struct cv_status parcel_cache_load(struct parcel_cache *cache, int64_t no,
                                   struct parcel_entry **entry)
{
    struct cv_status status;
    struct parcel parcel;

    *entry = known_by_no(cache, no);
    if (*entry != NULL)
        return CV_STATUS_OK;
    status = parcel_load(cache->books, cache->hub->no, no, &parcel);
    if (cv_ok(status) && parcel.no == 0)
        return DAMAGED;
    return cv_ok(status) ? take(cache, &parcel, entry) : status;
}

static bool within(int64_t a, int64_t b, int64_t window)
{
    return a - b <= window && b - a <= window;
}

struct cv_status parcel_cache_find(struct parcel_cache *cache, const char *carrier,
                                   const char *number, int64_t at_us, struct parcel_entry **entry)
{
    int64_t window = parcel_window_us(carrier);
    struct cv_status status;
    struct parcel parcel;

    for (*entry = cache->by_name[bucket_by_name(cache, carrier, number)]; *entry != NULL;
         *entry = (*entry)->next_by_name) {
        if (within((*entry)->first_us, at_us, window) &&
            strcmp((*entry)->parcel.number, number) == 0 &&
            strcmp((*entry)->parcel.carrier, carrier) == 0)
            return CV_STATUS_OK;
    }
    status = parcel_find(cache->books, cache->hub->no, carrier, number, at_us - window,
                         at_us + window, &parcel);
    if (!cv_ok(status) || parcel.no == 0)
        return status;
    status = take(cache, &parcel, entry);
    if (cv_ok(status))
        (*entry)->first_us = parcel.since_us;
    return status;
}

struct cv_status parcel_cache_get(struct parcel_cache *cache, const char *carrier,
                                  const char *number, int64_t at_us, struct parcel_entry **entry)
{
    struct cv_status status = parcel_cache_find(cache, carrier, number, at_us, entry);
    struct parcel_entry *made;

    if (!cv_ok(status) || *entry != NULL)
        return status;
    made = cv_arena_zalloc(cache->books->arena, sizeof(*made));
    if (made == NULL)
        return FULL;
    made->parcel.no = ++cache->hub->parcel_no;
    made->parcel.carrier = carrier;
    made->parcel.number = number;
    made->first_us = at_us;
    made->fresh = true;
    made->dirty = true;
    remember(cache, made);
    *entry = made;
    return CV_STATUS_OK;
}

struct cv_status parcel_cache_root(struct parcel_cache *cache, struct parcel_entry *entry,
                                   struct parcel_entry **root)
{
    struct cv_status status = CV_STATUS_OK;

    *root = entry;
    for (int i = 0; cv_ok(status) && (*root)->parcel.into_no != 0; i++)
        status = i == PARCEL_CHAIN_MAX ? DAMAGED
                                       : parcel_cache_load(cache, (*root)->parcel.into_no, root);
    return status;
}

/* ---- changing ---- */

void parcel_cache_append(struct parcel_cache *cache, struct parcel_entry *entry, int64_t seq)
{
    uint8_t *end;

    if (entry->scans_cap - entry->scans_len < VARINT_MAX) {
        size_t cap = entry->scans_len + 64;
        uint8_t *grown = cv_arena_alloc(cache->books->arena, cap);

        if (grown == NULL)
            return; /* the arena remembers */
        if (entry->scans_len > 0)
            memcpy(grown, entry->scans, entry->scans_len);
        entry->scans = grown;
        entry->scans_cap = cap;
    }
    end = varint_put(entry->scans + entry->scans_len, (uint64_t)(seq - entry->last_seq));
    entry->scans_len = (size_t)(end - entry->scans);
    entry->last_seq = seq;
    entry->dirty = true;
}

struct cv_status parcel_cache_name(struct parcel_cache *cache, struct parcel_entry *entry,
                                   int64_t no)
{
    for (size_t i = 0; i < entry->name_count; i++) {
        if (entry->names[i] == no)
            return CV_STATUS_OK;
    }
    if (entry->name_count == entry->name_cap) {
        size_t cap = entry->name_cap * 2 + 4;
        int64_t *grown = cv_arena_array(cache->books->arena, cap, sizeof(int64_t));

        if (grown == NULL)
            return FULL;
        if (entry->name_count > 0)
            memcpy(grown, entry->names, entry->name_count * sizeof(int64_t));
        entry->names = grown;
        entry->name_cap = cap;
    }
    entry->names[entry->name_count++] = no;
    entry->dirty = true;
    return CV_STATUS_OK;
}

/* ---- writing ---- */

static struct cv_slice packed_links(struct cv_arena *arena, const struct parcel_entry *entry)
{
    struct cv_slice links = {NULL, 0};
    uint8_t *bytes;
    uint8_t *at;

    if (entry->link_count == 0 && entry->name_count == 0)
        return links;
    bytes = cv_arena_alloc(arena, (entry->name_count + 1) * VARINT_MAX);
    if (bytes == NULL)
        return links; /* the arena remembers */
    at = varint_put(bytes, (uint64_t)entry->link_count);
    for (size_t i = 0; i < entry->name_count; i++)
        at = varint_put(at, (uint64_t)entry->names[i]);
    return (struct cv_slice){bytes, (size_t)(at - bytes)};
}

/* What turned out to be another has no state, and so no facts. */
static struct cv_status tell(struct parcel_cache *cache, const struct parcel_state *state,
                             struct tally *tally, int64_t sign)
{
    struct count_fact facts[FACTS_MAX];
    struct parcel_state copy;
    struct cv_status status =
        parcel_with_bag(cache->books, cache->hub->no, &cache->leavings, &state, &copy);

    if (cv_ok(status))
        tally_add(tally, facts, parcel_facts(state, cache->hub, facts), sign);
    return status;
}

static int64_t weight(const struct parcel_state *state)
{
    return state->grams != 0 ? state->grams : state->declared_grams;
}

/* What is in a bag is kept beside, to be counted when it is closed. */
static struct cv_status move_bag(struct parcel_cache *cache, const struct parcel_entry *entry)
{
    const struct parcel_state *before = &entry->before;
    const struct parcel_state *now = &entry->parcel.state;
    struct bag_parcel in = {
        .parcel_no = entry->parcel.no,
        .prefecture_no = now->prefecture_no,
        .grams = weight(now),
    };
    bool same = now->bag_no == before->bag_no &&
                (now->bag_no == 0 ||
                 (now->prefecture_no == before->prefecture_no && weight(now) == weight(before)));
    struct cv_status status = CV_STATUS_OK;

    if (!same)
        status = bag_move(cache->books, cache->hub->no, &in, now->bag_no);
    if (!cv_ok(status) || now->left_bag == before->left_bag)
        return status;
    status = bag_count_removal(cache->books, cache->hub->no, before->left_bag, -1);
    return cv_ok(status) ? bag_count_removal(cache->books, cache->hub->no, now->left_bag, 1)
                         : status;
}

struct cv_status parcel_cache_write(struct parcel_cache *cache, struct tally *tally)
{
    struct cv_status status = CV_STATUS_OK;

    for (struct parcel_entry *entry = cache->first; cv_ok(status) && entry != NULL;
         entry = entry->after) {
        if (!entry->dirty)
            continue;
        entry->parcel.scans = (struct cv_slice){entry->scans, entry->scans_len};
        entry->parcel.links = packed_links(cache->books->arena, entry);
        status = tell(cache, &entry->before, tally, -1);
        if (cv_ok(status))
            status = tell(cache, &entry->parcel.state, tally, 1);
        if (cache->books->arena->exhausted)
            return FULL;
        if (cv_ok(status))
            status = entry->fresh ? parcel_insert(cache->books, cache->hub->no, &entry->parcel,
                                                  entry->first_us)
                                  : parcel_update(cache->books, cache->hub->no, &entry->parcel);
        if (cv_ok(status))
            status = move_bag(cache, entry);
    }
    return status;
}
