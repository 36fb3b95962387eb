#include "service/creation.h"

#include "base/assert.h"

#include <string.h>

void *cv_creation_field(const ProtobufCMessage *request, const char *name)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(request->descriptor, name);
    void *at;

    CV_ASSERT(field != NULL);
    CV_ASSERT(field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_MESSAGE);
    memcpy(&at, (const char *)request + field->offset, sizeof(at));
    return at;
}

void cv_creation_read(const struct cv_creation *creation, struct cv_check *check,
                      const ProtobufCMessage *request, void *state)
{
    const void *thing = cv_creation_field(request, creation->thing);
    struct cv_creation_ids *ids = state;

    if (creation->parent != NULL)
        cv_check_name(check, "parent", cv_creation_field(request, "parent"), creation->parent,
                      ids->parent);
    if (thing == NULL) {
        cv_check_fail(check, creation->thing, "%s is required", creation->thing);
        return;
    }
    cv_check_new_id(check, creation->thing_id, cv_creation_field(request, creation->thing_id),
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
        cv_unit_write(&self->unit, call, store, cv_creation_field(request, "request_id"), work);
    else
        cv_call_finish(call, check.status);
}
