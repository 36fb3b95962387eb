#include "cohort/funding_asked.h"

#include "app/wire.h"
#include "caravan/projects/v1/projects.caravan.h"
#include "service/field.h"

#include <string.h>

/* "programmes/x/projects/y" of the name of a line. */
static char *project_of(struct cv_arena *arena, const char *line)
{
    const char *end = strstr(line, "/budgetLines/");

    return cv_arena_string_n(arena, line, end == NULL ? strlen(line) : (size_t)(end - line));
}

/* The id of the reservation; `what` follows: "", "-pay", "-rest". */
static char *id_of(struct cv_arena *arena, struct cv_uuid cohort, int64_t number, const char *what)
{
    char uuid[CV_UUID_TEXT];

    cv_uuid_print(cohort, uuid);
    return cv_arena_printf(arena, "cohort-%s-%d%s", uuid, (int)number, what);
}

char *funding_commitment(struct cv_arena *arena, const char *budget_line, struct cv_uuid cohort,
                         int64_t number)
{
    const char *project = project_of(arena, budget_line);
    const char *id = id_of(arena, cohort, number, "");

    return project == NULL || id == NULL ? NULL
                                         : cv_arena_printf(arena, "%s/commitments/%s", project, id);
}

static char *name_of(struct cv_arena *arena, const struct funding *funding)
{
    return funding_commitment(arena, funding->budget_line, funding->cohort, funding->number);
}

static void take(struct cv_saga_step *step, int what, const void *request, const char *subject,
                 void (*call)(struct cv_channel *, struct cv_unary *, const void *))
{
    step->what = what;
    step->request = request;
    step->subject = subject;
    step->call = call;
}

/* What it is for; as long as a reference may be. */
static char *reference_of(struct cv_arena *arena, const struct cv_saga_step *step)
{
    return step->resource == NULL
               ? NULL
               : cv_arena_printf(arena, "%.*s", CV_FIELD_REFERENCE_MAX, step->resource);
}

/* ---- reserve ---- */

static void call_create(struct cv_channel *channel, struct cv_unary *op, const void *request)
{
    caravan_projects_v1_projects_create_commitment(channel, op, request);
}

void funding_ask_reserve(struct cv_arena *arena, const struct funding *funding,
                         struct cv_saga_step *step)
{
    Caravan__Projects__V1__CreateCommitmentRequest *request =
        cv_arena_alloc(arena, sizeof(*request));
    Caravan__Projects__V1__Commitment *commitment = cv_arena_alloc(arena, sizeof(*commitment));

    if (request == NULL || commitment == NULL)
        return;
    caravan__projects__v1__create_commitment_request__init(request);
    caravan__projects__v1__commitment__init(commitment);
    commitment->budget_line = cv_wire_text(funding->budget_line);
    commitment->amount = cv_field_money_wire(arena, funding->currency, funding->amount_minor);
    commitment->effective_date = cv_wire_date(arena, funding->opened_on);
    commitment->reference = reference_of(arena, step);
    request->parent = project_of(arena, funding->budget_line);
    request->commitment_id = id_of(arena, funding->cohort, funding->number, "");
    request->request_id = request->commitment_id;
    request->commitment = commitment;
    take(step, FUNDING_RESERVE, request, funding->opened_by, call_create);
}

/* ---- look ---- */

static void call_get(struct cv_channel *channel, struct cv_unary *op, const void *request)
{
    caravan_projects_v1_projects_get_commitment(channel, op, request);
}

void funding_ask_look(struct cv_arena *arena, const struct funding *funding,
                      struct cv_saga_step *step)
{
    Caravan__Projects__V1__GetCommitmentRequest *request = cv_arena_alloc(arena, sizeof(*request));

    if (request == NULL)
        return;
    caravan__projects__v1__get_commitment_request__init(request);
    request->name = name_of(arena, funding);
    take(step, FUNDING_LOOK, request, funding->ended_by, call_get);
}

static int64_t minor_of(const Caravan__Common__V1__Money *money)
{
    return money == NULL ? 0 : money->minor_units;
}

