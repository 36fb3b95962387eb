#include "scan/scan_batch.h"

#include "base/arena.h"

#include <string.h>

/* A clock is off by more than sending takes. */
#define SKEW_US INT64_C(120000000) /* 2 minutes */
/* What no correction explains. */
#define FUTURE_US INT64_C(300000000) /* 5 minutes */

struct cv_status scan_batch_begin(struct scan_batch *batch, struct cv_books *books,
                                  const struct hub_ref *hub, const struct reader *reader,
                                  size_t count, int64_t sent_us)
{
    int64_t skew;

    *batch = (struct scan_batch){.books = books, .hub = *hub};
    batch->received_us = cv_tx_now_us(books->tx);
    if (reader != NULL)
        batch->reader = *reader;
    skew = sent_us == 0 ? 0 : batch->received_us - sent_us;
    if (sent_us != 0)
        batch->reader.skew_us = skew;
    if (skew > SKEW_US || skew < -SKEW_US)
        batch->skew_us = skew;
    tally_begin(&batch->tally, books->arena);
    scan_places_begin(&batch->places, books, hub->no);
    return parcel_cache_begin(&batch->parcels, books, &batch->hub, count);
}

/* ---- what is kept of a scan ---- */

static struct cv_slice text(const char *from)
{
    return (struct cv_slice){(const uint8_t *)from, strlen(from)};
}

/* A reader that there is not is kept as it was said. */
static struct cv_status find_retracted(struct scan_batch *batch, const struct scan *scan,
                                       struct scan_kept *kept)
{
    struct reader reader = batch->reader;
    struct cv_status status = CV_STATUS_OK;

    kept->event.retracts_number = scan->retracts_number;
    if (scan->retracts_reader[0] != '\0')
        status = reader_get(batch->books, batch->hub.no, scan->retracts_reader, &reader);
    if (cv_ok(status))
        kept->event.retracts_reader_no = reader.no;
    else if (status.code == CV_NOT_FOUND)
        kept->retracts_reader = text(scan->retracts_reader);
    return status.code == CV_NOT_FOUND ? CV_STATUS_OK : status;
}

static struct cv_status fill(struct scan_batch *batch, const struct scan *scan,
                             struct scan_kept *kept)
{
    *kept = (struct scan_kept){
        .event =
            {
                .at_us = scan->occur_us + batch->skew_us,
                .number = scan->number,
                .reader_no = batch->reader.no,
                .step = scan->step,
                .plan_no = scan->plan_version,
                .grams = scan->grams,
                .odd = scan->not_valid ? ODD_NUMBER_NOT_VALID : ODD_NONE,
            },
        .received_us = batch->received_us,
        .occur_us = scan->occur_us,
        .offset_minutes = scan->offset_minutes,
        .mm = {scan->mm[0], scan->mm[1], scan->mm[2]},
        .chute = text(scan->chute),
        .bag = text(scan->bag),
        .destination_key = text(scan->destination_key),
        .reason = text(scan->reason),
        .raw = text(scan->raw),
        .other_raw = text(scan->other_raw),
    };
    if (kept->event.at_us > batch->received_us + FUTURE_US)
        kept->event.odd = ODD_FUTURE;
    if (scan->step == STEP_RETRACTED) {
        struct cv_status status = find_retracted(batch, scan, kept);

        if (!cv_ok(status))
            return status;
    }
    return scan_places_look(&batch->places, scan, kept);
}

/* ---- scans that are here already ---- */

/* Their parcels are looked for, and none is made. A parcel of another window has another number. */
static struct cv_status compare(struct scan_batch *batch, const struct scan *scan,
                                const struct scan_kept *before, struct scan_result *result)
{
    struct parcel_entry *parcel = NULL;
    struct parcel_entry *other = NULL;
    struct cv_status status;
    struct scan_kept now;

    status = fill(batch, scan, &now);
    if (cv_ok(status))
        status = parcel_cache_find(&batch->parcels, scan->name.carrier, scan->name.number,
                                   before->event.at_us, &parcel);
    if (cv_ok(status) && scan->other.carrier[0] != '\0')
        status = parcel_cache_find(&batch->parcels, scan->other.carrier, scan->other.number,
                                   before->event.at_us, &other);
    if (!cv_ok(status))
        return status;
    if (scan->step == STEP_RELABELLED) {
        struct parcel_entry *old = parcel;

        parcel = other;
        other = old;
    }
    now.parcel_no = parcel == NULL ? 0 : parcel->parcel.no;
    now.event.other_no = other == NULL ? 0 : other->parcel.no;
    result->seq = before->event.seq;
    result->parcel_no = before->parcel_no;
    result->outcome = scan_same(before, &now) ? SCAN_DUPLICATE : SCAN_CONFLICT;
    if (result->outcome == SCAN_CONFLICT)
        result->message = "this reader has sent another scan under this number";
    return status;
}

