/* Messages of a call, compressed and inflated: small ones at once, large ones off the loop. */
#include "net/work.h"
#include "rpc/attempt.h"
#include "rpc/call_internal.h"
#include "rpc/limits.h"

#include <string.h>

void cv_call_compress(struct cv_call *call, enum cv_encoding encoding)
{
    CV_ASSERT(!call->client);
    if (encoding != CV_IDENTITY && (call->accepts & 1u << encoding) == 0)
        return;
    if (!call->headers_sent)
        call->encoding = (uint8_t)encoding;
    call->compressing = encoding != CV_IDENTITY && encoding == call->encoding;
}

bool cv_call_request_compressed(const struct cv_call *call)
{
    return call->compressed;
}

/* ---- inflating ---- */

/* A message of a call being inflated off the loop; lives in the call's arena. */
struct cv_inflating {
    struct cv_work work;
    struct cv_call *call;
    struct cv_compressor compressor; /* lent by the lane */
    enum cv_encoding encoding;
    struct cv_slice in; /* in the call's `filling` */
    size_t max;
    struct cv_arena arena; /* where it comes out */
    struct cv_slice out;
    enum cv_inflated told;
};

static struct cv_status refusal(struct cv_call *call, enum cv_inflated told)
{
    const char *name = cv_encoding_name(call->reader.encoding);

    switch (told) {
    case CV_INFLATED_TOO_LARGE:
        return cv_status_f(call->texts, CV_RESOURCE_EXHAUSTED, "MESSAGE_TOO_LARGE",
                           "a message of %zu bytes of %s that inflates to more than %zu",
                           call->message.len, name, call->reader.max);
    case CV_INFLATED_BROKEN:
        return cv_status_f(call->texts, CV_INTERNAL, NULL,
                           "a compressed message is no whole stream of %s", name);
    case CV_INFLATED_NO_MEMORY:
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "no memory for the inflated message");
    case CV_INFLATED:
        break;
    }
    return CV_STATUS_OK;
}

/* Where a message of this call stays until it is taken. */
static struct cv_arena *home_of(struct cv_call *call)
{
    return cv_call_receives_many(call) ? call->filling : call->texts;
}

/* It is what it was, in its home. What it came in is not needed any more. */
static void settled(struct cv_call *call, struct cv_slice message)
{
    call->message = message;
    if (!cv_call_receives_many(call)) {
        cv_arena_release(call->filling);
        call->filling = NULL;
    }
    cv_call_received(call);
}

/* Will anybody still take it? */
static bool is_wanted(const struct cv_call *call)
{
    if (call->client)
        return !call->is_over || call->answered;
    return !call->is_over && call->state == CV_CALL_OPEN;
}

static void inflating_run(struct cv_work *work)
{
    struct cv_inflating *job = CV_CONTAINER_OF(work, struct cv_inflating, work);

    job->told =
        cv_inflate(&job->compressor, job->encoding, job->in, job->max, &job->arena, &job->out);
}

static void inflating_done(struct cv_work *work)
{
    struct cv_inflating *job = CV_CONTAINER_OF(work, struct cv_inflating, work);
    struct cv_call *call = job->call;

    cv_lane_give_compressor(call->lane, &job->compressor);
    if (!work->skipped && is_wanted(call)) {
        if (job->told == CV_INFLATED && !cv_arena_join(home_of(call), &job->arena))
            job->told = CV_INFLATED_NO_MEMORY;
        if (job->told == CV_INFLATED)
            settled(call, job->out);
        else
            cv_call_refuse_bytes(call, refusal(call, job->told));
    }
    cv_arena_release(&job->arena);
    cv_call_hold_drop(call, CV_HOLD_INFLATE);
}

static bool inflate_elsewhere(struct cv_call *call)
{
    struct cv_inflating *job = call->inflating;

    if (job == NULL)
        job = cv_arena_zalloc(call->arena, sizeof(*job));
    if (job == NULL)
        return false;
    call->inflating = job;
    *job = (struct cv_inflating){
        .work = {.run = inflating_run, .done = inflating_done},
        .call = call,
        .compressor = cv_lane_take_compressor(call->lane),
        .encoding = call->reader.encoding,
        .in = call->message,
        .max = call->reader.max,
    };
    cv_arena_init(&job->arena, CV_CALL_MEMORY_MAX);
    if (call->keeps)
        cv_attempt_commit(call); /* another attempt would forget what is looked at */
    call->holds |= CV_HOLD_INFLATE;
    cv_work_submit(call->lane->workers, &job->work);
    return true;
}

void cv_call_inflate_needless(struct cv_call *call)
{
    if (!is_wanted(call))
        cv_work_cancel(&call->inflating->work);
}

/* On the loop, up to `max` bytes. */
static enum cv_inflated inflate_here(struct cv_call *call, size_t max, struct cv_slice *out)
{
    struct cv_compressor compressor = cv_lane_take_compressor(call->lane);
    enum cv_inflated told =
        cv_inflate(&compressor, call->reader.encoding, call->message, max, home_of(call), out);

    cv_lane_give_compressor(call->lane, &compressor);
    return told;
}

static bool is_light(struct cv_call *call, size_t size)
{
    return cv_call_weigh(call,
                         call->message.len + (size < call->reader.max ? size : call->reader.max));
}

static struct cv_status inflate_message(struct cv_call *call)
{
    static const struct cv_status HEAVY = {
        .code = CV_RESOURCE_EXHAUSTED, .reason = "TOO_MUCH_UNDER_WAY", .message = CV_TOO_HEAVY};
    size_t claim = cv_inflate_claim(call->reader.encoding, call->message);
    size_t here = call->lane->workers == NULL ? call->reader.max : CV_INFLATE_AT_ONCE;
    enum cv_inflated told;
    struct cv_slice out;

