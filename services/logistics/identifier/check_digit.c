#include "identifier/check_digit.h"

#include <string.h>

/* A is 10, and so on without the multiples of 11. */
static unsigned letter_value(char letter)
{
    unsigned value = (unsigned)(letter - 'A') + 10;

    return value + (value >= 11) + (value >= 21) + (value >= 31);
}

int check_digit_box(const char *text)
{
    unsigned sum = 0;

    for (unsigned i = 0; i < 10; i++) {
        unsigned value = i < 4 ? letter_value(text[i]) : (unsigned)(text[i] - '0');

        sum += value << i;
    }
    return (int)(sum % 11);
}

int check_digit_luhn(const char *digits, size_t count)
{
    int sum = 0;

    for (size_t i = 0; i < count; i++) {
        int value = (digits[count - 1 - i] - '0') * (i % 2 == 0 ? 2 : 1);

        sum += value / 10 + value % 10;
    }
    return (10 - sum % 10) % 10;
}

int check_digit_gs1(const char *digits, size_t count)
{
    int sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += (digits[count - 1 - i] - '0') * (i % 2 == 0 ? 3 : 1);
    return (10 - sum % 10) % 10;
}

int check_digit_s10(const char *digits)
{
    static const int WEIGHTS[] = {8, 6, 4, 2, 3, 5, 9, 7};
    int sum = 0;
    int digit;

    for (size_t i = 0; i < 8; i++)
        sum += (digits[i] - '0') * WEIGHTS[i];
    digit = 11 - sum % 11;
    return digit == 10 ? 0 : digit == 11 ? 5 : digit;
}

char check_digit_uscc(const char *text)
{
    static const char ALPHABET[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    unsigned weight = 1;
    unsigned sum = 0;

    for (size_t i = 0; i < 17; i++) {
        const char *at = text[i] == '\0' ? NULL : strchr(ALPHABET, text[i]);

        if (at == NULL)
            return '\0';
        sum += (unsigned)(at - ALPHABET) * weight;
        weight = weight * 3 % 31;
    }
    return ALPHABET[(31 - sum % 31) % 31];
}
