#include "challenge/challenge_store.h"

#include "app/date.h"
#include "budget_line/budget_line_store.h"
#include "challenge/reward.h"
#include "partner/partner_store.h"
#include "service/rows.h"

#define CHINA_MINUTES 480 /* ahead of UTC, in all of the country and all year */
#define SETTLED_MAX   1000
#define SELECT                                                                                     \
    "SELECT uid, id, title, title_zh, poster, project, line, line_uid, reward_minor, mode, "       \
    "claim_until, deliver_until, reference, reserved_minor, creator, version, recorded_us, "       \
    "changed_us FROM challenge "

int32_t challenge_day(int64_t utc_us)
{
    return cv_date_at(utc_us, CHINA_MINUTES);
}

struct cv_status challenge_now(struct cv_books *books, struct challenge_view *view)
{
    int64_t now_us = cv_tx_now_us(books->tx);
    int64_t recorded_us;
    struct cv_status status = cv_books_recorded_until(books, &recorded_us);

    view->known_us = CV_BOOKS_NOT_REPLACED - 1;
    view->day = challenge_day(now_us > recorded_us ? now_us : recorded_us);
    return status;
}

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct challenge *challenge)
{
    *challenge = (struct challenge){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .title = cv_stmt_get_text(stmt, 2, books->arena),
        .title_zh = cv_stmt_get_text(stmt, 3, books->arena),
        .poster = cv_stmt_get_text(stmt, 4, books->arena),
        .project = cv_stmt_get_text(stmt, 5, books->arena),
        .line = cv_stmt_get_text(stmt, 6, books->arena),
        .line_uid = cv_stmt_get_uuid(stmt, 7),
        .reward_minor = cv_stmt_get_int64(stmt, 8),
        .mode = cv_stmt_get_int64(stmt, 9),
        .first_claim_until = cv_books_get_date(stmt, 10),
        .first_deliver_until = cv_books_get_date(stmt, 11),
        .reference = cv_stmt_get_text(stmt, 12, books->arena),
        .reserved_minor = cv_stmt_get_int64(stmt, 13),
        .creator = cv_stmt_get_text(stmt, 14, books->arena),
        .version = cv_stmt_get_int64(stmt, 15),
        .created_us = cv_stmt_get_int64(stmt, 16),
        .changed_us = cv_stmt_get_int64(stmt, 17),
    };
}

/* ---- writing ---- */

static struct cv_status insert_move(struct cv_books *books, struct cv_uuid challenge,
                                    int64_t sequence, const struct challenge_move *move)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO challenge_move (org_id, challenge_uid, sequence, move, "
                   "effective_on, moved_by, claim, partner, claim_until, deliver_until, reference, "
                   "reason, recorded_us, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
                   "$10, $11, $12, $13, $14)");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, challenge);
    cv_stmt_int64(stmt, 3, sequence);
    cv_stmt_int64(stmt, 4, move->move);
    cv_stmt_int64(stmt, 5, move->on);
    cv_stmt_text(stmt, 6, move->by);
    cv_stmt_text(stmt, 7, move->claim);
    cv_stmt_text(stmt, 8, move->partner);
    cv_stmt_int64(stmt, 9, move->claim_until);
    cv_stmt_int64(stmt, 10, move->deliver_until);
    cv_stmt_text(stmt, 11, move->reference);
    cv_stmt_text(stmt, 12, move->reason);
    cv_stmt_int64(stmt, 13, books->recorded_us);
    cv_stmt_text(stmt, 14, books->subject);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status insert_row(struct cv_books *books, struct cv_uuid programme,
                                   const struct challenge *challenge)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx,
        "INSERT INTO challenge (org_id, programme_uid, uid, id, title, title_zh, poster, "
        "project, line, line_uid, reward_minor, mode, claim_until, deliver_until, "
        "reference, reserved_minor, expires_on, creator, version, changed_us, "
        "recorded_us, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
        "$11, $12, $13, $14, $15, 0, 0, $16, 0, $17, $17, $18) "
        "ON CONFLICT (org_id, programme_uid, id) DO NOTHING");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_uuid(stmt, 3, challenge->uid);
    cv_stmt_text(stmt, 4, challenge->id);
    cv_stmt_text(stmt, 5, challenge->title);
    cv_stmt_text(stmt, 6, challenge->title_zh);
    cv_stmt_text(stmt, 7, challenge->poster);
    cv_stmt_text(stmt, 8, challenge->project);
    cv_stmt_text(stmt, 9, challenge->line);
    cv_stmt_uuid(stmt, 10, challenge->line_uid);
    cv_stmt_int64(stmt, 11, challenge->reward_minor);
    cv_stmt_int64(stmt, 12, challenge->mode);
    cv_stmt_int64(stmt, 13, challenge->first_claim_until);
    cv_stmt_int64(stmt, 14, challenge->first_deliver_until);
    cv_stmt_text(stmt, 15, challenge->reference);
    cv_stmt_text(stmt, 16, challenge->creator);
    cv_stmt_int64(stmt, 17, books->recorded_us);
    cv_stmt_text(stmt, 18, books->subject);
    return cv_books_insert(books, stmt, "challenge", challenge->id);
}

