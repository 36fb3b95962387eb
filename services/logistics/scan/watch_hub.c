#include "base/arena.h"
#include "base/clock.h"
#include "hub/hub.h"
#include "hubs.h"
#include "scan/scan_filter.h"
#include "scan/scan_record.h"

#define PAGE      256
#define SILENT    64 /* pages without a match: then a message says how far it has come */
#define HEARTBEAT (10 * CV_NS_PER_S)

struct state {
    struct cv_watch watch;
    struct cv_id hub;
    int64_t hub_no;  /* 0: not looked up yet */
    int64_t seq;     /* what has been read */
    unsigned silent; /* pages read since the last message */
    bool from_now;
    struct scan_filter filter;
};

typedef Caravan__Logistics__V1__WatchHubResponse response_message;

static response_message *make(struct cv_arena *arena, const struct state *state)
{
    response_message *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__watch_hub_response__init(message);
    message->sequence = state->seq;
    return message;
}

static struct cv_status begin(struct state *state, struct cv_books *books)
{
    struct hub_ref hub;
    struct cv_status status = hub_find(books, state->hub.text, &hub);

    if (!cv_ok(status))
        return status;
    if (state->from_now)
        state->seq = hub.seq;
    if (state->seq > hub.seq)
        return cv_status_f(books->arena, CV_OUT_OF_RANGE, "SEQUENCE_UNKNOWN",
                           "the hub's log has come to %lld only", (long long)hub.seq);
    state->hub_no = hub.no;
    return scan_filter_begin(&state->filter, books, hub.no);
}

static struct cv_status fill(struct state *state, struct cv_books *books,
                             const struct scan_kept *rows, size_t count, response_message *message)
{
    struct cv_status status = CV_STATUS_OK;

    message->records = cv_arena_array(books->arena, count + 1, sizeof(*message->records));
    for (size_t i = 0; message->records != NULL && cv_ok(status) && i < count; i++) {
        Caravan__Logistics__V1__ScanRecord **record = &message->records[message->n_records];

        state->seq = rows[i].event.seq;
        message->sequence = state->seq;
        if (!scan_filter_match(&state->filter, &rows[i]))
            continue;
        status = scan_record(books, state->hub.text, state->hub_no, &rows[i], NULL, record);
        if (*record == NULL)
            return status; /* the arena remembers */
        message->n_records++;
    }
    return status;
}

static struct cv_status read(struct cv_watch *watch, struct cv_tx *tx, struct cv_arena *arena,
                             struct cv_watch_page *page)
{
    struct state *state = CV_CONTAINER_OF(watch, struct state, watch);
    struct scan_kept *rows = cv_arena_array(arena, PAGE, sizeof(*rows));
    const ProtobufCMessage **messages = cv_arena_array(arena, 1, sizeof(*messages));
    struct cv_status status = CV_STATUS_OK;
    response_message *message;
    struct cv_books books;
    size_t count;

    cv_books_open(&books, &watch->scope, tx);
    if (rows == NULL || messages == NULL)
        return status; /* the arena remembers */
    if (state->hub_no == 0)
        status = begin(state, &books);
    if (cv_ok(status))
        status = scan_list(&books, state->hub_no, state->seq, PAGE, rows, &count);
    if (!cv_ok(status) || count == 0)
        return status;
    message = make(arena, state);
    if (message == NULL)
        return status;
    status = fill(state, &books, rows, count, message);
    messages[0] = &message->base;
    if (message->n_records > 0 || ++state->silent == SILENT)
        state->silent = 0;
    *page = (struct cv_watch_page){messages, state->silent == 0, count == PAGE};
    return status;
}

static const ProtobufCMessage *sign(struct cv_watch *watch, struct cv_arena *arena,
                                    enum cv_watch_sign sign)
{
    response_message *message = make(arena, CV_CONTAINER_OF(watch, struct state, watch));

    (void)sign;
    if (message == NULL)
        return NULL;
    message->caught_up = true;
    return &message->base;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__WatchHubRequest *request)
{
    static const struct cv_watch_kind KIND = {read, sign, HEARTBEAT, NULL};
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct logistics *service = cv_call_service(call);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, HUB_NAME, &state->hub);
    cv_check_range(&check, "resume_sequence", request->resume_sequence, 0, INT64_MAX);
    state->seq = request->resume_sequence;
    state->from_now = request->from_now;
    scan_filter_read(&check, request->filter, &state->filter);
    if (cv_check_fine(&check))
        cv_watch_begin(&state->watch, &KIND, call, service->store, &service->hubs);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_hubs_watch_hub_method watch_hub = {handle, sizeof(struct state)};
