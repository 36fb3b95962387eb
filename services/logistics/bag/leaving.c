#include "bag/leaving.h"

#include "hub_report/tally.h"
#include "parcel/by_bag.h"
#include "parcel/parcel_store.h"

#define MEMORY_MAX ((size_t)256 * 1024 * 1024)

struct leaving {
    struct hub_ref hub;
    struct tally tally;
    int64_t left_us;
};

static void take(void *arg, const struct parcel_state *state)
{
    struct count_fact facts[FACTS_MAX];
    struct leaving *leaving = arg;
    struct parcel_state left = *state;

    if (!parcel_leave_with_bag(&left, leaving->left_us))
        return;
    tally_add(&leaving->tally, facts, parcel_facts(state, &leaving->hub, facts), -1);
    tally_add(&leaving->tally, facts, parcel_facts(&left, &leaving->hub, facts), 1);
}

static struct cv_status tell(struct cv_books *books, const char *hub, int64_t bag_no,
                             int64_t manifest_no)
{
    struct leaving *leaving = cv_arena_zalloc(books->arena, sizeof(*leaving));
    struct cv_status status;

    if (leaving == NULL)
        return CV_STATUS_OK; /* the arena remembers */
    tally_begin(&leaving->tally, books->arena);
    leaving->left_us = cv_tx_now_us(books->tx);
    status = hub_find(books, hub, &leaving->hub);
    if (cv_ok(status))
        status = parcel_each_bagged(books, leaving->hub.no, bag_no, manifest_no, take, leaving);
    return cv_ok(status) ? tally_write(&leaving->tally, books, &leaving->hub) : status;
}

struct cv_status leaving_tell(struct cv_books *books, const char *hub, int64_t bag_no,
                              int64_t manifest_no)
{
    struct cv_books own = *books;
    struct cv_status status;
    struct cv_arena arena;

    cv_arena_init(&arena, MEMORY_MAX);
    own.arena = &arena;
    status = tell(&own, hub, bag_no, manifest_no);
    if (cv_ok(status) && arena.exhausted)
        status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    if (status.message != NULL)
        status.message = cv_arena_string(books->arena, status.message);
    cv_arena_release(&arena);
    return status;
}
