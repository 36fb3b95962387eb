#include "cell.h"

#include "encoding.h"
#include "text.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define NUMBER_MAX   INT64_C(100000000000000000) /* one more digit still fits */
#define MONEY_MAX    INT64_C(100000000000000)    /* the service's limits */
#define COUNTED_MAX  INT64_C(1000000000000000)
#define ID_MAX       63
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool take_prefix(const char **text, const char *part)
{
    size_t len = strlen(part);

    if (strncmp(*text, part, len) != 0)
        return false;
    *text += len;
    return true;
}

static char *trim(char *text)
{
    size_t len = strlen(text);

    while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t'))
        text[--len] = '\0';
    while (*text == ' ' || *text == '\t')
        text++;
    return text;
}

char *cell_plain(const char *text, struct cv_arena *arena)
{
    char *own = encoding_half_width(text, arena);

    return own == NULL ? NULL : trim(own);
}

static const char *no_memory(void)
{
    return T("cannot be read: out of memory", "无法读取：内存不足");
}

/* ---- units ---- */

static int take_scale(const char **text)
{
    static const struct {
        const char *name;
        int scale;
    } SCALES[] = {{"亿", 8}, {"千万", 7}, {"百万", 6}, {"十万", 5}, {"万", 4}, {"千", 3}};

    for (size_t i = 0; i < COUNT(SCALES); i++) {
        if (take_prefix(text, SCALES[i].name))
            return SCALES[i].scale;
    }
    return 0;
}

/* NULL: no currency by this name. */
static const char *currency_of(const char *name)
{
    static const struct {
        const char *name;
        const char *code;
    } NAMES[] = {
        {"", ""},        {"元", "CNY"},   {"人民币", "CNY"}, {"元人民币", "CNY"},
        {"yuan", "CNY"}, {"Yuan", "CNY"}, {"RMB", "CNY"},    {"美元", "USD"},
        {"欧元", "EUR"}, {"坚戈", "KZT"}, {"卢布", "RUB"},
    };

    for (size_t i = 0; i < COUNT(NAMES); i++) {
        if (strcmp(name, NAMES[i].name) == 0)
            return NAMES[i].code;
    }
    if (strlen(name) == 3 && strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3)
        return name;
    return NULL;
}

const char *cell_money_unit(const char *text, struct cell_unit *unit)
{
    const char *at = text;

    if (take_prefix(&at, "人民币") && *at == '\0')
        at = text;
    unit->scale = take_scale(&at);
    while (*at == ' ')
        at++;
    unit->currency = currency_of(at);
    if (unit->currency != NULL)
        return NULL;
    return T(
        "has a unit that is not understood: 元, 千元, 万元, 百万元, 亿元 or a currency such as CNY "
        "are",
        "的单位无法识别：可用 元、千元、万元、百万元、亿元，或货币代码如 CNY");
}

void cell_count_unit(const char *text, struct cell_unit *unit)
{
    *unit = (struct cell_unit){.scale = take_scale(&text), .currency = ""};
}

/* ---- numbers ---- */

static const char *no_number(void)
{
    return T("must be a number such as 1234.50 or 1,234.50", "必须是数字，如 1234.50 或 1,234.50");
}

/* The three digits behind a thousands separator. */
static bool group_follows(const char *comma)
{
    return strspn(comma + 1, "0123456789") == 3;
}

/* An unsigned decimal with thousands separators, to `scale` decimals. */
static const char *parse_scaled(const char *text, int scale, int64_t *value)
{
    int64_t result = 0;
    int digits = 0;
    int decimals = -1; /* -1: before the point */

    for (; *text != '\0'; text++) {
        if (*text == '.' && decimals < 0) {
            decimals = 0;
            continue;
        }
        if (*text == ',' && decimals < 0 && digits > 0 && group_follows(text))
            continue;
        if (*text < '0' || *text > '9')
            return no_number();
        digits++;
        if (decimals >= scale) {
            if (*text != '0')
                return T("has more decimals than its unit allows", "的小数位数超出单位允许的范围");
            continue;
        }
        decimals += decimals >= 0;
        result = result * 10 + (*text - '0');
        if (result > NUMBER_MAX)
            return T("is too large", "数值过大");
    }
    if (digits == 0)
        return no_number();
    for (int i = decimals < 0 ? 0 : decimals; i < scale; i++) {
        if (result > NUMBER_MAX)
            return T("is too large", "数值过大");
        result *= 10;
    }
    *value = result;
    return NULL;
}

static bool negative(const char *text)
{
    return *text == '-' || *text == '(' || strncmp(text, "−", strlen("−")) == 0 ||
           strncmp(text, "负", strlen("负")) == 0;
}

/* Cut the text into the number it starts with, and the words behind. */
static char *cut_number(char *text, char *room, size_t size)
{
    size_t len = strspn(text, "0123456789.,");

    if (len >= size)
        return NULL;
    memcpy(room, text, len);
    room[len] = '\0';
    return trim(text + len);
}

