#include "app/unit.h"
#include "hubs.h"
#include "reader/reader.h"

struct state {
    struct cv_unit unit;
    const Caravan__Logistics__V1__Reader *asked;
    struct cv_id ids[2]; /* hub, reader */
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);
    struct reader reader;
    struct hub_ref hub;

    if (cv_ok(status))
        status = hub_find(&books, state->ids[0].text, &hub);
    if (cv_ok(status))
        status = reader_get(&books, hub.no, state->ids[1].text, &reader);
    if (cv_ok(status))
        status = cv_field_etag_match(books.arena, state->asked->etag, reader.version);
    if (!cv_ok(status))
        return status;
    reader.title = state->asked->title;
    status = reader_replace(&books, hub.no, &reader);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)reader_wire(books.arena, state->ids[0].text, &reader);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__UpdateReaderRequest *request)
{
    static const char *const UPDATABLE[] = {"title", NULL};
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    state->asked = request->reader;
    if (state->asked == NULL) {
        cv_check_fail(&check, "reader", "reader is required");
    } else {
        cv_check_name(&check, "reader.name", state->asked->name, READER_NAME, state->ids);
        cv_field_etag_given(&check, "reader.etag", state->asked->etag);
        (void)cv_wire_mask_read(&check, request->update_mask, UPDATABLE);
        cv_check_text(&check, "reader.title", state->asked->title, CV_FIELD_TITLE_MAX, false);
    }
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, logistics_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_hubs_update_reader_method update_reader = {handle,
                                                                             sizeof(struct state)};
