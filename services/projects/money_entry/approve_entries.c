#include "app/unit.h"
#include "base/clock.h"
#include "budget_change/budget_change.h"
#include "budget_line/budget_line.h"
#include "commitment/commitment.h"
#include "disbursement/disbursement.h"
#include "field.h"
#include "money_entry/waiting_store.h"
#include "programme/programme_store.h"
#include "projects.h"
#include "rpc/limits.h"
#include "service/audit.h"

#include <stdio.h>

#define ENTRIES_MAX 10000 /* the writer is busy with them for well under a second */

struct state {
    struct cv_unit unit;
    struct cv_id programme;
    int64_t through_us;
    size_t max;
};

/* All that one call does; each entry in an arena of its own. */
struct run {
    struct cv_books books;
    struct cv_arena row;
    struct programme_ref programme;
    const struct state *state;
    struct partner_ties ties;
    size_t left;
    Caravan__Projects__V1__ApproveEntriesResponse *answer;
};

union thing {
    struct entry entry;
    struct budget_line line;
    struct budget_change change;
    struct commitment commitment;
    struct disbursement disbursement;
};

static struct cv_status load(struct cv_books *books, const struct project_ref *ref,
                             enum entry_table table, const char *id, union thing *thing)
{
    switch (table) {
    case ENTRY_BUDGET_LINE:
        return budget_line_get(books, ref, id, &thing->line);
    case ENTRY_BUDGET_CHANGE:
        return budget_change_get(books, ref, id, &thing->change);
    case ENTRY_COMMITMENT:
        return commitment_get(books, ref, id, NULL, &thing->commitment);
    default:
        return disbursement_get(books, ref, id, &thing->disbursement);
    }
}

static const ProtobufCMessage *show(struct cv_arena *arena, const struct cv_id ids[2],
                                    const struct project_ref *ref, enum entry_table table,
                                    const union thing *thing)
{
    switch (table) {
    case ENTRY_BUDGET_LINE:
        return (const void *)budget_line_wire(arena, ids, ref->currency, &thing->line);
    case ENTRY_BUDGET_CHANGE:
        return (const void *)budget_change_wire(arena, ids, ref->currency, &thing->change);
    case ENTRY_COMMITMENT:
        return (const void *)commitment_wire(arena, ids, ref->currency, &thing->commitment);
    default:
        return (const void *)disbursement_wire(arena, ids, ref->currency, &thing->disbursement);
    }
}

static struct cv_status move(struct cv_books *books, const struct project_ref *ref,
                             enum entry_table table, const struct entry_move *asked,
                             union thing *thing)
{
    switch (table) {
    case ENTRY_BUDGET_LINE:
        return budget_line_move(books, ref, asked, &thing->line);
    case ENTRY_BUDGET_CHANGE:
        return budget_change_move(books, ref, asked, &thing->change);
    case ENTRY_COMMITMENT:
        return commitment_move(books, ref, asked, &thing->commitment);
    default:
        return disbursement_move(books, ref, asked, &thing->disbursement);
    }
}

/* In words that outlast the row, and say which it was. */
static struct cv_status named(const struct run *run, const char *id, struct cv_status why)
{
    struct cv_arena *arena = run->books.arena;

    return cv_status_f(arena, why.code, why.reason, "%s: %s", id,
                       why.message == NULL ? "" : why.message);
}

static struct cv_status approve_loaded(struct run *run, struct cv_books *books,
                                       const struct project_ref *ref, enum entry_table table,
                                       const struct waiting *waiting, union thing *thing)
{
    struct entry_move asked = {.move = CV_APPROVAL_APPROVE, .etag = "", .note = ""};
    struct cv_id ids[2] = {run->state->programme};
    const ProtobufCMessage *before;
    struct cv_status status;

    (void)snprintf(ids[1].text, sizeof(ids[1].text), "%s", waiting->project_id);
    before = show(books->arena, ids, ref, table, thing);
    if (entry_overdue(books, &thing->entry))
        asked.move = CV_APPROVAL_EXPIRE;
    status = move(books, ref, table, &asked, thing);
    if (!cv_ok(status))
        return status;
    if (asked.move == CV_APPROVAL_EXPIRE)
        run->answer->expired_count++;
    else
        run->answer->approved_count++;
    return cv_audit_add(books, before, show(books->arena, ids, ref, table, thing));
}

