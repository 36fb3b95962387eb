#include "service/field.h"

#include "app/date.h"
#include "base/clock.h"

#include <inttypes.h>
#include <string.h>

void cv_field_titles(struct cv_check *check, const char *field, const char *title,
                     const char *title_zh)
{
    const char *field_zh = cv_arena_printf(check->arena, "%s_zh", field);

    if (title[0] == '\0' && title_zh[0] == '\0')
        cv_check_fail(check, field, "%s or %s_zh is required", field, field);
    cv_check_text(check, field, title, CV_FIELD_TITLE_MAX, false);
    cv_check_text(check, field_zh == NULL ? field : field_zh, title_zh, CV_FIELD_TITLE_MAX, false);
}

static bool currency_valid(const char *currency)
{
    return strlen(currency) == 3 && strspn(currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3;
}

struct cv_money cv_field_money(struct cv_check *check, const char *field,
                               const Caravan__Common__V1__Money *message)
{
    if (message == NULL) {
        cv_check_fail(check, field, "%s is required", field);
        return (struct cv_money){.currency = ""};
    }
    if (message->currency[0] != '\0' && !currency_valid(message->currency))
        cv_check_fail(check, field, "%s.currency must be three capital letters (ISO 4217)", field);
    if (message->minor_units <= 0 || message->minor_units > CV_FIELD_MONEY_MAX)
        cv_check_fail(check, field,
                      "%s.minor_units must be from 1 to %" PRId64 ", not %" PRId64
                      "; to take something back, reverse it",
                      field, CV_FIELD_MONEY_MAX, message->minor_units);
    return (struct cv_money){.currency = message->currency, .minor = message->minor_units};
}

Caravan__Common__V1__Money *cv_field_money_wire(struct cv_arena *arena, const char *currency,
                                                int64_t minor)
{
    Caravan__Common__V1__Money *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__common__v1__money__init(message);
    message->currency = cv_wire_text(currency);
    message->minor_units = minor;
    return message;
}

int32_t cv_field_past_date(struct cv_check *check, const char *field,
                           const Google__Type__Date *message, bool required)
{
    int32_t date = cv_wire_date_read(check, field, message, required);

    if (date > cv_date_latest(cv_clock_utc_us()))
        cv_check_fail(check, field, "%s must not be in the future: %s has not come yet", field,
                      cv_field_date_text(check->arena, date));
    return date;
}

void cv_field_enum(struct cv_check *check, const char *field, const ProtobufCEnumDescriptor *type,
                   int64_t value, bool required)
{
    if (value < 0 || value > INT32_MAX ||
        protobuf_c_enum_descriptor_get_value(type, (int)value) == NULL)
        cv_check_fail(check, field, "%s: %" PRId64 " is no value of %s", field, value,
                      type->short_name);
    if (value == 0 && required)
        cv_check_fail(check, field, "%s is required", field);
}

void cv_field_page(struct cv_check *check, const struct cv_call *call, const char *parent,
                   int32_t page_size, const char *page_token, struct cv_page *page)
{
    struct cv_status status =
        cv_page_read(page, check->arena, cv_call_scope(call)->principal->org,
                     cv_call_method(call)->path, parent, page_size, page_token);

    if (cv_check_fine(check))
        check->status = status;
}

const char *cv_field_money_text(struct cv_arena *arena, const char *currency, int64_t minor)
{
    uint64_t size = minor < 0 ? 0 - (uint64_t)minor : (uint64_t)minor;
    const char *text;

    if (strcmp(currency, "CNY") != 0)
        text = cv_arena_printf(arena, "%" PRId64 " minor units of %s", minor, currency);
    else
        text = cv_arena_printf(arena, "%s%" PRIu64 ".%02u CNY", minor < 0 ? "-" : "", size / 100,
                               (unsigned)(size % 100));
    return text == NULL ? currency : text;
}

const char *cv_field_date_text(struct cv_arena *arena, int32_t date)
{
    char *text = cv_arena_alloc(arena, CV_DATE_TEXT);

    if (text == NULL)
        return "";
    cv_date_print(date, text);
    return text;
}

/* Not by printf(): each answer has one. */
const char *cv_field_etag(struct cv_arena *arena, int64_t version)
{
    char text[24];
    char *at = text + sizeof(text);
    uint64_t left = (uint64_t)version;

    *--at = '\0';
    do
        *--at = (char)('0' + left % 10);
    while ((left /= 10) > 0);
    *--at = 'v';
    return cv_arena_string(arena, at);
}

void cv_field_etag_given(struct cv_check *check, const char *field, const char *etag)
{
    if (etag[0] == '\0')
        cv_check_fail(check, field,
                      "%s is required: that of the version the change is based on, or \"*\"",
                      field);
}

struct cv_status cv_field_etag_match(struct cv_arena *arena, const char *etag, int64_t version)
{
    const char *now = cv_field_etag(arena, version);

    if (strcmp(etag, "*") == 0 || (now != NULL && strcmp(etag, now) == 0))
        return CV_STATUS_OK;
    return cv_status_f(arena, CV_ABORTED, "ETAG_MISMATCH",
                       "it has changed since it was read (etag is now %s, not %.32s): read it "
                       "again and repeat the change",
                       now == NULL ? "another" : now, etag);
}
