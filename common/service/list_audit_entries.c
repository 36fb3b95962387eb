#include "app/unit.h"
#include "base/arena.h"
#include "service/audit_service.h"
#include "service/audit_store.h"
#include "service/field.h"

#include <inttypes.h>
#include <string.h>

/* A page ends after looking at so many entries, or holding so many bytes of them, whatever it was
 * asked for: nobody else waits for it long, and no answer is too large to be received. */
#define LOOKED_MAX 20000
#define BYTES_MAX  ((size_t)1024 * 1024)
#define TEXT_MAX   500

struct state {
    struct cv_unit unit;
    const Caravan__Common__V1__ListAuditEntriesRequest *request;
    struct cv_page page;
    int64_t start_us;
    int64_t end_us; /* 0: none */
};

struct list {
    const struct state *state;
    struct cv_arena *arena;
    Caravan__Common__V1__AuditEntry **entries;
    size_t count;
    size_t bytes;
    int64_t looked;
    int64_t last; /* looked at */
    bool more;
    bool full; /* the arena */
};

static bool is_below(struct cv_slice resource, const char *asked)
{
    size_t len = strlen(asked);

    return len == 0 || (resource.len >= len && memcmp(resource.at, asked, len) == 0 &&
                        (resource.len == len || resource.at[len] == '/'));
}

static bool is_by(struct cv_slice principal, const char *asked)
{
    return asked[0] == '\0' || cv_slice_is(principal, asked);
}

/* ---- one entry ---- */

static char *wire_text(struct list *list, struct cv_slice text)
{
    char *copy = cv_arena_string_n(list->arena, (const char *)text.at, text.len);

    list->bytes += text.len;
    list->full |= copy == NULL;
    return copy == NULL ? cv_wire_text("") : copy;
}

static ProtobufCBinaryData wire_bytes(struct list *list, const uint8_t *at, size_t len)
{
    ProtobufCBinaryData bytes = {len, cv_arena_alloc(list->arena, len + 1)};

    list->bytes += len;
    list->full |= bytes.data == NULL;
    if (len > 0 && bytes.data != NULL)
        memcpy(bytes.data, at, len);
    return bytes;
}

static void add(struct list *list, const struct cv_audit_entry *entry)
{
    Caravan__Common__V1__AuditEntry *message = cv_arena_alloc(list->arena, sizeof(*message));

    list->full |= message == NULL;
    if (message == NULL)
        return;
    caravan__common__v1__audit_entry__init(message);
    message->sequence = entry->sequence;
    message->time = cv_wire_time(list->arena, entry->at_us);
    message->principal = wire_text(list, entry->principal);
    message->method = wire_text(list, entry->method);
    message->resource = wire_text(list, entry->resource);
    message->type = wire_text(list, entry->type);
    message->before = wire_bytes(list, entry->before.at, entry->before.len);
    message->after = wire_bytes(list, entry->after.at, entry->after.len);
    message->previous_hash = wire_bytes(list, entry->previous, sizeof(entry->previous));
    message->hash = wire_bytes(list, entry->hash, sizeof(entry->hash));
    list->entries[list->count++] = message;
}

static bool show(void *arg, const struct cv_audit_entry *entry)
{
    struct list *list = arg;
    const struct state *state = list->state;

    if (state->end_us > 0 && entry->at_us >= state->end_us)
        return false;
    list->more = list->count == (size_t)state->page.size || list->bytes > BYTES_MAX;
    if (list->more)
        return false;
    list->last = entry->sequence;
    if (is_below(entry->resource, state->request->resource) &&
        is_by(entry->principal, state->request->principal))
        add(list, entry);
    list->more = ++list->looked == LOOKED_MAX;
    return !list->more && !list->full;
}

/* ---- the page ---- */

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_arena *arena = unit->op.scope->arena;
    Caravan__Common__V1__ListAuditEntriesResponse *message =
        cv_arena_alloc(arena, sizeof(*message));
    struct list list = {
        .state = state,
        .arena = arena,
        .entries = cv_arena_array(arena, (size_t)state->page.size, sizeof(*list.entries)),
    };
    int64_t first = cv_page_number(state->page.after) + 1;
    struct cv_status status = CV_STATUS_OK;
    struct cv_books books;

    if (message == NULL || list.entries == NULL)
        return status;
    cv_books_open(&books, unit->op.scope, tx);
    if (first == 1 && state->start_us > 0)
        status = cv_audit_since(&books, state->start_us, &first);
    if (cv_ok(status))
        status = cv_audit_walk(&books, first - 1, LOOKED_MAX + 1, show, &list);
    caravan__common__v1__list_audit_entries_response__init(message);
    message->entries = list.entries;
    message->n_entries = list.count;
    if (list.more)
        message->next_page_token = cv_page_next(&state->page, arena, cv_page_key(list.last));
    *reply = (ProtobufCMessage *)message;
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Common__V1__ListAuditEntriesRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    const struct cv_audit_service *service = cv_call_service(call);
    struct state *state = memory;
    const char *chosen;

    state->request = request;
    cv_check_text(&check, "resource", request->resource, TEXT_MAX, false);
    cv_check_text(&check, "principal", request->principal, TEXT_MAX, false);
    state->start_us = cv_wire_time_read(&check, "start_time", request->start_time);
    state->end_us = cv_wire_time_read(&check, "end_time", request->end_time);
    if (request->end_time != NULL && state->end_us <= state->start_us)
        cv_check_fail(&check, "end_time", "end_time must be after start_time");
    chosen = cv_arena_printf(check.arena, "%s\n%s\n%" PRId64 "\n%" PRId64, request->resource,
                             request->principal, state->start_us, state->end_us);
    cv_field_page(&check, call, chosen == NULL ? "" : chosen, request->page_size,
                  request->page_token, &state->page);
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, service->store, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_common_v1_audit_list_audit_entries_method cv_list_audit_entries = {
    handle, sizeof(struct state)};
