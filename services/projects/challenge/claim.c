#include "challenge/claim.h"

Caravan__Projects__V1__Claim *claim_wire(struct cv_arena *arena, const char *programme,
                                         const struct challenge *challenge,
                                         const struct claim *claim)
{
    Caravan__Projects__V1__Claim *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__claim__init(message);
    message->name = cv_arena_printf(arena, "programmes/%s/challenges/%s/claims/%s", programme,
                                    challenge->id, claim->id);
    message->partner = field_partner_name(arena, programme, claim->partner);
    message->state = (Caravan__Projects__V1__ClaimState)claim->state;
    message->claim_date = cv_wire_date(arena, claim->claimed_on);
    message->deadline = cv_wire_date(arena, challenge_claim_deadline(challenge, claim));
    message->delivery_date = cv_wire_date(arena, claim->delivered_on);
    message->reference = cv_wire_text(claim->reference);
    message->judge_date = cv_wire_date(arena, claim->judged_on);
    message->reason = cv_wire_text(claim->reason);
    message->end_date = cv_wire_date(arena, claim->ended_on);
    return message;
}
