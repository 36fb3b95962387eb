#include "cohort/cohort.h"

#include "app/date.h"
#include "cohort/funding_asked.h"

#include <string.h>

#define SEATS_MAX       10000
#define OFFER_HOURS     48
#define OFFER_HOURS_MAX 720
#define LANGUAGES_MAX   5
#define LANGUAGE_MAX    20
#define PLACE_MAX       200

enum {
    TITLE,
    TITLE_ZH,
    CAPACITY,
    WAITING_CAPACITY,
    FIRST_DATE,
    LAST_DATE,
    OPENS_DATE,
    CLOSES_DATE,
    OFFERED_HOURS,
    LANGUAGES,
    PLACE,
    PAID_BY,
    ESTIMATE,
};

static const char *const UPDATABLE[] = {
    [TITLE] = "title",
    [TITLE_ZH] = "title_zh",
    [CAPACITY] = "capacity",
    [WAITING_CAPACITY] = "waiting_capacity",
    [FIRST_DATE] = "first_date",
    [LAST_DATE] = "last_date",
    [OPENS_DATE] = "opens_date",
    [CLOSES_DATE] = "closes_date",
    [OFFERED_HOURS] = "offer_hours",
    [LANGUAGES] = "languages",
    [PLACE] = "place",
    [PAID_BY] = "budget_line",
    [ESTIMATE] = "estimate",
    NULL,
};

uint32_t cohort_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask)
{
    return cv_wire_mask_read(check, mask, UPDATABLE);
}

static bool language_valid(const char *language)
{
    return strlen(language) >= 2 && strlen(language) <= LANGUAGE_MAX &&
           strspn(language, "abcdefghijklmnopqrstuvwxyz-") == strlen(language) &&
           language[0] != '-';
}

/* With a blank between two. */
static const char *languages_read(struct cv_check *check,
                                  const Caravan__Training__V1__Cohort *message)
{
    const char *languages = "";

    cv_check_range(check, "cohort.languages", (int64_t)message->n_languages, 0, LANGUAGES_MAX);
    for (size_t i = 0; languages != NULL && cv_check_fine(check) && i < message->n_languages; i++) {
        if (!language_valid(message->languages[i]))
            cv_check_fail(check, "cohort.languages",
                          "cohort.languages must be language tags in small letters, such as zh");
        languages = cv_arena_printf(check->arena, "%s%s%s", languages, i == 0 ? "" : " ",
                                    message->languages[i]);
    }
    return languages == NULL ? "" : languages;
}

static void dates_read(struct cv_check *check, const Caravan__Training__V1__Cohort *message,
                       uint32_t mask, struct cohort *cohort)
{
    CV_FIELD_TAKE(mask, FIRST_DATE, cohort->first_date,
                  cv_wire_date_read(check, "cohort.first_date", message->first_date, true));
    CV_FIELD_TAKE(mask, LAST_DATE, cohort->last_date,
                  cv_wire_date_read(check, "cohort.last_date", message->last_date, true));
    CV_FIELD_TAKE(mask, OPENS_DATE, cohort->opens_date,
                  cv_wire_date_read(check, "cohort.opens_date", message->opens_date, false));
    CV_FIELD_TAKE(mask, CLOSES_DATE, cohort->closes_date,
                  cv_wire_date_read(check, "cohort.closes_date", message->closes_date, false));
}

static void estimate_read(struct cv_check *check, const Caravan__Training__V1__Cohort *message,
                          uint32_t mask, struct cohort *cohort)
{
    struct cv_money money = {.currency = ""};

    if ((mask & 1u << ESTIMATE) == 0)
        return;
    if (message->estimate != NULL)
        money = cv_field_money(check, "cohort.estimate", message->estimate);
    cohort->estimate_currency = money.currency;
    cohort->estimate_minor = money.minor;
}

void cohort_read(struct cv_check *check, const Caravan__Training__V1__Cohort *message,
                 uint32_t mask, struct cohort *cohort)
{
    CV_FIELD_TAKE(mask, TITLE, cohort->title, message->title);
    CV_FIELD_TAKE(mask, TITLE_ZH, cohort->title_zh, message->title_zh);
    CV_FIELD_TAKE(mask, CAPACITY, cohort->capacity, message->capacity);
    CV_FIELD_TAKE(mask, WAITING_CAPACITY, cohort->waiting_capacity, message->waiting_capacity);
    dates_read(check, message, mask, cohort);
    CV_FIELD_TAKE(mask, OFFERED_HOURS, cohort->offer_hours,
                  message->offer_hours == 0 ? OFFER_HOURS : message->offer_hours);
    CV_FIELD_TAKE(mask, LANGUAGES, cohort->languages, languages_read(check, message));
    CV_FIELD_TAKE(mask, PLACE, cohort->place, message->place);
    CV_FIELD_TAKE(mask, PAID_BY, cohort->budget_line, message->budget_line);
    estimate_read(check, message, mask, cohort);
}

