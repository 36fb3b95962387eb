#include "app/unit.h"

#include "rpc/codec.h"

#include <string.h>

#define REQUEST_ID_MAX 255

static const struct cv_status FULL = {
    .code = CV_RESOURCE_EXHAUSTED,
    .reason = "ANSWER_TOO_LARGE",
    .message = "the answer needs more memory than a call may have; ask for less at once",
};

static cv_unit_about *answer_about;

void cv_unit_about_set(cv_unit_about *about)
{
    answer_about = about;
}

/* An arena that ran out made a text empty or a list short somewhere: whatever came of it, wrong
 * answer or wrong refusal, must not leave, and not be committed. */
static struct cv_status work_and_encode(struct cv_unit *unit, struct cv_tx *tx)
{
    struct cv_arena *arena = unit->op.scope->arena;
    ProtobufCMessage *reply = NULL;
    struct cv_status status = unit->work(unit, tx, &reply);

    if (arena->exhausted || (cv_ok(status) && reply == NULL))
        return FULL;
    if (!cv_ok(status))
        return status;
    if (answer_about != NULL)
        unit->once.about = answer_about(reply);
    unit->answer = cv_codec_encode(reply, arena);
    if (unit->answer.at == NULL)
        return FULL;
    if (unit->witness == NULL || unit->nothing_done)
        return CV_STATUS_OK;
    status = unit->witness->saw(unit->witness, unit, reply);
    return cv_ok(status) && arena->exhausted ? FULL : status;
}

struct cv_unit *cv_unit_of(struct cv_tx *tx)
{
    return *cv_tx_slot(tx);
}

static void write_work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct cv_unit *unit = CV_CONTAINER_OF(op, struct cv_unit, op);

    unit->wrote = false;
    if (!cv_once_begin(tx, &unit->once, op->scope, &unit->answer, &op->status))
        return;
    unit->nothing_done = false;
    unit->witness = NULL;
    *cv_tx_slot(tx) = unit;
    op->status = work_and_encode(unit, tx);
    if (cv_ok(op->status) && !unit->nothing_done)
        op->status = cv_once_keep(tx, &unit->once, op->scope, unit->answer);
    unit->wrote = !unit->nothing_done;
}

static void read_work(struct cv_store_op *op, struct cv_tx *tx)
{
    op->status = work_and_encode(CV_CONTAINER_OF(op, struct cv_unit, op), tx);
}

static void done(struct cv_store_op *op)
{
    struct cv_unit *unit = CV_CONTAINER_OF(op, struct cv_unit, op);

    cv_call_waited(unit->call, (unsigned)op->mode, op->waited_ns);
    if (cv_ok(op->status) && unit->wrote && unit->committed != NULL)
        unit->committed(unit);
    if (cv_ok(op->status))
        cv_call_reply_encoded(unit->call, unit->answer);
    else
        cv_call_finish(unit->call, op->status);
}

static void submit(struct cv_unit *unit, struct cv_call *call, struct cv_store *store,
                   enum cv_store_mode mode, cv_unit_work *work)
{
    unit->call = call;
    unit->work = work;
    unit->op.mode = mode;
    unit->op.work = mode == CV_STORE_WRITE ? write_work : read_work;
    unit->op.done = done;
    unit->op.scope = cv_call_scope(call);
    cv_store_submit(store, &unit->op);
}

void cv_unit_write(struct cv_unit *unit, struct cv_call *call, struct cv_store *store,
                   const char *request_id, cv_unit_work *work)
{
    if (strlen(request_id) > REQUEST_ID_MAX) {
        cv_call_finish(call,
                       cv_status_field(cv_call_scope(call)->arena, "request_id",
                                       "request_id must have at most %d bytes", REQUEST_ID_MAX));
        return;
    }
    unit->once = (struct cv_once){
        .method = cv_call_method(call)->path,
        .request_id = request_id,
    };
    cv_once_hash(&unit->once, cv_call_request_bytes(call));
    submit(unit, call, store, CV_STORE_WRITE, work);
}

void cv_unit_read(struct cv_unit *unit, struct cv_call *call, struct cv_store *store,
                  cv_unit_work *work)
{
    submit(unit, call, store, CV_STORE_READ, work);
}
