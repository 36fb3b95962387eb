#include "frozen_report/restatement.h"

/* $1 org, $2 programme, $3 id, $4 the instant. */
#define MADE(table, of)                                                                            \
    "SELECT v.recorded_us, v.recorded_by FROM " table " t JOIN " table "_version v "               \
    "ON v.org_id = t.org_id AND v.uid = t.uid AND v.recorded_us <= $4 AND v.replaced_us > $4 "     \
    "WHERE t.org_id = $1 AND t." of " = $2 AND t.id = $3"

static const char *const VERSION[] = {
    [THING_PROGRAMME] = MADE("programme", "uid"),
    [THING_PROJECT] = MADE("project", "programme_uid"),
    [THING_PARTNER] = MADE("partner", "programme_uid"),
    [THING_INDICATOR] = MADE("indicator", "programme_uid"),
};

static const char *thing_name(const struct restating *restating, enum thing thing, const char *id)
{
    static const char *const FORMAT[] = {
        [THING_PROJECT] = "projects",
        [THING_PARTNER] = "partners",
        [THING_INDICATOR] = "indicators",
    };
    struct cv_arena *arena = restating->now.books->arena;

    if (thing == THING_PROGRAMME)
        return cv_arena_printf(arena, "programmes/%s", id);
    return cv_arena_printf(arena, "programmes/%s/%s/%s", restating->programme, FORMAT[thing], id);
}

struct cv_status restating_changed(struct restating *restating, enum thing thing, const char *id,
                                   int64_t difference, struct causes *causes)
{
    struct cv_books *books = restating->now.books;
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, VERSION[thing]);
    struct cause *cause;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, restating->now.programme);
    cv_stmt_text(stmt, 3, id);
    cv_stmt_int64(stmt, 4, restating->now.known_us);
    if (cv_stmt_step(stmt)) {
        cause = causes_add(books->arena, causes, difference);
        if (cause != NULL)
            *cause = (struct cause){
                .kind = CAUSE_CHANGED,
                .record = thing_name(restating, thing, id),
                .recorded_us = cv_stmt_get_int64(stmt, 0),
                .recorded_by = cv_stmt_get_text(stmt, 1, books->arena),
                .reference = "",
                .difference = difference,
            };
    }
    return cv_stmt_finish(stmt);
}
