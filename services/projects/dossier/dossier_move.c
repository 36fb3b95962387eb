/* Moves of dossiers on the wire, and the methods that record and retract them. */
#include "app/date.h"
#include "dossier/dossier.h"
#include "service/audit.h"

static const char *member(struct cv_check *check, const char *field, const char *name)
{
    const char *text = cv_arena_printf(check->arena, "%s.%s", field, name);

    return text == NULL ? field : text;
}

static void check_needs(struct cv_check *check, const char *field, unsigned needs,
                        const Caravan__Projects__V1__DatedMove *message, struct dossier_move *move)
{
    move->moved_on = cv_field_past_date(check, member(check, field, "date"), message->date,
                                        (needs & MOVE_MAY_BE_DATELESS) == 0);
    move->forecast_on =
        cv_wire_date_read(check, member(check, field, "forecast_date"), message->forecast_date,
                          (needs & MOVE_NEEDS_FORECAST) != 0);
    if (move->forecast_on != CV_DATE_NONE && (needs & MOVE_NEEDS_FORECAST) == 0)
        cv_check_fail(check, member(check, field, "forecast_date"),
                      "only a FORECAST has a forecast_date");
    cv_check_text(check, member(check, field, "reference"), message->reference,
                  CV_FIELD_REFERENCE_MAX, (needs & MOVE_NEEDS_REFERENCE) != 0);
    cv_check_text(check, member(check, field, "reason"), message->reason, CV_FIELD_REASON_MAX,
                  (needs & MOVE_NEEDS_REASON) != 0);
}

void dossier_move_read(const struct dossier_noun *noun, struct cv_check *check, const char *field,
                       const Caravan__Projects__V1__DatedMove *message, struct dossier_move *move)
{
    const struct move_rule *rule = machine_rule(noun->machine, message->move);

    *move = (struct dossier_move){
        .move = message->move,
        .reference = message->reference,
        .reason = message->reason,
        .retracted_us = CV_BOOKS_NOT_REPLACED,
        .retraction = "",
    };
    if (rule == NULL)
        cv_check_fail(check, member(check, field, "move"), "a %s makes no such move", noun->thing);
    else
        check_needs(check, field, rule->needs, message, move);
}

struct cv_status dossier_move_follow(const struct dossier_noun *noun, struct cv_arena *arena,
                                     const struct dossier *dossier, struct dossier_move *move)
{
    const struct move_rule *rule = machine_rule(noun->machine, move->move);
    struct cv_status status =
        machine_check(noun->machine, arena, dossier->id, dossier->state, rule);

    if (cv_ok(status) && move->moved_on < dossier->moved_on)
        status = cv_status_f(arena, CV_FAILED_PRECONDITION, "BACKDATED",
                             "the last move is of %s: what is dated before it would change what "
                             "stood in between; retract that move first",
                             cv_field_date_text(arena, dossier->moved_on));
    move->state = rule->to;
    return status;
}

Caravan__Projects__V1__DatedMove *dossier_move_wire(struct cv_arena *arena,
                                                    const struct dossier_move *move)
{
    Caravan__Projects__V1__DatedMove *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__dated_move__init(message);
    message->move = (Caravan__Projects__V1__DevelopmentMove)move->move;
    message->date = cv_wire_date(arena, move->moved_on);
    message->forecast_date = cv_wire_date(arena, move->forecast_on);
    message->reference = cv_wire_text(move->reference);
    message->reason = cv_wire_text(move->reason);
    message->state = (Caravan__Projects__V1__DevelopmentState)move->state;
    message->recorded_time = cv_wire_time(arena, move->recorded_us);
    if (move->retracted_us != CV_BOOKS_NOT_REPLACED)
        message->retracted_time = cv_wire_time(arena, move->retracted_us);
    message->retraction_reason = cv_wire_text(move->retraction);
    return message;
}

/* ---- Move and Retract ---- */

static struct cv_status change(struct cv_books *books, const struct dossier_change_call *self,
                               struct cv_uuid programme, struct dossier *dossier)
{
    struct dossier_move move = self->move;
    struct cv_status status;

    if (self->reason == NULL) {
        status = dossier_move_follow(self->noun, books->arena, dossier, &move);
        return cv_ok(status)
                   ? dossier_move_insert(books, programme, self->noun->kind, dossier, &move)
                   : status;
    }
    if (dossier->state == STATE_NONE)
        return cv_status(CV_FAILED_PRECONDITION, "NOTHING_TO_RETRACT",
                         "no move of it stands: all were retracted");
    return dossier_move_retract(books, programme, self->noun->kind, dossier, self->reason);
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct dossier_change_call *self =
        CV_CONTAINER_OF(unit, const struct dossier_change_call, unit);
    const struct dossier_noun *noun = self->noun;
    struct programme_ref programme;
    struct dossier dossier;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = programme_find(&books, self->ids[0].text, &programme);
    if (cv_ok(status))
        status = dossier_get(&books, programme.uid, noun->kind, noun->thing, self->ids[1].text,
                             NULL, &DOSSIER_NOW, &dossier);
    if (cv_ok(status))
        cv_audit_before(&books, dossier_wire(noun, books.arena, self->ids[0].text,
                                             programme.currency, &dossier));
    if (cv_ok(status))
        status = cv_field_etag_match(books.arena, self->etag, dossier.version);
    if (cv_ok(status))
        status = change(&books, self, programme.uid, &dossier);
    if (cv_ok(status))
        *reply = dossier_wire(noun, books.arena, self->ids[0].text, programme.currency, &dossier);
    return status;
}

static void run(struct dossier_change_call *self, struct cv_check *check, struct cv_call *call,
                const char *request_id)
{
    if (cv_check_fine(check))
        cv_unit_write(&self->unit, call, projects_store(call), request_id, work);
    else
        cv_call_finish(call, check->status);
}

void dossier_move_run(const struct dossier_noun *noun, struct dossier_change_call *self,
                      struct cv_call *call, const Caravan__Projects__V1__RecordMoveRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);

    self->noun = noun;
    self->etag = request->etag;
    cv_check_name(&check, "name", request->name, noun->name, self->ids);
    cv_field_etag_given(&check, "etag", request->etag);
    if (request->move == NULL)
        cv_check_fail(&check, "move", "move is required");
    else
        dossier_move_read(noun, &check, "move", request->move, &self->move);
    run(self, &check, call, request->request_id);
}

void dossier_retract_run(const struct dossier_noun *noun, struct dossier_change_call *self,
                         struct cv_call *call,
                         const Caravan__Projects__V1__RetractMoveRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);

    self->noun = noun;
    self->etag = request->etag;
    self->reason = request->reason;
    cv_check_name(&check, "name", request->name, noun->name, self->ids);
    cv_field_etag_given(&check, "etag", request->etag);
    cv_check_text(&check, "reason", request->reason, CV_FIELD_REASON_MAX, true);
    run(self, &check, call, request->request_id);
}
