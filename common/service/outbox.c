#include "service/outbox.h"

#include "app/wire.h"
#include "base/arena.h"
#include "base/assert.h"
#include "rpc/codec.h"

#include <string.h>

static const struct cv_status FULL = {
    .code = CV_RESOURCE_EXHAUSTED,
    .message = "out of memory",
};

/* Nothing: what it comes of had none, or it came of no call. */
static void add_trace(const struct cv_books *books, Caravan__Events__V1__Event *body)
{
    const struct cv_trace trace = cv_books_trace(books);
    char *text;

    body->traceparent = body->tracestate = cv_wire_text("");
    if (!cv_trace_is_set(&trace))
        return;
    text = cv_arena_alloc(books->arena, CV_TRACE_TEXT);
    if (text == NULL)
        return;
    cv_trace_print(&trace, text);
    body->traceparent = text;
    if (trace.state.len > 0)
        body->tracestate = cv_wire_text((const char *)trace.state.at);
}

const char *cv_outbox_type(const Caravan__Events__V1__Event *event)
{
    const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field(
        event->base.descriptor, (unsigned)event->payload_case);

    CV_ASSERT(field != NULL); /* an event without a payload tells nothing */
    return field->name;
}

struct cv_status cv_outbox_add(struct cv_books *books, const Caravan__Events__V1__Event *event)
{
    struct cv_outbox_row row = {.subject = event->subject};
    Caravan__Events__V1__Event body = *event;

    CV_ASSERT(books->recorded_us != 0);
    if (event->subject == NULL)
        return FULL;
    CV_ASSERT(event->subject[0] != '\0');
    body.subject = cv_wire_text(""); /* the row has it */
    body.type = cv_wire_text(cv_outbox_type(event));
    add_trace(books, &body);
    if (body.occurred_time == NULL)
        body.occurred_time = cv_wire_time(books->arena, books->recorded_us);
    row.body = cv_codec_encode(&body.base, books->arena);
    if (row.body.at == NULL)
        return FULL;
    cv_tx_tell(books->tx);
    return cv_outbox_insert(books, &row);
}

Caravan__Events__V1__Event *cv_outbox_event(struct cv_arena *arena, const char *source,
                                            const struct cv_outbox_row *row)
{
    ProtobufCMessage *message = NULL;
    struct cv_status status =
        cv_codec_decode(&caravan__events__v1__event__descriptor, row->body, arena, &message);
    Caravan__Events__V1__Event *event = (Caravan__Events__V1__Event *)message;
    char *id = cv_arena_alloc(arena, CV_UUID_TEXT);

    if (!cv_ok(status) || id == NULL)
        return NULL;
    cv_uuid_print(row->uid, id);
    event->id = id;
    event->source = cv_wire_text(source);
    event->sequence = row->sequence;
    event->subject = cv_wire_text(row->subject);
    event->subject_sequence = row->subject_sequence;
    event->recorded_time = cv_wire_time(arena, row->recorded_us);
    return event;
}

struct cv_status cv_outbox_prune(const struct cv_scope *scope, struct cv_tx *tx,
                                 const char *const *receivers, bool *more)
{
    return cv_outbox_forget(tx, scope->arena, cv_tx_now_us(tx) - CV_OUTBOX_KEEP_US, receivers,
                            more);
}
