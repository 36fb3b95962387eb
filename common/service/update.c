#include "service/update.h"

#include "base/assert.h"
#include "service/audit.h"
#include "service/field.h"
#include "service/message.h"
#include "service/reference.h"

static const char *path(struct cv_check *check, const char *thing, const char *field)
{
    const char *text = cv_arena_printf(check->arena, "%s.%s", thing, field);

    return text == NULL ? thing : text;
}

struct cv_status cv_update_match(const struct cv_update_call *call, struct cv_books *books,
                                 int64_t version, void *thing)
{
    cv_audit_before(books, thing);
    return cv_field_etag_match(books->arena, cv_message_field(call->asked, "etag"), version);
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct cv_update_call *self = CV_CONTAINER_OF(unit, struct cv_update_call, unit);
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);
    void *message = NULL;

    if (cv_ok(status))
        status = self->update->change(&books, self, &message);
    CV_ASSERT(!cv_ok(status) || cv_audit_has_before(&books)); /* it did match */
    *reply = message;
    return status;
}

void cv_update_run(const struct cv_update *update, struct cv_update_call *self,
                   struct cv_call *call, struct cv_store *store, const ProtobufCMessage *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    const char *thing = update->thing;

    CV_ASSERT_CMP(cv_name_ids(update->name), <=, sizeof(self->ids) / sizeof(self->ids[0]));
    self->update = update;
    self->asked = cv_message_field(request, thing);
    if (self->asked == NULL) {
        cv_check_fail(&check, thing, "%s is required", thing);
    } else {
        cv_check_name(&check, path(&check, thing, "name"), cv_message_field(self->asked, "name"),
                      update->name, self->ids);
        cv_field_etag_given(&check, path(&check, thing, "etag"),
                            cv_message_field(self->asked, "etag"));
        self->mask = update->mask(&check, cv_message_field(request, "update_mask"));
    }
    if (cv_check_fine(&check))
        cv_reference_write(&self->unit, call, store, request, work, NULL);
    else
        cv_call_finish(call, check.status);
}
