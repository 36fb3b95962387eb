#include "service/parked_event.h"

#include "app/wire.h"
#include "base/arena.h"
#include "service/audit.h"
#include "service/outbox.h"

Caravan__Events__V1__ParkedEvent *cv_parked_wire(struct cv_arena *arena, const char *source,
                                                 const char *receiver,
                                                 const struct cv_held_event *held)
{
    Caravan__Events__V1__ParkedEvent *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__events__v1__parked_event__init(message);
    message->event = cv_outbox_event(arena, source, &held->row);
    if (message->event == NULL)
        return NULL;
    message->name = cv_arena_printf(arena, "receivers/%s/events/%s", receiver, message->event->id);
    message->tries = (int32_t)held->tries;
    if (held->parked_us != 0)
        message->park_time = cv_wire_time(arena, held->parked_us);
    else
        message->next_try_time = cv_wire_time(arena, held->due_us);
    message->code = (int32_t)held->code;
    message->reason = cv_wire_text(held->reason);
    message->message = cv_wire_text(held->message);
    return message->name == NULL ? NULL : message;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct cv_parked_call *self = CV_CONTAINER_OF(unit, struct cv_parked_call, unit);
    const char *source = self->events->source;
    const char *receiver = self->ids[0].text;
    struct cv_held_event held;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = cv_held_get(&books, receiver, self->event, &held);
    if (cv_ok(status))
        cv_audit_before(&books, cv_parked_wire(books.arena, source, receiver, &held));
    if (cv_ok(status))
        status = self->change(&books, self, &held);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)cv_parked_wire(books.arena, source, receiver, &held);
    return status;
}

void cv_parked_change(struct cv_parked_call *self, struct cv_call *call, struct cv_check *check,
                      const char *name, const char *request_id)
{
    self->events = cv_call_service(call);
    cv_check_name(check, "name", name, "receivers/@/events/@", self->ids);
    if (cv_check_fine(check) && !cv_uuid_parse(self->ids[1].text, &self->event))
        cv_check_fail(check, "name", "name must end with the id of an event, a UUID");
    if (cv_check_fine(check))
        cv_unit_write(&self->unit, call, self->events->store, request_id, work);
    else
        cv_call_finish(call, check->status);
}
