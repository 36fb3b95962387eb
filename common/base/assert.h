/* Programmer errors stop the process, in release builds too: a wrong state in memory must not
 * become a wrong figure on disk. Operating errors are a cv_status, never an assertion. */
#ifndef CV_BASE_ASSERT_H
#define CV_BASE_ASSERT_H

#include <stdint.h>

#define CV_ASSERT(cond)                                                                            \
    (__builtin_expect(!(cond), 0) ? cv_assert_failed(__FILE__, __LINE__, #cond) : (void)0)

/* Compare two integers and print both values when the comparison does not hold. */
#define CV_ASSERT_CMP(a, op, b)                                                                    \
    do {                                                                                           \
        intmax_t cv_a_ = (intmax_t)(a);                                                            \
        intmax_t cv_b_ = (intmax_t)(b);                                                            \
        if (__builtin_expect(!(cv_a_ op cv_b_), 0))                                                \
            cv_assert_cmp_failed(__FILE__, __LINE__, #a " " #op " " #b, cv_a_, cv_b_);             \
    } while (0)
#define CV_ASSERT_EQ(a, b) CV_ASSERT_CMP(a, ==, b)

_Noreturn void cv_assert_failed(const char *file, int line, const char *what);
_Noreturn void cv_assert_cmp_failed(const char *file, int line, const char *what, intmax_t a,
                                    intmax_t b);

#endif
