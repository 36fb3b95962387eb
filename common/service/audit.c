#include "service/audit.h"

#include "app/unit.h"
#include "base/arena.h"
#include "base/assert.h"
#include "google/protobuf/empty.pb-c.h"
#include "rpc/codec.h"
#include "service/audit_form.h"
#include "service/audit_store.h"

#include <string.h>

/* In the arena of the call: it outlives the books of the work. */
struct cv_audit {
    struct cv_unit_witness witness;
    struct cv_books books;
    const ProtobufCMessageDescriptor *type; /* of the thing as it was; NULL: not told */
    struct cv_slice before;
    const char *resource;
    struct cv_status broken; /* while that was told */
    bool added;              /* entries of its own */
    bool log;
};

static struct cv_slice text(const char *from)
{
    return (struct cv_slice){(const uint8_t *)from, strlen(from)};
}

static bool is_empty(const ProtobufCMessage *message)
{
    return message->descriptor == &google__protobuf__empty__descriptor;
}

/* ---- what a message says of its resource ---- */

static const char *text_in(const ProtobufCMessage *message, const char *name)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
    const char *value = NULL;

    if (field != NULL && field->type == PROTOBUF_C_TYPE_STRING &&
        field->label != PROTOBUF_C_LABEL_REPEATED)
        memcpy(&value, (const char *)message + field->offset, sizeof(value));
    return value == NULL ? "" : value;
}

/* The message in this field; NULL: it is no message, or not set. */
static const ProtobufCMessage *part_in(const ProtobufCMessage *message, unsigned i)
{
    const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
    const ProtobufCMessage *part = NULL;

    if (field->type == PROTOBUF_C_TYPE_MESSAGE && field->label != PROTOBUF_C_LABEL_REPEATED &&
        (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) == 0)
        memcpy(&part, (const char *)message + field->offset, sizeof(part));
    return part;
}

/* Its own name, or that of the first of its parts that has one, or of what it is to be below. */
static const char *name_in(const ProtobufCMessage *message)
{
    const char *name = text_in(message, "name");

    for (unsigned i = 0; name[0] == '\0' && i < message->descriptor->n_fields; i++) {
        const ProtobufCMessage *part = part_in(message, i);

        if (part != NULL)
            name = text_in(part, "name");
    }
    return name[0] == '\0' ? text_in(message, "parent") : name;
}

/* What says what was done: the answer; or the request, if the answer names no resource. */
static const ProtobufCMessage *telling(const struct cv_audit *audit, const struct cv_unit *unit,
                                       const ProtobufCMessage *reply)
{
    ProtobufCMessage *request = NULL;
    struct cv_status status = CV_STATUS_OK;

    if (audit->type == NULL && name_in(reply)[0] == '\0')
        status = cv_codec_decode(cv_call_method(unit->call)->request,
                                 cv_call_request_bytes(unit->call), audit->books.arena, &request);
    return cv_ok(status) && request != NULL ? request : reply;
}

/* ---- the entry that a unit makes by itself ---- */

/* Of the answer, the thing that is of the type of what it was before. */
static const ProtobufCMessage *thing_in(const struct cv_audit *audit, const ProtobufCMessage *reply)
{
    const ProtobufCMessage *part =
        audit->type == NULL || audit->type == reply->descriptor || is_empty(reply) ? reply : NULL;

    for (unsigned i = 0; part == NULL && i < reply->descriptor->n_fields; i++) {
        part = part_in(reply, i);
        if (part != NULL && part->descriptor != audit->type)
            part = NULL;
    }
    CV_ASSERT(part != NULL); /* before and after are of one type */
    return part;
}

static struct cv_status tell_change(struct cv_audit *audit, const struct cv_unit *unit,
                                    const ProtobufCMessage *reply, const ProtobufCMessage *told,
                                    struct cv_audit_entry *entry)
{
    const ProtobufCMessage *after = thing_in(audit, told);
    struct cv_status status = CV_STATUS_OK;

