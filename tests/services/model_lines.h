/* A report as lines of a key and its numbers: what a service answers and what a model works out are
 * made the same of, and compared. */
#ifndef TESTS_SERVICES_MODEL_LINES_H
#define TESTS_SERVICES_MODEL_LINES_H

#include <stddef.h>
#include <stdint.h>

#define LINES_MAX   600
#define LINE_VALUES 8

struct model_line {
    char key[120];
    int64_t values[LINE_VALUES];
};

struct model_report {
    struct model_line lines[LINES_MAX];
    size_t count;
};

/* The line of this key, new with zeros if need be. */
int64_t *model_line(struct model_report *report, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Fails, with what was asked, unless both have the same lines with the same numbers. */
void model_lines_match(const char *asked, struct model_report *wanted, struct model_report *found);

#endif
