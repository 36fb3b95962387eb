#include "app/date.h"
#include "challenge/challenge.h"

static const char *path(struct cv_check *check, const char *field, const char *name)
{
    const char *text = cv_arena_printf(check->arena, "%s.%s", field, name);

    return text == NULL ? field : text;
}

/* What only some moves say. */
static void check_strangers(struct cv_check *check, const char *field,
                            const Caravan__Projects__V1__ChallengeMove *message)
{
    int move = (int)message->move;
    bool of_claim = move >= CHALLENGE_CLAIM && move <= CHALLENGE_ACCEPT;

    if (!of_claim && message->claim[0] != '\0')
        cv_check_fail(check, path(check, field, "claim"), "this move is of no claim");
    if (move != CHALLENGE_CLAIM && message->partner[0] != '\0')
        cv_check_fail(check, path(check, field, "partner"), "only a CLAIM has a partner");
    if (move != CHALLENGE_EXTEND && message->claim_deadline != NULL)
        cv_check_fail(check, path(check, field, "claim_deadline"), "only an EXTEND has deadlines");
    if (move != CHALLENGE_EXTEND && message->delivery_deadline != NULL)
        cv_check_fail(check, path(check, field, "delivery_deadline"),
                      "only an EXTEND has deadlines");
    if (move != CHALLENGE_DELIVER && message->reference[0] != '\0')
        cv_check_fail(check, path(check, field, "reference"), "only a DELIVER has a reference");
    if (of_claim)
        cv_check_id(check, path(check, field, "claim"), message->claim, true);
}

void challenge_move_read(struct cv_check *check, const char *field,
                         const Caravan__Projects__V1__ChallengeMove *message, const char *programme,
                         struct challenge_move *move)
{
    int kind = (int)message->move;

    cv_field_enum(check, path(check, field, "move"),
                  &caravan__projects__v1__challenge_move_kind__descriptor, message->move, true);
    check_strangers(check, field, message);
    cv_check_text(check, path(check, field, "reference"), message->reference,
                  CV_FIELD_REFERENCE_MAX, kind == CHALLENGE_DELIVER);
    cv_check_text(check, path(check, field, "reason"), message->reason, CV_FIELD_REASON_MAX,
                  kind == CHALLENGE_RETURN || kind == CHALLENGE_CANCEL);
    *move = (struct challenge_move){
        .move = (enum challenge_move_kind)message->move,
        .by = "",
        .claim = message->claim,
        .partner = field_partner_id(check, path(check, field, "partner"), message->partner,
                                    programme, kind == CHALLENGE_CLAIM),
        .claim_until = cv_wire_date_read(check, path(check, field, "claim_deadline"),
                                         message->claim_deadline, false),
        .deliver_until = cv_wire_date_read(check, path(check, field, "delivery_deadline"),
                                           message->delivery_deadline, false),
        .reference = message->reference,
        .reason = message->reason,
    };
}

Caravan__Projects__V1__ChallengeMove *challenge_move_wire(struct cv_arena *arena,
                                                          const char *programme,
                                                          const struct challenge_move *move)
{
    Caravan__Projects__V1__ChallengeMove *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__challenge_move__init(message);
    message->move = (Caravan__Projects__V1__ChallengeMoveKind)move->move;
    message->date = cv_wire_date(arena, move->on);
    message->by = cv_wire_text(move->by);
    message->claim = cv_wire_text(move->claim);
    message->partner = field_partner_name(arena, programme, move->partner);
    message->claim_deadline = cv_wire_date(arena, move->claim_until);
    message->delivery_deadline = cv_wire_date(arena, move->deliver_until);
    message->reference = cv_wire_text(move->reference);
    message->reason = cv_wire_text(move->reason);
    message->recorded_time = cv_wire_time(arena, move->recorded_us);
    return message;
}
