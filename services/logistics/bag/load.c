#include "bag/load.h"

#include <inttypes.h>

#define SEAL_MAX  40
#define COUNT_MAX 1000000
#define GRAMS_MAX INT64_C(100000000) /* a hundred tonnes: more than a truck carries */

struct cv_status load_move_check(struct cv_arena *arena, enum load_kind kind, const char *id,
                                 const struct load *load, enum load_state to)
{
    static const char *const REASONS[][LOAD_OPENED] = {
        [LOAD_BAG] = {[LOAD_OPEN] = "BAG_NOT_OPEN",
                      [LOAD_CLOSED] = "BAG_NOT_CLOSED",
                      [LOAD_DISPATCHED] = "BAG_NOT_DISPATCHED",
                      [LOAD_ARRIVED] = "BAG_NOT_ARRIVED"},
        [LOAD_MANIFEST] = {[LOAD_OPEN] = "MANIFEST_NOT_OPEN",
                           [LOAD_CLOSED] = "MANIFEST_NOT_CLOSED",
                           [LOAD_DISPATCHED] = "MANIFEST_NOT_DISPATCHED",
                           [LOAD_ARRIVED] = "MANIFEST_NOT_ARRIVED"},
    };
    static const char *const NAMES[] = {
        [LOAD_OPEN] = "OPEN",       [LOAD_CLOSED] = "CLOSED", [LOAD_DISPATCHED] = "DISPATCHED",
        [LOAD_ARRIVED] = "ARRIVED", [LOAD_OPENED] = "OPENED",
    };

    if (load->state == (int64_t)to - 1)
        return CV_STATUS_OK;
    return cv_status_f(arena, CV_FAILED_PRECONDITION, REASONS[kind][to - 1],
                       "%s is %s; only from %s can it be %s", id, NAMES[load->state], NAMES[to - 1],
                       NAMES[to]);
}

struct cv_status load_count_check(struct cv_arena *arena, const struct load_closing *closing,
                                  int64_t recorded)
{
    bool explained = closing->difference_reason[0] != '\0';

    if (closing->count == recorded && explained)
        return cv_status_field(arena, "closing.difference_reason",
                               "closing.difference_reason must be empty: the count is the recorded "
                               "one, %" PRId64,
                               recorded);
    if (closing->count != recorded && !explained)
        return cv_status_f(arena, CV_FAILED_PRECONDITION, "COUNT_DIFFERS",
                           "%" PRId64 " were counted and %" PRId64
                           " are recorded: count again, or say in difference_reason why",
                           closing->count, recorded);
    return CV_STATUS_OK;
}

void load_closing_read(struct cv_check *check, const Caravan__Logistics__V1__LoadClosing *message,
                       struct load_closing *closing)
{
    if (message == NULL) {
        cv_check_fail(check, "closing", "closing is required");
        return;
    }
    *closing = (struct load_closing){
        .count = message->count,
        .grams = message->grams,
        .seal = message->seal,
        .difference_reason = message->difference_reason,
    };
    cv_check_range(check, "closing.count", closing->count, 0, COUNT_MAX);
    cv_check_range(check, "closing.grams", closing->grams, 0, GRAMS_MAX);
    cv_check_text(check, "closing.seal", closing->seal, SEAL_MAX, false);
    cv_check_text(check, "closing.difference_reason", closing->difference_reason,
                  CV_FIELD_TITLE_MAX, false);
}

Caravan__Logistics__V1__LoadClosing *load_closing_wire(struct cv_arena *arena,
                                                       const struct load *load)
{
    Caravan__Logistics__V1__LoadClosing *message;

    if (load->state == LOAD_OPEN)
        return NULL;
    message = cv_arena_alloc(arena, sizeof(*message));
    if (message == NULL)
        return NULL;
    caravan__logistics__v1__load_closing__init(message);
    message->count = load->closing.count;
    message->grams = load->closing.grams;
    message->seal = cv_wire_text(load->closing.seal);
    message->difference_reason = cv_wire_text(load->closing.difference_reason);
    return message;
}

Google__Protobuf__Timestamp *load_time_wire(struct cv_arena *arena, const struct load *load,
                                            enum load_state state)
{
    return load->state < (int64_t)state ? NULL : cv_wire_time(arena, load->reached_us[state]);
}