/* ---- new ones ---- */

static bool is_link(int64_t step)
{
    return step >= STEP_RELABELLED && step <= STEP_UNMERGED;
}

/* The parcel whose number the scan bears. Of a relabelling that is the new one, which from now on
 * is the old one: `kept` says so. */
static struct cv_status find_parcels(struct scan_batch *batch, const struct scan *scan,
                                     struct scan_kept *kept, struct parcel_entry **entry)
{
    struct parcel_entry *other = NULL;
    struct cv_status status = parcel_cache_get(&batch->parcels, scan->name.carrier,
                                               scan->name.number, kept->event.at_us, entry);

    if (!cv_ok(status) || scan->other.carrier[0] == '\0')
        return status;
    status = parcel_cache_get(&batch->parcels, scan->other.carrier, scan->other.number,
                              kept->event.at_us, &other);
    if (!cv_ok(status))
        return status;
    if (scan->step == STEP_RELABELLED) {
        struct parcel_entry *old = *entry;

        *entry = other;
        other = old;
    }
    kept->event.other_no = other->parcel.no;
    return parcel_cache_name(&batch->parcels, other, (*entry)->parcel.no);
}

/* Anew, from all scans; what becomes of this one is told by the state before it, and by whether it
 * can be what it says. */
static struct cv_status fold_anew(struct scan_batch *batch, const struct parcel_event *event,
                                  struct parcel_entry *entry, const struct parcel_state *before,
                                  struct scan_result *result)
{
    struct parcel_state after = *before;
    struct cv_status status;

    result->outcome = SCAN_LATE;
    if (parcel_event_is_next(before, event))
        result->outcome = parcel_fold_next(&after, event) ? SCAN_APPLIED : SCAN_FOLDED;
    batch->parcels.newest = *event;
    status = parcel_cache_refold(&batch->parcels, entry);
    if (batch->parcels.newest.cycle)
        result->odd = ODD_RELABEL_CYCLE;
    return status;
}

/* What its parcel is and how it stands follows from the scan. */
static struct cv_status fold_in(struct scan_batch *batch, const struct parcel_event *event,
                                struct parcel_entry *entry, struct parcel_entry *root,
                                struct scan_result *result)
{
    struct parcel_state *state = &root->parcel.state;
    struct cv_status status = CV_STATUS_OK;
    int64_t odd = state->odd;

    parcel_cache_append(&batch->parcels, entry, event->seq);
    entry->link_count += is_link(event->step);
    root->dirty = true;
    result->odd = event->odd;
    if (entry->link_count > 0 || !parcel_folds_next(state, event))
        status = fold_anew(batch, event, entry, state, result);
    else
        result->outcome = parcel_fold_next(state, event) ? SCAN_APPLIED : SCAN_FOLDED;
    odd = result->outcome == SCAN_LATE ? 0 : state->odd & ~odd;
    if (result->odd == ODD_NONE && odd != 0)
        result->odd = __builtin_ctzll((uint64_t)odd);
    if (result->odd != ODD_NONE)
        result->outcome = SCAN_ANOMALY;
    return status;
}

/* Those that people carry about are out of reach at times. */
static void tell_lateness(struct scan_batch *batch, const struct scan_kept *kept)
{
    struct count_fact facts[FACTS_MAX];

    tally_add(
        &batch->tally, facts,
        scan_facts(&batch->hub, batch->reader.no, kept->event.at_us, kept->received_us, facts), 1);
}

