/* Results of loads from any text: refused with a text that says why, or figures that can be
 * compared with themselves and are the same. */
#include "fuzz.h"
#include "load/compare.h"
#include "load/result_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct load_comparison comparison;
    struct cv_arena arena;
    struct load_result result;
    struct cv_status status;

    cv_arena_init(&arena, 1 << 26);
    status = load_result_read((struct cv_slice){data, size}, &arena, &result);
    if (cv_ok(status)) {
        CV_ASSERT_CMP(result.method_count, <=, LOAD_METHODS_MAX);
        CV_ASSERT_CMP(result.limit, <, LOAD_LIMITS);
        CV_ASSERT(load_incomparable(&result, &result, &arena) == NULL);
        load_compare(&result, &result, 0.1, &comparison);
        CV_ASSERT_CMP(comparison.count, <=, LOAD_CHANGES_MAX);
        CV_ASSERT(comparison.verdict == LOAD_SAME || comparison.verdict == LOAD_UNKNOWN);
    } else {
        CV_ASSERT(status.code == CV_INVALID_ARGUMENT || status.code == CV_RESOURCE_EXHAUSTED);
        CV_ASSERT(status.message != NULL && strlen(status.message) > 0);
    }
    cv_arena_release(&arena);
    return 0;
}
