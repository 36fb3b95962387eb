#include "base/arena.h"
#include "base/clock.h"
#include "hub/hub.h"
#include "hubs.h"
#include "parcel/parcel.h"
#include "parcel/parcel_news.h"

#define HEARTBEAT (10 * CV_NS_PER_S)

struct state {
    struct cv_watch watch;
    struct cv_call *call;
    struct cv_id hub;
    struct scan_name name;
    bool staff;
    size_t scan_count; /* of what was sent last, and the newest of them */
    int64_t newest;
    /* Its places (parcel_news.h): of its number, and of what that turned out to be. What had been
     * told there when it was read; `moved`: not even looked at for the second. */
    uint32_t places[2];
    unsigned told[2];
    bool moved;
};

/* Has something been told of it? Asked before each reading but the first, so that what is told
 * while it reads is news. */
static bool is_due(struct cv_watch *watch)
{
    struct state *state = CV_CONTAINER_OF(watch, struct state, watch);
    const struct logistics *service = cv_call_service(state->call);
    bool due = state->moved;

    for (int i = 0; i < 2; i++) {
        unsigned told = atomic_load(&service->parcels.told[state->places[i]]);

        due |= told != state->told[i];
        state->told[i] = told;
    }
    return due;
}

/* What was told of `parcel_no` before now has not been looked at. */
static void move_to(struct state *state, int64_t parcel_no)
{
    uint32_t place = parcel_news_place_of_no(parcel_no);

    state->moved = place != state->places[1];
    state->places[1] = place;
}

/* Have scans come to it, or gone to another, since it was sent? */
static bool is_news(struct state *state, const struct parcel_history *history)
{
    int64_t newest = 0;
    bool news;

    for (size_t i = 0; i < history->scan_count; i++) {
        if (history->scans[i].event.seq > newest)
            newest = history->scans[i].event.seq;
    }
    news = newest != state->newest || history->scan_count != state->scan_count;
    state->newest = newest;
    state->scan_count = history->scan_count;
    return news;
}

static struct cv_status look(struct state *state, struct cv_books *books,
                             Caravan__Logistics__V1__Parcel **message)
{
    struct parcel_asked asked = {
        .hub = state->hub.text, .now_us = cv_tx_now_us(books->tx), .staff = state->staff};
    struct parcel_history history;
    struct cv_status status;
    struct parcel parcel;
    struct hub_ref hub;

    *message = NULL;
    status = hub_find(books, state->hub.text, &hub);
    if (!cv_ok(status))
        return status;
    asked.hub_no = hub.no;
    status = parcel_known_find(books, hub.no, &state->name, asked.now_us, &parcel);
    if (!cv_ok(status))
        return status;
    move_to(state, parcel.no);
    if (parcel.no == 0)
        return status;
    status = parcel_history_read(books, hub.no, &parcel, &history);
    if (!cv_ok(status) || !is_news(state, &history))
        return status;
    return parcel_wire(books, &asked, &parcel, &history, message);
}

static const ProtobufCMessage *wrap(struct cv_arena *arena, Caravan__Logistics__V1__Parcel *parcel)
{
    Caravan__Logistics__V1__WatchParcelResponse *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__watch_parcel_response__init(message);
    message->parcel = parcel;
    return &message->base;
}

static struct cv_status read(struct cv_watch *watch, struct cv_tx *tx, struct cv_arena *arena,
                             struct cv_watch_page *page)
{
    struct state *state = CV_CONTAINER_OF(watch, struct state, watch);
    const ProtobufCMessage **messages = cv_arena_array(arena, 1, sizeof(*messages));
    Caravan__Logistics__V1__Parcel *parcel;
    struct cv_status status;
    struct cv_books books;

    cv_books_open(&books, &watch->scope, tx);
    status = look(state, &books, &parcel);
    if (!cv_ok(status) || parcel == NULL || messages == NULL)
        return status;
    messages[0] = wrap(arena, parcel);
    *page = (struct cv_watch_page){messages, messages[0] != NULL, false};
    return status;
}

static const ProtobufCMessage *sign(struct cv_watch *watch, struct cv_arena *arena,
                                    enum cv_watch_sign sign)
{
    (void)watch;
    return sign == CV_WATCH_HEARTBEAT ? wrap(arena, NULL) : NULL;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__WatchParcelRequest *request)
{
    static const struct cv_watch_kind KIND = {read, sign, HEARTBEAT, is_due};
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct logistics *service = cv_call_service(call);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, HUB_NAME, &state->hub);
    cv_field_enum(&check, "view", &caravan__logistics__v1__parcel_view__descriptor, request->view,
                  false);
    parcel_name_check(&check, request->carrier, request->number, 0, &state->name);
    state->call = call;
    state->places[0] = parcel_news_place_of_name(&state->name);
    atomic_store(&service->parcels.watched, true);
    state->staff = request->view == CARAVAN__LOGISTICS__V1__PARCEL_VIEW__PARCEL_VIEW_STAFF;
    if (cv_check_fine(&check))
        cv_watch_begin(&state->watch, &KIND, call, service->store, &service->hubs);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_hubs_watch_parcel_method watch_parcel = {handle,
                                                                           sizeof(struct state)};