enum funding_found funding_found(const void *answer, const struct funding *funding,
                                 int64_t *pay_minor)
{
    const Caravan__Projects__V1__Commitment *commitment = answer;
    int64_t taken = minor_of(commitment->disbursed) + minor_of(commitment->pending);

    *pay_minor = funding->actual_minor > taken ? funding->actual_minor - taken : 0;
    switch (commitment->standing == NULL ? 0 : (int)commitment->standing->state) {
    case CARAVAN__PROJECTS__V1__ENTRY_STATE__ENTRY_STATE_DRAFT:
    case CARAVAN__PROJECTS__V1__ENTRY_STATE__ENTRY_STATE_SUBMITTED:
        return FUNDING_FOUND_WAITING;
    case CARAVAN__PROJECTS__V1__ENTRY_STATE__ENTRY_STATE_APPROVED:
    case CARAVAN__PROJECTS__V1__ENTRY_STATE__ENTRY_STATE_PARTLY_DISBURSED:
        return FUNDING_FOUND_APPROVED;
    case CARAVAN__PROJECTS__V1__ENTRY_STATE__ENTRY_STATE_FULLY_DISBURSED:
    case CARAVAN__PROJECTS__V1__ENTRY_STATE__ENTRY_STATE_RELEASED:
        return FUNDING_FOUND_SPENT;
    default:
        return FUNDING_FOUND_NOTHING;
    }
}

/* ---- give back, pay ---- */

static void call_move(struct cv_channel *channel, struct cv_unary *op, const void *request)
{
    caravan_projects_v1_projects_move_commitment(channel, op, request);
}

void funding_ask_withdraw(struct cv_arena *arena, const struct funding *funding,
                          struct cv_saga_step *step)
{
    Caravan__Projects__V1__MoveEntryRequest *request = cv_arena_alloc(arena, sizeof(*request));

    if (request == NULL)
        return;
    caravan__projects__v1__move_entry_request__init(request);
    request->name = name_of(arena, funding);
    request->move = CARAVAN__PROJECTS__V1__ENTRY_MOVE__ENTRY_MOVE_WITHDRAW;
    request->reason = cv_arena_string(arena, "the cohort was cancelled");
    request->request_id = id_of(arena, funding->cohort, funding->number, "-withdraw");
    take(step, FUNDING_WITHDRAW, request, funding->opened_by, call_move);
}

static void call_pay(struct cv_channel *channel, struct cv_unary *op, const void *request)
{
    caravan_projects_v1_projects_create_disbursement(channel, op, request);
}

/* A request_id that another amount or another day does not share. */
static char *dated(struct cv_arena *arena, const char *id, int64_t minor, int32_t today)
{
    return id == NULL ? NULL
                      : cv_arena_printf(arena, "%s %lld %d", id, (long long)minor, (int)today);
}

void funding_ask_pay(struct cv_arena *arena, const struct funding *funding, int32_t today,
                     struct cv_saga_step *step)
{
    Caravan__Projects__V1__CreateDisbursementRequest *request =
        cv_arena_alloc(arena, sizeof(*request));
    Caravan__Projects__V1__Disbursement *disbursement =
        cv_arena_alloc(arena, sizeof(*disbursement));

    if (request == NULL || disbursement == NULL)
        return;
    caravan__projects__v1__create_disbursement_request__init(request);
    caravan__projects__v1__disbursement__init(disbursement);
    disbursement->commitment = name_of(arena, funding);
    disbursement->amount = cv_field_money_wire(arena, funding->currency, funding->pay_minor);
    disbursement->effective_date = cv_wire_date(arena, today);
    disbursement->reference = reference_of(arena, step);
    request->parent = project_of(arena, funding->budget_line);
    request->disbursement_id = id_of(arena, funding->cohort, funding->number, "-pay");
    request->request_id = dated(arena, request->disbursement_id, funding->pay_minor, today);
    request->disbursement = disbursement;
    take(step, FUNDING_PAY, request, funding->ended_by, call_pay);
}

static void call_release(struct cv_channel *channel, struct cv_unary *op, const void *request)
{
    caravan_projects_v1_projects_release_commitment(channel, op, request);
}

void funding_ask_release(struct cv_arena *arena, const struct funding *funding, int32_t today,
                         struct cv_saga_step *step)
{
    Caravan__Projects__V1__ReleaseCommitmentRequest *request =
        cv_arena_alloc(arena, sizeof(*request));

    if (request == NULL)
        return;
    caravan__projects__v1__release_commitment_request__init(request);
    request->name = name_of(arena, funding);
    request->release_id = id_of(arena, funding->cohort, funding->number, "-rest");
    request->reference = reference_of(arena, step);
    request->effective_date = cv_wire_date(arena, today);
    request->request_id = dated(arena, request->release_id, 0, today);
    take(step, FUNDING_GIVE, request, funding->ended_by, call_release);
}
