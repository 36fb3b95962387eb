#include "scan/scan_record.h"

#include "app/wire.h"
#include "bag/bag_store.h"
#include "base/arena.h"
#include "chute/chute_store.h"
#include "reader/reader_store.h"

#include <stdlib.h>
#include <string.h>

static char *text(struct cv_arena *arena, struct cv_slice slice)
{
    return cv_wire_text(
        slice.len == 0 ? "" : cv_arena_string_n(arena, (const char *)slice.at, slice.len));
}

static char *as_read(struct cv_arena *arena, struct cv_slice raw, const char *number)
{
    return raw.len == 0 ? cv_wire_text(number) : text(arena, raw);
}

/* As it was said: of a relabelling, the old number first. */
static struct cv_status put_names(struct cv_books *books, int64_t hub_no,
                                  const struct scan_kept *kept, const struct parcel *whose,
                                  Caravan__Logistics__V1__Scan *message)
{
    struct parcel other = {.carrier = "", .number = ""};
    bool relabelled = kept->event.step == STEP_RELABELLED;
    const struct parcel *parcel = relabelled ? &other : whose;
    const struct parcel *second = relabelled ? whose : &other;
    struct cv_status status = CV_STATUS_OK;

    if (kept->event.other_no != 0)
        status = parcel_load(books, hub_no, kept->event.other_no, &other);
    if (!cv_ok(status))
        return status;
    if (strcmp(parcel->carrier, SCAN_TRACK) == 0) {
        message->track_id = strtoll(parcel->number, NULL, 10);
        message->parcel_number = text(books->arena, kept->raw); /* what it was misread as */
    } else {
        message->carrier = cv_wire_text(parcel->carrier);
        message->parcel_number = as_read(books->arena, kept->raw, parcel->number);
    }
    if (kept->event.other_no == 0)
        return status;
    message->other_carrier = cv_wire_text(second->carrier);
    message->other_number = as_read(books->arena, kept->other_raw, second->number);
    return status;
}

static struct cv_status put_places(struct cv_books *books, int64_t hub_no,
                                   const struct scan_kept *kept,
                                   Caravan__Logistics__V1__Scan *message)
{
    const char *id = "";
    struct cv_status status = CV_STATUS_OK;

    message->chute = text(books->arena, kept->chute);
    message->bag = text(books->arena, kept->bag);
    if (kept->event.chute_no != 0) {
        status = chute_id(books, hub_no, kept->event.chute_no, &id);
        message->chute = cv_wire_text(id);
    }
    if (cv_ok(status) && kept->event.bag_no != 0) {
        status = bag_id(books, hub_no, kept->event.bag_no, &id);
        message->bag = cv_wire_text(id);
    }
    message->retracts_reader = text(books->arena, kept->retracts_reader);
    if (cv_ok(status) && kept->event.retracts_reader_no != 0) {
        status = reader_id_of(books, hub_no, kept->event.retracts_reader_no, &id);
        message->retracts_reader = cv_wire_text(id);
    }
    return status;
}

static Caravan__Logistics__V1__Scan *plain(struct cv_arena *arena, const struct scan_kept *kept)
{
    Caravan__Logistics__V1__Scan *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__scan__init(message);
    message->number = kept->event.number;
    message->step = scan_step(kept->event.step);
    message->occur_us = kept->occur_us;
    message->offset_case = CARAVAN__LOGISTICS__V1__SCAN__OFFSET_UTC_OFFSET_MINUTES;
    message->utc_offset_minutes = (int32_t)kept->offset_minutes;
    message->plan_version = kept->event.plan_no;
    message->grams = kept->event.grams;
    message->length_mm = (int32_t)kept->mm[0];
    message->width_mm = (int32_t)kept->mm[1];
    message->height_mm = (int32_t)kept->mm[2];
    message->destination_key = text(arena, kept->destination_key);
    message->reason = text(arena, kept->reason);
    message->retracts_number = kept->event.retracts_number;
    return message;
}

static Caravan__Logistics__V1__ScanRecord *
record_of(struct cv_arena *arena, const char *hub, const struct scan_kept *kept, const char *reader)
{
    Caravan__Logistics__V1__ScanRecord *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__scan_record__init(message);
    message->sequence = kept->event.seq;
    if (reader[0] != '\0')
        message->reader = cv_wire_text(cv_arena_printf(arena, "hubs/%s/readers/%s", hub, reader));
    message->scan = plain(arena, kept);
    message->event_time = cv_wire_time(arena, kept->event.at_us);
    message->receive_time = cv_wire_time(arena, kept->received_us);
    message->skew_us = kept->event.at_us - kept->occur_us;
    message->retracted = kept->event.retracted;
    message->outcome = (Caravan__Logistics__V1__ScanOutcome)kept->outcome;
    message->reason = cv_wire_text(scan_odd_name(kept->event.odd));
    message->parcel = cv_wire_text(
        cv_arena_printf(arena, "hubs/%s/parcels/%lld", hub, (long long)kept->parcel_no));
    return message;
}

struct cv_status scan_record(struct cv_books *books, const char *hub, int64_t hub_no,
                             const struct scan_kept *kept, const struct parcel *whose,
                             Caravan__Logistics__V1__ScanRecord **record)
{
    struct cv_status status = CV_STATUS_OK;
    struct parcel looked;
    const char *reader;

    *record = NULL;
    if (whose == NULL)
        status = parcel_load(books, hub_no, kept->parcel_no, &looked);
    if (cv_ok(status))
        status = reader_id_of(books, hub_no, kept->event.reader_no, &reader);
    if (!cv_ok(status))
        return status;
    *record = record_of(books->arena, hub, kept, reader);
    if (*record == NULL || (*record)->scan == NULL)
        return CV_STATUS_OK; /* the arena remembers */
    status = put_names(books, hub_no, kept, whose == NULL ? &looked : whose, (*record)->scan);
    return cv_ok(status) ? put_places(books, hub_no, kept, (*record)->scan) : status;
}
