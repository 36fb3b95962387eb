#include "challenge/challenge.h"

#include "app/date.h"
#include "app/principal.h"
#include "budget_line/budget_line.h"
#include "challenge/reward.h"

#include <string.h>

#define MOVES_MAX 100 /* of one Create */

/* ---- from the wire ---- */

static void read_line(struct cv_check *check, const Caravan__Projects__V1__Challenge *message,
                      const char *programme, struct challenge *challenge)
{
    struct cv_id ids[3] = {0};

    cv_check_name(check, "challenge.budget_line", message->budget_line, BUDGET_LINE_NAME, ids);
    if (strcmp(ids[0].text, programme) != 0)
        cv_check_fail(check, "challenge.budget_line",
                      "budget_line must be of the same programme, programmes/%s", programme);
    challenge->project = cv_arena_string(check->arena, ids[1].text);
    challenge->line = cv_arena_string(check->arena, ids[2].text);
    if (challenge->project == NULL || challenge->line == NULL)
        cv_check_fail(check, "challenge.budget_line", "out of memory");
}

static void read_move(struct cv_check *check, const char *field,
                      const Caravan__Projects__V1__ChallengeMove *message, const char *programme,
                      struct challenge *challenge)
{
    struct challenge_move *move = &challenge->moves[challenge->move_count++];
    const char *date = cv_arena_printf(check->arena, "%s.date", field);
    const char *by = cv_arena_printf(check->arena, "%s.by", field);

    challenge_move_read(check, field, message, programme, move);
    if (date == NULL || by == NULL)
        return;
    move->on = cv_field_past_date(check, date, message->date, true);
    move->by = message->by;
    if (!cv_principal_valid(message->by))
        cv_check_fail(check, by, "by names a principal: [a-z0-9][a-z0-9._@-]{0,62}");
    if (cv_check_fine(check))
        check->status = challenge_follow(check->arena, challenge, move);
}

static void read_moves(struct cv_check *check, const Caravan__Projects__V1__Challenge *message,
                       const char *programme, struct challenge *challenge)
{
    cv_check_range(check, "challenge.moves", (int64_t)message->n_moves, 0, MOVES_MAX);
    if (!cv_check_fine(check))
        return;
    challenge->creator = "";
    challenge_begin(challenge);
    challenge->move_room = message->n_moves + 1;
    challenge->moves =
        cv_arena_array(check->arena, challenge->move_room, sizeof(*challenge->moves));
    for (size_t i = 0; challenge->moves != NULL && cv_check_fine(check) && i < message->n_moves;
         i++) {
        const char *field = cv_arena_printf(check->arena, "challenge.moves[%zu]", i);

        if (field != NULL)
            read_move(check, field, message->moves[i], programme, challenge);
    }
}

void challenge_read(struct cv_check *check, const Caravan__Projects__V1__Challenge *message,
                    const char *programme, struct challenge *challenge)
{
    struct cv_money reward = cv_field_money(check, "challenge.reward", message->reward);

    cv_field_titles(check, "challenge.title", message->title, message->title_zh);
    cv_field_enum(check, "challenge.mode", &caravan__projects__v1__claim_mode__descriptor,
                  message->mode, true);
    cv_check_text(check, "challenge.reference", message->reference, CV_FIELD_REFERENCE_MAX, false);
    challenge->title = message->title;
    challenge->title_zh = message->title_zh;
    challenge->poster =
        field_partner_id(check, "challenge.poster", message->poster, programme, true);
    read_line(check, message, programme, challenge);
    challenge->reward_minor = reward.minor;
    challenge->currency = reward.currency;
    challenge->mode = message->mode;
    challenge->first_claim_until =
        cv_wire_date_read(check, "challenge.claim_deadline", message->claim_deadline, true);
    challenge->first_deliver_until =
        cv_wire_date_read(check, "challenge.delivery_deadline", message->delivery_deadline, true);
    if (challenge->first_deliver_until < challenge->first_claim_until)
        cv_check_fail(check, "challenge.delivery_deadline",
                      "delivery_deadline must not be before claim_deadline");
    challenge->reference = message->reference;
    read_moves(check, message, programme, challenge);
}

