/* grpc-status-details-bin from any server: decoding never fails its caller, and what was decoded
 * goes out and comes back the same. */
#include "fuzz.h"
#include "rpc/error_details.h"

#define MEMORY (4u * 1024 * 1024)

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static size_t count(const struct cv_detail *detail)
{
    size_t n = 0;

    for (; detail != NULL; detail = detail->next)
        n++;
    return n;
}

static void comes_back(const struct cv_status *sent, struct cv_arena *arena)
{
    struct cv_slice bytes = cv_error_details_encode(sent, arena);
    struct cv_status got = {.code = sent->code, .message = sent->message};
    const struct cv_detail *a = sent->details;
    const struct cv_detail *b;

    CV_ASSERT(bytes.at != NULL);
    cv_error_details_decode(bytes, arena, &got);
    CV_ASSERT_EQ(got.code, sent->code);
    CV_ASSERT(same_text(got.reason, sent->reason));
    CV_ASSERT(same_text(got.field, sent->field));
    CV_ASSERT(count(got.details) == count(a) || count(got.details) >= 30); /* at most 32 go out */
    for (b = got.details; b != NULL; a = a->next, b = b->next) {
        CV_ASSERT(same_text(a->type_url, b->type_url));
        CV_ASSERT(fuzz_same((struct cv_slice){a->value, a->value_len},
                            (struct cv_slice){b->value, b->value_len}));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz fuzz = {data, data + size};
    struct cv_status status = {.code = (enum cv_code)(1 + fuzz_byte(&fuzz) % 16),
                               .message = "as sent"};
    size_t budget = fuzz_number(&fuzz, 2);
    struct cv_slice bytes = fuzz_rest(&fuzz);
    struct cv_arena arena;

    cv_arena_init(&arena, budget); /* too little, often */
    cv_error_details_decode(bytes, &arena, &(struct cv_status){.code = CV_UNKNOWN});
    CV_ASSERT_CMP(arena.used, <=, budget);
    cv_arena_release(&arena);

    cv_arena_init(&arena, MEMORY);
    cv_error_details_decode(bytes, &arena, &status);
    CV_ASSERT(strcmp(status.message, "as sent") == 0);
    if (!arena.exhausted)
        comes_back(&status, &arena);
    cv_arena_release(&arena);
    return 0;
}
