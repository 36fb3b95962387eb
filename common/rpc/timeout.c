#include "rpc/timeout.h"

#include "base/clock.h"

#define DIGITS_MAX 8
#define VALUE_MAX  99999999u

static const struct {
    char name;
    uint64_t ns;
} UNITS[] = {
    {'n', 1},           {'u', CV_NS_PER_US},     {'m', CV_NS_PER_MS},
    {'S', CV_NS_PER_S}, {'M', 60 * CV_NS_PER_S}, {'H', 3600 * CV_NS_PER_S},
};

#define UNIT_COUNT (sizeof(UNITS) / sizeof(UNITS[0]))

bool cv_timeout_parse(struct cv_slice text, uint64_t *ns)
{
    uint64_t value = 0;

    if (text.len < 2 || text.len > DIGITS_MAX + 1)
        return false;
    for (size_t i = 0; i + 1 < text.len; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        value = value * 10 + (uint64_t)(text.at[i] - '0');
    }
    for (size_t i = 0; i < UNIT_COUNT; i++) {
        if (text.at[text.len - 1] != (uint8_t)UNITS[i].name)
            continue;
        *ns = value > UINT64_MAX / UNITS[i].ns ? UINT64_MAX : value * UNITS[i].ns;
        return true;
    }
    return false;
}

size_t cv_timeout_print(uint64_t ns, char out[CV_TIMEOUT_TEXT])
{
    char digits[DIGITS_MAX];
    size_t count = 0;
    size_t unit = 0;
    uint64_t value = ns;

    while (value > VALUE_MAX && unit + 1 < UNIT_COUNT) {
        unit++;
        value = ns / UNITS[unit].ns + (ns % UNITS[unit].ns != 0);
    }
    do {
        digits[count++] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0 && count < DIGITS_MAX);
    for (size_t i = 0; i < count; i++)
        out[i] = digits[count - 1 - i];
    out[count] = UNITS[unit].name;
    return count + 1;
}
