#include "base/assert.h"

#include <stdio.h>
#include <stdlib.h>

void cv_assert_failed(const char *file, int line, const char *what)
{
    fprintf(stderr, "%s:%d: assertion failed: %s\n", file, line, what);
    abort();
}

void cv_assert_cmp_failed(const char *file, int line, const char *what, intmax_t a, intmax_t b)
{
    fprintf(stderr, "%s:%d: assertion failed: %s (%jd, %jd)\n", file, line, what, a, b);
    abort();
}
