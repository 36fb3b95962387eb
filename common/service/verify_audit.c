#include "app/check.h"
#include "base/list.h"
#include "rpc/call.h"
#include "service/audit_service.h"
#include "service/audit_store.h"

#include <inttypes.h>
#include <string.h>

/* Between two such batches, some 20 ms each, others read, too. */
#define BATCH_ROWS 5000

_Static_assert((int)CV_AUDIT_START_DIFFERS ==
                   CARAVAN__COMMON__V1__AUDIT_PROBLEM__AUDIT_PROBLEM_START_DIFFERS,
               "the numbers are the wire's");

struct state {
    struct cv_store_op op;
    struct cv_call *call;
    struct cv_audit_check check;
    int64_t rows; /* of the last batch */
};

static bool show(void *arg, const struct cv_audit_entry *entry)
{
    struct state *state = arg;

    state->rows++;
    return cv_audit_check_next(&state->check, entry);
}

static bool at_end(const struct state *state)
{
    return state->rows < BATCH_ROWS || state->check.problem != CV_AUDIT_FINE;
}

/* The end is looked at in the transaction of the last batch: what was added in between is in it. */
static void work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct state *state = CV_CONTAINER_OF(op, struct state, op);
    int64_t last = state->check.last.sequence;
    struct cv_audit_head head;
    struct cv_books books;

    cv_books_open(&books, op->scope, tx);
    state->rows = 0;
    op->status = cv_audit_walk(&books, last == 0 ? INT64_MIN : last, BATCH_ROWS, show, state);
    if (!cv_ok(op->status) || !at_end(state))
        return;
    op->status = cv_audit_head_get(&books, &head);
    if (cv_ok(op->status))
        cv_audit_check_end(&state->check, &head);
}

static void answer(struct state *state)
{
    struct cv_audit_check *check = &state->check;
    Caravan__Common__V1__VerifyAuditResponse message =
        CARAVAN__COMMON__V1__VERIFY_AUDIT_RESPONSE__INIT;

    message.checked_count = check->checked;
    if (check->checked > 0) {
        message.head_sequence = check->last.sequence;
        message.head_hash = (ProtobufCBinaryData){CV_SHA256_BYTES, check->last.hash};
    }
    message.problem = (Caravan__Common__V1__AuditProblem)check->problem;
    message.problem_sequence = check->problem_sequence;
    cv_call_reply(state->call, &message.base);
}

static void done(struct cv_store_op *op)
{
    struct state *state = CV_CONTAINER_OF(op, struct state, op);
    const struct cv_audit_service *service = cv_call_service(state->call);

    if (!cv_ok(op->status))
        cv_call_finish(state->call, op->status);
    else if (at_end(state))
        answer(state);
    else
        cv_store_submit(service->store, op);
}

static struct cv_audit_head noted(struct cv_check *check,
                                  const Caravan__Common__V1__VerifyAuditRequest *request)
{
    struct cv_audit_head head = {.sequence = request->sequence};
    size_t wanted = request->sequence == 0 ? 0 : sizeof(head.hash);

    cv_check_range(check, "sequence", request->sequence, 0, INT64_MAX);
    if (request->hash.len != wanted)
        cv_check_fail(check, "hash",
                      "hash must be the 32 bytes of that entry's, and be there with "
                      "sequence only");
    else if (wanted > 0)
        memcpy(head.hash, request->hash.data, wanted);
    return head;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Common__V1__VerifyAuditRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    const struct cv_audit_service *service = cv_call_service(call);
    struct cv_audit_head head = noted(&check, request);
    struct state *state = memory;

    state->call = call;
    state->check = cv_audit_check_begin(&head);
    state->op = (struct cv_store_op){
        .mode = CV_STORE_READ, .work = work, .done = done, .scope = cv_call_scope(call)};
    if (cv_check_fine(&check))
        cv_store_submit(service->store, &state->op);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_common_v1_audit_verify_audit_method cv_verify_audit = {handle,
                                                                            sizeof(struct state)};
