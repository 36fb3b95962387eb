#include "rpc/lane.h"

#include "base/assert.h"
#include "rpc/call_counts.h"
#include "rpc/call_internal.h"

void cv_lane_init(struct cv_lane *lane, struct cv_timers *timers, struct cv_wake *home,
                  void (*wanted)(struct cv_lane *lane))
{
    *lane = (struct cv_lane){.timers = timers, .home = home, .wanted = wanted};
    cv_list_init(&lane->ready);
    cv_list_init(&lane->flushes);
    for (size_t i = 0; i < CV_QUEUES_MAX; i++)
        cv_limiter_init(&lane->limiters[i]);
}

void cv_lane_free(struct cv_lane *lane)
{
    CV_ASSERT_EQ(lane->calls, 0);
    while (lane->compressor_count > 0)
        cv_compressor_free(&lane->compressors[--lane->compressor_count]);
    cv_pool_clear(&lane->pool);
}

void cv_lane_want(struct cv_lane *lane)
{
    if (lane->asked)
        return;
    lane->asked = true;
    lane->wanted(lane);
}

void cv_lane_flush(struct cv_lane *lane, struct cv_flush *flush)
{
    if (!cv_list_empty(&flush->link))
        return;
    cv_list_push(&lane->flushes, &flush->link);
    cv_lane_want(lane);
}

void cv_lane_turn(struct cv_lane *lane)
{
    struct cv_list now;
    struct cv_list *node;

    lane->asked = true; /* what is asked for in here is seen to below */
    /* One round only: what becomes ready meanwhile waits for the next turn, so that a call that
     * keeps itself busy cannot starve the sockets. */
    cv_list_move(&lane->ready, &now);
    lane->ready_count = 0;
    while ((node = cv_list_pop(&now)) != NULL)
        cv_call_run(CV_CONTAINER_OF(node, struct cv_call, ready));
    for (size_t i = 0; lane->refuses_early && i < CV_QUEUES_MAX; i++)
        lane->limiters[i].coming = 0;
    if (lane->counts != NULL) {
        cv_call_counts_turn(lane->counts, lane->calls);
        cv_call_counts_limiters(lane->counts, lane->limiters);
    }
    cv_list_move(&lane->flushes, &now);
    while ((node = cv_list_pop(&now)) != NULL) {
        struct cv_flush *flush = CV_CONTAINER_OF(node, struct cv_flush, link);

        flush->run(flush);
    }
    lane->asked = false;
    if (!cv_list_empty(&lane->ready) || !cv_list_empty(&lane->flushes))
        cv_lane_want(lane);
}

struct cv_compressor cv_lane_take_compressor(struct cv_lane *lane)
{
    if (lane->compressor_count == 0)
        return (struct cv_compressor){0};
    return lane->compressors[--lane->compressor_count];
}

void cv_lane_give_compressor(struct cv_lane *lane, struct cv_compressor *compressor)
{
    if (lane->compressor_count == CV_LANE_COMPRESSORS)
        cv_compressor_free(compressor);
    else
        lane->compressors[lane->compressor_count++] = *compressor;
    *compressor = (struct cv_compressor){0};
}
