/* What stands in a cell, as people write it, made exact. Nothing here is floating point.
 *
 * Every refusal is a text, in the language of the run, that goes behind the name of what is wrong:
 * "must be ...". NULL: it is fine. */
#ifndef CARAVAN_CELL_H
#define CARAVAN_CELL_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

struct cell_date {
    int year;
    int month;
    int day;
};

/* What the words behind a number, or the brackets in a heading, say of it. */
struct cell_unit {
    int scale;            /* 万元: 4, the number counts ten thousands */
    const char *currency; /* "CNY" for 元; "" when none is named */
};

struct cell_money {
    int64_t minor_units;
    const char *currency; /* as named by the cell or its heading, or "" */
};

/* Without blanks at its ends, full-width letters and digits made ASCII. NULL: out of memory. */
char *cell_plain(const char *text, struct cv_arena *arena);

/* "元", "千元", "万元", "百万元", "亿元", "USD", "万美元", "人民币" or ""; `text` is plain. */
const char *cell_money_unit(const char *text, struct cell_unit *unit);
/* Of something counted: "人次", "万人次"; only how many of them is understood. */
void cell_count_unit(const char *text, struct cell_unit *unit);

/* "1,234.5", "12.5万元", "1.2亿", "¥3000元", "12 USD", full-width digits. What the cell says of its
 * unit goes before what the heading says; if neither names a currency it is `usual`. Greater than
 * zero; a fraction of a minor unit is refused. */
const char *cell_money(const char *text, const struct cell_unit *heading, const char *usual,
                       struct cv_arena *arena, struct cell_money *money);
/* A whole number of 10^-decimals units, not negative; 万 and 亿 may stand behind it. */
const char *cell_count(const char *text, const struct cell_unit *heading, int decimals,
                       struct cv_arena *arena, int64_t *value);
/* "2024-03-05", "2024/3/5", "2024.3.5", "20240305", "2024年3月5日"; a midnight behind it, as
 * spreadsheet programs write one, is overlooked. */
const char *cell_date(const char *text, struct cv_arena *arena, struct cell_date *date);
/* "60%", "60", "62.5": basis points. */
const char *cell_percent(const char *text, struct cv_arena *arena, int32_t *basis_points);
const char *cell_yes(const char *text, struct cv_arena *arena, bool *yes);
/* From `min` to `max`, which the refusal names. */
const char *cell_integer(const char *text, int64_t min, int64_t max, struct cv_arena *arena,
                         int64_t *value);
/* An id as the service has them, capitals made small. */
const char *cell_id(const char *text, struct cv_arena *arena, const char **id);

/* Decimals of a currency's minor unit (ISO 4217): 2 for almost all. */
int cell_currency_decimals(const char *currency);
/* "1,234,567.89"; `out` takes 40 bytes. */
void cell_print_decimal(int64_t value, int decimals, char *out);
/* The same in the arena; "" when that is full. */
const char *cell_decimal(struct cv_arena *arena, int64_t value, int decimals);

#endif