/* Has the parcel the scan that this one retracts? */
static struct cv_status judge_retraction(struct scan_batch *batch, const struct parcel_event *event,
                                         struct parcel_entry *entry, struct scan_result *result)
{
    struct parcel_entry *whose = NULL;
    struct parcel_entry *root;
    struct scan_kept retracted = {0};
    struct cv_status status = parcel_cache_root(&batch->parcels, entry, &root);

    if (cv_ok(status) && event->retracts_reader_no != 0)
        status = scan_find(batch->books, batch->hub.no, event->retracts_reader_no,
                           event->retracts_number, &retracted);
    if (cv_ok(status) && retracted.event.seq != 0)
        status = parcel_cache_load(&batch->parcels, retracted.parcel_no, &whose);
    if (cv_ok(status) && whose != NULL)
        status = parcel_cache_root(&batch->parcels, whose, &whose);
    if (cv_ok(status) && result->outcome != SCAN_ANOMALY &&
        (whose != root || retracted.event.step == STEP_RETRACTED)) {
        result->outcome = SCAN_ANOMALY;
        result->odd = ODD_RETRACTS_NOTHING;
    }
    return status;
}

static struct cv_status keep(struct scan_batch *batch, const struct scan *scan,
                             struct scan_result *result)
{
    struct parcel_entry *entry;
    struct parcel_entry *root;
    struct scan_kept kept;
    struct cv_status status;

    status = fill(batch, scan, &kept);
    if (cv_ok(status))
        status = find_parcels(batch, scan, &kept, &entry);
    if (cv_ok(status))
        status = parcel_cache_root(&batch->parcels, entry, &root);
    if (!cv_ok(status))
        return status;
    kept.event.seq = ++batch->hub.seq;
    if (batch->reader.no == 0)
        kept.event.number = kept.event.seq;
    kept.parcel_no = entry->parcel.no;
    result->seq = kept.event.seq;
    result->parcel_no = root->parcel.no;
    status = fold_in(batch, &kept.event, entry, root, result);
    if (cv_ok(status) && scan->step == STEP_RETRACTED)
        status = judge_retraction(batch, &kept.event, entry, result);
    kept.outcome = result->outcome;
    if (cv_ok(status))
        status = scan_insert(batch->books, batch->hub.no, &kept);
    if (batch->reader.kind == READER_HANDHELD)
        tell_lateness(batch, &kept);
    if (!cv_ok(status) || entry->link_count == 0)
        return status;
    status = parcel_cache_root(&batch->parcels, entry, &root);
    result->into_no = root->parcel.no;
    return status;
}

struct cv_status scan_batch_add(struct scan_batch *batch, const struct scan *scan,
                                struct scan_result *result)
{
    struct cv_status status;

    *result = (struct scan_result){0};
    batch->heard = true;
    if (batch->reader.no != 0 && scan->number <= batch->reader.durable_number) {
        struct scan_kept before;

        status = scan_find(batch->books, batch->hub.no, batch->reader.no, scan->number, &before);
        if (!cv_ok(status) || before.event.seq != 0)
            return cv_ok(status) ? compare(batch, scan, &before, result) : status;
    }
    status = keep(batch, scan, result);
    if (scan->number > batch->reader.durable_number)
        batch->reader.durable_number = scan->number;
    return status;
}

struct cv_status scan_batch_end(struct scan_batch *batch)
{
    struct cv_status status = parcel_cache_write(&batch->parcels, &batch->tally);

    if (cv_ok(status))
        status = tally_write(&batch->tally, batch->books, &batch->hub);
    if (cv_ok(status) && batch->heard)
        status = hub_advance(batch->books, &batch->hub);
    if (cv_ok(status) && batch->heard && batch->reader.no != 0) {
        batch->reader.last_us = batch->received_us;
        status = reader_advance(batch->books, batch->hub.no, &batch->reader);
    }
    return status;
}

struct cv_status scan_apply(struct cv_books *books, const struct hub_ref *hub,
                            const struct scan *scan, struct scan_result *result)
{
    struct scan_batch *batch = cv_arena_alloc(books->arena, sizeof(*batch));
    struct cv_status status;

    if (batch == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    status = scan_batch_begin(batch, books, hub, NULL, 1, 0);
    if (cv_ok(status))
        status = scan_batch_add(batch, scan, result);
    return cv_ok(status) ? scan_batch_end(batch) : status;
}