    entry->type = text(audit->type == NULL ? after->descriptor->name : audit->type->name);
    entry->before = audit->before;
    if (after == reply && !cv_audit_has_forms())
        entry->after = unit->answer;
    else
        status = cv_audit_encode(&audit->books, after, &entry->after);
    return status;
}

static void tell_log(struct cv_audit *audit, const struct cv_unit *unit,
                     struct cv_audit_entry *entry)
{
    uint8_t *digest = cv_arena_alloc(audit->books.arena, CV_SHA256_BYTES);

    if (digest == NULL)
        return;
    cv_sha256(cv_call_request_bytes(unit->call), digest);
    entry->type = text("sha256");
    entry->after = (struct cv_slice){digest, CV_SHA256_BYTES};
}

static struct cv_status saw(struct cv_unit_witness *witness, const struct cv_unit *unit,
                            const ProtobufCMessage *reply)
{
    struct cv_audit *audit = CV_CONTAINER_OF(witness, struct cv_audit, witness);
    struct cv_status status = audit->broken;
    struct cv_audit_entry entry = {
        .principal = text(audit->books.subject),
        .method = text(unit->once.method),
    };
    const ProtobufCMessage *told;

    if (!cv_ok(status) || audit->added)
        return status;
    CV_ASSERT(reply != NULL); /* no work is told of that gave none */
    told = telling(audit, unit, reply);
    entry.resource = text(audit->resource == NULL ? name_in(told) : audit->resource);
    if (audit->log)
        tell_log(audit, unit, &entry);
    else
        status = tell_change(audit, unit, reply, told, &entry);
    return cv_ok(status) ? cv_audit_append(&audit->books, &entry) : status;
}

struct cv_status cv_audit_begin(struct cv_books *books)
{
    struct cv_audit *audit = cv_arena_zalloc(books->arena, sizeof(*audit));
    struct cv_unit *unit = cv_unit_of(books->tx);

    CV_ASSERT(unit != NULL); /* who writes in the books does it in a unit, and is told of */
    if (audit == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    books->audit = audit;
    audit->books = *books;
    audit->witness.saw = saw;
    unit->witness = &audit->witness;
    return CV_STATUS_OK;
}

/* ---- what a method tells ---- */

void cv_audit_before(struct cv_books *books, const void *thing)
{
    const ProtobufCMessage *message = thing;
    struct cv_audit *audit = books->audit;

    CV_ASSERT(audit->type == NULL);
    if (message == NULL) /* the arena is full, and remembers it */
        return;
    audit->type = message->descriptor;
    audit->resource = cv_arena_string(books->arena, name_in(message));
    audit->broken = cv_audit_encode(books, message, &audit->before);
}

bool cv_audit_has_before(const struct cv_books *books)
{
    return books->audit->type != NULL || books->arena->exhausted;
}

void cv_audit_log(struct cv_books *books)
{
    books->audit->log = true;
}

struct cv_status cv_audit_add(struct cv_books *books, const void *before, const void *after)
{
    const ProtobufCMessage *thing = after == NULL ? before : after;
    struct cv_audit_entry entry = {
        .principal = text(books->subject),
        .method = text(cv_unit_of(books->tx)->once.method),
    };
    struct cv_status status = CV_STATUS_OK;

    books->audit->added = true;
    if (thing == NULL) /* the arena is full, and remembers it */
        return CV_STATUS_OK;
    CV_ASSERT(before == NULL ||
              ((const ProtobufCMessage *)before)->descriptor == thing->descriptor);
    entry.type = text(thing->descriptor->name);
    entry.resource = text(name_in(thing));
    if (before != NULL)
        status = cv_audit_encode(books, before, &entry.before);
    if (cv_ok(status) && after != NULL)
        status = cv_audit_encode(books, after, &entry.after);
    return cv_ok(status) ? cv_audit_append(books, &entry) : status;
}
