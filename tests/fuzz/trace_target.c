/* A traceparent: what is taken has an id and a parent, is written as version 00, and reads again as
 * itself; what is not taken changes nothing. */
#include "base/trace.h"
#include "fuzz.h"

static bool same(const struct cv_trace *a, const struct cv_trace *b)
{
    return memcmp(a->trace_id, b->trace_id, sizeof(a->trace_id)) == 0 &&
           memcmp(a->parent_id, b->parent_id, sizeof(a->parent_id)) == 0 && a->flags == b->flags;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cv_trace none = {.flags = 0xaa};
    struct cv_trace first = none;
    struct cv_trace again = {0};
    char text[CV_TRACE_TEXT];
    struct cv_slice written = {(const uint8_t *)text, sizeof(text) - 1};

    if (!cv_trace_parse((struct cv_slice){data, size}, &first)) {
        CV_ASSERT(same(&first, &none));
        return 0;
    }
    CV_ASSERT(cv_trace_is_set(&first));
    cv_trace_print(&first, text);
    CV_ASSERT_EQ(strlen(text), sizeof(text) - 1);
    CV_ASSERT_EQ(memcmp(text + 3, data + 3, 50), 0);
    CV_ASSERT(cv_trace_parse(written, &again));
    CV_ASSERT(same(&first, &again));
    return 0;
}
