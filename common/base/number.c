#include "base/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPONENT_MAX  100000
#define REAL_TEXT_MAX 2048 /* more digits than any double has */

/* The parts of -12.34e5: digits "1234" with the point after the first 2 + 5 of them. */
struct decimal {
    bool negative;
    const uint8_t *whole;
    size_t whole_len;
    const uint8_t *fraction;
    size_t fraction_len;
    long exponent;
};

static size_t digits(struct cv_slice *text)
{
    size_t n = 0;

    while (n < text->len && text->at[n] >= '0' && text->at[n] <= '9')
        n++;
    text->at += n;
    text->len -= n;
    return n;
}

static bool take(struct cv_slice *text, uint8_t c)
{
    if (text->len == 0 || (*text->at | 0x20) != (c | 0x20))
        return false;
    text->at++;
    text->len--;
    return true;
}

static bool take_exponent(struct cv_slice *text, long *exponent)
{
    bool negative = take(text, '-');
    const uint8_t *at;
    size_t n;

    if (!negative)
        (void)take(text, '+');
    at = text->at;
    n = digits(text);
    for (size_t i = 0; i < n && *exponent < EXPONENT_MAX; i++)
        *exponent = *exponent * 10 + (at[i] - '0');
    if (negative)
        *exponent = -*exponent;
    return n > 0;
}

static bool split(struct cv_slice text, struct decimal *number)
{
    *number = (struct decimal){.negative = take(&text, '-'), .whole = text.at};
    number->whole_len = digits(&text);
    if (number->whole_len == 0 || (number->whole_len > 1 && number->whole[0] == '0'))
        return false;
    if (take(&text, '.')) {
        number->fraction = text.at;
        number->fraction_len = digits(&text);
        if (number->fraction_len == 0)
            return false;
    }
    if (take(&text, 'e') && !take_exponent(&text, &number->exponent))
        return false;
    return text.len == 0;
}

static bool add_digit(uint64_t *magnitude, uint64_t digit)
{
    return !__builtin_mul_overflow(*magnitude, 10, magnitude) &&
           !__builtin_add_overflow(*magnitude, digit, magnitude);
}

/* In units of 10^-shift. False: too large, or `exact` and a digit would be cut off. */
static bool read_scaled(const struct decimal *number, long shift, bool exact, uint64_t *magnitude)
{
    long point = (long)number->whole_len + number->exponent + shift;
    long count = (long)(number->whole_len + number->fraction_len);

    *magnitude = 0;
    for (long i = 0; i < count; i++) {
        const uint8_t *at = (size_t)i < number->whole_len
                                ? number->whole + i
                                : number->fraction + (size_t)i - number->whole_len;

        if (i < point ? !add_digit(magnitude, (uint64_t)(*at - '0')) : exact && *at != '0')
            return false;
    }
    for (; count < point && *magnitude != 0; count++) {
        if (!add_digit(magnitude, 0))
            return false;
    }
    return true;
}

bool cv_number_read_whole(struct cv_slice text, bool *negative, uint64_t *magnitude)
{
    struct decimal number;

    if (!split(text, &number) || text.len > EXPONENT_MAX ||
        !read_scaled(&number, 0, true, magnitude))
        return false;
    *negative = number.negative && *magnitude != 0;
    return true;
}

bool cv_number_read_scaled(struct cv_slice text, unsigned digits, bool *negative,
                           uint64_t *magnitude)
{
    struct decimal number;

    if (!split(text, &number) || text.len > EXPONENT_MAX ||
        !read_scaled(&number, (long)digits, false, magnitude))
        return false;
    *negative = number.negative;
    return true;
}

bool cv_number_read_real(struct cv_slice text, double *value)
{
    struct decimal number;
    char copy[REAL_TEXT_MAX];

    if (!split(text, &number) || text.len >= sizeof(copy))
        return false;
    memcpy(copy, text.at, text.len);
    copy[text.len] = '\0';
    *value = strtod(copy, NULL);
    return isfinite(*value);
}

/* "-0" is a whole number to many readers, and those have no such zero. */
static void keep_sign_of_zero(char out[CV_NUMBER_TEXT_MAX])
{
    if (strcmp(out, "-0") == 0)
        memcpy(out, "-0.0", sizeof("-0.0"));
}

void cv_number_print_double(double value, char out[CV_NUMBER_TEXT_MAX])
{
    int precision = 15; /* all texts this short read back */

    do
        (void)snprintf(out, CV_NUMBER_TEXT_MAX, "%.*g", precision++, value);
    while (strtod(out, NULL) != value && precision <= 17);
    keep_sign_of_zero(out);
}

void cv_number_print_float(float value, char out[CV_NUMBER_TEXT_MAX])
{
    int precision = 6;

    do
        (void)snprintf(out, CV_NUMBER_TEXT_MAX, "%.*g", precision++, (double)value);
    while (strtof(out, NULL) != value && precision <= 9);
    keep_sign_of_zero(out);
}