static struct cv_status approve_one(struct run *run, enum entry_table table,
                                    const struct waiting *waiting)
{
    const struct project_ref ref = {
        .programme = run->programme.uid,
        .uid = waiting->project,
        .currency = run->programme.currency,
    };
    struct cv_arena *arena = run->books.arena;
    struct cv_status status;
    union thing thing;

    run->books.arena = &run->row;
    status = load(&run->books, &ref, table, waiting->id, &thing);
    if (cv_ok(status))
        status = approve_loaded(run, &run->books, &ref, table, waiting, &thing);
    run->books.arena = arena;
    if (!cv_ok(status))
        status = named(run, waiting->id, status);
    cv_arena_release(&run->row);
    return status;
}

static Caravan__Projects__V1__EntryRefusal *
refusal_wire(const struct run *run, enum entry_table table, const struct waiting_left *left)
{
    static const char *const COLLECTIONS[ENTRY_TABLES] = {
        [ENTRY_BUDGET_LINE] = "budgetLines",
        [ENTRY_BUDGET_CHANGE] = "budgetChanges",
        [ENTRY_COMMITMENT] = "commitments",
        [ENTRY_DISBURSEMENT] = "disbursements",
    };
    struct cv_arena *arena = run->books.arena;
    Caravan__Projects__V1__EntryRefusal *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__entry_refusal__init(message);
    message->entry = cv_wire_text(
        cv_arena_printf(arena, "programmes/%s/projects/%s/%s/%s", run->state->programme.text,
                        left->entry.project_id, COLLECTIONS[table], left->entry.id));
    message->code = (int32_t)left->why.code;
    message->reason = cv_wire_text(left->why.reason);
    message->message = cv_wire_text(left->why.message);
    return message;
}

static void tell_left(struct run *run, enum entry_table table, const struct waiting_list *list)
{
    Caravan__Projects__V1__ApproveEntriesResponse *answer = run->answer;

    if (answer->left == NULL && list->left_count > 0)
        answer->left = cv_arena_array(run->books.arena, WAITING_LEFT_MAX, sizeof(*answer->left));
    for (size_t i = 0; i < list->left_count && answer->left != NULL; i++) {
        if (answer->n_left == WAITING_LEFT_MAX)
            return;
        answer->left[answer->n_left] = refusal_wire(run, table, &list->left[i]);
        if (answer->left[answer->n_left] != NULL)
            answer->n_left++;
    }
}

static struct cv_status approve_kind(struct run *run, enum entry_table table)
{
    struct waiting_list list;
    struct cv_status status = waiting_find(&run->books, run->programme.uid, table,
                                           run->state->through_us, &run->ties, run->left, &list);

    for (size_t i = 0; cv_ok(status) && i < list.count; i++) {
        if (cv_scope_over(run->state->unit.op.scope, cv_clock_ns()))
            return cv_status(CV_CANCELLED, NULL, "nobody waits for the approval any more");
        status = approve_one(run, table, &list.rows[i]);
    }
    run->left -= list.count;
    run->answer->own_count += list.own_count;
    run->answer->payee_count += list.payee_count;
    tell_left(run, table, &list);
    run->answer->more = run->answer->more || list.more;
    return status;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct run run = {
        .state = state,
        .left = state->max,
        .answer = cv_arena_alloc(unit->op.scope->arena, sizeof(*run.answer)),
    };
    struct cv_status status = cv_books_open_write(&run.books, unit->op.scope, tx);

    if (!cv_ok(status) || run.answer == NULL)
        return status;
    caravan__projects__v1__approve_entries_response__init(run.answer);
    cv_arena_init(&run.row, CV_CALL_MEMORY_MAX);
    if (state->through_us > run.books.recorded_us) /* nobody has read that yet */
        return cv_status_field(run.books.arena, "submitted_through",
                               "submitted_through must not be in the future");
    status = programme_find(&run.books, state->programme.text, &run.programme);
    if (cv_ok(status))
        status = partner_ties_find(&run.books, run.programme.uid, NULL, &run.ties);
    for (int table = 0; cv_ok(status) && table < ENTRY_TABLES; table++)
        status = approve_kind(&run, (enum entry_table)table);
    *reply = (ProtobufCMessage *)run.answer;
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__ApproveEntriesRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, PROGRAMME_NAME, &state->programme);
    state->through_us = cv_wire_time_read(&check, "submitted_through", request->submitted_through);
    if (request->submitted_through == NULL)
        cv_check_fail(&check, "submitted_through",
                      "submitted_through is required: the time of what was read");
    cv_check_range(&check, "max_entries", request->max_entries, 0, ENTRIES_MAX);
    state->max = request->max_entries == 0 ? ENTRIES_MAX : (size_t)request->max_entries;
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, projects_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_projects_v1_projects_approve_entries_method approve_entries = {
    handle, sizeof(struct state)};
