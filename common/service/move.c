#include "service/move.h"

#include "app/date.h"
#include "base/assert.h"
#include "service/audit.h"
#include "service/field.h"
#include "service/message.h"

struct cv_status cv_move_match(const struct cv_move_call *call, struct cv_books *books,
                               int64_t version, void *thing)
{
    cv_audit_before(books, thing);
    return call->etag[0] == '\0' ? CV_STATUS_OK
                                 : cv_field_etag_match(books->arena, call->etag, version);
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct cv_move_call *self = CV_CONTAINER_OF(unit, struct cv_move_call, unit);
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);
    void *message = NULL;

    if (cv_ok(status))
        status = self->method->change(&books, self, &message);
    CV_ASSERT(!cv_ok(status) || cv_audit_has_before(&books)); /* it did match */
    *reply = message;
    return status;
}

static const ProtobufCFieldDescriptor *field_of(const ProtobufCMessage *request, const char *name)
{
    return protobuf_c_message_descriptor_get_field_by_name(request->descriptor, name);
}

void cv_move_run(const struct cv_move *method, struct cv_move_call *self, struct cv_call *call,
                 struct cv_store *store, const ProtobufCMessage *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);

    CV_ASSERT_CMP(cv_name_ids(method->name), <=, sizeof(self->ids) / sizeof(self->ids[0]));
    self->method = method;
    self->move = cv_message_enum(request, "move");
    self->etag = cv_message_field(request, "etag");
    self->date = CV_DATE_NONE;
    cv_check_name(&check, "name", cv_message_field(request, "name"), method->name, self->ids);
    cv_field_enum(&check, "move", field_of(request, "move")->descriptor, self->move, true);
    if (field_of(request, "date") != NULL)
        self->date = cv_field_past_date(&check, "date", cv_message_field(request, "date"), false);
    if (method->check != NULL)
        method->check(&check, self);
    if (cv_check_fine(&check))
        cv_unit_write(&self->unit, call, store, cv_message_field(request, "request_id"), work);
    else
        cv_call_finish(call, check.status);
}
