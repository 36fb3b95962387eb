#include "report/figure.h"

#include "base/assert.h"
#include "service/rows.h"

#include <stdio.h>

static bool is_carried(enum figure_kind kind)
{
    return kind == FIGURE_LEVEL || kind == FIGURE_DISTINCT_COUNT;
}

int32_t figure_period_of(enum figure_grain grain, int32_t month)
{
    int32_t months = grain == FIGURE_MONTH ? 1 : grain == FIGURE_QUARTER ? 3 : 12;
    int32_t of_year = month % 100;

    return month - of_year + (of_year + months - 1) / months * months;
}

static void add(struct figure_sums *to, const struct figure_sums *sums)
{
    to->value += sums->value;
    to->weight += sums->weight;
    to->observations += sums->observations;
}

void figures_begin(struct figures *figures, struct cv_arena *arena, enum figure_kind kind,
                   enum figure_grain grain, int64_t decimals)
{
    *figures = (struct figures){
        .arena = arena,
        .kind = kind,
        .grain = grain,
        .decimals = decimals,
    };
}

/* The figure of this period at the end of `figures`. NULL: the arena is full. */
static struct figure *last_of(struct cv_arena *arena, struct figure **figures, size_t *count,
                              size_t *room, int32_t period)
{
    struct figure *grown;

    if (*count > 0 && (*figures)[*count - 1].period == period)
        return &(*figures)[*count - 1];
    CV_ASSERT(*count == 0 || (*figures)[*count - 1].period < period);
    grown = cv_rows_grow(arena, *figures, *count, room, sizeof(**figures));
    if (grown == NULL)
        return NULL;
    *figures = grown;
    grown[*count] = (struct figure){.period = period};
    return &grown[(*count)++];
}

void figures_add(struct figures *figures, int32_t month, const struct figure_sums *sums)
{
    struct figure *figure = last_of(figures->arena, &figures->periods, &figures->period_count,
                                    &figures->period_room, figure_period_of(figures->grain, month));

    if (figure != NULL)
        add(&figure->sums, sums);
}

void figures_close(struct figures *figures)
{
    struct figure *total = &figures->total;
    size_t room = 0;

    for (size_t i = 0; i < figures->period_count; i++) {
        struct figure *figure = &figures->periods[i];
        struct figure *year = last_of(figures->arena, &figures->years, &figures->year_count, &room,
                                      figure_period_of(FIGURE_YEAR, figure->period));

        if (year == NULL) {
            figures->period_count = 0;
            return;
        }
        add(&total->sums, &figure->sums);
        if (is_carried(figures->kind)) {
            figure->sums = total->sums;
            year->sums = total->sums;
        } else {
            add(&year->sums, &figure->sums);
        }
    }
}

/* ---- one number ---- */

__int128 figure_divide(__int128 n, __int128 d)
{
    __int128 quotient;
    __int128 rest;

    CV_ASSERT(n >= 0 && d > 0);
    quotient = n / d;
    rest = n % d;
    if (rest > d - rest || (rest == d - rest && quotient % 2 == 1))
        quotient++;
    return quotient;
}

int64_t figure_scale(int64_t decimals)
{
    int64_t scale = 1;

    for (int64_t i = 0; i < decimals; i++)
        scale *= 10;
    return scale;
}

static bool narrow(__int128 wide, int64_t *value)
{
    *value = (int64_t)wide;
    return wide == *value;
}

bool figure_value(const struct figures *figures, const struct figure *figure, int64_t *value,
                  int64_t *weight)
{
    __int128 wide = figure->sums.value;

    if (figures->kind == FIGURE_RATIO) /* the units cancel, and the quotient gets them again */
        wide = figure_divide(wide * figure_scale(figures->decimals), figure->sums.weight);
    else if (figures->kind == FIGURE_WEIGHTED_MEAN)
        wide = figure_divide(wide, figure->sums.weight);
    return narrow(wide, value) && narrow(figure->sums.weight, weight);
}

static bool all_fit(const struct figures *figures, const struct figure *rows, size_t count)
{
    int64_t value;
    int64_t weight;

    for (size_t i = 0; i < count; i++) {
        if (!figure_value(figures, &rows[i], &value, &weight))
            return false;
    }
    return true;
}

bool figures_fit(const struct figures *figures)
{
    return figures->period_count == 0 ||
           (all_fit(figures, &figures->total, 1) &&
            all_fit(figures, figures->years, figures->year_count) &&
            all_fit(figures, figures->periods, figures->period_count));
}

void figure_period(enum figure_grain grain, int32_t period, char text[FIGURE_PERIOD_TEXT])
{
    int year = period / 100;
    int month = period % 100;

    if (period == 0)
        text[0] = '\0';
    else if (grain == FIGURE_YEAR)
        (void)snprintf(text, FIGURE_PERIOD_TEXT, "%04d", year);
    else if (grain == FIGURE_QUARTER)
        (void)snprintf(text, FIGURE_PERIOD_TEXT, "%04d-Q%d", year, month / 3);
    else
        (void)snprintf(text, FIGURE_PERIOD_TEXT, "%04d-%02d", year, month);
}
