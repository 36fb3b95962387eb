/* Locking a period, and opening it again, for which it takes two. */
#include "app/date.h"
#include "app/unit.h"
#include "period/period.h"
#include "programme/programme_store.h"
#include "projects.h"
#include "service/approval.h"
#include "service/audit.h"

#include <string.h>

enum {
    LOCK = 1,
    ASK = 2,
    GRANT = 3,
    DENY = 4
};

static const struct rule {
    const char *name;
    enum period_state from;
    enum period_state to;
    bool reasoned;
    bool judges; /* so it must name what was read */
} RULES[] = {
    [LOCK] = {"lock it", PERIOD_OPEN, PERIOD_LOCKED, false, false},
    [ASK] = {"ask to unlock it", PERIOD_LOCKED, PERIOD_UNLOCK_ASKED, true, false},
    [GRANT] = {"grant its unlocking", PERIOD_UNLOCK_ASKED, PERIOD_OPEN, false, true},
    [DENY] = {"deny its unlocking", PERIOD_UNLOCK_ASKED, PERIOD_LOCKED, true, true},
};

struct state {
    struct cv_unit unit;
    struct cv_id ids[2];
    const Caravan__Projects__V1__MovePeriodRequest *request;
};

static struct cv_status check_move(struct cv_books *books, const struct state *state,
                                   const struct ledger_period *period)
{
    static const char *const STATES[] = {
        [PERIOD_OPEN] = "OPEN", [PERIOD_LOCKED] = "LOCKED", [PERIOD_UNLOCK_ASKED] = "UNLOCK_ASKED"};
    int move = (int)state->request->move;
    int32_t first = CV_DATE_NONE;
    int32_t last = CV_DATE_NONE;

    if (period->state != (int64_t)RULES[move].from)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "WRONG_STATE",
                           "the period %s is %s: there is no way to %s", period->id,
                           STATES[period->state], RULES[move].name);
    if (move == GRANT && strcmp(period->asked_by, books->subject) == 0)
        return cv_status_f(books->arena, CV_PERMISSION_DENIED, "SELF_APPROVAL",
                           "%s asked to unlock the period; somebody else must grant it",
                           books->subject);
    (void)period_days(period->id, &first, &last);
    if (move == LOCK && last >= cv_date_latest(cv_tx_now_us(books->tx)))
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "PERIOD_NOT_OVER",
                           "the period %s lasts until %s: lock it when that day has passed",
                           period->id, cv_field_date_text(books->arena, last));
    return state->request->etag[0] == '\0'
               ? CV_STATUS_OK
               : cv_field_etag_match(books->arena, state->request->etag, period->version);
}

static struct cv_status change(struct cv_books *books, const struct state *state,
                               struct cv_uuid programme, struct ledger_period *period)
{
    struct cv_status status = check_move(books, state, period);
    const Caravan__Projects__V1__MovePeriodRequest *request = state->request;

    if (!cv_ok(status))
        return status;
    period->state = RULES[request->move].to;
    period->asked_by = RULES[request->move].to == PERIOD_UNLOCK_ASKED ? books->subject : "";
    period->changes[period->change_count++] =
        (struct period_change){.move = request->move, .reason = request->reason};
    return period_write(books, programme, period);
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, const struct state, unit);
    struct programme_ref programme;
    struct ledger_period period;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = programme_find(&books, state->ids[0].text, &programme);
    if (cv_ok(status))
        status = period_get(&books, programme.uid, state->ids[1].text, &period);
    if (cv_ok(status))
        cv_audit_before(&books,
                        (const void *)period_wire(books.arena, state->ids[0].text, &period));
    if (cv_ok(status))
        status = change(&books, state, programme.uid, &period);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)period_wire(books.arena, state->ids[0].text, &period);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__MovePeriodRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;
    bool known;

    state->request = request;
    period_name_check(&check, "name", request->name, state->ids);
    cv_field_enum(&check, "move", &caravan__projects__v1__period_move__descriptor, request->move,
                  true);
    known = cv_check_fine(&check);
    cv_check_text(&check, "reason", request->reason, CV_FIELD_REASON_MAX,
                  known && RULES[request->move].reasoned);
    if (known && RULES[request->move].judges)
        cv_approval_etag_given(&check, "etag", request->etag);
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, projects_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_projects_v1_projects_move_period_method move_period = {handle,
                                                                            sizeof(struct state)};
