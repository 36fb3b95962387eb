#include "app/unit.h"
#include "base/arena.h"
#include "hub/hub.h"
#include "hubs.h"
#include "parcel/by_bag.h"
#include "parcel/parcel.h"

/* Overdue is what a clock makes of a state, so no index knows it: parcels are read through, so many
 * for one page and so many at a time. */
#define LOOKED_AT 20000
#define AT_A_TIME 500

struct state {
    struct cv_unit unit;
    struct cv_id hub;
    struct cv_page page;
};

struct list {
    struct parcel_asked asked;
    Caravan__Logistics__V1__ListOverdueParcelsResponse *message;
    int64_t after; /* the last that was looked at */
    bool more;
};

static bool is_overdue(const struct parcel *parcel, int64_t now_us)
{
    int64_t deadline_us;

    return parcel->into_no == 0 && parcel_expected(&parcel->state, &deadline_us) != STEP_NONE &&
           deadline_us < now_us;
}

/* What looks overdue may have gone on in its bag: then it is expected elsewhere, later. */
static struct cv_status look_at(struct cv_books *books, const struct list *list,
                                const struct parcel *row, bool *overdue)
{
    struct parcel parcel = *row;
    bool by_bag;
    struct cv_status status;

    *overdue = is_overdue(row, list->asked.now_us);
    if (!*overdue)
        return CV_STATUS_OK;
    status = parcel_by_bag(books, list->asked.hub_no, &parcel.state, &by_bag);
    *overdue = is_overdue(&parcel, list->asked.now_us);
    return status;
}

/* Its texts go from the rows' arena to the answer's. */
static struct cv_status take_one(struct cv_books *books, struct list *list,
                                 const struct parcel *row)
{
    struct parcel parcel = *row;

    parcel.carrier = cv_arena_string(books->arena, row->carrier);
    parcel.number = cv_arena_string(books->arena, row->number);
    return parcel_wire(books, &list->asked, &parcel, NULL,
                       &list->message->parcels[list->message->n_parcels++]);
}

static struct cv_status take(struct cv_books *books, struct list *list, const struct parcel *rows,
                             size_t count, size_t max)
{
    struct cv_status status = CV_STATUS_OK;
    bool overdue;

    for (size_t i = 0; cv_ok(status) && i < count; i++) {
        if (list->message->n_parcels == max)
            return status; /* this one is of the next page */
        list->after = rows[i].no;
        status = look_at(books, list, &rows[i], &overdue);
        if (cv_ok(status) && overdue)
            status = take_one(books, list, &rows[i]);
    }
    return status;
}

/* Rows are read into an arena of their own, since most are not wanted. */
static struct cv_status read_some(struct cv_books *books, struct list *list, size_t max,
                                  bool *at_end)
{
    struct cv_books scratch = *books;
    struct cv_arena arena;
    struct cv_status status;
    struct parcel *rows;
    size_t count = 0;

    cv_arena_init(&arena, books->arena->budget);
    scratch.arena = &arena;
    rows = cv_arena_array(&arena, AT_A_TIME, sizeof(*rows));
    if (rows == NULL)
        status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    else
        status = parcel_list(&scratch, list->asked.hub_no, list->after, AT_A_TIME, rows, &count);
    *at_end = count < AT_A_TIME;
    if (cv_ok(status))
        status = take(books, list, rows, count, max);
    cv_arena_release(&arena);
    return status;
}

static struct cv_status read_page(struct cv_books *books, struct list *list, size_t max)
{
    struct cv_status status = CV_STATUS_OK;
    bool at_end = false;

    for (int i = 0;
         cv_ok(status) && !at_end && i < LOOKED_AT / AT_A_TIME && list->message->n_parcels < max;
         i++)
        status = read_some(books, list, max, &at_end);
    list->more = !at_end || list->message->n_parcels == max;
    return status;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_arena *arena = unit->op.scope->arena;
    struct list list = {
        .asked = {.hub = state->hub.text, .now_us = cv_tx_now_us(tx), .staff = true},
        .message = cv_arena_alloc(arena, sizeof(*list.message)),
        .after = cv_page_number(state->page.after),
    };
    struct cv_status status;
    struct cv_books books;
    struct hub_ref hub;

    if (list.message == NULL)
        return CV_STATUS_OK;
    caravan__logistics__v1__list_overdue_parcels_response__init(list.message);
    list.message->parcels =
        cv_arena_array(arena, (size_t)state->page.size, sizeof(*list.message->parcels));
    cv_books_open(&books, unit->op.scope, tx);
    status = hub_find(&books, state->hub.text, &hub);
    if (!cv_ok(status) || list.message->parcels == NULL)
        return status;
    list.asked.hub_no = hub.no;
    status = read_page(&books, &list, (size_t)state->page.size);
    if (cv_ok(status) && list.more)
        list.message->next_page_token = cv_page_next(&state->page, arena, cv_page_key(list.after));
    *reply = &list.message->base;
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__ListOverdueParcelsRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, HUB_NAME, &state->hub);
    cv_field_page(&check, call, request->parent, request->page_size, request->page_token,
                  &state->page);
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, logistics_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_hubs_list_overdue_parcels_method list_overdue_parcels = {
    handle, sizeof(struct state)};
