/* What stands in a cell, as people write it, made exact. Nothing here is floating point.
 * Every refusal is a static text that says what is allowed. */
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

/* "1,234.5", "12.5万元", "1.2亿", "¥3000元", full-width digits; `unit` is what the column's heading
 * says
 * ("万元" in "金额（万元）") or "". Minor units; what is no whole number of them is refused. */
const char *cell_money(const char *text, const char *unit, struct cv_arena *arena,
                       int64_t *minor_units);
/* A whole number of 10^-decimals units. */
const char *cell_decimal(const char *text, int decimals, struct cv_arena *arena, int64_t *value);
/* "2024-03-05", "2024/3/5", "2024.3.5", "20240305", "2024年3月5日". */
const char *cell_date(const char *text, struct cv_arena *arena, struct cell_date *date);
/* "60%", "60", "62.5": basis points. */
const char *cell_percent(const char *text, struct cv_arena *arena, int32_t *basis_points);
bool cell_yes(const char *text); /* yes, y, true, 1, 是 */

/* "1,234,567.89"; `out` takes 40 bytes. */
void cell_print_decimal(int64_t value, int decimals, char *out);

#endif