static struct cv_status step(struct cv_books *books, struct cv_uuid programme,
                             struct challenge *challenge)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "UPDATE challenge SET version = version + 1, changed_us = $5, "
                   "reserved_minor = $6, expires_on = $7 WHERE org_id = $1 AND programme_uid = $2 "
                   "AND uid = $3 AND version = $4");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_uuid(stmt, 3, challenge->uid);
    cv_stmt_int64(stmt, 4, challenge->version++);
    cv_stmt_int64(stmt, 5, books->recorded_us);
    cv_stmt_int64(stmt, 6, challenge->reserved_minor);
    cv_stmt_int64(stmt, 7, challenge_expires_on(challenge));
    challenge->changed_us = books->recorded_us;
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

/* What its state means for the money, and the row itself. */
static struct cv_status keep(struct cv_books *books, const char *programme,
                             const struct project_ref *ref, struct challenge *challenge,
                             bool accepted)
{
    struct cv_status status = reward_hold(books, challenge, ref->currency);

    if (cv_ok(status) && accepted)
        status = reward_post(books, programme, challenge);
    return cv_ok(status) ? step(books, ref->programme, challenge) : status;
}

struct cv_status challenge_insert(struct cv_books *books, const char *programme,
                                  struct cv_uuid programme_uid, struct challenge *challenge)
{
    struct project_ref ref;
    struct cv_uuid partner;
    struct cv_status status =
        partner_find(books, programme_uid, challenge->poster, "challenge.poster", &partner);

    if (cv_ok(status))
        status = project_find(books, programme, challenge->project, "challenge.budget_line", &ref);
    if (cv_ok(status))
        status = budget_line_find(books, &ref, challenge->line, "challenge.budget_line",
                                  &challenge->line_uid);
    for (size_t i = 0; cv_ok(status) && i < challenge->move_count; i++) {
        if (challenge->moves[i].move == CHALLENGE_CLAIM)
            status = partner_find(books, programme_uid, challenge->moves[i].partner,
                                  "challenge.moves.partner", &partner);
    }
    if (!cv_ok(status))
        return status;
    challenge->uid = cv_uuid7();
    challenge->version = 0;
    challenge->created_us = books->recorded_us;
    challenge->reserved_minor = 0;
    status = insert_row(books, programme_uid, challenge);
    for (size_t i = 0; cv_ok(status) && i < challenge->move_count; i++) {
        challenge->moves[i].recorded_us = books->recorded_us;
        status = insert_move(books, challenge->uid, (int64_t)i + 1, &challenge->moves[i]);
    }
    return cv_ok(status)
               ? keep(books, programme, &ref, challenge, challenge->state == CHALLENGE_ACCEPTED)
               : status;
}

struct cv_status challenge_move_insert(struct cv_books *books, const char *programme,
                                       struct cv_uuid programme_uid, struct challenge *challenge,
                                       const struct challenge_move *move)
{
    struct project_ref ref;
    struct cv_uuid partner;
    struct cv_status status = project_find(books, programme, challenge->project, NULL, &ref);

    if (cv_ok(status) && move->move == CHALLENGE_CLAIM)
        status = partner_find(books, programme_uid, move->partner, "move.partner", &partner);
    if (cv_ok(status))
        status = insert_move(books, challenge->uid, (int64_t)challenge->move_count + 1, move);
    challenge->moves = cv_rows_grow(books->arena, challenge->moves, challenge->move_count,
                                    &challenge->move_room, sizeof(*challenge->moves));
    if (challenge->moves != NULL) {
        challenge->moves[challenge->move_count] = *move;
        challenge->moves[challenge->move_count++].recorded_us = books->recorded_us;
    }
    return cv_ok(status) ? keep(books, programme, &ref, challenge, move->move == CHALLENGE_ACCEPT)
                         : status;
}

/* ---- reading ---- */