/* ---- to the wire ---- */

static void put_deadline(struct cv_arena *arena, const struct challenge *challenge,
                         Caravan__Projects__V1__Challenge *message)
{
    int32_t next = CV_DATE_NONE;

    if (challenge_may_lapse(challenge)) {
        next = challenge->claim_until;
        message->at_next_deadline =
            CARAVAN__PROJECTS__V1__DEADLINE_EFFECT__DEADLINE_EFFECT_CLAIMS_LAPSE;
    } else if (challenge_expires_on(challenge) != CV_DATE_NONE) {
        next = challenge->deliver_until;
        message->at_next_deadline = CARAVAN__PROJECTS__V1__DEADLINE_EFFECT__DEADLINE_EFFECT_EXPIRES;
    } else if (challenge->state == CHALLENGE_DELIVERED) {
        next = challenge->deliver_until;
        message->at_next_deadline = CARAVAN__PROJECTS__V1__DEADLINE_EFFECT__DEADLINE_EFFECT_WAITS;
    }
    message->next_deadline = cv_wire_date(arena, next);
}

static Caravan__Projects__V1__RewardState reward_state(const struct challenge *challenge)
{
    if (challenge->state == CHALLENGE_DRAFT)
        return CARAVAN__PROJECTS__V1__REWARD_STATE__REWARD_STATE_NONE;
    if (challenge->state == CHALLENGE_ACCEPTED)
        return CARAVAN__PROJECTS__V1__REWARD_STATE__REWARD_STATE_POSTED;
    return challenge_reserves(challenge->state)
               ? CARAVAN__PROJECTS__V1__REWARD_STATE__REWARD_STATE_RESERVED
               : CARAVAN__PROJECTS__V1__REWARD_STATE__REWARD_STATE_FREED;
}

static void put_outcome(struct cv_arena *arena, const char *programme,
                        const struct challenge *challenge,
                        Caravan__Projects__V1__Challenge *message)
{
    message->state = (Caravan__Projects__V1__ChallengeState)challenge->state;
    message->state_date = cv_wire_date(arena, challenge->moved_on);
    message->reward_state = reward_state(challenge);
    put_deadline(arena, challenge, message);
    if (challenge->state == CHALLENGE_ACCEPTED)
        message->commitment =
            cv_arena_printf(arena, "programmes/%s/projects/%s/commitments/%s", programme,
                            challenge->project, reward_commitment_id(arena, challenge));
}

Caravan__Projects__V1__Challenge *challenge_wire(struct cv_arena *arena, const char *programme,
                                                 const char *currency,
                                                 const struct challenge *challenge)
{
    Caravan__Projects__V1__Challenge *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__challenge__init(message);
    message->name = cv_arena_printf(arena, "programmes/%s/challenges/%s", programme, challenge->id);
    message->title = cv_wire_text(challenge->title);
    message->title_zh = cv_wire_text(challenge->title_zh);
    message->poster = field_partner_name(arena, programme, challenge->poster);
    message->budget_line = cv_arena_printf(arena, "programmes/%s/projects/%s/budgetLines/%s",
                                           programme, challenge->project, challenge->line);
    message->reward = cv_field_money_wire(arena, currency, challenge->reward_minor);
    message->mode = (Caravan__Projects__V1__ClaimMode)challenge->mode;
    message->claim_deadline = cv_wire_date(arena, challenge->claim_until);
    message->delivery_deadline = cv_wire_date(arena, challenge->deliver_until);
    message->reference = cv_wire_text(challenge->reference);
    message->etag = cv_wire_text(cv_field_etag(arena, challenge->version));
    message->create_time = cv_wire_time(arena, challenge->created_us);
    message->update_time = cv_wire_time(arena, challenge->changed_us);
    put_outcome(arena, programme, challenge, message);
    message->moves = cv_arena_array(arena, challenge->move_count + 1, sizeof(*message->moves));
    for (size_t i = 0; message->moves != NULL && i < challenge->move_count; i++)
        message->moves[message->n_moves++] =
            challenge_move_wire(arena, programme, &challenge->moves[i]);
    return arena->exhausted ? NULL : message;
}
