/* Hostile protobuf: whatever the bytes, decoding stays within its budget; what it takes means to
 * protobuf-c the same, and packing it gives one form that decodes to itself. */
#include "base/utf8.h"
#include "fuzz.h"
#include "generator/deep/v1/kinds.pb-c.h"
#include "google/protobuf/struct.pb-c.h"
#include "google/rpc/error_details.pb-c.h"
#include "google/rpc/status.pb-c.h"
#include "judge/v1/judge.pb-c.h"
#include "judge/v1/scalars.pb-c.h"
#include "rpc/codec.h"
#include "rpc/limits.h"

#define PLENTY (64u * 1024 * 1024)

static const ProtobufCMessageDescriptor *const TYPES[] = {
    &judge__v1__say_request__descriptor,     &google__protobuf__value__descriptor,
    &google__protobuf__struct__descriptor,   &generator__deep__v1__get_request__descriptor,
    &generator__deep__v1__outer__descriptor, &google__rpc__status__descriptor,
    &google__rpc__bad_request__descriptor,   &judge__v1__scalars__descriptor,
};

/* Texts of a refusal are there to be read, whatever arena they are in. */
static void look_at(struct cv_status status)
{
    CV_ASSERT(status.code == CV_INTERNAL || status.code == CV_INVALID_ARGUMENT ||
              status.code == CV_RESOURCE_EXHAUSTED);
    CV_ASSERT(status.message != NULL && strlen(status.message) > 0);
    CV_ASSERT(status.field == NULL || strlen(status.field) > 0);
}

static void within_budget(const ProtobufCMessageDescriptor *type, struct cv_slice bytes,
                          size_t budget)
{
    struct cv_arena arena;
    ProtobufCMessage *message;
    struct cv_status status;

    cv_arena_init(&arena, budget);
    status = cv_codec_decode(type, bytes, &arena, &message);
    CV_ASSERT_CMP(arena.used, <=, budget);
    CV_ASSERT_EQ(message != NULL, cv_ok(status));
    if (!cv_ok(status))
        look_at(status);
    cv_arena_release(&arena);
}

static void walk(ProtobufCMessage *message, unsigned depth, bool forget);

/* One value, at `at`, of a field of a message at `depth`. */
static void walk_value(const ProtobufCFieldDescriptor *field, const void *at, unsigned depth,
                       bool forget)
{
    const char *text;
    ProtobufCMessage *below;

    if (field->type == PROTOBUF_C_TYPE_STRING) {
        memcpy(&text, at, sizeof(text));
        CV_ASSERT(text == NULL || cv_utf8_valid((const uint8_t *)text, strlen(text)));
    } else if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
        memcpy(&below, at, sizeof(below));
        if (below != NULL)
            walk(below, depth + 1, forget);
    }
}

/* Every text is UTF-8, and nothing lies deeper than allowed. `forget`: unknown fields go. */
static void walk(ProtobufCMessage *message, unsigned depth, bool forget)
{
    CV_ASSERT_CMP(depth, <=, CV_NESTING_MAX);
    if (forget)
        message->n_unknown_fields = 0;
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        const char *at = (const char *)message + field->offset;
        const char *items;
        uint32_t chosen;
        size_t count;

        memcpy(&chosen, (const char *)message + field->quantifier_offset, sizeof(chosen));
        if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0 && chosen != field->id)
            continue;
        if (field->label != PROTOBUF_C_LABEL_REPEATED) {
            walk_value(field, at, depth, forget);
            continue;
        }
        memcpy(&count, (const char *)message + field->quantifier_offset, sizeof(count));
        CV_ASSERT_CMP(count, <=, CV_ELEMENTS_MAX);
        memcpy(&items, at, sizeof(items));
        for (size_t k = 0; k < count; k++) /* only pointers are looked at: steps of their size */
            walk_value(field, items + k * sizeof(void *), depth, forget);
    }
}

static void one_form(const ProtobufCMessageDescriptor *type, ProtobufCMessage *message,
                     struct cv_arena *arena)
{
    struct cv_slice first = cv_codec_encode(message, arena);
    struct cv_slice second;
    ProtobufCMessage *again;

    CV_ASSERT(first.at != NULL);
    walk(message, 1, false);
    CV_ASSERT(protobuf_c_message_check(message));
    CV_ASSERT(cv_ok(cv_codec_decode(type, first, arena, &again)));
    second = cv_codec_encode(again, arena);
    CV_ASSERT(fuzz_same(first, second));
}

static void *alloc(void *arena, size_t size)
{
    return cv_arena_alloc(arena, size);
}

static void keep(void *arena, void *memory)
{
    (void)arena;
    (void)memory;
}

/* What protobuf-c makes of the same bytes, in the arena; NULL: it refuses them. */
static ProtobufCMessage *by_protobuf_c(const ProtobufCMessageDescriptor *type,
                                       struct cv_slice bytes, struct cv_arena *arena)
{
    ProtobufCAllocator allocator = {alloc, keep, arena};

    return protobuf_c_message_unpack(type, &allocator, bytes.len, bytes.at);
}

/* protobuf-c 1.4 does not merge a submessage that comes twice in a oneof, and refuses some that do
 * where once is meant. So bytes as they come are compared only for types without a oneof; the one
 * form of what was decoded always is. */
static bool has_oneof(const ProtobufCMessageDescriptor *type, unsigned depth)
{
    for (unsigned i = 0; i < type->n_fields && depth < 8; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];

        if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0 ||
            (field->type == PROTOBUF_C_TYPE_MESSAGE && has_oneof(field->descriptor, depth + 1)))
            return true;
    }
    return false;
}

/* Of a submessage that comes twice protobuf-c 1.4 merges what it knows, and drops the unknown
 * fields of the first. */
static struct cv_slice without_unknown(ProtobufCMessage *message, struct cv_arena *arena)
{
    walk(message, 1, true);
    return cv_codec_encode(message, arena);
}

static void means_the_same(const ProtobufCMessageDescriptor *type, struct cv_slice bytes,
                           ProtobufCMessage *message, struct cv_arena *arena)
{
    struct cv_slice ours = cv_codec_encode(message, arena);
    ProtobufCMessage *theirs = by_protobuf_c(type, ours, arena);

    CV_ASSERT(theirs != NULL && fuzz_same(ours, cv_codec_encode(theirs, arena)));
    theirs = has_oneof(type, 0) ? NULL : by_protobuf_c(type, bytes, arena);
    if (theirs != NULL)
        CV_ASSERT(fuzz_same(without_unknown(message, arena), without_unknown(theirs, arena)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz fuzz = {data, data + size};
    const ProtobufCMessageDescriptor *type =
        TYPES[fuzz_byte(&fuzz) % (sizeof(TYPES) / sizeof(TYPES[0]))];
    size_t budget = fuzz_number(&fuzz, 2);
    struct cv_slice bytes = fuzz_rest(&fuzz);
    struct cv_arena arena;
    ProtobufCMessage *message;
    struct cv_status decoded;

    within_budget(type, bytes, budget);
    cv_arena_init(&arena, PLENTY);
    decoded = cv_codec_decode(type, bytes, &arena, &message);
    CV_ASSERT_EQ(message != NULL, cv_ok(decoded));
    if (message != NULL)
        one_form(type, message, &arena);
    if (message != NULL)
        means_the_same(type, bytes, message, &arena);
    CV_ASSERT_CMP(arena.used, <=, PLENTY);
    cv_arena_release(&arena);
    return 0;
}
