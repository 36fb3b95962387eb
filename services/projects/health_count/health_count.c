#include "health_count/health_count.h"

#include "app/date.h"

#define COUNT_MAX INT64_C(1000000000)
#define LEAST     10 /* who is one of fewer could be recognised */

enum {
    COUNT,
    FEWER_THAN_TEN,
    AMOUNT,
    REFERENCE
};

static const char *const UPDATABLE[] = {
    [COUNT] = "count",
    [FEWER_THAN_TEN] = "fewer_than_ten",
    [AMOUNT] = "amount",
    [REFERENCE] = "reference",
    NULL,
};

enum {
    FREE_CLINICS = CARAVAN__PROJECTS__V1__HEALTH_MEASURE__HEALTH_MEASURE_FREE_CLINICS,
    MEDICINE_VALUE = CARAVAN__PROJECTS__V1__HEALTH_MEASURE__HEALTH_MEASURE_MEDICINE_VALUE,
};

struct cv_status health_count_parent_find(struct cv_books *books, const struct cv_id ids[2],
                                          struct health_count_parent *parent)
{
    struct cv_status status = programme_find(books, ids[0].text, &parent->programme);

    return cv_ok(status)
               ? health_campaign_get(books, parent->programme.uid, ids[1].text, &parent->campaign)
               : status;
}

uint32_t health_count_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask)
{
    return cv_wire_mask_read(check, mask, UPDATABLE);
}

static void read_key(struct cv_check *check, const Caravan__Projects__V1__HealthCount *message,
                     struct health_count *count)
{
    cv_field_enum(check, "health_count.measure", &caravan__projects__v1__health_measure__descriptor,
                  message->measure, true);
    cv_check_id(check, "health_count.site", message->site, true);
    count->measure = message->measure;
    count->site = message->site;
    count->first_on =
        cv_wire_date_read(check, "health_count.first_date", message->first_date, true);
    count->last_on = cv_field_past_date(check, "health_count.last_date", message->last_date, true);
    if (count->last_on < count->first_on ||
        cv_date_year(count->last_on) != cv_date_year(count->first_on))
        cv_check_fail(check, "health_count.last_date",
                      "last_date must be of the year of first_date, and not before it");
}

/* Only what the measure has, and of people no small number. */
static void check_value(struct cv_check *check, const struct health_count *count)
{
    bool people = count->measure < FREE_CLINICS;

    cv_check_range(check, "health_count.count", count->value, 0, COUNT_MAX);
    if (count->fewer && (!people || count->value != 0))
        cv_check_fail(check, "health_count.fewer_than_ten",
                      "fewer_than_ten is for people, and then count is empty");
    if (people && count->value > 0 && count->value < LEAST)
        cv_check_fail(check, "health_count.count",
                      "a count of 1 to 9 people is not kept: take a longer period, or set "
                      "fewer_than_ten instead");
}

void health_count_read(struct cv_check *check, const Caravan__Projects__V1__HealthCount *message,
                       uint32_t mask, struct health_count *count, const char **currency)
{
    *currency = "";
    if (mask == CV_MASK_ALL && count->version == 0)
        read_key(check, message, count);
    if (count->measure == MEDICINE_VALUE) {
        if (message->count != 0 || message->fewer_than_ten)
            cv_check_fail(check, "health_count.count", "a value is an amount and no count");
        if ((mask & UINT32_C(1) << AMOUNT) != 0) {
            struct cv_money amount = cv_field_money(check, "health_count.amount", message->amount);

            count->value = amount.minor;
            *currency = amount.currency;
        }
    } else {
        if (message->amount != NULL)
            cv_check_fail(check, "health_count.amount", "only MEDICINE_VALUE is an amount");
        CV_FIELD_TAKE(mask, COUNT, count->value, message->count);
        CV_FIELD_TAKE(mask, FEWER_THAN_TEN, count->fewer, message->fewer_than_ten != 0);
        check_value(check, count);
    }
    CV_FIELD_TAKE(mask, REFERENCE, count->reference, message->reference);
    cv_check_text(check, "health_count.reference", count->reference, CV_FIELD_REFERENCE_MAX, false);
}

Caravan__Projects__V1__HealthCount *health_count_wire(struct cv_arena *arena,
                                                      const struct cv_id ids[2],
                                                      const char *currency,
                                                      const struct health_count *count)
{
    Caravan__Projects__V1__HealthCount *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__health_count__init(message);
    message->name = cv_arena_printf(arena, "programmes/%s/healthCampaigns/%s/counts/%s",
                                    ids[0].text, ids[1].text, count->id);
    message->measure = (Caravan__Projects__V1__HealthMeasure)count->measure;
    message->site = cv_wire_text(count->site);
    message->first_date = cv_wire_date(arena, count->first_on);
    message->last_date = cv_wire_date(arena, count->last_on);
    if (count->measure == MEDICINE_VALUE)
        message->amount = cv_field_money_wire(arena, currency, count->value);
    else
        message->count = count->value;
    message->fewer_than_ten = count->fewer;
    message->reference = cv_wire_text(count->reference);
    message->change_reason = cv_wire_text(count->reason);
    message->etag = cv_wire_text(cv_field_etag(arena, count->version));
    message->create_time = cv_wire_time(arena, count->created_us);
    message->update_time = cv_wire_time(arena, count->recorded_us);
    return message;
}