static struct cv_status read_moves(struct cv_books *books, int64_t known_us,
                                   struct challenge *challenge)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT move, effective_on, moved_by, claim, partner, claim_until, "
                   "deliver_until, reference, reason, recorded_us FROM challenge_move "
                   "WHERE org_id = $1 AND challenge_uid = $2 AND recorded_us <= $3 "
                   "ORDER BY sequence");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, challenge->uid);
    cv_stmt_int64(stmt, 3, known_us);
    while (cv_stmt_step(stmt)) {
        challenge->moves = cv_rows_grow(books->arena, challenge->moves, challenge->move_count,
                                        &challenge->move_room, sizeof(*challenge->moves));
        if (challenge->moves == NULL)
            break;
        challenge->moves[challenge->move_count++] = (struct challenge_move){
            .move = (enum challenge_move_kind)cv_stmt_get_int64(stmt, 0),
            .on = cv_books_get_date(stmt, 1),
            .by = cv_stmt_get_text(stmt, 2, books->arena),
            .claim = cv_stmt_get_text(stmt, 3, books->arena),
            .partner = cv_stmt_get_text(stmt, 4, books->arena),
            .claim_until = cv_books_get_date(stmt, 5),
            .deliver_until = cv_books_get_date(stmt, 6),
            .reference = cv_stmt_get_text(stmt, 7, books->arena),
            .reason = cv_stmt_get_text(stmt, 8, books->arena),
            .recorded_us = cv_stmt_get_int64(stmt, 9),
        };
    }
    return cv_stmt_finish(stmt);
}

static struct cv_status read_rest(struct cv_books *books, const struct challenge_view *view,
                                  struct challenge *challenge)
{
    struct cv_status status = read_moves(books, view->known_us, challenge);

    return cv_ok(status) && !books->arena->exhausted
               ? challenge_refold(books->arena, challenge, view->day)
               : status;
}

struct cv_status challenge_get(struct cv_books *books, struct cv_uuid programme, const char *id,
                               const struct challenge_view *view, struct challenge *challenge)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE org_id = $1 AND programme_uid = $2 AND id = $3");
    struct cv_status status;
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, challenge);
    status = cv_books_found(books, stmt, found, NULL, "challenge %s in this programme", id);
    return cv_ok(status) ? read_rest(books, view, challenge) : status;
}

struct cv_status challenge_list(struct cv_books *books, struct cv_uuid programme,
                                const struct challenge_choice *choice, struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE org_id = $1 AND programme_uid = $2 AND uid > $3 "
                                        "AND recorded_us <= $5 AND ($6 = '' OR poster = $6) "
                                        "ORDER BY uid LIMIT $4");
    struct challenge_view view = {0};
    struct cv_status status;
    struct challenge *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_uuid(stmt, 3, listed->page.after);
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    cv_stmt_int64(stmt, 5, choice->known_us);
    cv_stmt_text(stmt, 6, choice->poster);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    status = cv_stmt_finish(stmt);
    if (cv_ok(status))
        status = challenge_now(books, &view);
    if (!cv_ok(status))
        return status;
    if (choice->known_us < view.known_us)
        view = (struct challenge_view){challenge_day(choice->known_us), choice->known_us};
    if (choice->through < view.day)
        view.day = choice->through;
    row = listed->rows;
    for (size_t i = 0; cv_ok(status) && i < listed->count; i++)
        status = read_rest(books, &view, &row[i]);
    return status;
}

/* ---- what has expired ---- */

struct due {
    struct cv_uuid uid;
    struct cv_uuid line;
    int64_t minor;
};

static struct cv_status read_due(struct cv_books *books, struct cv_uuid programme,
                                 struct due rows[SETTLED_MAX], size_t *count)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT uid, line_uid, reserved_minor FROM challenge WHERE org_id = $1 "
                   "AND programme_uid = $2 AND reserved_minor > 0 AND expires_on > 0 "
                   "AND expires_on < $3 ORDER BY uid LIMIT $4");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_int64(stmt, 3, challenge_day(books->recorded_us));
    cv_stmt_int64(stmt, 4, SETTLED_MAX);
    while (cv_stmt_step(stmt))
        rows[(*count)++] = (struct due){
            .uid = cv_stmt_get_uuid(stmt, 0),
            .line = cv_stmt_get_uuid(stmt, 1),
            .minor = cv_stmt_get_int64(stmt, 2),
        };
    return cv_stmt_finish(stmt);
}

static struct cv_status settle_one(struct cv_books *books, struct cv_uuid programme,
                                   const struct due *due)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "UPDATE challenge SET reserved_minor = 0 WHERE org_id = $1 "
                                 "AND programme_uid = $2 AND uid = $3");
    struct cv_status status;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_uuid(stmt, 3, due->uid);
    status = cv_books_change(stmt, CV_BOOKS_CHANGED);
    return cv_ok(status) ? reward_free(books, due->line, due->minor) : status;
}

struct cv_status challenges_settle(struct cv_books *books, struct cv_uuid programme, int64_t *freed)
{
    struct due *rows = cv_arena_array(books->arena, SETTLED_MAX, sizeof(*rows));
    size_t count = 0;
    struct cv_status status = CV_STATUS_OK;

    if (rows != NULL)
        status = read_due(books, programme, rows, &count);
    for (size_t i = 0; cv_ok(status) && i < count; i++)
        status = settle_one(books, programme, &rows[i]);
    *freed = (int64_t)count;
    return status;
}
