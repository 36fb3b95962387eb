#include "certificate/code.h"

#include "base/random.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define RANDOM_SIGNS 26
#define SIGNS        (RANDOM_SIGNS + 1)
#define GROUP        5

static const char ALPHABET[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* Times the generator of the field of 32 elements, x^5 + x^2 + 1: its powers are all different over
 * 31 places, so neither a slip nor two swapped neighbours leave the sum as it is. */
static uint8_t times_x(uint8_t element)
{
    uint8_t shifted = (uint8_t)(element << 1);

    return (shifted & 32) != 0 ? shifted ^ 37 : shifted;
}

static uint8_t check_of(const uint8_t signs[RANDOM_SIGNS])
{
    uint8_t sum = 0;

    for (size_t i = 0; i < RANDOM_SIGNS; i++)
        sum = times_x(sum ^ signs[i]);
    return sum;
}

static void print(const uint8_t signs[SIGNS], char text[CODE_TEXT])
{
    size_t at = 0;

    for (size_t i = 0; i < SIGNS; i++) {
        if (i > 0 && i % GROUP == 0)
            text[at++] = '-';
        text[at++] = ALPHABET[signs[i]];
    }
    text[at] = '\0';
}

void code_make(char text[CODE_TEXT])
{
    uint8_t signs[SIGNS];

    cv_random_bytes(signs, RANDOM_SIGNS);
    for (size_t i = 0; i < RANDOM_SIGNS; i++)
        signs[i] &= 31;
    signs[RANDOM_SIGNS] = check_of(signs);
    print(signs, text);
}

/* 32: no sign. */
static uint8_t sign_of(char typed)
{
    const char *at;

    if (typed >= 'a' && typed <= 'z')
        typed = (char)(typed - 'a' + 'A');
    if (typed == 'I' || typed == 'L')
        typed = '1';
    if (typed == 'O')
        typed = '0';
    at = typed == '\0' ? NULL : strchr(ALPHABET, typed);
    return at == NULL ? 32 : (uint8_t)(at - ALPHABET);
}

bool code_read(const char *typed, char text[CODE_TEXT], bool *mistyped)
{
    uint8_t signs[SIGNS];
    size_t count = 0;

    *mistyped = false;
    for (; *typed != '\0'; typed++) {
        uint8_t sign;

        if (*typed == '-' || *typed == ' ')
            continue;
        sign = sign_of(*typed);
        if (sign == 32 || count == SIGNS)
            return false;
        signs[count++] = sign;
    }
    if (count != SIGNS)
        return false;
    *mistyped = check_of(signs) != signs[RANDOM_SIGNS];
    if (*mistyped)
        return false;
    print(signs, text);
    return true;
}