const char *cell_money(const char *text, const struct cell_unit *heading, const char *usual,
                       struct cv_arena *arena, struct cell_money *money)
{
    static const char *const SIGNS[] = {"¥", "￥", "CNY", "RMB", "人民币"};
    struct cell_unit unit = {.currency = ""};
    char *own = cell_plain(text, arena);
    const char *start = own;
    const char *words;
    const char *wrong;
    char number[64];
    bool yuan = false;

    if (own == NULL)
        return no_memory();
    for (size_t i = 0; !yuan && i < COUNT(SIGNS); i++)
        yuan = take_prefix(&start, SIGNS[i]);
    start += strspn(start, " ");
    if (negative(start))
        return T("must not be negative; to take something back, its record is reversed",
                 "不能为负数；要撤销已有记录，请使用冲销");
    words = cut_number(own + (start - own), number, sizeof(number));
    if (words == NULL || number[0] == '\0' || cell_money_unit(words, &unit) != NULL)
        return T("must be an amount such as 1234.50, 1,234.50 or 12.5万元",
                 "必须是金额，如 1234.50、1,234.50 或 12.5万元");
    if (*words == '\0')
        unit.scale = heading->scale;
    if (unit.currency[0] == '\0')
        unit.currency = yuan ? "CNY" : heading->currency;
    money->currency = unit.currency;
    unit.scale += cell_currency_decimals(unit.currency[0] == '\0' ? usual : unit.currency);
    wrong = parse_scaled(number, unit.scale, &money->minor_units);
    if (wrong == NULL && money->minor_units == 0)
        wrong = T("must be more than 0", "必须大于 0");
    if (wrong == NULL && money->minor_units > MONEY_MAX)
        wrong = T("is too large", "数值过大");
    return wrong;
}

const char *cell_count(const char *text, const struct cell_unit *heading, int decimals,
                       struct cv_arena *arena, int64_t *value)
{
    char *own = cell_plain(text, arena);
    struct cell_unit unit = *heading;
    const char *words;
    const char *wrong;
    char number[64];

    if (own == NULL)
        return no_memory();
    if (negative(own))
        return T("must not be negative", "不能为负数");
    words = cut_number(own, number, sizeof(number));
    if (words == NULL || number[0] == '\0')
        return no_number();
    if (*words != '\0')
        unit.scale = take_scale(&words);
    if (*words != '\0' && strcmp(words, "元") != 0)
        return no_number();
    wrong = parse_scaled(number, decimals + unit.scale, value);
    if (wrong == NULL && *value > COUNTED_MAX)
        wrong = T("is too large", "数值过大");
    return wrong;
}

const char *cell_integer(const char *text, int64_t min, int64_t max, struct cv_arena *arena,
                         int64_t *value)
{
    char *own = cell_plain(text, arena);
    const char *refusal;

    if (own == NULL)
        return no_memory();
    if (parse_scaled(own, 0, value) == NULL && *value >= min && *value <= max)
        return NULL;
    refusal = cv_arena_printf(
        arena, T("must be a whole number from %lld to %lld", "必须是 %lld 至 %lld 的整数"),
        (long long)min, (long long)max);
    return refusal == NULL ? no_memory() : refusal;
}

const char *cell_percent(const char *text, struct cv_arena *arena, int32_t *basis_points)
{
    char *own = cell_plain(text, arena);
    const char *wrong;
    int64_t value = 0;
    size_t len;

    if (own == NULL)
        return no_memory();
    len = strlen(own);
    if (len > 0 && own[len - 1] == '%')
        own[len - 1] = '\0';
    wrong = parse_scaled(trim(own), 2, &value);
    if (wrong != NULL || value > 10000)
        return T("must be a share from 0 to 100 %, such as 60 or 62.5%",
                 "必须是 0 至 100 的百分比，如 60 或 62.5%");
    *basis_points = (int32_t)value;
    return NULL;
}

/* ---- dates ---- */

static bool leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static bool exists(const struct cell_date *date)
{
    static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    if (date->year < 1900 || date->year > 2999 || date->month < 1 || date->month > 12 ||
        date->day < 1)
        return false;
    return date->day <= DAYS[date->month - 1] + (date->month == 2 && leap(date->year));
}

/* `min` to `max` digits. */
static bool take_digits(const char **text, size_t min, size_t max, int *value)
{
    size_t n = 0;

    *value = 0;
    for (; n < max && **text >= '0' && **text <= '9'; n++, (*text)++)
        *value = *value * 10 + (**text - '0');
    return n >= min && (**text < '0' || **text > '9' || min == max);
}

