#include "side.h"

#include "base/clock.h"
#include "net/loop.h"

#define SENT_MAX  (16u * 1024 * 1024)
#define LOG_MAX   (16u * 1024 * 1024)
#define TURNS_MAX 16u

static uint64_t now_ns;
static struct cv_loop *loop; /* never runs: its timers and its wake are what handlers know */

static uint64_t read_ns(void)
{
    return now_ns;
}

static int64_t read_us(void)
{
    return (int64_t)(now_ns / CV_NS_PER_US);
}

static const struct cv_clock CLOCK = {read_ns, read_us};

uint64_t side_now_ns(void)
{
    return now_ns;
}

struct cv_timers *side_timers(void)
{
    return cv_loop_timers(loop);
}

static void lane_wanted(struct cv_lane *lane)
{
    (void)lane; /* a script says when a turn comes */
}

static void session_dirty(void *owner)
{
    (void)owner;
}

void side_open(struct side *side, struct cv_session_config config)
{
    if (loop == NULL) {
        cv_clock_set(&CLOCK);
        CV_ASSERT(cv_ok(cv_loop_new(&loop)));
    }
    now_ns = CV_NS_PER_S;
    *side = (struct side){.whole = true};
    cv_buf_init(&side->sent, SENT_MAX);
    cv_lane_init(&side->lane, side_timers(), cv_loop_wake(loop), lane_wanted);
    config.lane = &side->lane;
    config.peer = "fuzz";
    config.receive_message_max = 64u * 1024;
    config.dirty = session_dirty;
    side->session = cv_session_new(&config);
    CV_ASSERT(side->session != NULL);
}

static void check_limits(const struct side *side)
{
    CV_ASSERT_CMP(side->session->memory, <=, CV_SESSION_MEMORY_MAX);
    CV_ASSERT_CMP(cv_session_calls(side->session), <=, CV_STREAMS_MAX);
    CV_ASSERT_CMP(side->lane.calls, <=, CV_STREAMS_MAX);
}

void side_feed(struct side *side, const uint8_t *bytes, size_t len, size_t piece)
{
    while (len > 0) {
        size_t n = len < piece ? len : piece;

        cv_session_feed(side->session, bytes, n);
        side->uneven = side->uneven || nghttp2_session_want_read(side->session->h2) == 0;
        check_limits(side);
        bytes += n;
        len -= n;
    }
}

static void turn(struct side *side, size_t kib)
{
    uint8_t out[1024];
    size_t n = sizeof(out);

    for (unsigned i = 0; i < TURNS_MAX && side->lane.asked; i++)
        cv_lane_turn(&side->lane);
    for (; kib > 0 && n == sizeof(out); kib--) {
        n = cv_session_pull(side->session, out, sizeof(out));
        cv_buf_add(&side->sent, out, n);
    }
    CV_ASSERT(!side->sent.failed);
    side->whole = n < sizeof(out);
    side->closed = side->whole && cv_session_over(side->session);
    check_limits(side);
}

static void advance(uint64_t to_ns)
{
    now_ns = to_ns;
    cv_timers_run(side_timers(), now_ns);
}

bool side_step(struct side *side, const struct step *step)
{
    switch (step->kind) {
    case STEP_TURN:
        turn(side, step->arg);
        return true;
    case STEP_CLOCK:
        advance(now_ns + step->arg * CV_NS_PER_MS);
        return true;
    case STEP_DRAIN:
        cv_session_drain(side->session, NULL);
        return true;
    case STEP_DRAIN_NOW:
        cv_session_drain_now(side->session);
        return true;
    case STEP_FAIL:
        cv_session_fail_calls(side->session, cv_status(CV_UNAVAILABLE, NULL, "enough"));
        return true;
    default:
        return false;
    }
}

void side_close(struct side *side)
{
    cv_session_free(side->session, cv_status(CV_UNAVAILABLE, NULL, "gone"));
    side->session = NULL;
    while (side->lane.asked || cv_timers_next(side_timers()) != CV_NEVER) {
        if (side->lane.asked)
            cv_lane_turn(&side->lane);
        else
            advance(cv_timers_next(side_timers()));
    }
    CV_ASSERT_EQ(side->lane.calls, 0);
    cv_lane_free(&side->lane);
}

/* The same, as far as both were asked for it. */
static void compare(const struct cv_buf *a, const struct cv_buf *b, bool whole)
{
    size_t common = a->len < b->len ? a->len : b->len;

    CV_ASSERT(!a->failed && !b->failed);
    CV_ASSERT(!whole || a->len == b->len);
    CV_ASSERT(common == 0 || memcmp(a->at, b->at, common) == 0);
}

void side_run_twice(const struct script *script, bool server,
                    void (*run)(struct side *side, const struct script *script, size_t piece,
                                struct cv_buf *log))
{
    static const size_t PIECES[] = {SIZE_MAX, 1};
    struct wire_judge judges[2];
    struct cv_buf logs[2];
    bool uneven = script->uneven;
    bool whole = true;

    for (size_t i = 0; i < 2; i++) {
        struct side side;

        cv_buf_init(&logs[i], LOG_MAX);
        run(&side, script, PIECES[i], &logs[i]);
        wire_judge_init(&judges[i], server);
        wire_judge_all(&judges[i], (struct cv_slice){side.sent.at, side.sent.len}, side.whole);
        whole = whole && side.whole;
        uneven = uneven || side.uneven;
        cv_buf_free(&side.sent);
    }
    if (!uneven) {
        compare(&judges[0].steady, &judges[1].steady, whole);
        compare(&logs[0], &logs[1], true);
    }
    for (size_t i = 0; i < 2; i++) {
        wire_judge_free(&judges[i]);
        cv_buf_free(&logs[i]);
    }
}
