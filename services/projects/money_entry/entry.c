#include "money_entry/entry.h"

#include "app/date.h"

#include <string.h>

bool entry_draft_read(const Caravan__Projects__V1__EntryStanding *message)
{
    return message != NULL && message->state == ENTRY_STATE(DRAFT);
}

Caravan__Projects__V1__EntryStanding *entry_wire(struct cv_arena *arena, const struct entry *entry,
                                                 Caravan__Projects__V1__EntryState state)
{
    Caravan__Projects__V1__EntryStanding *message = cv_arena_alloc(arena, sizeof(*message));
    bool approved = entry->approval.state == CV_APPROVAL_APPROVED;

    if (message == NULL)
        return NULL;
    caravan__projects__v1__entry_standing__init(message);
    message->state = approved ? state : (Caravan__Projects__V1__EntryState)entry->approval.state;
    message->n_makers = field_words_wire(arena, entry->approval.makers, ' ', &message->makers);
    message->judged_by = cv_wire_text(entry->judged_by);
    message->reason = cv_wire_text(entry->note);
    if (entry->held_us != 0)
        message->submitted_time = cv_wire_time(arena, entry->held_us);
    if (entry->resolved_us != ENTRY_NEVER)
        message->resolved_time = cv_wire_time(arena, entry->resolved_us);
    message->posted_minor = entry->posted_minor;
    return message;
}

/* ---- Move methods ---- */

static const struct {
    enum cv_approval_move move;
    bool judges;
    bool explained;
} MOVES[] = {
    [CARAVAN__PROJECTS__V1__ENTRY_MOVE__ENTRY_MOVE_SUBMIT] = {CV_APPROVAL_SUBMIT, false, false},
    [CARAVAN__PROJECTS__V1__ENTRY_MOVE__ENTRY_MOVE_APPROVE] = {CV_APPROVAL_APPROVE, true, false},
    [CARAVAN__PROJECTS__V1__ENTRY_MOVE__ENTRY_MOVE_REJECT] = {CV_APPROVAL_REJECT, true, true},
    [CARAVAN__PROJECTS__V1__ENTRY_MOVE__ENTRY_MOVE_WITHDRAW] = {CV_APPROVAL_WITHDRAW, false, false},
    [CARAVAN__PROJECTS__V1__ENTRY_MOVE__ENTRY_MOVE_EXPIRE] = {CV_APPROVAL_EXPIRE, false, false},
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct movement_call *self = CV_CONTAINER_OF(unit, struct movement_call, unit);
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);
    void *message = NULL;

    if (cv_ok(status))
        status = self->movement->move(&books, self->ids, &self->asked, &message);
    *reply = message;
    return status;
}

static void read_move(struct cv_check *check, struct movement_call *self,
                      const Caravan__Projects__V1__MoveEntryRequest *request)
{
    bool part = self->movement->in_part && MOVES[request->move].move == CV_APPROVAL_APPROVE;

    self->asked = (struct entry_move){
        .move = MOVES[request->move].move,
        .etag = request->etag,
        .note = request->reason,
        .minor = request->amount_minor,
    };
    if (MOVES[request->move].judges)
        cv_approval_etag_given(check, "etag", request->etag);
    cv_check_text(check, "reason", request->reason, CV_FIELD_REASON_MAX,
                  MOVES[request->move].explained);
    if (request->amount_minor < 0 || (request->amount_minor > 0 && !part))
        cv_check_fail(check, "amount_minor",
                      "amount_minor must be 0 except to approve some of a disbursement");
}

void movement_run(const struct movement *movement, struct movement_call *self, struct cv_call *call,
                  const Caravan__Projects__V1__MoveEntryRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);

    self->movement = movement;
    cv_check_name(&check, "name", request->name, movement->name, self->ids);
    cv_field_enum(&check, "move", &caravan__projects__v1__entry_move__descriptor, request->move,
                  true);
    if (cv_check_fine(&check))
        read_move(&check, self, request);
    if (cv_check_fine(&check))
        cv_unit_write(&self->unit, call, projects_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}
