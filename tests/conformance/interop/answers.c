/* The methods that answer with a stream: as many payloads as a request asks for, each of the size
 * and after the time it says. */
#include "base/list.h"
#include "connect/pause.h"
#include "payload.h"
#include "service.h"

struct answers {
    struct cv_call *call;
    struct cv_receive receive;
    struct cv_send send;
    struct pause pause;
    const Grpc__Testing__StreamingOutputCallRequest *request; /* being answered */
    size_t answered;                                          /* of its parameters */
    struct waiting *first; /* half duplex: requests, in their order */
    struct waiting **last;
    bool many; /* requests */
};

/* A request that is answered when all have come. */
struct waiting {
    struct waiting *next;
    Grpc__Testing__StreamingOutputCallRequest request;
};

static void begin(struct answers *answers,
                  const Grpc__Testing__StreamingOutputCallRequest *request);

static void request_answered(struct answers *answers)
{
    struct waiting *next = answers->first;

    if (next != NULL) {
        answers->first = next->next;
        begin(answers, &next->request);
    } else if (answers->many && answers->last == NULL) {
        cv_call_receive(answers->call, &answers->receive);
    } else {
        cv_call_finish(answers->call, CV_STATUS_OK);
    }
}

static void next(struct answers *answers)
{
    const Grpc__Testing__ResponseParameters *parameters;

    if (answers->answered == answers->request->n_response_parameters) {
        request_answered(answers);
        return;
    }
    parameters = answers->request->response_parameters[answers->answered];
    pause_begin(&answers->pause, parameters->interval_us <= 0
                                     ? 0
                                     : ((uint32_t)parameters->interval_us + 999) / 1000);
}

static void paused(struct pause *pause)
{
    struct answers *answers = CV_CONTAINER_OF(pause, struct answers, pause);
    const Grpc__Testing__ResponseParameters *parameters =
        answers->request->response_parameters[answers->answered];
    Grpc__Testing__StreamingOutputCallResponse response =
        GRPC__TESTING__STREAMING_OUTPUT_CALL_RESPONSE__INIT;
    Grpc__Testing__Payload payload;
    struct cv_arena arena;
    struct cv_status status;

    cv_arena_init(&arena, 16 * 1024 * 1024); /* the call's would grow with each answer */
    status = payload_init(&payload, parameters->size, &arena);
    answers->answered++;
    answers->send.uncompressed = !is_set(parameters->compressed);
    response.payload = &payload;
    if (cv_ok(status))
        grpc_testing_test_service_full_duplex_call_send(answers->call, &answers->send, &response);
    else
        cv_call_finish(answers->call, status);
    cv_arena_release(&arena);
}

static void sent(struct cv_send *op)
{
    struct answers *answers = CV_CONTAINER_OF(op, struct answers, send);

    if (cv_ok(op->status))
        next(answers);
    else
        cv_call_finish(answers->call, op->status);
}

static void begin(struct answers *answers, const Grpc__Testing__StreamingOutputCallRequest *request)
{
    struct cv_status status = service_status(request->response_status);

    if (cv_ok(status) && request->orca_oob_report != NULL)
        status = load_set(cv_call_service(answers->call), request->orca_oob_report,
                          cv_call_scope(answers->call)->arena);
    answers->request = request;
    answers->answered = 0;
    if (cv_ok(status))
        next(answers);
    else
        cv_call_finish(answers->call, status);
}

static void init(struct answers *answers, struct cv_call *call)
{
    answers->call = call;
    answers->send.done = sent;
    answers->pause.call = call;
    answers->pause.over = paused;
}

/* ---- StreamingOutputCall ---- */

static void streaming_output_call(struct cv_call *call, void *state,
                                  const Grpc__Testing__StreamingOutputCallRequest *request)
{
    struct answers *answers = state;

    init(answers, call);
    cv_call_compress(call, CV_GZIP); /* those that ask for it */
    begin(answers, request);
}

const struct grpc_testing_test_service_streaming_output_call_method streaming_output_call_method = {
    streaming_output_call, sizeof(struct answers)};

/* ---- FullDuplexCall ---- */

static void received(struct cv_receive *op)
{
    struct answers *answers = CV_CONTAINER_OF(op, struct answers, receive);
    const Grpc__Testing__StreamingOutputCallRequest *request =
        grpc_testing_test_service_full_duplex_call_received(op);

    if (cv_ok(op->status) && request != NULL)
        begin(answers, request); /* and the next when all its answers are out */
    else
        cv_call_finish(answers->call, op->status);
}

static void full_duplex_call(struct cv_call *call, void *state)
{
    struct answers *answers = state;
    struct cv_status status = service_echo_metadata(call);

    init(answers, call);
    answers->many = true;
    answers->receive.done = received;
    if (cv_ok(status))
        cv_call_receive(call, &answers->receive);
    else
        cv_call_finish(call, status);
}

const struct grpc_testing_test_service_full_duplex_call_method full_duplex_call_method = {
    full_duplex_call, sizeof(struct answers)};

/* ---- HalfDuplexCall ---- */

static struct cv_status keep(struct answers *answers,
                             const Grpc__Testing__StreamingOutputCallRequest *request)
{
    struct cv_arena *arena = cv_call_scope(answers->call)->arena;
    struct waiting *waiting = cv_arena_zalloc(arena, sizeof(*waiting));
    size_t count = request->n_response_parameters;
    Grpc__Testing__ResponseParameters *copies;

    if (waiting == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "too many requests");
    grpc__testing__streaming_output_call_request__init(&waiting->request);
    copies = cv_arena_array(arena, count, sizeof(*copies));
    waiting->request.response_parameters = cv_arena_array(arena, count, sizeof(void *));
    if (copies == NULL || waiting->request.response_parameters == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "too many requests");
    for (size_t i = 0; i < count; i++) {
        copies[i] = *request->response_parameters[i];
        copies[i].compressed = NULL;
        waiting->request.response_parameters[i] = &copies[i];
    }
    waiting->request.n_response_parameters = count;
    *answers->last = waiting;
    answers->last = &waiting->next;
    return CV_STATUS_OK;
}

static void collected(struct cv_receive *op)
{
    struct answers *answers = CV_CONTAINER_OF(op, struct answers, receive);
    const Grpc__Testing__StreamingOutputCallRequest *request =
        grpc_testing_test_service_half_duplex_call_received(op);
    struct cv_status status = op->status;

    if (cv_ok(status) && request != NULL)
        status = keep(answers, request);
    if (!cv_ok(status))
        cv_call_finish(answers->call, status);
    else if (request != NULL)
        cv_call_receive(answers->call, op);
    else
        request_answered(answers);
}

static void half_duplex_call(struct cv_call *call, void *state)
{
    struct answers *answers = state;

    init(answers, call);
    answers->last = &answers->first;
    answers->receive.done = collected;
    cv_call_receive(call, &answers->receive);
}

const struct grpc_testing_test_service_half_duplex_call_method half_duplex_call_method = {
    half_duplex_call, sizeof(struct answers)};
