/* Upkeep: what was kept long enough is erased, also when nobody asks for it. */
#include "base/arena.h"
#include "privacy/retention_store.h"
#include "upkeep_books.h"

static struct cv_status run(const struct cv_scope *scope, struct cv_tx *tx, const char *org,
                            struct retention_run *run)
{
    struct cv_principal principal;
    struct cv_scope own;
    struct cv_books books;
    struct cv_status status = upkeep_books_open(&books, scope, &own, &principal, tx, org);

    if (cv_ok(status))
        status = retention_run(&books, &own, run);
    if (!cv_ok(status) || run->erased_persons + run->deleted_consents == 0)
        return status;
    return upkeep_books_tell(&books, "upkeep/erase_due",
                             cv_arena_printf(books.arena, "%d persons, %d consents",
                                             (int)run->erased_persons, (int)run->deleted_consents));
}

struct cv_status erase_due(const struct cv_scope *scope, struct cv_tx *tx, bool *more)
{
    struct retention_run done = {0};
    const char *org = "";
    bool found = true;
    struct cv_status status = CV_STATUS_OK;

    while (cv_ok(status) && found && done.erased_persons + done.deleted_consents == 0) {
        status = retention_next_org(tx, scope->arena, org, &org, &found);
        if (cv_ok(status) && found)
            status = run(scope, tx, org, &done);
    }
    *more = done.erased_persons + done.deleted_consents > 0;
    return status;
}