    if (here > call->reader.max)
        here = call->reader.max;
    if (call->lane->workers == NULL ||
        (call->message.len <= here && (claim <= here || claim == CV_SIZE_UNKNOWN))) {
        if (!is_light(call, claim < here ? claim : here))
            return HEAVY;
        told = inflate_here(call, here, &out);
        if (told == CV_INFLATED)
            settled(call, out);
        if (told != CV_INFLATED_TOO_LARGE || here == call->reader.max)
            return refusal(call, told);
        claim = CV_SIZE_UNKNOWN; /* it was a false one, or there was none */
    }
    if (!is_light(call, claim))
        return HEAVY;
    return inflate_elsewhere(call) ? CV_STATUS_OK : refusal(call, CV_INFLATED_NO_MEMORY);
}

struct cv_status cv_call_inflate(struct cv_call *call)
{
    if (call->compressed)
        return inflate_message(call);
    if (cv_call_receives_many(call)) {
        cv_call_received(call);
        return CV_STATUS_OK;
    }
    if (!cv_arena_join(call->texts, call->filling))
        return refusal(call, CV_INFLATED_NO_MEMORY);
    call->filling = NULL;
    cv_call_received(call);
    return CV_STATUS_OK;
}

/* ---- compressing ---- */

/* A message on its way out being compressed off the loop; lives in the message's arena. */
struct cv_deflating {
    struct cv_work work;
    struct cv_call *call;
    struct cv_outgoing *out;         /* NULL: nobody wants it any more */
    struct cv_arena *arena;          /* of `out` */
    struct cv_compressor compressor; /* lent by the lane */
    enum cv_encoding encoding;
    struct cv_slice plain;
    uint8_t *at; /* where it comes out, five bytes in front */
    size_t made;
};

/* What goes over the wire instead of `plain`, in as many bytes and five more. */
static size_t compress_to(struct cv_compressor *compressor, enum cv_encoding encoding,
                          struct cv_slice plain, uint8_t *at)
{
    size_t made = cv_compress(compressor, encoding, plain, at + CV_FRAME_PREFIX, plain.len - 1);
    bool smaller = made > 0;

    if (!smaller) {
        made = plain.len;
        memcpy(at + CV_FRAME_PREFIX, plain.at, made);
    }
    cv_frame_prefix(at, smaller, made);
    return made + CV_FRAME_PREFIX;
}

static void deflating_run(struct cv_work *work)
{
    struct cv_deflating *job = CV_CONTAINER_OF(work, struct cv_deflating, work);

    job->made = compress_to(&job->compressor, job->encoding, job->plain, job->at);
}

static void deflating_done(struct cv_work *work)
{
    struct cv_deflating *job = CV_CONTAINER_OF(work, struct cv_deflating, work);
    struct cv_call *call = job->call;
    struct cv_outgoing *out = job->out;

    cv_lane_give_compressor(call->lane, &job->compressor);
    if (out != NULL) {
        call->out_queued -= out->bytes.len - job->made;
        out->bytes.len = job->made;
        out->work = NULL;
        cv_session_resume(call);
        if (call->send != NULL)
            cv_call_ready(call);
    } else if (job->arena != NULL) {
        cv_arena_release(job->arena);
    }
    if (--call->deflating == 0)
        cv_call_hold_drop(call, CV_HOLD_DEFLATE);
}

void cv_call_deflate_needless(struct cv_outgoing *out)
{
    struct cv_deflating *job = out->work;

    job->out = NULL;
    cv_work_cancel(&job->work);
}

static bool deflate_elsewhere(struct cv_call *call, struct cv_outgoing *out, struct cv_slice plain,
                              struct cv_arena *arena)
{
    struct cv_deflating *job = cv_arena_zalloc(arena, sizeof(*job));

    if (job == NULL)
        return false;
    *job = (struct cv_deflating){
        .work = {.run = deflating_run, .done = deflating_done},
        .call = call,
        .out = out,
        .arena = out->arena,
        .compressor = cv_lane_take_compressor(call->lane),
        .encoding = (enum cv_encoding)call->encoding,
        .plain = plain,
        .at = (uint8_t *)(uintptr_t)out->bytes.at,
    };
    out->work = job;
    call->deflating++;
    call->holds |= CV_HOLD_DEFLATE;
    cv_work_submit(call->lane->workers, &job->work);
    return true;
}

bool cv_call_deflate(struct cv_call *call, struct cv_outgoing *out, struct cv_slice plain)
{
    struct cv_arena *arena = out->arena == NULL ? call->arena : out->arena;
    size_t here = call->encoding == CV_GZIP ? CV_GZIP_AT_ONCE : CV_ZSTD_AT_ONCE;
    struct cv_compressor compressor;
    uint8_t *at;

    if (plain.len == 0 || !cv_call_weigh(call, 2 * plain.len))
        return false;
    at = cv_arena_alloc(arena, plain.len + CV_FRAME_PREFIX);
    if (at == NULL)
        return false;
    out->bytes = (struct cv_slice){at, plain.len + CV_FRAME_PREFIX};
    if (call->lane->workers != NULL && plain.len > here &&
        deflate_elsewhere(call, out, plain, arena))
        return true;
    compressor = cv_lane_take_compressor(call->lane);
    out->bytes.len = compress_to(&compressor, (enum cv_encoding)call->encoding, plain, at);
    cv_lane_give_compressor(call->lane, &compressor);
    return true;
}
