#include "strike.h"

#include "service/field.h"
#include "service/message.h"

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct strike_call *self = CV_CONTAINER_OF(unit, struct strike_call, unit);
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);
    void *message = NULL;

    if (cv_ok(status))
        status = self->kind->strike(&books, self->id.text, self->reason, &message);
    *reply = message;
    return status;
}

void strike_run(const struct strike_kind *kind, struct strike_call *self, struct cv_call *call,
                const ProtobufCMessage *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);

    self->kind = kind;
    self->reason = cv_message_field(request, "reason");
    cv_check_name(&check, "name", cv_message_field(request, "name"), kind->name, &self->id);
    cv_check_text(&check, "reason", self->reason, CV_FIELD_REASON_MAX, true);
    if (cv_check_fine(&check))
        cv_unit_write(&self->unit, call, training_store(call),
                      cv_message_field(request, "request_id"), work);
    else
        cv_call_finish(call, check.status);
}
