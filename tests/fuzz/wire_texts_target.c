/* The texts of the gRPC wire: grpc-timeout, grpc-message, base64, metadata. What one side writes
 * the other reads, and what is read has one way to be written. */
#include "base/clock.h"
#include "fuzz.h"
#include "rpc/base64.h"
#include "rpc/limits.h"
#include "rpc/metadata_wire.h"
#include "rpc/percent.h"
#include "rpc/timeout.h"

static void timeout_read(struct cv_slice text)
{
    char printed[CV_TIMEOUT_TEXT];
    struct cv_slice again = {(const uint8_t *)printed, 0};
    uint64_t ns;
    uint64_t ns_again;

    if (!cv_timeout_parse(text, &ns))
        return;
    CV_ASSERT(text.len >= 2 && text.len <= 9);
    again.len = cv_timeout_print(ns, printed);
    CV_ASSERT(again.len >= 2 && again.len <= 9);
    CV_ASSERT(cv_timeout_parse(again, &ns_again));
    CV_ASSERT(ns_again >= ns); /* never shorter than asked for */
    CV_ASSERT(ns_again - ns <= ns / 1000 || ns_again - ns <= CV_NS_PER_S * 3600);
}

static void timeout_printed(uint64_t ns)
{
    char text[CV_TIMEOUT_TEXT];
    struct cv_slice slice = {(const uint8_t *)text, cv_timeout_print(ns, text)};
    uint64_t read;

    CV_ASSERT(cv_timeout_parse(slice, &read));
    CV_ASSERT(read >= ns);
}

static void percent(struct cv_slice bytes, struct cv_arena *arena)
{
    struct cv_slice coded = cv_percent_encode(bytes, arena);
    const char *decoded = cv_percent_decode(coded, arena);
    const char *loose = cv_percent_decode(bytes, arena); /* what is no code stays */

    CV_ASSERT(decoded != NULL && loose != NULL);
    CV_ASSERT(bytes.len == 0 || memcmp(decoded, bytes.at, bytes.len) == 0);
    CV_ASSERT_EQ(decoded[bytes.len], '\0');
    CV_ASSERT_CMP(strlen(loose), <=, bytes.len);
    for (size_t i = 0; i < coded.len; i++)
        CV_ASSERT(coded.at[i] >= 0x20 && coded.at[i] <= 0x7e);
}

static void base64(struct cv_slice bytes, struct cv_arena *arena)
{
    struct cv_slice text = cv_base64_encode(bytes, arena);
    struct cv_slice back;

    CV_ASSERT(text.at != NULL);
    CV_ASSERT(cv_base64_decode(text, arena, &back));
    CV_ASSERT(fuzz_same(back, bytes));
    if (!cv_base64_decode(bytes, arena, &back))
        return;
    while (bytes.len > 0 && bytes.at[bytes.len - 1] == '=')
        bytes.len--;
    CV_ASSERT(fuzz_same(cv_base64_encode(back, arena), bytes));
}

/* What a peer sent, sent on, is what it sent. */
static void metadata_received(struct cv_slice key, struct cv_slice value, struct cv_arena *arena)
{
    struct cv_metadata first = {0};
    struct cv_metadata second = {0};
    const struct cv_metadatum *b;

    if (key.len == 0 || !cv_ok(cv_metadata_add_wire(&first, arena, key, value)))
        return;
    CV_ASSERT(first.count >= 1 && first.count <= CV_METADATA_COUNT_MAX);
    for (const struct cv_metadatum *a = first.first; a != NULL; a = a->next)
        CV_ASSERT(
            cv_ok(cv_metadata_add_wire(&second, arena, a->key, cv_metadata_wire_value(a, arena))));
    CV_ASSERT_EQ(first.count, second.count);
    b = second.first;
    for (const struct cv_metadatum *a = first.first; a != NULL; a = a->next, b = b->next) {
        CV_ASSERT(fuzz_same(a->key, key) && fuzz_same(b->key, key));
        CV_ASSERT(fuzz_same(a->value, b->value));
        CV_ASSERT_EQ(a->key.at[a->key.len], '\0');
        CV_ASSERT_EQ(a->value.at[a->value.len], '\0');
    }
}

/* What a program may add, its peer can read. */
static void metadata_sent(struct cv_slice key, struct cv_slice value, struct cv_arena *arena)
{
    const char *name = fuzz_text(key, arena);
    struct cv_metadata sent = {0};
    struct cv_metadata got = {0};

    if (!cv_ok(cv_metadata_add(&sent, arena, name, value.at, value.len)))
        return;
    CV_ASSERT(cv_ok(cv_metadata_add_wire(&got, arena, sent.first->key,
                                         cv_metadata_wire_value(sent.first, arena))));
    CV_ASSERT(strncmp(name, "grpc-", 5) != 0);
    CV_ASSERT(cv_metadata_find(&got, name) != NULL);
    CV_ASSERT(fuzz_same(cv_metadata_find(&got, name)->value, value));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz fuzz = {data, data + size};
    uint8_t kind = fuzz_byte(&fuzz);
    struct cv_arena arena;
    struct cv_slice key;

    cv_arena_init(&arena, 16 * size + 64 * 1024);
    switch (kind % 4) {
    case 0:
        timeout_read(fuzz_rest(&fuzz));
        fuzz = (struct fuzz){data, data + size};
        timeout_printed((uint64_t)fuzz_number(&fuzz, 4) << 32 | fuzz_number(&fuzz, 4));
        break;
    case 1:
        percent(fuzz_rest(&fuzz), &arena);
        break;
    case 2:
        base64(fuzz_rest(&fuzz), &arena);
        break;
    default:
        key = fuzz_bytes(&fuzz, fuzz_byte(&fuzz));
        metadata_received(key, fuzz_rest(&fuzz), &arena);
        metadata_sent(key,
                      (struct cv_slice){key.at + key.len, (size_t)(fuzz.end - key.at) - key.len},
                      &arena);
        break;
    }
    cv_arena_release(&arena);
    return 0;
}
