#include "parcel/parcel.h"

#include "app/wire.h"
#include "bag/bag_store.h"
#include "base/arena.h"
#include "chute/chute_store.h"
#include "parcel/by_bag.h"
#include "parcel/loss.h"
#include "prefecture/prefecture_store.h"
#include "reader/reader_store.h"
#include "scan/scan_record.h"

_Static_assert((int)PARCEL_MERGED == (int)CARAVAN__LOGISTICS__V1__PARCEL_STATE__PARCEL_STATE_MERGED,
               "the places are those on the wire");

static char *name_of(struct cv_arena *arena, const char *hub, int64_t no)
{
    return cv_wire_text(cv_arena_printf(arena, "hubs/%s/parcels/%lld", hub, (long long)no));
}

/* What whoever knows the number may see. */
static void put_public(struct cv_arena *arena, const struct parcel_asked *asked,
                       const struct parcel *parcel, bool by_bag,
                       Caravan__Logistics__V1__Parcel *message)
{
    const struct parcel_state *state = &parcel->state;
    int64_t place = parcel_place_at(state, asked->now_us);
    int64_t deadline_us;

    message->name = name_of(arena, asked->hub, parcel->no);
    message->carrier = cv_wire_text(parcel->carrier);
    message->number = cv_wire_text(parcel->number);
    message->state = (Caravan__Logistics__V1__ParcelState)place;
    message->inferred = by_bag || (place == PARCEL_LOST && state->place != PARCEL_LOST);
    message->state_time = state->place_us == 0 ? NULL : cv_wire_time(arena, state->place_us);
    message->first_time = state->first_us == 0 ? NULL : cv_wire_time(arena, state->first_us);
    message->last_time = state->last_us == 0 ? NULL : cv_wire_time(arena, state->last_us);
    message->expected_step = scan_step(parcel_expected(state, &deadline_us));
    message->expected_time = deadline_us == 0 ? NULL : cv_wire_time(arena, deadline_us);
}

static struct cv_status put_places(struct cv_books *books, int64_t hub_no,
                                   const struct parcel_state *state,
                                   Caravan__Logistics__V1__Parcel *message)
{
    const char *ids[5] = {"", "", "", "", ""};
    struct cv_status status = prefecture_id(books, hub_no, state->prefecture_no, &ids[0]);

    if (cv_ok(status))
        status = chute_id(books, hub_no, state->assigned_chute, &ids[1]);
    if (cv_ok(status))
        status = chute_id(books, hub_no, state->chute_no, &ids[2]);
    if (cv_ok(status))
        status = bag_id(books, hub_no, state->bag_no, &ids[3]);
    if (cv_ok(status))
        status = reader_id_of(books, hub_no, state->last_reader, &ids[4]);
    message->destination = cv_wire_text(ids[0]);
    message->assigned_chute = cv_wire_text(ids[1]);
    message->chute = cv_wire_text(ids[2]);
    message->bag = cv_wire_text(ids[3]);
    message->last_reader = cv_wire_text(ids[4]);
    return status;
}

static const char *missort_name(int64_t missorts)
{
    return missorts & MISSORTED_HUB      ? "MISSORT_HUB"
           : missorts & MISSORTED_BAG    ? "MISSORT_BAG"
           : missorts & MISSORTED_DIVERT ? "MISSORT_DIVERT"
                                         : "";
}

static void put_odds(struct cv_arena *arena, int64_t odd, Caravan__Logistics__V1__Parcel *message)
{
    message->anomalies = cv_arena_array(arena, ODD_COUNT, sizeof(char *));
    if (message->anomalies == NULL)
        return; /* the arena remembers */
    for (int64_t i = ODD_NONE + 1; i < ODD_COUNT; i++) {
        if ((odd >> i & 1) != 0)
            message->anomalies[message->n_anomalies++] = cv_wire_text(scan_odd_name(i));
    }
}

static void put_staff(struct cv_arena *arena, const struct parcel *parcel,
                      Caravan__Logistics__V1__Parcel *message)
{
    const struct parcel_state *state = &parcel->state;

    message->plan_version = state->plan_no;
    message->declared_grams = state->declared_grams;
    message->grams = state->grams;
    message->recirculations = (int32_t)state->recirculations;
    message->delivery_failures = (int32_t)state->failures;
    message->held = state->held != 0;
    message->no_read = state->no_read_us != 0;
    message->missort = cv_wire_text(missort_name(parcel_missorts(state)));
    message->found = (int32_t)state->found;
    put_odds(arena, state->odd, message);
}

static struct cv_status put_scans(struct cv_books *books, const struct parcel_asked *asked,
                                  const struct parcel_history *history,
                                  Caravan__Logistics__V1__Parcel *message)
{
    struct cv_arena *arena = books->arena;
    struct cv_status status = CV_STATUS_OK;

    message->scans = cv_arena_array(arena, history->scan_count + 1, sizeof(*message->scans));
    message->aliases = cv_arena_array(arena, history->parcel_count + 1, sizeof(char *));
    if (message->scans == NULL || message->aliases == NULL)
        return status; /* the arena remembers */
    for (size_t i = 1; i < history->parcel_count; i++)
        message->aliases[message->n_aliases++] = cv_wire_text(cv_arena_printf(
            arena, "%s %s", history->parcels[i].carrier, history->parcels[i].number));
    for (size_t i = 0; cv_ok(status) && i < history->scan_count; i++) {
        status = scan_record(books, asked->hub, asked->hub_no, &history->scans[i],
                             &history->parcels[history->whose[i]], &message->scans[i]);
        if (message->scans[i] == NULL)
            return status;
        message->n_scans++;
    }
    return status;
}

struct cv_status parcel_wire(struct cv_books *books, const struct parcel_asked *asked,
                             const struct parcel *parcel, const struct parcel_history *history,
                             Caravan__Logistics__V1__Parcel **message)
{
    struct parcel shown = *parcel;
    bool by_bag;
    struct cv_status status = parcel_by_bag(books, asked->hub_no, &shown.state, &by_bag);

    *message = cv_arena_alloc(books->arena, sizeof(**message));
    if (*message == NULL || !cv_ok(status))
        return status;
    caravan__logistics__v1__parcel__init(*message);
    put_public(books->arena, asked, &shown, by_bag, *message);
    if (!asked->staff)
        return status;
    put_staff(books->arena, parcel, *message);
    status = put_places(books, asked->hub_no, &parcel->state, *message);
    if (cv_ok(status))
        status = parcel_losses_wire(books, asked, &shown.state, history, *message);
    return cv_ok(status) && history != NULL ? put_scans(books, asked, history, *message) : status;
}
