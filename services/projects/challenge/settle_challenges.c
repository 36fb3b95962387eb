#include "app/unit.h"
#include "challenge/challenge.h"
#include "engagement.h"
#include "programme/programme_store.h"

struct state {
    struct cv_unit unit;
    struct cv_id programme;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, const struct state, unit);
    Caravan__Projects__V1__SettleChallengesResponse *message;
    struct programme_ref programme;
    struct cv_books books;
    int64_t freed = 0;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = programme_find(&books, state->programme.text, &programme);
    if (cv_ok(status))
        status = challenges_settle(&books, programme.uid, &freed);
    message = cv_arena_alloc(books.arena, sizeof(*message));
    if (!cv_ok(status) || message == NULL)
        return status;
    caravan__projects__v1__settle_challenges_response__init(message);
    message->freed_count = (int32_t)freed;
    *reply = &message->base;
    unit->nothing_done = freed == 0;
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__SettleChallengesRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, PROGRAMME_NAME, &state->programme);
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, projects_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_projects_v1_engagement_settle_challenges_method settle_challenges = {
    handle, sizeof(struct state)};
