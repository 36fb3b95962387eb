/* The server side of a connection under any bytes. Claimed: what it sends is judged frame by frame
 * (wire.h); fed byte by byte it sends the same; its memory and calls stay within their limits; when
 * the connection goes, every handler ends and nothing is left. */
#include "rpc/router.h"
#include "side.h"
#include "support/judge.h"

static void run(struct side *side, const struct script *script, size_t piece, struct cv_buf *log)
{
    static const struct cv_principal PRINCIPAL = {"fuzz", "demo"};
    struct cv_router router = {0};
    struct judge judge = {0};
    size_t at = 0;

    CV_ASSERT(cv_ok(judge_route(&router, &judge)));
    side_open(side, (struct cv_session_config){.router = &router, .principal = &PRINCIPAL});
    for (size_t i = 0; i < script->count && !side->closed; i++) {
        const struct step *step = &script->steps[i];

        side_feed(side, script->bytes.at + at, step->at - at, piece);
        at = step->at;
        CV_ASSERT(side_step(side, step));
    }
    side_close(side);
    CV_ASSERT_EQ(judge.started, judge.ended);
    cv_buf_printf(log, "%u %u %u", judge.started, judge.sent, judge.received);
    cv_router_free(&router);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz fuzz = {data, data + size};
    struct script script;

    script_make(&script, &fuzz, true);
    side_run_twice(&script, true, run);
    script_free(&script);
    return 0;
}
