/* What became of challenges and of their rewards, added up from one after the other. Pure.
 *
 * Memory   Rows live in the arena given.
 * Errors   A full arena tells, and the tables are void. */
#ifndef PROJECTS_CHALLENGE_TABLES_H
#define PROJECTS_CHALLENGE_TABLES_H

#include "challenge/challenge_fold.h"

struct challenge_row {
    int64_t state; /* a challenge_state */
    int64_t records;
    __int128 reward_minor;
    __int128 reserved_minor;
    __int128 posted_minor;
    __int128 freed_minor;
};

struct challenge_tables {
    struct challenge_row total;
    struct challenge_row states[CHALLENGE_EXPIRED + 1]; /* by their numbers */
    int64_t posted;
    int64_t claimed;
    int64_t delivered;
    int64_t accepted;
    int64_t claims;
    int64_t claims_lapsed;
    int32_t median_days; /* after close */
    int32_t *days;       /* of those that were accepted */
    size_t days_room;
};

void challenge_tables_begin(struct challenge_tables *tables);
/* As its moves and time have left it. */
void challenge_tables_add(struct challenge_tables *tables, struct cv_arena *arena,
                          const struct challenge *challenge);
/* False: a sum does not fit in 64 bits. */
bool challenge_tables_close(struct challenge_tables *tables);

#endif
