#include "rpc/chain.h"

#include "rpc/call_internal.h"

#include <stdalign.h>

struct cv_status cv_chain_add(struct cv_chain *chain, struct cv_interceptor *interceptor)
{
    size_t align = alignof(max_align_t);

    if (chain->count == CV_INTERCEPTORS_MAX)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "more than 16 interceptors");
    chain->items[chain->count] = interceptor;
    chain->offsets[chain->count++] = chain->state_size;
    chain->state_size += (interceptor->state_size + align - 1) / align * align;
    return CV_STATUS_OK;
}

static void *state_of(const struct cv_passage *passage, unsigned at)
{
    return passage->states + passage->chain->offsets[at];
}

/* ---- the way in ---- */

static void begun(struct cv_call *call, struct cv_status status)
{
    if (call->client)
        cv_call_begun_client(call, status);
    else
        cv_call_begun_server(call, status);
}

static void next(struct cv_call *call)
{
    struct cv_passage *passage = &call->passage;
    unsigned at = passage->begun;
    struct cv_interceptor *item;

    if (call->is_over || at == passage->chain->count) {
        begun(call, CV_STATUS_OK);
        return;
    }
    item = passage->chain->items[at];
    passage->begun++;
    passage->waits = true;
    if (item->begin == NULL)
        cv_call_proceed(call, CV_STATUS_OK);
    else
        item->begin(item, call, state_of(passage, at));
    CV_ASSERT(!call->client || !passage->waits);
}

void cv_call_proceed(struct cv_call *call, struct cv_status status)
{
    CV_ASSERT(call->passage.waits); /* once for each begin */
    call->passage.waits = false;
    if (cv_ok(status))
        next(call);
    else
        begun(call, status);
}

void cv_chain_begin(struct cv_call *call, const struct cv_chain *chain)
{
    struct cv_passage *passage = &call->passage;

    passage->states = cv_arena_zalloc(call->arena, chain->state_size + 1);
    if (passage->states == NULL) {
        begun(call, cv_status(CV_RESOURCE_EXHAUSTED, NULL, "no memory for the call"));
        return;
    }
    passage->chain = chain;
    next(call);
}

/* ---- messages ---- */

struct cv_status cv_chain_request(struct cv_call *call, const ProtobufCMessage **message)
{
    struct cv_passage *passage = &call->passage;
    struct cv_status status = CV_STATUS_OK;

    for (unsigned i = 0; i < passage->begun && cv_ok(status); i++) {
        struct cv_interceptor *item = passage->chain->items[i];

        if (item->request != NULL)
            status = item->request(item, call, state_of(passage, i), message);
    }
    CV_ASSERT(!cv_ok(status) || (*message)->descriptor == call->method->request);
    return status;
}

struct cv_status cv_chain_response(struct cv_call *call, const ProtobufCMessage **message)
{
    struct cv_passage *passage = &call->passage;
    struct cv_status status = CV_STATUS_OK;

    for (unsigned i = passage->begun; i-- > 0 && cv_ok(status);) {
        struct cv_interceptor *item = passage->chain->items[i];

        if (item->response != NULL)
            status = item->response(item, call, state_of(passage, i), message);
    }
    return status;
}

/* ---- the end ---- */

void cv_chain_again(struct cv_call *call, enum cv_code code, bool transparent)
{
    struct cv_passage *passage = &call->passage;

    for (unsigned i = passage->begun; i-- > 0;) {
        struct cv_interceptor *item = passage->chain->items[i];

        if (item->again != NULL)
            item->again(item, call, state_of(passage, i), code, transparent);
    }
}

struct cv_status cv_chain_end(struct cv_call *call, struct cv_status status)
{
    struct cv_passage *passage = &call->passage;

    if (passage->ended)
        return status;
    passage->ended = true;
    for (unsigned i = passage->begun; i-- > 0;) {
        struct cv_interceptor *item = passage->chain->items[i];
        bool was_ok = cv_ok(status);

        if (item->end == NULL)
            continue;
        item->end(item, call, state_of(passage, i), &status);
        CV_ASSERT_CMP(status.code, <, CV_CODE_COUNT);
        CV_ASSERT(was_ok || !cv_ok(status)); /* there may be no answer to go with an OK */
    }
    return status;
}
