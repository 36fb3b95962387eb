#include "sale_match/sale_match_store.h"

#include "base/assert.h"
#include "sale/likeness_store.h"
#include "sale_match/evidence.h"
#include "sale_posting/sale_posting_store.h"

#include <string.h>

#define PROPOSALS_MAX 10 /* of one new sale; more would be noise */

#define SELECT "SELECT uid, id, sale, duplicate, evidence, state, version FROM sale_match "

static struct sale_match read_row(struct cv_books *books, struct cv_stmt *stmt)
{
    return (struct sale_match){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .sale = cv_stmt_get_text(stmt, 2, books->arena),
        .duplicate = cv_stmt_get_text(stmt, 3, books->arena),
        .evidence = (uint32_t)cv_stmt_get_int64(stmt, 4),
        .state = cv_stmt_get_int64(stmt, 5),
        .version = cv_stmt_get_int64(stmt, 6),
    };
}

struct cv_status sale_match_get(struct cv_books *books, const char *id, struct sale_match *match)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "WHERE org_id = $1 AND id = $2");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, id);
    found = cv_stmt_step(stmt);
    if (found)
        *match = read_row(books, stmt);
    return cv_books_found(books, stmt, found, NULL, "saleMatches/%s", id);
}

struct cv_status sale_match_steps(struct cv_books *books, const struct sale_match *match,
                                  struct sale_match_step **steps, size_t *count)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT state, reason, recorded_us, recorded_by FROM sale_match_step "
                   "WHERE org_id = $1 AND match_uid = $2 ORDER BY version");
    size_t room = (size_t)match->version; /* one for each version */

    *count = 0;
    *steps = cv_arena_array(books->arena, room, sizeof(**steps));
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, match->uid);
    while (*steps != NULL && *count < room && cv_stmt_step(stmt))
        (*steps)[(*count)++] = (struct sale_match_step){
            .state = cv_stmt_get_int64(stmt, 0),
            .reason = cv_stmt_get_text(stmt, 1, books->arena),
            .recorded_us = cv_stmt_get_int64(stmt, 2),
            .recorded_by = cv_stmt_get_text(stmt, 3, books->arena),
        };
    return cv_stmt_finish(stmt);
}

struct cv_status sale_match_list(struct cv_books *books, int64_t state, struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE org_id = $1 AND uid > $2 "
                                        "AND ($3 = 0 OR state = $3) ORDER BY uid LIMIT $4");
    struct sale_match *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, listed->page.after);
    cv_stmt_int64(stmt, 3, state);
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        *row = read_row(books, stmt);
    return cv_stmt_finish(stmt);
}

/* ---- changing ---- */

static struct cv_status add_step(struct cv_books *books, const struct sale_match *match,
                                 const char *reason)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO sale_match_step (org_id, match_uid, version, state, reason, "
                   "recorded_us, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7)");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, match->uid);
    cv_stmt_int64(stmt, 3, match->version);
    cv_stmt_int64(stmt, 4, match->state);
    cv_stmt_text(stmt, 5, reason);
    cv_stmt_int64(stmt, 6, books->recorded_us);
    cv_stmt_text(stmt, 7, books->subject);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status move(struct cv_books *books, struct sale_match *match,
                             enum sale_match_state state, const char *reason)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "UPDATE sale_match SET state = $1, version = version + 1 "
                                 "WHERE org_id = $2 AND uid = $3 AND version = $4");
    struct cv_status status;

    cv_stmt_int64(stmt, 1, state);
    cv_stmt_text(stmt, 2, books->org);
    cv_stmt_uuid(stmt, 3, match->uid);
    cv_stmt_int64(stmt, 4, match->version);
    status = cv_books_change(stmt, CV_BOOKS_CHANGED);
    match->state = state;
    match->version++;
    return cv_ok(status) ? add_step(books, match, reason) : status;
}

