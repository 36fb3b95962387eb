#include "corridor_report/report_wire.h"

/* ---- what was carried ---- */

static Caravan__Logistics__V1__CarriageRow *row_wire(struct cv_arena *arena, const char *key,
                                                     const struct carriage_sum *sum)
{
    Caravan__Logistics__V1__CarriageRow *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__carriage_row__init(message);
    message->key = cv_wire_text(key);
    message->title = cv_wire_text(sum->title);
    message->trips = sum->trips;
    message->packages = sum->packages;
    message->gross_grams = sum->grams;
    message->value_minor = sum->minor;
    message->boxes = sum->boxes;
    message->units = sum->units;
    message->empty_boxes = sum->empty_boxes;
    return message;
}

static const char *direction(struct cv_arena *arena, const struct carriage_sum *sum)
{
    (void)arena;
    return carriage_direction(sum->number);
}

static const char *month(struct cv_arena *arena, const struct carriage_sum *sum)
{
    return carriage_month(arena, (int32_t)sum->number * 100);
}

static const char *chapter(struct cv_arena *arena, const struct carriage_sum *sum)
{
    return carriage_chapter(arena, sum->number);
}

static const char *consignor(struct cv_arena *arena, const struct carriage_sum *sum)
{
    (void)arena;
    return sum->key;
}

/* A row of which everything was taken back is none. */
static bool empty(const struct carriage_sum *sum)
{
    return sum->packages == 0 && sum->grams == 0 && sum->minor == 0 && sum->boxes == 0 &&
           sum->trips == 0;
}

static size_t table_wire(struct cv_arena *arena, const struct carriage_table *table,
                         const char *(*key)(struct cv_arena *, const struct carriage_sum *),
                         Caravan__Logistics__V1__CarriageRow ***rows)
{
    size_t count = 0;

    *rows = cv_arena_array(arena, table->count + 1, sizeof(**rows));
    for (size_t i = 0; *rows != NULL && i < table->count; i++) {
        if (empty(&table->rows[i]))
            continue;
        (*rows)[count] = row_wire(arena, key(arena, &table->rows[i]), &table->rows[i]);
        if ((*rows)[count] == NULL)
            return 0;
        count++;
    }
    return count;
}

/* Out less in. */
static void balance_wire(const struct carriage_table *by_direction,
                         Caravan__Logistics__V1__CorridorReportResponse *message)
{
    for (size_t i = 0; i < by_direction->count; i++) {
        const struct carriage_sum *sum = &by_direction->rows[i];
        int64_t sign = sum->number == 1 ? 1 : -1;

        message->box_balance += sign * sum->boxes;
        message->empty_box_balance += sign * sum->empty_boxes;
    }
}

/* ---- points ---- */

static Caravan__Logistics__V1__Punctuality *punctuality_wire(struct cv_arena *arena,
                                                             const struct minutes *late)
{
    Caravan__Logistics__V1__Punctuality *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__punctuality__init(message);
    message->arrivals = (int64_t)late->count;
    message->within_15 = minutes_within(late, 15);
    message->within_30 = minutes_within(late, 30);
    message->within_60 = minutes_within(late, 60);
    message->late_minutes_p50 = minutes_percentile(late, 50);
    message->late_minutes_p90 = minutes_percentile(late, 90);
    return message;
}

static Caravan__Logistics__V1__PointReport *point_wire(struct cv_arena *arena,
                                                       const struct point_sum *sum)
{
    Caravan__Logistics__V1__PointReport *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__point_report__init(message);
    message->place = cv_arena_printf(arena, "places/%s", sum->place);
    message->against_plan = punctuality_wire(arena, &sum->late_plan);
    message->against_estimate = punctuality_wire(arena, &sum->late_estimate);
    message->stays = (int64_t)sum->stays.count;
    message->stay_minutes_p50 = minutes_percentile(&sum->stays, 50);
    message->stay_minutes_p90 = minutes_percentile(&sum->stays, 90);
    message->stay_minutes = sum->stay_minutes;
    message->held_minutes = sum->held_minutes;
    message->own_minutes = sum->stay_minutes - sum->held_minutes;
    message->own_minutes_p50 = minutes_percentile(&sum->own_stays, 50);
    message->own_minutes_p90 = minutes_percentile(&sum->own_stays, 90);
    message->held_stays = sum->held_stays;
    message->own_against_plan = punctuality_wire(arena, &sum->own_late_plan);
    message->own_against_estimate = punctuality_wire(arena, &sum->own_late_estimate);
    return message;
}

static void points_wire(struct cv_arena *arena, const struct point_sums *sums,
                        Caravan__Logistics__V1__CorridorReportResponse *message)
{
    message->by_point = cv_arena_array(arena, sums->count + 1, sizeof(*message->by_point));
    for (size_t i = 0; message->by_point != NULL && i < sums->count; i++) {
        message->by_point[i] = point_wire(arena, &sums->rows[i]);
        if (message->by_point[i] == NULL)
            return;
        message->n_by_point++;
    }
}

Caravan__Logistics__V1__CorridorReportResponse *
corridor_report_wire(struct cv_arena *arena, const struct corridor_report *report)
{
    Caravan__Logistics__V1__CorridorReportResponse *message =
        cv_arena_alloc(arena, sizeof(*message));
    const struct report_asked *asked = report->asked;
    const struct carriage_sums *sums = &report->sums;

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__corridor_report_response__init(message);
    message->corridor = cv_arena_printf(arena, "corridors/%s", asked->corridor.text);
    message->start_date = cv_wire_date(arena, asked->start_on);
    message->end_date = cv_wire_date(arena, asked->end_on);
    message->effective_through = cv_wire_date(arena, asked->through);
    message->known_at = cv_wire_time(arena, report->known_us);
    message->currency = cv_wire_text(asked->currency);
    message->total = row_wire(arena, "", &sums->total);
    message->consignment_count = (int64_t)sums->carried_count;
    message->other_currencies = sums->other_currencies;
    message->n_by_direction =
        table_wire(arena, &sums->by_direction, direction, &message->by_direction);
    message->n_by_month = table_wire(arena, &sums->by_month, month, &message->by_month);
    message->n_by_chapter = table_wire(arena, &sums->by_chapter, chapter, &message->by_chapter);
    message->n_by_consignor =
        table_wire(arena, &sums->by_consignor, consignor, &message->by_consignor);
    balance_wire(&sums->by_direction, message);
    points_wire(arena, &report->points, message);
    return message;
}
