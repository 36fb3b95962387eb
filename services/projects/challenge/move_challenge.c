#include "app/date.h"
#include "app/unit.h"
#include "challenge/challenge.h"
#include "engagement.h"
#include "programme/programme_store.h"
#include "service/approval.h"
#include "service/audit.h"

struct state {
    struct cv_unit unit;
    struct cv_id ids[2]; /* programme, challenge */
    const char *etag;
    struct challenge_move move; /* as asked */
};

static struct cv_status find(struct cv_books *books, const struct state *state,
                             struct programme_ref *programme, struct challenge *challenge)
{
    struct challenge_view view = {challenge_day(books->recorded_us), books->recorded_us};
    int64_t freed;
    struct cv_status status = programme_find(books, state->ids[0].text, programme);

    if (cv_ok(status))
        status = challenges_settle(books, programme->uid, &freed);
    if (cv_ok(status))
        status = challenge_get(books, programme->uid, state->ids[1].text, &view, challenge);
    if (cv_ok(status))
        status = cv_field_etag_match(books->arena, state->etag, challenge->version);
    return status;
}

/* The move as the next, today. */
static struct cv_status follow(struct cv_books *books, const struct state *state,
                               struct challenge *challenge, struct challenge_move *move)
{
    int32_t today = challenge_day(books->recorded_us);

    *move = state->move;
    move->by = books->subject;
    move->on = today > challenge->moved_on ? today : challenge->moved_on;
    if (challenge->move_count >= CHALLENGE_MOVES_MAX)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "TOO_MANY_MOVES",
                           "a challenge has at most %d moves", CHALLENGE_MOVES_MAX);
    return challenge_follow(books->arena, challenge, move);
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, const struct state, unit);
    const char *id = state->ids[0].text;
    struct programme_ref programme;
    struct challenge challenge;
    struct challenge_move move;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = find(&books, state, &programme, &challenge);
    if (cv_ok(status) && !books.arena->exhausted)
        cv_audit_before(
            &books, (const void *)challenge_wire(books.arena, id, programme.currency, &challenge));
    if (cv_ok(status))
        status = follow(&books, state, &challenge, &move);
    if (cv_ok(status))
        status = challenge_move_insert(&books, id, programme.uid, &challenge, &move);
    if (cv_ok(status) && !books.arena->exhausted)
        *reply =
            (ProtobufCMessage *)challenge_wire(books.arena, id, programme.currency, &challenge);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__MoveChallengeRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    state->etag = request->etag;
    cv_check_name(&check, "name", request->name, CHALLENGE_NAME, state->ids);
    cv_field_etag_given(&check, "etag", request->etag);
    if (request->move == NULL) {
        cv_check_fail(&check, "move", "move is required");
    } else {
        challenge_move_read(&check, "move", request->move, state->ids[0].text, &state->move);
        if (state->move.move == CHALLENGE_RETURN || state->move.move == CHALLENGE_ACCEPT)
            cv_approval_etag_given(&check, "etag", request->etag);
        if (request->move->date != NULL || request->move->by[0] != '\0')
            cv_check_fail(&check, "move.date", "the server says when, and who");
    }
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, projects_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_projects_v1_engagement_move_challenge_method move_challenge = {
    handle, sizeof(struct state)};