/* `match` has the two sales and the evidence; the rest is set. */
static struct cv_status insert(struct cv_books *books, struct sale_match *match, const char *reason)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO sale_match (org_id, uid, id, sale, duplicate, evidence, state, "
                   "version) VALUES ($1, $2, $3, $4, $5, $6, $7, 1)");
    char id[CV_UUID_TEXT];
    struct cv_status status;

    match->uid = cv_uuid7();
    match->state = SALE_MATCH_PROPOSED;
    match->version = 1;
    cv_uuid_print(match->uid, id);
    match->id = cv_arena_string(books->arena, id);
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, match->uid);
    cv_stmt_text(stmt, 3, id);
    cv_stmt_text(stmt, 4, match->sale);
    cv_stmt_text(stmt, 5, match->duplicate);
    cv_stmt_int64(stmt, 6, match->evidence);
    cv_stmt_int64(stmt, 7, match->state);
    (void)cv_stmt_step(stmt);
    status = cv_stmt_finish(stmt);
    return cv_ok(status) ? add_step(books, match, reason) : status;
}

/* One that there is between the two, either way round, into *id; NULL: none. */
static struct cv_status find_pair(struct cv_books *books, const char *one, const char *other,
                                  const char **id)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT id FROM sale_match WHERE org_id = $1 AND sale = $2 AND duplicate = $3 "
                   "UNION ALL "
                   "SELECT id FROM sale_match WHERE org_id = $1 AND sale = $3 AND duplicate = $2");

    *id = NULL;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, one);
    cv_stmt_text(stmt, 3, other);
    if (cv_stmt_step(stmt))
        *id = cv_stmt_get_text(stmt, 0, books->arena);
    return cv_stmt_finish(stmt);
}

struct cv_status sale_match_propose(struct cv_books *books, const struct sale *sale)
{
    struct sale_like found[SALE_SIMILAR_MAX];
    int proposed = 0;
    size_t count;
    struct cv_status status = sale_find_similar(books, sale, found, &count);

    for (size_t i = 0; cv_ok(status) && i < count && proposed < PROPOSALS_MAX; i++) {
        const struct sale *other = &found[i].sale;
        bool first = evidence_first_counts(other, sale);
        struct sale_match match = {
            .sale = first ? other->id : sale->id,
            .duplicate = first ? sale->id : other->id,
            .evidence = evidence_of(other, sale) | found[i].shared,
        };

        if (!evidence_suffices(match.evidence))
            continue;
        status = insert(books, &match, "");
        proposed++;
    }
    return status;
}

/* ---- what a person says ---- */

static struct cv_status check_proposed(struct cv_books *books, const struct sale_match *match)
{
    if (match->state == SALE_MATCH_PROPOSED)
        return CV_STATUS_OK;
    return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "NOT_PROPOSED",
                       "the match was %s already; undo that first",
                       match->state == SALE_MATCH_CONFIRMED ? "confirmed" : "rejected");
}

static struct cv_status check_whole(struct cv_books *books, const struct sale *sale)
{
    return sale->reversed_by[0] == '\0'
               ? CV_STATUS_OK
               : cv_status_f(books->arena, CV_FAILED_PRECONDITION, "SALE_REVERSED",
                             "sales/%s was reversed by %s", sale->id, sale->reversed_by);
}

static struct cv_status check_free(struct cv_books *books, const struct sale *sale)
{
    struct cv_status status = check_whole(books, sale);

    return cv_ok(status) && sale->duplicate_of[0] != '\0'
               ? cv_status_f(books->arena, CV_FAILED_PRECONDITION, "ALREADY_MATCHED",
                             "sales/%s counts as sales/%s already", sale->id, sale->duplicate_of)
               : status;
}

static struct cv_status check_leaf(struct cv_books *books, const struct sale *duplicate)
{
    bool has;
    struct cv_status status = sale_has_duplicates(books, duplicate->id, &has);

    return cv_ok(status) && has
               ? cv_status_f(books->arena, CV_FAILED_PRECONDITION, "ALREADY_MATCHED",
                             "another sale counts as sales/%s", duplicate->id)
               : status;
}

struct cv_status sale_match_prefer(struct cv_books *books, struct sale_match *match, const char *id)
{
    struct cv_stmt *stmt;
    const char *other = match->sale;

