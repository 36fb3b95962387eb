#include "engagement_report/challenge_tables.h"

#include "milestone/slip.h"
#include "service/rows.h"

#include <stdlib.h>

void challenge_tables_begin(struct challenge_tables *tables)
{
    *tables = (struct challenge_tables){0};
    for (int state = 0; state <= CHALLENGE_EXPIRED; state++)
        tables->states[state].state = state;
}

static void count(struct challenge_row *row, const struct challenge *challenge)
{
    row->records++;
    row->reward_minor += challenge->reward_minor;
    if (challenge->state == CHALLENGE_ACCEPTED)
        row->posted_minor += challenge->reward_minor;
    else if (challenge_reserves(challenge->state))
        row->reserved_minor += challenge->reward_minor;
    else if (challenge->state != CHALLENGE_DRAFT)
        row->freed_minor += challenge->reward_minor;
}

static void count_claims(struct challenge_tables *tables, const struct challenge *challenge)
{
    bool delivered = false;

    for (size_t i = 0; i < challenge->claim_count; i++) {
        tables->claims_lapsed += challenge->claims[i].state == CLAIM_LAPSED;
        delivered = delivered || challenge->claims[i].delivered_on != 0;
    }
    tables->claims += (int64_t)challenge->claim_count;
    tables->claimed += challenge->claim_count > 0;
    tables->delivered += delivered;
}

void challenge_tables_add(struct challenge_tables *tables, struct cv_arena *arena,
                          const struct challenge *challenge)
{
    int32_t *days;

    count(&tables->total, challenge);
    count(&tables->states[challenge->state], challenge);
    count_claims(tables, challenge);
    tables->posted += challenge->state != CHALLENGE_DRAFT;
    if (challenge->state != CHALLENGE_ACCEPTED)
        return;
    days = cv_rows_grow(arena, tables->days, (size_t)tables->accepted, &tables->days_room,
                        sizeof(*days));
    if (days == NULL)
        return;
    tables->days = days;
    days[tables->accepted++] = slip_days(challenge->posted_on, challenge->moved_on);
}

static int by_number(const void *one, const void *other)
{
    int32_t a = *(const int32_t *)one;
    int32_t b = *(const int32_t *)other;

    return (a > b) - (a < b);
}

/* No other sum is greater than that of all rewards. */
bool challenge_tables_close(struct challenge_tables *tables)
{
    __int128 most = tables->total.reward_minor;

    if (tables->accepted > 0) {
        qsort(tables->days, (size_t)tables->accepted, sizeof(*tables->days), by_number);
        tables->median_days = tables->days[(tables->accepted - 1) / 2];
    }
    return most == (int64_t)most;
}
