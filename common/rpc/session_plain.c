/* What is answered to who speaks HTTP/2 and not gRPC: a short text, for people, probes and load
 * balancers. */
#include "rpc/session_internal.h"

#include <string.h>

static const char HERE[] = "This is a gRPC server.\n"
                           "Call it with a gRPC client; see what it serves with\n"
                           "    grpcurl -plaintext HOST:PORT list\n";
static const char NOTHING_HERE[] = "Not found. This is a gRPC server.\n";

static ssize_t read_text(nghttp2_session *h2, int32_t stream_id, uint8_t *out, size_t cap,
                         uint32_t *flags, nghttp2_data_source *source, void *user)
{
    struct cv_call *call = cv_session_call(user, stream_id);
    size_t n;

    (void)h2;
    (void)source;
    if (call == NULL) /* reset a moment ago */
        return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    n = cv_call_pull(call, out, cap);
    if (call->out_first == NULL)
        *flags |= NGHTTP2_DATA_FLAG_EOF;
    return (ssize_t)n;
}

/* Copied by nghttp2. */
static nghttp2_nv pair(const char *name, const char *value)
{
    return (nghttp2_nv){
        .name = (uint8_t *)(uintptr_t)name,
        .namelen = strlen(name),
        .value = (uint8_t *)(uintptr_t)value,
        .valuelen = strlen(value),
        .flags = NGHTTP2_NV_FLAG_NONE,
    };
}

void cv_session_respond_plain(struct cv_call *call)
{
    static const nghttp2_data_provider TEXT = {.read_callback = read_text};
    const char *text = call->head.at_root ? HERE : NOTHING_HERE;
    struct cv_outgoing *out = cv_arena_zalloc(call->arena, sizeof(*out));
    const nghttp2_nv head[] = {
        pair(":status", call->head.at_root ? "200" : "404"),
        pair("content-type", "text/plain; charset=utf-8"),
    };
    int error = NGHTTP2_ERR_NOMEM;

    if (out != NULL) {
        out->bytes = (struct cv_slice){(const uint8_t *)text, strlen(text)};
        cv_call_enqueue_slice(call, out);
        error = nghttp2_submit_response(call->session->h2, call->stream_id, head, 2,
                                        call->head.is_head ? NULL : &TEXT);
    }
    call->headers_sent = true;
    if (error != 0)
        cv_session_reset(call, CV_H2_INTERNAL_ERROR);
    else
        cv_session_dirty(call->session);
}
