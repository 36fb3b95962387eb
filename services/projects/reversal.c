#include "reversal.h"

#include "app/date.h"
#include "service/field.h"
#include "service/message.h"

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct reversal_call *self = CV_CONTAINER_OF(unit, struct reversal_call, unit);
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);
    void *message = NULL;

    if (cv_ok(status))
        status = self->kind->reverse(&books, self->ids, &self->asked, &message);
    *reply = message;
    return status;
}

void reversal_run(const struct reversal_kind *kind, struct reversal_call *self,
                  struct cv_call *call, const ProtobufCMessage *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    const char *id = kind->part_id == NULL ? "reversal_id" : kind->part_id;

    self->kind = kind;
    self->asked = (struct reversal){
        .id = self->id.text,
        .reference = cv_message_field(request, "reference"),
        .effective_on = CV_DATE_NONE,
    };
    cv_check_name(&check, "name", cv_message_field(request, "name"), kind->name, self->ids);
    cv_check_new_id(&check, id, cv_message_field(request, id), &self->id);
    cv_check_text(&check, "reference", self->asked.reference, CV_FIELD_REASON_MAX, true);
    if (kind->dated)
        self->asked.effective_on =
            cv_field_past_date(&check, "effective_date",
                               cv_message_field(request, "effective_date"), kind->part_id != NULL);
    if (kind->priced)
        self->asked.amount = cv_field_money(&check, "amount", cv_message_field(request, "amount"));
    if (cv_check_fine(&check))
        cv_unit_write(&self->unit, call, projects_store(call),
                      cv_message_field(request, "request_id"), work);
    else
        cv_call_finish(call, check.status);
}
