#include "service/creation.h"

#include "base/assert.h"
#include "service/message.h"
#include "service/reference.h"

void cv_creation_read(const struct cv_creation *creation, struct cv_check *check,
                      const ProtobufCMessage *request, void *state)
{
    const void *thing = cv_message_field(request, creation->thing);
    struct cv_creation_ids *ids = state;

    if (creation->parent != NULL) {
        CV_ASSERT_CMP(cv_name_ids(creation->parent), <=,
                      sizeof(ids->parent) / sizeof(ids->parent[0]));
        cv_check_name(check, "parent", cv_message_field(request, "parent"), creation->parent,
                      ids->parent);
    }
    if (thing == NULL) {
        cv_check_fail(check, creation->thing, "%s is required", creation->thing);
        return;
    }
    cv_check_new_id(check, creation->thing_id, cv_message_field(request, creation->thing_id),
                    &ids->id);
    creation->read(check, thing, state);
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    struct cv_creation_call *self = CV_CONTAINER_OF(unit, struct cv_creation_call, unit);
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = self->creation->record(&books, self->state);
    if (cv_ok(status))
        *reply = self->creation->wire(books.arena, self->state);
    return status;
}

void cv_creation_run(const struct cv_creation *creation, struct cv_creation_call *self,
                     struct cv_call *call, struct cv_store *store, const ProtobufCMessage *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);

    self->creation = creation;
    cv_creation_read(creation, &check, request, self->state);
    if (cv_check_fine(&check))
        cv_reference_write(&self->unit, call, store, request, work, NULL);
    else
        cv_call_finish(call, check.status);
}
