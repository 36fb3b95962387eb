#include "creation.h"

#include "base/assert.h"
#include "projects.h"

#include <string.h>

void *creation_field(const ProtobufCMessage *request, const char *name)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(request->descriptor, name);
    void *at;

    CV_ASSERT(field != NULL);
    CV_ASSERT(field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_MESSAGE);
    memcpy(&at, (const char *)request + field->offset, sizeof(at));
    return at;
}

void creation_read(const struct creation *creation, struct cv_check *check,
                   const ProtobufCMessage *request, void *state)
{
    const void *thing = creation_field(request, creation->thing);
    struct creation_ids *ids = state;

    if (creation->parent != NULL)
        cv_check_name(check, "parent", creation_field(request, "parent"), creation->parent,
                      ids->parent);
    if (thing == NULL) {
        cv_check_fail(check, creation->thing, "%s is required", creation->thing);
        return;
    }
    cv_check_new_id(check, creation->thing_id, creation_field(request, creation->thing_id),
                    &ids->id);
    creation->read(check, thing, state);
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    struct creation_call *self = CV_CONTAINER_OF(unit, struct creation_call, unit);
    struct books books;
    struct cv_status status = books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = self->creation->record(&books, self->state);
    if (cv_ok(status))
        *reply = self->creation->wire(books.arena, self->state);
    return status;
}

void creation_run(const struct creation *creation, struct creation_call *self, struct cv_call *call,
                  const ProtobufCMessage *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);

    self->creation = creation;
    creation_read(creation, &check, request, self->state);
    if (cv_check_fine(&check))
        cv_unit_write(&self->unit, call, projects_store(call),
                      creation_field(request, "request_id"), work);
    else
        cv_call_finish(call, check.status);
}