void cohort_check(struct cv_check *check, const struct cohort *cohort)
{
    struct cv_id ids[3];

    cv_field_titles(check, "cohort.title", cohort->title, cohort->title_zh);
    cv_field_enum(check, "cohort.state", &caravan__training__v1__cohort_state__descriptor,
                  cohort->state, true);
    cv_check_range(check, "cohort.capacity", cohort->capacity, 1, SEATS_MAX);
    cv_check_range(check, "cohort.waiting_capacity", cohort->waiting_capacity, 0, SEATS_MAX);
    if (cohort->last_date < cohort->first_date)
        cv_check_fail(check, "cohort.last_date", "cohort.last_date must not be before first_date");
    if (cohort->opens_date != CV_DATE_NONE && cohort->closes_date != CV_DATE_NONE &&
        cohort->closes_date < cohort->opens_date)
        cv_check_fail(check, "cohort.closes_date",
                      "cohort.closes_date must not be before opens_date");
    cv_check_range(check, "cohort.offer_hours", cohort->offer_hours, 1, OFFER_HOURS_MAX);
    cv_check_text(check, "cohort.place", cohort->place, PLACE_MAX, false);
    if (cohort->estimate_minor != 0 && cohort->budget_line[0] == '\0')
        cv_check_fail(check, "cohort.estimate",
                      "cohort.estimate needs cohort.budget_line: it is reserved there");
    if (cohort->budget_line[0] != '\0')
        cv_check_name(check, "cohort.budget_line", cohort->budget_line, COHORT_BUDGET_LINE, ids);
}

static void languages_wire(struct cv_arena *arena, const char *languages,
                           Caravan__Training__V1__Cohort *message)
{
    char *next = cv_arena_string(arena, languages);

    message->languages = cv_arena_array(arena, LANGUAGES_MAX, sizeof(*message->languages));
    while (message->languages != NULL && next != NULL && next[0] != '\0') {
        char *blank = strchr(next, ' ');

        message->languages[message->n_languages++] = next;
        if (blank != NULL)
            *blank++ = '\0';
        next = blank;
    }
}

static Caravan__Training__V1__CohortFunding *funding_wire(struct cv_arena *arena,
                                                          const struct cohort *cohort)
{
    const struct cohort_funding *funding = &cohort->funding;
    Caravan__Training__V1__CohortFunding *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__training__v1__cohort_funding__init(message);
    message->state = (Caravan__Training__V1__FundingState)funding->state;
    if (funding->known != FUNDING_NOT_ASKED)
        message->commitment = cv_wire_text(
            funding_commitment(arena, funding->budget_line, cohort->uid, funding->number));
    message->amount = cv_field_money_wire(arena, funding->currency, funding->amount_minor);
    if (funding->state == FUNDING_SETTLING || funding->state == FUNDING_SETTLED)
        message->actual_cost = cv_field_money_wire(arena, funding->currency, funding->actual_minor);
    message->reason = cv_wire_text(funding->reason);
    message->message = cv_wire_text(funding->message);
    message->tries = (int32_t)funding->tries;
    if (funding->pending)
        message->next_try_time = cv_wire_time(arena, funding->next_us);
    return message;
}

Caravan__Training__V1__Cohort *cohort_wire(struct cv_arena *arena, const struct cohort *cohort)
{
    Caravan__Training__V1__Cohort *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__training__v1__cohort__init(message);
    message->name = cv_arena_printf(arena, "courses/%s/cohorts/%s", cohort->course, cohort->id);
    message->title = cv_wire_text(cohort->title);
    message->title_zh = cv_wire_text(cohort->title_zh);
    message->state = (Caravan__Training__V1__CohortState)cohort->state;
    message->capacity = (int32_t)cohort->capacity;
    message->waiting_capacity = (int32_t)cohort->waiting_capacity;
    message->first_date = cv_wire_date(arena, cohort->first_date);
    message->last_date = cv_wire_date(arena, cohort->last_date);
    message->opens_date = cv_wire_date(arena, cohort->opens_date);
    message->closes_date = cv_wire_date(arena, cohort->closes_date);
    message->offer_hours = (int32_t)cohort->offer_hours;
    languages_wire(arena, cohort->languages, message);
    message->place = cv_wire_text(cohort->place);
    message->budget_line = cv_wire_text(cohort->budget_line);
    if (cohort->estimate_minor != 0)
        message->estimate =
            cv_field_money_wire(arena, cohort->estimate_currency, cohort->estimate_minor);
    if (cohort->funding.state != 0)
        message->funding = funding_wire(arena, cohort);
    message->taken = (int32_t)cohort->taken;
    message->waiting = (int32_t)cohort->waiting;
    message->etag = cv_wire_text(cv_field_etag(arena, cohort->version));
    message->create_time = cv_wire_time(arena, cohort->created_us);
    message->update_time = cv_wire_time(arena, cohort->recorded_us);
    return message;
}
