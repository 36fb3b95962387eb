#include "partner/partner_tie_store.h"

#include "service/approval.h"
#include "service/rows.h"

#include <string.h>

#define SELECT                                                                                     \
    "SELECT p.uid, p.id, v.version, v.recorded_by, v.users, v.replaced_us FROM partner p "         \
    "JOIN partner_version v ON v.org_id = p.org_id AND v.uid = p.uid "                             \
    "WHERE p.org_id = $1 AND p.programme_uid = $2 "

/* The versions of one partner after the other. */
struct walk {
    struct cv_uuid partner;
    struct partner_tie tie;
    bool acts;
};

static void take_version(struct walk *walk, struct cv_books *books, struct cv_stmt *stmt)
{
    const char *by = cv_stmt_get_text(stmt, 3, books->arena);
    bool himself = strcmp(by, books->subject) == 0;

    if (cv_approval_made_by(cv_stmt_get_text(stmt, 4, books->arena), books->subject))
        walk->acts = true;
    else if (!himself)
        walk->acts = false;
    if (walk->acts)
        walk->tie.acted_until_us = cv_stmt_get_int64(stmt, 5);
    if (himself && cv_stmt_get_int64(stmt, 2) == 1)
        walk->tie.created = true;
}

static bool keep(const struct walk *walk, struct cv_books *books, struct partner_ties *ties,
                 size_t *room)
{
    struct partner_tie *grown;

    if (!walk->tie.created && walk->tie.acted_until_us == 0)
        return true;
    grown = cv_rows_grow(books->arena, ties->list, ties->count, room, sizeof(*grown));
    if (grown == NULL)
        return false;
    ties->list = grown;
    grown[ties->count++] = walk->tie;
    return true;
}

struct cv_status partner_ties_find(struct cv_books *books, struct cv_uuid programme, const char *id,
                                   struct partner_ties *ties)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, id == NULL ? SELECT "ORDER BY p.uid, v.version"
                                            : SELECT "AND p.id = $3 ORDER BY p.uid, v.version");
    struct walk walk = {.acts = false};
    bool room_left = true;
    size_t room = 0;

    *ties = (struct partner_ties){0};
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    if (id != NULL)
        cv_stmt_text(stmt, 3, id);
    while (room_left && cv_stmt_step(stmt)) {
        struct cv_uuid partner = cv_stmt_get_uuid(stmt, 0);

        if (memcmp(&partner, &walk.partner, sizeof(partner)) != 0) {
            room_left = keep(&walk, books, ties, &room);
            walk = (struct walk){
                .partner = partner,
                .tie = {.partner = cv_stmt_get_text(stmt, 1, books->arena)},
            };
        }
        take_version(&walk, books, stmt);
    }
    if (room_left)
        room_left = keep(&walk, books, ties, &room);
    if (room_left)
        return cv_stmt_finish(stmt);
    (void)cv_stmt_finish(stmt);
    return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "no memory for the partners");
}

const struct partner_tie *partner_tie_with(const struct partner_ties *ties, const char *id)
{
    for (size_t i = 0; i < ties->count; i++)
        if (strcmp(ties->list[i].partner, id) == 0)
            return &ties->list[i];
    return NULL;
}
