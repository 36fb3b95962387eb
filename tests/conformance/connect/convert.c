#include "convert.h"

#include "base64.h"
#include "google/rpc/status.pb-c.h"

#include <string.h>

static const struct cv_status FULL = {.code = CV_RESOURCE_EXHAUSTED, .message = "out of memory"};

/* ---- metadata ---- */

static bool is_binary(const char *name)
{
    size_t len = strlen(name);

    return len > 4 && strcmp(name + len - 4, "-bin") == 0;
}

/* HTTP/2 has lower case only, the suite writes names as HTTP/1 did. */
static const char *lower(const char *name, struct cv_arena *arena)
{
    char *copy = cv_arena_string(arena, name);

    for (char *at = copy; at != NULL && *at != '\0'; at++)
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
    return copy;
}

static struct cv_status read_value(const char *name, const char *value, struct cv_arena *arena,
                                   struct cv_metadata *metadata)
{
    struct cv_slice bytes;

    if (!is_binary(name))
        return cv_metadata_add_text(metadata, arena, name, value);
    bytes = base64_read(value, arena);
    return bytes.at == NULL ? FULL : cv_metadata_add(metadata, arena, name, bytes.at, bytes.len);
}

struct cv_status headers_read(Connectrpc__Conformance__V1__Header *const *headers, size_t count,
                              struct cv_arena *arena, struct cv_metadata *metadata)
{
    struct cv_status status = CV_STATUS_OK;

    for (size_t i = 0; i < count && cv_ok(status); i++) {
        const char *name = lower(headers[i]->name, arena);

        if (name == NULL)
            return FULL;
        for (size_t j = 0; j < headers[i]->n_value && cv_ok(status); j++)
            status = read_value(name, headers[i]->value[j], arena, metadata);
    }
    return status;
}

/* The Header of this name; an empty one at the end of the list if there is none yet. */
static Connectrpc__Conformance__V1__Header *header_of(Connectrpc__Conformance__V1__Header **list,
                                                      size_t *count, const char *name, size_t most,
                                                      struct cv_arena *arena)
{
    Connectrpc__Conformance__V1__Header *header;

    for (size_t i = 0; i < *count; i++)
        if (strcmp(list[i]->name, name) == 0)
            return list[i];
    header = cv_arena_alloc(arena, sizeof(*header));
    if (header == NULL)
        return NULL;
    connectrpc__conformance__v1__header__init(header);
    header->name = cv_arena_string(arena, name);
    header->value = cv_arena_array(arena, most, sizeof(*header->value));
    if (header->name == NULL || header->value == NULL)
        return NULL;
    list[(*count)++] = header;
    return header;
}

size_t headers_print(const struct cv_metadata *metadata, struct cv_arena *arena,
                     Connectrpc__Conformance__V1__Header ***headers)
{
    Connectrpc__Conformance__V1__Header **list =
        cv_arena_array(arena, metadata->count + 1, sizeof(struct header *));
    size_t count = 0;

    for (const struct cv_metadatum *at = metadata->first; at != NULL && list != NULL;
         at = at->next) {
        const char *name = (const char *)at->key.at;
        Connectrpc__Conformance__V1__Header *header =
            header_of(list, &count, name, metadata->count, arena);
        char *value = is_binary(name)
                          ? base64_print(at->value, arena)
                          : cv_arena_string_n(arena, (const char *)at->value.at, at->value.len);

        if (header == NULL || value == NULL)
            break;
        header->value[header->n_value++] = value;
    }
    *headers = list;
    return count;
}

/* ---- errors ---- */

