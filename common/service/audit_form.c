#include "service/audit_form.h"

#include "base/arena.h"
#include "base/assert.h"
#include "base/sha256.h"
#include "rpc/codec.h"

#include <stdio.h>
#include <string.h>

static const struct cv_audit_form *const *forms;

static const struct cv_status FULL = {
    .code = CV_RESOURCE_EXHAUSTED,
    .message = "what is told of the change needs more memory than a call may have",
};

void cv_audit_forms_set(const struct cv_audit_form *const *these)
{
    forms = these;
}

bool cv_audit_has_forms(void)
{
    return forms != NULL;
}

static const struct cv_audit_form *form_of(const ProtobufCMessageDescriptor *type)
{
    const struct cv_audit_form *const *form = forms;

    while (*form != NULL && (*form)->type != type)
        form++;
    return *form;
}

/* A message of which a part was already changed is a copy; else make one. */
static ProtobufCMessage *copy_of(struct cv_books *books, const ProtobufCMessage *message,
                                 ProtobufCMessage **copy)
{
    size_t size = message->descriptor->sizeof_message;

    if (*copy == NULL) {
        *copy = cv_arena_alloc(books->arena, size);
        if (*copy != NULL)
            memcpy(*copy, message, size);
    }
    return *copy;
}

/* ---- the digest ---- */

static void add(struct cv_sha256 *sum, const void *bytes, size_t len)
{
    uint8_t length = (uint8_t)len;

    cv_sha256_add(sum, (struct cv_slice){&length, 1});
    cv_sha256_add(sum, (struct cv_slice){bytes, len});
}

/* "sha256:" and 64 digits; the same text of the same person has the same. */
static char *digest_of(struct cv_arena *arena, struct cv_slice salt, const char *field,
                       const char *value)
{
    static const char NAME[] = "sha256:";
    struct cv_sha256 sum = cv_sha256_begin();
    char *hex = cv_arena_alloc(arena, sizeof(NAME) + (size_t)2 * CV_SHA256_BYTES);
    uint8_t digest[CV_SHA256_BYTES];

    if (hex == NULL)
        return NULL;
    add(&sum, salt.at, salt.len);
    add(&sum, field, strlen(field));
    cv_sha256_add(&sum, (struct cv_slice){(const uint8_t *)value, strlen(value)});
    cv_sha256_end(&sum, digest);
    memcpy(hex, NAME, sizeof(NAME));
    for (size_t i = 0; i < sizeof(digest); i++)
        (void)snprintf(hex + strlen(NAME) + 2 * i, 3, "%02x", digest[i]);
    return hex;
}

static struct cv_status hide_field(struct cv_books *books, const ProtobufCMessage *message,
                                   const char *name, struct cv_slice salt, ProtobufCMessage **copy)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
    static char nothing[] = "";
    char *hidden = nothing;
    const char *value;

    CV_ASSERT(field != NULL && field->type == PROTOBUF_C_TYPE_STRING &&
              field->label != PROTOBUF_C_LABEL_REPEATED);
    memcpy(&value, (const char *)message + field->offset, sizeof(value));
    if (value == NULL || value[0] == '\0')
        return CV_STATUS_OK;
    if (salt.len > 0)
        hidden = digest_of(books->arena, salt, name, value);
    if (hidden == NULL || copy_of(books, message, copy) == NULL)
        return FULL;
    memcpy((char *)*copy + field->offset, &hidden, sizeof(hidden));
    return CV_STATUS_OK;
}

static struct cv_status hide_own(struct cv_books *books, const ProtobufCMessage *message,
                                 ProtobufCMessage **copy)
{
    const struct cv_audit_form *form = form_of(message->descriptor);
    struct cv_slice salt = {NULL, 0};
    struct cv_status status;

    if (form == NULL)
        return CV_STATUS_OK;
    status = form->salt(books, message, &salt);
    for (size_t i = 0; cv_ok(status) && form->fields[i] != NULL; i++)
        status = hide_field(books, message, form->fields[i], salt, copy);
    return status;
}

/* ---- its parts ---- */

static struct cv_status hide(struct cv_books *books, const ProtobufCMessage *message,
                             const ProtobufCMessage **hidden);

static struct cv_status hide_part(struct cv_books *books, const ProtobufCMessage *message,
                                  const ProtobufCFieldDescriptor *field, ProtobufCMessage **copy)
{
    const ProtobufCMessage *part;
    const ProtobufCMessage *hidden;
    struct cv_status status;
    uint32_t chosen = field->id;

    if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0)
        memcpy(&chosen, (const char *)message + field->quantifier_offset, sizeof(chosen));
    memcpy(&part, (const char *)message + field->offset, sizeof(part));
    if (chosen != field->id || part == NULL)
        return CV_STATUS_OK;
    status = hide(books, part, &hidden);
    if (!cv_ok(status) || hidden == part)
        return status;
    if (copy_of(books, message, copy) == NULL)
        return FULL;
    memcpy((char *)*copy + field->offset, &hidden, sizeof(hidden));
    return status;
}

static struct cv_status hide_parts(struct cv_books *books, const ProtobufCMessage *message,
                                   const ProtobufCFieldDescriptor *field, ProtobufCMessage **copy)
{
    const ProtobufCMessage *const *parts;
    const ProtobufCMessage **hidden;
    struct cv_status status = CV_STATUS_OK;
    bool changed = false;
    size_t count;

    memcpy(&count, (const char *)message + field->quantifier_offset, sizeof(count));
    memcpy(&parts, (const char *)message + field->offset, sizeof(parts));
    hidden = cv_arena_array(books->arena, count + 1, sizeof(const ProtobufCMessage *));
    if (hidden == NULL)
        return FULL;
    for (size_t i = 0; cv_ok(status) && i < count; i++) {
        status = hide(books, parts[i], &hidden[i]);
        changed |= cv_ok(status) && hidden[i] != parts[i];
    }
    if (!cv_ok(status) || !changed)
        return status;
    if (copy_of(books, message, copy) == NULL)
        return FULL;
    memcpy((char *)*copy + field->offset, &hidden, sizeof(hidden));
    return status;
}

/* The same message if there is nothing in it to hide. */
static struct cv_status hide(struct cv_books *books, const ProtobufCMessage *message,
                             const ProtobufCMessage **hidden)
{
    ProtobufCMessage *copy = NULL;
    struct cv_status status = hide_own(books, message, &copy);

    for (unsigned i = 0; cv_ok(status) && i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];

        if (field->type == PROTOBUF_C_TYPE_MESSAGE)
            status = field->label == PROTOBUF_C_LABEL_REPEATED
                         ? hide_parts(books, message, field, &copy)
                         : hide_part(books, message, field, &copy);
    }
    *hidden = copy == NULL ? message : copy;
    return status;
}

struct cv_status cv_audit_encode(struct cv_books *books, const ProtobufCMessage *message,
                                 struct cv_slice *bytes)
{
    struct cv_status status = CV_STATUS_OK;

    if (forms != NULL)
        status = hide(books, message, &message);
    if (!cv_ok(status))
        return status;
    *bytes = cv_codec_encode(message, books->arena);
    return bytes->at == NULL ? FULL : CV_STATUS_OK;
}
