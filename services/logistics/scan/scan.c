#include "scan/scan.h"

#include "app/name.h"
#include "app/wire.h"
#include "identifier/text.h"

#include <stdio.h>
#include <string.h>

#define SCAN_GRAMS_MAX  INT64_C(10000000) /* ten tonnes: more is no parcel */
#define SCAN_MM_MAX     100000
#define SCAN_KEY_MAX    40
#define SCAN_OFFSET_MAX 840 /* UTC+14 and -14 */
/* The years 2000 to 2200, so that sums of times cannot overflow. */
#define SCAN_US_MIN INT64_C(946684800000000)
#define SCAN_US_MAX INT64_C(7258118400000000)

_Static_assert((int)STEP_PRE_ADVISED ==
                   (int)CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_PRE_ADVISED,
               "the steps are those on the wire");
_Static_assert((int)STEP_RETRACTED == (int)CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_RETRACTED,
               "the steps are those on the wire");
_Static_assert((int)SCAN_REJECTED ==
                   (int)CARAVAN__LOGISTICS__V1__SCAN_OUTCOME__SCAN_OUTCOME_REJECTED,
               "the outcomes are those on the wire");

const char *scan_odd_name(int64_t odd)
{
    static const char *const NAMES[ODD_COUNT] = {
        [ODD_NONE] = "",
        [ODD_FUTURE] = "FUTURE",
        [ODD_NUMBER_NOT_VALID] = "NUMBER_NOT_VALID",
        [ODD_UNKNOWN_CHUTE] = "UNKNOWN_CHUTE",
        [ODD_CHUTE_DISABLED] = "CHUTE_DISABLED",
        [ODD_CHUTE_NOT_IN_PLAN] = "CHUTE_NOT_IN_PLAN",
        [ODD_UNKNOWN_BAG] = "UNKNOWN_BAG",
        [ODD_BAG_NOT_OPEN] = "BAG_NOT_OPEN",
        [ODD_UNKNOWN_DESTINATION] = "UNKNOWN_DESTINATION",
        [ODD_RELABEL_CYCLE] = "RELABEL_CYCLE",
        [ODD_RELABEL_IN_USE] = "RELABEL_IN_USE",
        [ODD_DELIVERED_BEFORE_INBOUND] = "DELIVERED_BEFORE_INBOUND",
        [ODD_AFTER_DELIVERED] = "AFTER_DELIVERED",
        [ODD_RETRACTS_NOTHING] = "RETRACTS_NOTHING",
    };

    return odd > ODD_NONE && odd < ODD_COUNT ? NAMES[odd] : "";
}

/* ---- numbers ---- */

const char *scan_name_read(struct scan_name *name, const char *carrier, const char *number,
                           bool *not_valid)
{
    struct identifier identifier;

    *not_valid = false;
    if (strlen(carrier) > SCAN_CARRIER_MAX || !cv_id_valid(carrier) ||
        strcmp(carrier, SCAN_TRACK) == 0)
        return "must be a carrier's code: 1 to 20 of a-z, 0-9, '.', '_' and '-', not 'track'";
    memcpy(name->carrier, carrier, strlen(carrier) + 1);
    if (!carrier_number_read(carrier, number, &identifier)) {
        *not_valid = true;
        if (!identifier_text_take(number, &identifier) || identifier.text[0] == '\0')
            return "must be 1 to 32 letters and digits; blanks, dots and hyphens do not count";
    }
    memcpy(name->number, identifier.text, strlen(identifier.text) + 1);
    return NULL;
}

void scan_name_track(struct scan_name *name, int64_t track_id)
{
    memcpy(name->carrier, SCAN_TRACK, sizeof(SCAN_TRACK));
    (void)snprintf(name->number, sizeof(name->number), "%lld", (long long)track_id);
}

const char *scan_name_raw(const struct scan_name *name, const char *read)
{
    return strcmp(read, name->number) == 0 ? "" : read;
}

/* ---- the fields ---- */

static bool wrong(struct scan_result *result, const char *field, const char *message)
{
    *result = (struct scan_result){.outcome = SCAN_REJECTED, .field = field, .message = message};
    return false;
}

static bool read_names(const Caravan__Logistics__V1__Scan *message, struct scan *scan,
                       struct scan_result *result)
{
    bool unread = message->carrier[0] == '\0' && message->parcel_number[0] == '\0';
    bool other_not_valid;
    const char *problem;

    scan->raw = "";
    scan->other_raw = "";
    if (unread) {
        if (message->track_id <= 0)
            return wrong(result, "track_id", "must be given, above 0, where there is no number");
        scan_name_track(&scan->name, message->track_id);
    } else {
        problem =
            scan_name_read(&scan->name, message->carrier, message->parcel_number, &scan->not_valid);
        if (problem != NULL)
            return wrong(result, "parcel_number", problem);
        scan->raw = scan_name_raw(&scan->name, message->parcel_number);
    }
    if (scan->step != STEP_MERGED && scan->step != STEP_RELABELLED) {
        scan->other.carrier[0] = '\0';
        return message->other_number[0] == '\0' ||
               wrong(result, "other_number", "belongs to RELABELLED and MERGED only");
    }
    problem = scan_name_read(&scan->other, message->other_carrier, message->other_number,
                             &other_not_valid);
    scan->not_valid |= other_not_valid;
    if (problem != NULL)
        return wrong(result, "other_number", problem);
    scan->other_raw = scan_name_raw(&scan->other, message->other_number);
    return true;
}

