/* Compiled by tests, never linked: right as it stands, wrong with one of the WRONG_ macros. */
#include "generator/deep/v1/kinds.caravan.h"

#ifdef WRONG_REQUEST
#define REQUEST Generator__Deep__V1__Outer
#else
#define REQUEST Generator__Deep__V1__GetRequest
#endif
#ifdef WRONG_REPLY
#define REPLY Generator__Deep__V1__Outer
#else
#define REPLY Generator__Deep__V1__Outer__Inner
#endif

static void get(struct cv_call *call, void *state, const REQUEST *request)
{
    const REPLY *reply = state;

    (void)request;
    generator_deep_v1_all_kinds_get_reply(call, reply);
}

#ifdef WRONG_STREAM
static void upload_all(struct cv_call *call, void *state, const Generator__Deep__V1__Outer *request)
{
    (void)request;
#else
static void upload_all(struct cv_call *call, void *state)
{
#endif
    (void)state;
    cv_call_finish(call, CV_STATUS_OK);
}

const struct generator_deep_v1_all_kinds_get_method GET = {get, 0};
const struct generator_deep_v1_all_kinds_upload_all_method UPLOAD_ALL = {upload_all, 0};

void ask(struct cv_channel *channel, struct cv_unary *op, const Plain *plain,
         const Generator__Deep__V1__GetRequest *request)
{
#ifdef WRONG_STUB
    generator_deep_v1_all_kinds_get(channel, op, plain);
#else
    (void)plain;
    generator_deep_v1_all_kinds_get(channel, op, request);
#endif
}