struct cv_status error_read(const Connectrpc__Conformance__V1__Error *error,
                            const struct cv_detail *last, struct cv_arena *arena)
{
    struct cv_detail *details = cv_arena_array(arena, error->n_details + 1, sizeof(*details));
    struct cv_status status = {.code = CV_UNKNOWN, .details = last};

    if (details == NULL)
        return FULL;
    if (error->code > 0 && error->code < CV_CODE_COUNT)
        status.code = (enum cv_code)error->code;
    if (error->text_case == CONNECTRPC__CONFORMANCE__V1__ERROR__TEXT_MESSAGE)
        status.message = cv_arena_string(arena, error->message);
    for (size_t i = error->n_details; i-- > 0;) {
        const Google__Protobuf__Any *any = error->details[i];

        details[i] = (struct cv_detail){
            .next = status.details,
            .type_url = cv_arena_string(arena, any->type_url),
            .value = cv_arena_copy(arena, any->value.data, any->value.len),
            .value_len = any->value.len,
        };
        status.details = &details[i];
    }
    return status;
}

static void print_details(Connectrpc__Conformance__V1__Error *error, struct cv_slice bytes,
                          struct cv_arena *arena)
{
    Google__Rpc__Status *status = google__rpc__status__unpack(NULL, bytes.len, bytes.at);

    if (status == NULL)
        return;
    error->details = cv_arena_array(arena, status->n_details + 1, sizeof(*error->details));
    for (size_t i = 0; i < status->n_details && error->details != NULL; i++) {
        const Google__Protobuf__Any *from = status->details[i];
        Google__Protobuf__Any *to = cv_arena_alloc(arena, sizeof(*to));

        if (to == NULL)
            break;
        google__protobuf__any__init(to);
        to->type_url = cv_arena_string(arena, from->type_url);
        to->value.data = cv_arena_copy(arena, from->value.data, from->value.len);
        to->value.len = to->value.data == NULL ? 0 : from->value.len;
        error->details[error->n_details++] = to;
    }
    google__rpc__status__free_unpacked(status, NULL);
}

Connectrpc__Conformance__V1__Error *error_print(struct cv_status status, struct cv_slice details,
                                                struct cv_arena *arena)
{
    Connectrpc__Conformance__V1__Error *error = cv_arena_alloc(arena, sizeof(*error));

    if (error == NULL)
        return NULL;
    connectrpc__conformance__v1__error__init(error);
    error->code = (int32_t)status.code;
    error->text_case = CONNECTRPC__CONFORMANCE__V1__ERROR__TEXT_MESSAGE;
    error->message = cv_arena_string(arena, status.message == NULL ? "" : status.message);
    print_details(error, details, arena);
    return error;
}

/* ---- whole messages ---- */

static ProtobufCBinaryData encode(const ProtobufCMessage *message, struct cv_arena *arena)
{
    size_t len = protobuf_c_message_get_packed_size(message);
    uint8_t *bytes = cv_arena_alloc(arena, len + 1);

    if (bytes == NULL)
        return (ProtobufCBinaryData){0, NULL};
    (void)protobuf_c_message_pack(message, bytes);
    return (ProtobufCBinaryData){len, bytes};
}

static void *arena_alloc(void *arena, size_t size)
{
    return cv_arena_alloc(arena, size);
}

static void arena_free(void *arena, void *at)
{
    (void)arena; /* it goes with all the rest */
    (void)at;
}

ProtobufCMessage *message_copy(const ProtobufCMessage *message, struct cv_arena *arena)
{
    ProtobufCAllocator allocator = {arena_alloc, arena_free, arena};
    ProtobufCBinaryData bytes = encode(message, arena);

    return protobuf_c_message_unpack(message->descriptor, &allocator, bytes.len, bytes.data);
}

Google__Protobuf__Any *any_of(const ProtobufCMessage *message, struct cv_arena *arena)
{
    Google__Protobuf__Any *any = cv_arena_alloc(arena, sizeof(*any));

    if (any == NULL)
        return NULL;
    google__protobuf__any__init(any);
    any->type_url = cv_arena_printf(arena, "type.googleapis.com/%s", message->descriptor->name);
    any->value = encode(message, arena);
    return any;
}