static bool is_code(const char *text)
{
    return strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == strlen(text) &&
           strlen(text) <= SCAN_KEY_MAX;
}

static bool is_measure(int64_t value, int64_t max)
{
    return value >= 0 && value <= max;
}

static bool read_retraction(const Caravan__Logistics__V1__Scan *message, struct scan *scan,
                            struct scan_result *result)
{
    scan->retracts_reader = message->retracts_reader;
    scan->retracts_number = message->retracts_number;
    if (scan->step != STEP_RETRACTED)
        return (message->retracts_number == 0 && message->retracts_reader[0] == '\0') ||
               wrong(result, "retracts_number", "belongs to RETRACTED only");
    if (message->retracts_number <= 0)
        return wrong(result, "retracts_number", "must be a scan's running number, above 0");
    return message->retracts_reader[0] == '\0' || cv_id_valid(message->retracts_reader) ||
           wrong(result, "retracts_reader", "must be the id of a reader");
}

static bool read_rest(const Caravan__Logistics__V1__Scan *message, struct scan *scan,
                      struct scan_result *result)
{
    if (message->chute[0] != '\0' && !cv_id_valid(message->chute))
        return wrong(result, "chute", "must be the id of a chute");
    if (message->bag[0] != '\0' && !cv_id_valid(message->bag))
        return wrong(result, "bag", "must be the id of a bag");
    if (message->chute[0] == '\0' && (scan->step == STEP_ASSIGNED || scan->step == STEP_DIVERTED))
        return wrong(result, "chute", "is required with this step");
    if (message->bag[0] == '\0' && scan->step == STEP_BAGGED)
        return wrong(result, "bag", "is required with this step");
    if (message->destination_key[0] != '\0' && !cv_id_valid(message->destination_key))
        return wrong(result, "destination_key", "must be a destination's key");
    if (!is_code(message->reason))
        return wrong(result, "reason", "must be a code: up to 40 of A-Z, 0-9 and '_'");
    if (message->plan_version < 0)
        return wrong(result, "plan_version", "must not be below 0");
    if (!is_measure(message->grams, SCAN_GRAMS_MAX))
        return wrong(result, "grams", "must be 0 to 10,000,000");
    if (!is_measure(message->length_mm, SCAN_MM_MAX) ||
        !is_measure(message->width_mm, SCAN_MM_MAX) || !is_measure(message->height_mm, SCAN_MM_MAX))
        return wrong(result, "length_mm", "length, width and height must be 0 to 100,000");
    scan->chute = message->chute;
    scan->bag = message->bag;
    scan->destination_key = message->destination_key;
    scan->reason = message->reason;
    scan->plan_version = message->plan_version;
    scan->grams = message->grams;
    scan->mm[0] = message->length_mm;
    scan->mm[1] = message->width_mm;
    scan->mm[2] = message->height_mm;
    return true;
}

bool scan_read(const Caravan__Logistics__V1__Scan *message, struct scan *scan,
               struct scan_result *result)
{
    scan->number = message->number;
    scan->step = message->step;
    scan->occur_us = message->occur_us;
    scan->offset_minutes = message->utc_offset_minutes;
    scan->not_valid = false;
    if (message->number <= 0)
        return wrong(result, "number", "must be the reader's running number, above 0");
    if (scan->step <= STEP_NONE || scan->step >= STEP_COUNT)
        return wrong(result, "step", "must be one of ScanStep");
    if (message->occur_us < SCAN_US_MIN || message->occur_us > SCAN_US_MAX)
        return wrong(result, "occur_us", "must be microseconds since 1970, of 2000 to 2200");
    if (message->offset_case != CARAVAN__LOGISTICS__V1__SCAN__OFFSET_UTC_OFFSET_MINUTES)
        return wrong(result, "utc_offset_minutes", "is required: 480 in China, 0 for UTC itself");
    if (scan->offset_minutes < -SCAN_OFFSET_MAX || scan->offset_minutes > SCAN_OFFSET_MAX)
        return wrong(result, "utc_offset_minutes", "must be -840 to 840");
    return read_names(message, scan, result) && read_retraction(message, scan, result) &&
           read_rest(message, scan, result);
}

void scan_result_wire(const struct scan_result *result, Caravan__Logistics__V1__ScanResult *message)
{
    caravan__logistics__v1__scan_result__init(message);
    message->outcome = (Caravan__Logistics__V1__ScanOutcome)result->outcome;
    message->sequence = result->seq;
    message->field = cv_wire_text(result->field);
    message->message = cv_wire_text(result->message);
    if (result->outcome == SCAN_ANOMALY)
        message->reason = cv_wire_text(scan_odd_name(result->odd));
    else if (result->outcome == SCAN_CONFLICT)
        message->reason = cv_wire_text("SCAN_CONFLICT");
    else if (result->outcome == SCAN_REJECTED)
        message->reason = cv_wire_text("INVALID_FIELD");
}