static bool parse_date(const char *text, struct cell_date *date)
{
    static const char *const MARKS[][3] = {
        {"-", "-", ""}, {"/", "/", ""}, {".", ".", ""}, {"年", "月", "日"}, {"", "", ""},
    };

    for (size_t i = 0; i < COUNT(MARKS); i++) {
        const char *at = text;
        size_t min = MARKS[i][0][0] == '\0' ? 2 : 1; /* without marks nothing may be left out */

        if (take_digits(&at, 4, 4, &date->year) && take_prefix(&at, MARKS[i][0]) &&
            take_digits(&at, min, 2, &date->month) && take_prefix(&at, MARKS[i][1]) &&
            take_digits(&at, min, 2, &date->day) && take_prefix(&at, MARKS[i][2]) && *at == '\0')
            return true;
    }
    return false;
}

static void cut_midnight(char *text)
{
    static const char *const MIDNIGHTS[] = {" 0:00", " 00:00", " 0:00:00", " 00:00:00",
                                            "T00:00:00"};

    for (size_t i = 0; i < COUNT(MIDNIGHTS); i++) {
        size_t len = strlen(text);
        size_t n = strlen(MIDNIGHTS[i]);

        if (len > n && strcmp(text + len - n, MIDNIGHTS[i]) == 0)
            text[len - n] = '\0';
    }
}

const char *cell_date(const char *text, struct cv_arena *arena, struct cell_date *date)
{
    char *own = cell_plain(text, arena);

    if (own == NULL)
        return no_memory();
    cut_midnight(own);
    if (!parse_date(own, date))
        return T("must be a date such as 2024-03-05, 2024/3/5 or 2024年3月5日",
                 "必须是日期，如 2024-03-05、2024/3/5 或 2024年3月5日");
    return exists(date) ? NULL : T("is no day of the calendar", "不是日历上的日期");
}

/* ---- words ---- */

const char *cell_yes(const char *text, struct cv_arena *arena, bool *yes)
{
    static const char *const WORDS[][2] = {{"no", "yes"}, {"n", "y"},   {"false", "true"},
                                           {"0", "1"},    {"否", "是"}, {"", "√"}};
    char *own = cell_plain(text, arena);

    if (own == NULL)
        return no_memory();
    for (size_t i = 0; i < COUNT(WORDS); i++) {
        *yes = strcasecmp(own, WORDS[i][1]) == 0;
        if (*yes || strcasecmp(own, WORDS[i][0]) == 0)
            return NULL;
    }
    return T("must be yes or no", "必须是 是 或 否");
}

const char *cell_id(const char *text, struct cv_arena *arena, const char **id)
{
    char *own = cell_plain(text, arena);

    if (own == NULL)
        return no_memory();
    for (char *at = own; *at != '\0'; at++) {
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
    }
    *id = own;
    if (*own != '\0' && strlen(own) <= ID_MAX && strchr("._-", *own) == NULL &&
        own[strspn(own, "abcdefghijklmnopqrstuvwxyz0123456789._-")] == '\0')
        return NULL;
    return T("must be 1 to 63 letters a to z, digits, '.', '_' and '-', a letter or digit first",
             "必须是 1 至 63 个字母 a-z、数字、“.”、“_”、“-”，以字母或数字开头");
}

/* ---- printing ---- */

int cell_currency_decimals(const char *currency)
{
    static const struct {
        const char *code;
        int decimals;
    } OTHERS[] = {{"BHD", 3}, {"BIF", 0}, {"CLP", 0}, {"DJF", 0}, {"GNF", 0}, {"IQD", 3},
                  {"ISK", 0}, {"JOD", 3}, {"JPY", 0}, {"KMF", 0}, {"KRW", 0}, {"KWD", 3},
                  {"LYD", 3}, {"OMR", 3}, {"PYG", 0}, {"RWF", 0}, {"TND", 3}, {"UGX", 0},
                  {"VND", 0}, {"VUV", 0}, {"XAF", 0}, {"XOF", 0}, {"XPF", 0}};

    for (size_t i = 0; i < COUNT(OTHERS); i++) {
        if (strcmp(currency, OTHERS[i].code) == 0)
            return OTHERS[i].decimals;
    }
    return 2;
}

void cell_print_decimal(int64_t value, int decimals, char *out)
{
    char digits[32];
    uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    int len = snprintf(digits, sizeof(digits), "%0*llu", decimals + 1, (unsigned long long)size);
    int whole = len - decimals;
    size_t at = 0;

    if (value < 0)
        out[at++] = '-';
    for (int i = 0; i < len; i++) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0)
            out[at++] = ',';
        if (i == whole)
            out[at++] = '.';
        out[at++] = digits[i];
    }
    out[at] = '\0';
}

const char *cell_decimal(struct cv_arena *arena, int64_t value, int decimals)
{
    char text[40];
    const char *copy;

    cell_print_decimal(value, decimals, text);
    copy = cv_arena_string(arena, text);
    return copy == NULL ? "" : copy;
}
