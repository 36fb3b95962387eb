#include "rpc/credentials.h"

#include "rpc/call_internal.h"
#include "rpc/channel_internal.h"

#include <string.h>

/* Of an authority: without the port everybody has. */
static const char *make_audience(struct cv_call *call)
{
    const char *authority = cv_channel_authority(call->channel);
    const char *path = call->method->path;
    size_t host = strlen(authority);
    size_t service = (size_t)(strrchr(path, '/') - path);

    if (host > 4 && strcmp(authority + host - 4, ":443") == 0)
        host -= 4;
    return cv_arena_printf(call->arena, "https://%.*s%.*s", (int)host, authority, (int)service,
                           path);
}

static void fetch(struct cv_call *call, struct cv_credentials *giver)
{
    struct cv_credentials_request *request = cv_arena_zalloc(call->arena, sizeof(*request));
    const char *audience = request == NULL ? NULL : make_audience(call);

    if (audience == NULL) {
        cv_call_outcome(call, cv_status(CV_RESOURCE_EXHAUSTED, NULL, "no memory for the call"));
        return;
    }
    if (!giver->allow_cleartext && !cv_channel_is_secure(call->channel)) {
        cv_call_outcome(call, cv_status(CV_UNAUTHENTICATED, "CREDENTIALS_NEED_TLS",
                                        "these credentials are not shown without TLS"));
        return;
    }
    *request = (struct cv_credentials_request){
        .method = call->method,
        .audience = audience,
        .deadline_ns = call->scope.deadline_ns,
        .giver = giver,
        .call = call,
    };
    call->holds |= CV_HOLD_FETCH;
    giver->fetch(giver, request);
}

void cv_call_authorize(struct cv_call *call, const struct cv_credentials *shown)
{
    struct cv_credentials *of_channel = cv_channel_credentials(call->channel);
    struct cv_credentials *of_call = call->start->credentials;

    if (shown == NULL && of_channel != NULL)
        fetch(call, of_channel);
    else if (shown != of_call && of_call != NULL)
        fetch(call, of_call);
    else
        cv_channel_place(call->channel, call);
}

struct cv_status cv_credentials_add(struct cv_credentials_request *request, const char *key,
                                    const void *value, size_t len)
{
    struct cv_call *call = request->call;

    return cv_metadata_add(&call->out_headers, call->arena, key, value, len);
}

/* Codes that say something of the call's own doing, which has not begun. */
static bool is_foreign(enum cv_code code)
{
    return code == CV_INVALID_ARGUMENT || code == CV_NOT_FOUND || code == CV_ALREADY_EXISTS ||
           code == CV_FAILED_PRECONDITION || code == CV_ABORTED || code == CV_OUT_OF_RANGE ||
           code == CV_DATA_LOSS;
}

void cv_credentials_done(struct cv_credentials_request *request, struct cv_status status)
{
    struct cv_call *call = request->call;

    CV_ASSERT((call->holds & CV_HOLD_FETCH) != 0);
    if (is_foreign(status.code))
        status.code = CV_INTERNAL;
    if (!cv_ok(status))
        cv_call_outcome(call, status);
    else if (!call->is_over) {
        call->holds &= ~(unsigned)CV_HOLD_FETCH;
        cv_call_authorize(call, request->giver);
        return;
    }
    cv_call_hold_drop(call, CV_HOLD_FETCH);
}