    if (strcmp(match->sale, id) == 0)
        return CV_STATUS_OK;
    if (strcmp(match->duplicate, id) != 0)
        return cv_status_field(books->arena, "counts", "counts must be sales/%s or sales/%s",
                               match->sale, match->duplicate);
    match->sale = match->duplicate;
    match->duplicate = other;
    stmt = cv_tx_prepare(books->tx, "UPDATE sale_match SET sale = $1, duplicate = $2 "
                                    "WHERE org_id = $3 AND uid = $4 AND version = $5");
    cv_stmt_text(stmt, 1, match->sale);
    cv_stmt_text(stmt, 2, match->duplicate);
    cv_stmt_text(stmt, 3, books->org);
    cv_stmt_uuid(stmt, 4, match->uid);
    cv_stmt_int64(stmt, 5, match->version);
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

struct cv_status sale_match_propose_by_hand(struct cv_books *books, const char *counts,
                                            const char *other, const char *reason,
                                            struct sale_match *match)
{
    const char *there = NULL;
    struct sale duplicate;
    struct sale sale;
    struct cv_status status = sale_get(books, counts, "sale", &sale);

    if (cv_ok(status))
        status = sale_get(books, other, "duplicate", &duplicate);
    if (cv_ok(status))
        status = check_whole(books, &sale);
    if (cv_ok(status))
        status = check_whole(books, &duplicate);
    if (cv_ok(status))
        status = find_pair(books, counts, other, &there);
    if (cv_ok(status) && there != NULL)
        return cv_status_f(books->arena, CV_ALREADY_EXISTS, "MATCH_EXISTS",
                           "saleMatches/%s is of these two", there);
    *match = (struct sale_match){
        .sale = sale.id,
        .duplicate = duplicate.id,
        .evidence = EVIDENCE_PERSON,
    };
    if (cv_ok(status))
        match->evidence |= evidence_of(&sale, &duplicate);
    return cv_ok(status) ? insert(books, match, reason) : status;
}

struct cv_status sale_match_confirm(struct cv_books *books, struct sale_match *match,
                                    const char *reason)
{
    struct sale sale;
    struct sale duplicate;
    struct cv_status status = check_proposed(books, match);

    if (cv_ok(status))
        status = sale_get(books, match->sale, NULL, &sale);
    if (cv_ok(status))
        status = sale_get(books, match->duplicate, NULL, &duplicate);
    if (cv_ok(status))
        status = check_free(books, &sale);
    if (cv_ok(status))
        status = check_free(books, &duplicate);
    if (cv_ok(status))
        status = check_leaf(books, &duplicate);
    if (!cv_ok(status))
        return status;
    duplicate.duplicate_of = match->sale;
    status = sale_update(books, &duplicate);
    if (cv_ok(status)) /* so that two confirmed at once cannot make a chain */
        status = sale_update(books, &sale);
    if (cv_ok(status))
        status = sale_posting_take_out(books, duplicate.uid, match->uid);
    return cv_ok(status) ? move(books, match, SALE_MATCH_CONFIRMED, reason) : status;
}

struct cv_status sale_match_reject(struct cv_books *books, struct sale_match *match,
                                   const char *reason)
{
    struct cv_status status = check_proposed(books, match);

    return cv_ok(status) ? move(books, match, SALE_MATCH_REJECTED, reason) : status;
}

static struct cv_status set_apart(struct cv_books *books, const struct sale_match *match)
{
    struct sale duplicate;
    struct cv_status status = sale_get(books, match->duplicate, NULL, &duplicate);

    if (!cv_ok(status))
        return status;
    CV_ASSERT(duplicate.duplicate_of[0] != '\0');
    duplicate.duplicate_of = "";
    status = sale_update(books, &duplicate);
    return cv_ok(status) ? sale_posting_put_back(books, duplicate.uid, match->uid) : status;
}

struct cv_status sale_match_undo(struct cv_books *books, struct sale_match *match,
                                 const char *reason)
{
    struct cv_status status = CV_STATUS_OK;

    if (match->state == SALE_MATCH_PROPOSED)
        return cv_status(CV_FAILED_PRECONDITION, "NOT_DECIDED",
                         "the match was neither confirmed nor rejected");
    if (match->state == SALE_MATCH_CONFIRMED)
        status = set_apart(books, match);
    return cv_ok(status) ? move(books, match, SALE_MATCH_PROPOSED, reason) : status;
}
