#include "services/model_lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

int64_t *model_line(struct model_report *report, const char *format, ...)
{
    struct model_line line = {.key = ""};
    va_list args;

    va_start(args, format);
    (void)vsnprintf(line.key, sizeof(line.key), format, args);
    va_end(args);
    for (size_t i = 0; i < report->count; i++) {
        if (strcmp(report->lines[i].key, line.key) == 0)
            return report->lines[i].values;
    }
    assert_true(report->count < LINES_MAX);
    report->lines[report->count] = line;
    return report->lines[report->count++].values;
}

void model_lines_match(const char *asked, struct model_report *wanted, struct model_report *found)
{
    size_t lines = found->count;

    for (size_t i = 0; i < wanted->count; i++) {
        const int64_t *values = model_line(found, "%s", wanted->lines[i].key);

        for (int v = 0; v < LINE_VALUES; v++) {
            if (values[v] != wanted->lines[i].values[v])
                fail_msg("%s: '%s' number %d is %lld, not %lld", asked, wanted->lines[i].key, v,
                         (long long)values[v], (long long)wanted->lines[i].values[v]);
        }
    }
    if (wanted->count != lines || found->count != lines)
        fail_msg("%s: a line too many or too few", asked);
}
