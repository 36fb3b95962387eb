#include "challenge/reward.h"

#include "budget_line/budget_line_store.h"
#include "commitment/commitment_store.h"

const char *reward_commitment_id(struct cv_arena *arena, const struct challenge *challenge)
{
    char text[CV_UUID_TEXT];

    cv_uuid_print(challenge->uid, text);
    return cv_arena_string(arena, text);
}

struct cv_status reward_free(struct cv_books *books, struct cv_uuid line, int64_t minor)
{
    return account_free(books, line, minor);
}

struct cv_status reward_hold(struct cv_books *books, struct challenge *challenge,
                             const char *currency)
{
    int64_t held = challenge->reserved_minor;
    int64_t want = challenge_reserves(challenge->state) ? challenge->reward_minor : 0;

    challenge->reserved_minor = want;
    if (want < held)
        return reward_free(books, challenge->line_uid, held);
    if (want > held)
        return account_hold(books, challenge->line_uid, want, challenge->posted_on, currency,
                            &BUDGET_LINE_WORDS);
    return CV_STATUS_OK;
}

/* The id of the partner whose claim was accepted. */
static const char *winner(const struct challenge *challenge)
{
    for (size_t i = 0; i < challenge->claim_count; i++) {
        if (challenge->claims[i].state == CLAIM_ACCEPTED)
            return challenge->claims[i].partner;
    }
    return "";
}

struct cv_status reward_post(struct cv_books *books, const char *programme,
                             struct challenge *challenge)
{
    struct commitment commitment = {
        .entry.record = {.id = reward_commitment_id(books->arena, challenge),
                         .amount = challenge->reward_minor,
                         .effective_on = challenge->moved_on,
                         .reference = cv_arena_printf(books->arena, "challenge %s", challenge->id),
                         .reverses = "",
                         .reversed_by = ""},
        .line = challenge->line,
        .payee = winner(challenge),
    };
    struct project_ref ref;
    struct cv_status status = project_find(books, programme, challenge->project, NULL, &ref);

    return cv_ok(status) && !books->arena->exhausted ? commitment_insert(books, &ref, &commitment)
                                                     : status;
}
