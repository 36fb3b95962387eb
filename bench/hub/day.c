#include "day.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define US_PER_S INT64_C(1000000)
#define DAY_US   (86400 * US_PER_S)
#define OPEN_US  (72000 * US_PER_S) /* parcels come in */
#define SENDERS  500u

const char *const DAY_READERS[DAY_STEPS] = {"advice", "tunnel", "scale",  "decider",
                                            "sorter", "bagger", "dock-1", "dock-2"};

static const struct {
    Caravan__Logistics__V1__ScanStep step;
    int64_t after_us; /* its arrival */
} STEPS[DAY_STEPS] = {
    {CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_PRE_ADVISED, -6 * 3600 * US_PER_S},
    {CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_INBOUND, 0},
    {CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_WEIGHED, 4 * US_PER_S},
    {CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_ASSIGNED, 6 * US_PER_S},
    {CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_DIVERTED, 30 * US_PER_S},
    {CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_BAGGED, 600 * US_PER_S},
    {CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_DISPATCHED, 2 * 3600 * US_PER_S},
    {CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_ARRIVED_DEST, 10 * 3600 * US_PER_S},
};

/* Generated messages have texts that may be changed; these are not. */
static char *text(const char *of)
{
    return (char *)(uintptr_t)of;
}

struct day day_of(uint64_t parcels)
{
    int64_t here_us = ((int64_t)time(NULL) + DAY_OFFSET_MINUTES * INT64_C(60)) * US_PER_S;
    int64_t today_us = here_us - here_us % DAY_US - DAY_OFFSET_MINUTES * 60 * US_PER_S;

    return (struct day){.first_us = today_us - 12 * DAY_US, .parcels = parcels};
}

uint64_t day_parcel(unsigned step, uint64_t n)
{
    return n ^ step % DAY_NEIGHBOURS;
}

const char *day_label(uint64_t parcel, char number[DAY_NUMBER_MAX])
{
    static const char *const CARRIERS[] = {"yto", "zto", "sf"};
    static const char *const PREFIXES[] = {"YT", "", "SF"};
    unsigned sender = (unsigned)(parcel % SENDERS * 7919 % SENDERS);
    unsigned carrier = sender % 3;

    (void)snprintf(number, DAY_NUMBER_MAX, "%s%03u%010llu", PREFIXES[carrier], sender,
                   (unsigned long long)(parcel / SENDERS));
    return CARRIERS[carrier];
}

uint64_t day_distance(const struct day *day, unsigned step)
{
    return (uint64_t)(STEPS[step].after_us - STEPS[0].after_us) /
           ((uint64_t)OPEN_US / day->parcels);
}

static unsigned prefecture_of(uint64_t parcel)
{
    return (unsigned)(parcel / DAY_NEIGHBOURS % DAY_PREFECTURES);
}

void day_bag(uint64_t parcel, char bag[DAY_BAG_MAX])
{
    (void)snprintf(bag, DAY_BAG_MAX, "b%llu-%u",
                   (unsigned long long)(parcel / DAY_BAG_PARCELS / DAY_PREFECTURES),
                   prefecture_of(parcel));
}

int64_t day_number(const struct day *day, uint64_t parcel)
{
    int64_t here_us = day->first_us + DAY_OFFSET_MINUTES * 60 * US_PER_S;

    return here_us / DAY_US + (int64_t)(parcel / day->parcels);
}

static int64_t time_of(const struct day *day, unsigned step, uint64_t n)
{
    return day->first_us + (int64_t)(n / day->parcels) * DAY_US +
           (int64_t)(n % day->parcels) * (OPEN_US / (int64_t)day->parcels) + 1800 * US_PER_S +
           STEPS[step].after_us;
}

void day_scan(const struct day *day, unsigned step, uint64_t n, struct day_scan *scan)
{
    Caravan__Logistics__V1__Scan *message = &scan->message;
    uint64_t parcel = day_parcel(step, n);
    unsigned chute = prefecture_of(parcel) * (DAY_CHUTES / DAY_PREFECTURES) +
                     (unsigned)(parcel % (DAY_CHUTES / DAY_PREFECTURES));

    caravan__logistics__v1__scan__init(message);
    message->number = (int64_t)n + 1;
    message->step = STEPS[step].step;
    message->carrier = text(day_label(parcel, scan->number));
    message->parcel_number = scan->number;
    message->occur_us = time_of(day, step, n);
    message->offset_case = CARAVAN__LOGISTICS__V1__SCAN__OFFSET_UTC_OFFSET_MINUTES;
    message->utc_offset_minutes = DAY_OFFSET_MINUTES;
    switch (message->step) {
    case CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_PRE_ADVISED:
        message->destination_key = text(HUB_PREFECTURE_CODES[prefecture_of(parcel)]);
        message->grams = (int64_t)(200 + parcel * 37 % 4000);
        break;
    case CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_WEIGHED:
        message->grams = (int64_t)(200 + parcel * 37 % 4000);
        message->length_mm = (int32_t)(150 + parcel % 300);
        message->width_mm = (int32_t)(100 + parcel % 200);
        message->height_mm = (int32_t)(50 + parcel % 100);
        break;
    case CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_ASSIGNED:
    case CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_DIVERTED:
        (void)snprintf(scan->chute, sizeof(scan->chute), "c%02u", chute);
        message->chute = scan->chute;
        break;
    case CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_BAGGED:
        day_bag(parcel, scan->bag);
        message->bag = scan->bag;
        break;
    default:
        break;
    }
}
