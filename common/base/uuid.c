#include "base/uuid.h"

#include "base/clock.h"
#include "base/random.h"

#include <stdatomic.h>
#include <string.h>

/* Milliseconds in the upper 48 bits, a counter in the lower 12 that runs into the milliseconds
 * when one of them is used up. */
static _Atomic uint64_t last;

static uint64_t next_stamp(void)
{
    uint64_t now = (uint64_t)(cv_clock_utc_us() / 1000) << 12;
    uint64_t seen = atomic_load(&last);
    uint64_t next;

    do {
        next = now > seen ? now : seen + 1;
    } while (!atomic_compare_exchange_weak(&last, &seen, next));
    return next;
}

struct cv_uuid cv_uuid7(void)
{
    uint64_t stamp = next_stamp();
    uint64_t ms = stamp >> 12;
    struct cv_uuid uuid;

    cv_random_bytes(uuid.bytes + 8, 8);
    for (int i = 0; i < 6; i++)
        uuid.bytes[i] = (uint8_t)(ms >> (40 - 8 * i));
    uuid.bytes[6] = (uint8_t)(0x70 | ((stamp >> 8) & 0x0f));
    uuid.bytes[7] = (uint8_t)stamp;
    uuid.bytes[8] = (uint8_t)(0x80 | (uuid.bytes[8] & 0x3f));
    return uuid;
}

void cv_uuid_print(struct cv_uuid uuid, char text[CV_UUID_TEXT])
{
    static const char DIGITS[] = "0123456789abcdef";

    for (size_t i = 0; i < sizeof(uuid.bytes); i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *text++ = '-';
        *text++ = DIGITS[uuid.bytes[i] >> 4];
        *text++ = DIGITS[uuid.bytes[i] & 15];
    }
    *text = '\0';
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool cv_uuid_parse(const char *text, struct cv_uuid *uuid)
{
    size_t at = 0;

    if (strlen(text) != CV_UUID_TEXT - 1)
        return false;
    for (int i = 0; i < 16; i++) {
        int high;
        int low;

        if ((i == 4 || i == 6 || i == 8 || i == 10) && text[at++] != '-')
            return false;
        high = hex_value(text[at++]);
        low = hex_value(text[at++]);
        if (high < 0 || low < 0)
            return false;
        uuid->bytes[i] = (uint8_t)(high * 16 + low);
    }
    return true;
}
