#include "post_cell.h"

#include "base/time_text.h"
#include "cell.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GRAMS_MAX INT64_C(1000000000000000) /* a billion tonnes */

/* ---- times ---- */

static const char *no_time(void)
{
    return T("must be a time such as 2025-03-05 08:00 +08:00",
             "必须是时间，如 2025-03-05 08:00 +08:00");
}

/* "+08:00", "+0800", "+8", "Z", "UTC+8". */
static bool read_offset(const char *text, int32_t *minutes)
{
    int hours = 0;
    int rest = 0;
    int used = 0;
    bool west;

    text += strspn(text, " ");
    if (strcmp(text, "Z") == 0 || strcmp(text, "UTC") == 0) {
        *minutes = 0;
        return true;
    }
    if (strncmp(text, "UTC", 3) == 0)
        text += 3;
    west = *text == '-';
    if ((*text != '+' && *text != '-') || text[1] < '0' || text[1] > '9')
        return false;
    if (sscanf(text + 1, "%2d:%2d%n", &hours, &rest, &used) < 2 &&
        sscanf(text + 1, "%2d%2d%n", &hours, &rest, &used) < 2) {
        rest = 0;
        if (sscanf(text + 1, "%2d%n", &hours, &used) < 1)
            return false;
    }
    *minutes = (west ? -1 : 1) * (hours * 60 + rest);
    return text[1 + used] == '\0' && rest < 60 && *minutes >= -840 && *minutes <= 840;
}

const char *cell_time(const char *text, const char *heading, struct cv_arena *arena,
                      struct cell_time *time)
{
    char *own = cell_plain(text, arena);
    char stamp[32];
    struct cv_time_value value;
    int year, month, day, hour, minute;
    int second = 0;
    int used = 0;
    int more = 0;

    if (own == NULL)
        return T("cannot be kept: out of memory", "内存不足");
    if (sscanf(own, "%4d%*1[-/.]%2d%*1[-/.]%2d%*1[ T]%2d:%2d%n", &year, &month, &day, &hour,
               &minute, &used) < 5)
        return no_time();
    if (sscanf(own + used, ":%2d%n", &second, &more) == 1)
        used += more;
    if (!read_offset(own[used + (int)strspn(own + used, " ")] == '\0' ? heading : own + used,
                     &time->offset_minutes))
        return T("must say its distance from UTC, here or in the heading: +08:00",
                 "必须写明时区（在单元格或标题中），如 +08:00");
    (void)snprintf(stamp, sizeof(stamp), "%04d-%02d-%02dT%02d:%02d:%02dZ", year, month, day, hour,
                   minute, second);
    if (!cv_time_text_read_timestamp((struct cv_slice){(const uint8_t *)stamp, strlen(stamp)},
                                     &value))
        return no_time();
    time->seconds = value.seconds - (int64_t)time->offset_minutes * 60;
    return NULL;
}

/* ---- masses ---- */

static bool read_mass_unit(const char *text, int *decimals)
{
    static const struct {
        const char *name;
        int decimals;
    } UNITS[] = {
        {"t", 6}, {"吨", 6}, {"kg", 3}, {"千克", 3}, {"公斤", 3}, {"g", 0}, {"克", 0},
    };

    for (size_t i = 0; i < sizeof(UNITS) / sizeof(UNITS[0]); i++) {
        if (strcmp(text, UNITS[i].name) == 0) {
            *decimals = UNITS[i].decimals;
            return true;
        }
    }
    return false;
}

const char *cell_mass(const char *text, const char *heading, struct cv_arena *arena, int64_t *grams)
{
    char *own = cell_plain(text, arena);
    const char *wrong;
    int decimals;
    char *unit;

    if (own == NULL)
        return T("cannot be kept: out of memory", "内存不足");
    unit = own + strspn(own, "0123456789.,");
    if (!read_mass_unit(*unit == '\0' ? heading : unit + strspn(unit, " "), &decimals))
        return T("must say its unit, here or in the heading: t, kg or g",
                 "必须写明单位（在单元格或标题中）：吨、千克或克");
    *unit = '\0';
    wrong = cell_count(own, &(struct cell_unit){0}, decimals, arena, grams);
    if (wrong == NULL && *grams > GRAMS_MAX)
        return T("is too large", "数值过大");
    return wrong;
}

/* ---- quantities ---- */

/* Where the number ends: 万 and 亿 belong to it. */
static char *behind_number(char *text)
{
    char *end = text + strspn(text, "0123456789.,");
    char *more = end + strspn(end, " ");

    return strncmp(more, "万", strlen("万")) == 0 || strncmp(more, "亿", strlen("亿")) == 0
               ? more + strlen("万")
               : end;
}

const char *cell_quantity(const char *text, const char *heading, struct cv_arena *arena,
                          int64_t *milli, const char **unit)
{
    char *own = cell_plain(text, arena);
    const char *own_unit;
    char *number;
    char *end;

    if (own == NULL)
        return T("cannot be kept: out of memory", "内存不足");
    end = behind_number(own);
    own_unit = end + strspn(end, " ");
    *unit = *own_unit == '\0' ? heading : own_unit;
    number = cv_arena_printf(arena, "%.*s", (int)(end - own), own);
    if (number == NULL)
        return T("cannot be kept: out of memory", "内存不足");
    return cell_count(number, &(struct cell_unit){0}, 3, arena, milli);
}

/* ---- words ---- */

size_t cell_word_gap(const char *text)
{
    if (strncmp(text, "、", strlen("、")) == 0 || strncmp(text, "，", strlen("，")) == 0)
        return strlen("、");
    return strchr(" ,;", *text) != NULL && *text != '\0';
}

size_t cell_word_end(const char *text)
{
    size_t len = 0;

    while (text[len] != '\0' && cell_word_gap(text + len) == 0)
        len++;
    return len;
}
