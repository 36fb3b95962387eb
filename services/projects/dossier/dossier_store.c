#include "dossier/dossier_store.h"

#include "app/date.h"
#include "base/arena.h"
#include "project/project_store.h"
#include "service/rows.h"

const struct dossier_view DOSSIER_NOW = {CV_DATE_LAST, CV_BOOKS_NOT_REPLACED - 1};

static const struct cv_status FULL = {
    .code = CV_RESOURCE_EXHAUSTED,
    .message = "the moves need more memory than a call may have",
};

/* $1 org, $2 programme, $3 noun, $4 day, $5 instant. */
#define SELECT                                                                                     \
    "SELECT d.uid, d.id, d.site, d.subject, d.title, d.title_zh, d.kind, d.grade, d.line, "        \
    "d.party, d.related, d.amount_minor, d.planned_on, d.planned_until, d.reference, d.version, "  \
    "d.recorded_us, d.changed_us, p.uid, p.id, m.state, m.moved_on FROM dossier d "                \
    "LEFT JOIN project p ON p.org_id = d.org_id AND p.programme_uid = d.programme_uid "            \
    "AND p.uid = d.project_uid "                                                                   \
    "LEFT JOIN dossier_move m ON m.org_id = d.org_id AND m.dossier_uid = d.uid AND m.sequence = "  \
    "(SELECT MAX(x.sequence) FROM dossier_move x WHERE x.org_id = d.org_id "                       \
    "AND x.dossier_uid = d.uid AND x.moved_on <= $4 AND x.recorded_us <= $5 "                      \
    "AND x.retracted_us > $5) "                                                                    \
    "WHERE d.org_id = $1 AND d.programme_uid = $2 AND d.noun = $3 "

static struct cv_stmt *prepare(struct cv_books *books, struct cv_uuid programme,
                               enum dossier_kind noun, const struct dossier_view *view,
                               const char *select)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, select);

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_int64(stmt, 3, noun);
    cv_stmt_int64(stmt, 4, view->through);
    cv_stmt_int64(stmt, 5, view->known_us);
    return stmt;
}

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct dossier *dossier)
{
    *dossier = (struct dossier){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .site = cv_stmt_get_text(stmt, 2, books->arena),
        .subject = cv_stmt_get_text(stmt, 3, books->arena),
        .title = cv_stmt_get_text(stmt, 4, books->arena),
        .title_zh = cv_stmt_get_text(stmt, 5, books->arena),
        .kind = cv_stmt_get_int64(stmt, 6),
        .grade = cv_stmt_get_text(stmt, 7, books->arena),
        .line = cv_stmt_get_text(stmt, 8, books->arena),
        .party = cv_stmt_get_text(stmt, 9, books->arena),
        .related = cv_stmt_get_text(stmt, 10, books->arena),
        .amount_minor = cv_stmt_get_int64(stmt, 11),
        .planned_on = cv_books_get_date(stmt, 12),
        .planned_until = cv_books_get_date(stmt, 13),
        .reference = cv_stmt_get_text(stmt, 14, books->arena),
        .version = cv_stmt_get_int64(stmt, 15),
        .created_us = cv_stmt_get_int64(stmt, 16),
        .changed_us = cv_stmt_get_int64(stmt, 17),
        .project_uid = cv_stmt_get_uuid(stmt, 18),
        .project = cv_stmt_get_text(stmt, 19, books->arena),
        .state = cv_stmt_get_int64(stmt, 20),
        .moved_on = cv_books_get_date(stmt, 21),
    };
}

/* ---- moves ---- */

static void read_move(struct cv_books *books, struct cv_stmt *stmt, int64_t known_us,
                      struct dossier_move *move)
{
    *move = (struct dossier_move){
        .sequence = cv_stmt_get_int64(stmt, 0),
        .move = cv_stmt_get_int64(stmt, 1),
        .state = cv_stmt_get_int64(stmt, 2),
        .moved_on = cv_books_get_date(stmt, 3),
        .forecast_on = cv_books_get_date(stmt, 4),
        .reference = cv_stmt_get_text(stmt, 5, books->arena),
        .reason = cv_stmt_get_text(stmt, 6, books->arena),
        .recorded_us = cv_stmt_get_int64(stmt, 7),
        .retracted_us = cv_stmt_get_int64(stmt, 8),
        .retraction = cv_stmt_get_text(stmt, 9, books->arena),
    };
    if (move->retracted_us > known_us) {
        move->retracted_us = CV_BOOKS_NOT_REPLACED;
        move->retraction = "";
    }
}

static struct cv_status get_moves(struct cv_books *books, const struct dossier_view *view,
                                  struct dossier *dossier)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT sequence, move, state, moved_on, forecast_on, reference, reason, "
                   "recorded_us, retracted_us, retraction FROM dossier_move WHERE org_id = $1 "
                   "AND dossier_uid = $2 AND moved_on <= $3 AND recorded_us <= $4 "
                   "ORDER BY sequence");
    struct dossier_move *moves = NULL;
    size_t room = 0;
    bool full = false;

    dossier->move_count = 0;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, dossier->uid);
    cv_stmt_int64(stmt, 3, view->through);
    cv_stmt_int64(stmt, 4, view->known_us);
    while (!full && cv_stmt_step(stmt)) {
        moves = cv_rows_grow(books->arena, moves, dossier->move_count, &room, sizeof(*moves));
        full = moves == NULL;
        if (!full)
            read_move(books, stmt, view->known_us, &moves[dossier->move_count++]);
    }
    dossier->moves = moves;
    return full ? (cv_stmt_finish(stmt), FULL) : cv_stmt_finish(stmt);
}

static struct cv_status insert_move(struct cv_books *books, struct cv_uuid dossier,
                                    struct dossier_move *move)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO dossier_move (org_id, dossier_uid, sequence, move, state, "
                   "moved_on, forecast_on, reference, reason, recorded_us, recorded_by, "
                   "retracted_us, retracted_by, retraction) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', '')");

    move->recorded_us = books->recorded_us;
    move->retracted_us = CV_BOOKS_NOT_REPLACED;
    move->retraction = "";
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, dossier);
    cv_stmt_int64(stmt, 3, move->sequence);
    cv_stmt_int64(stmt, 4, move->move);
    cv_stmt_int64(stmt, 5, move->state);
    cv_stmt_int64(stmt, 6, move->moved_on);
    cv_stmt_int64(stmt, 7, move->forecast_on);
    cv_stmt_text(stmt, 8, move->reference);
    cv_stmt_text(stmt, 9, move->reason);
    cv_stmt_int64(stmt, 10, move->recorded_us);
    cv_stmt_text(stmt, 11, books->subject);
    cv_stmt_int64(stmt, 12, CV_BOOKS_NOT_REPLACED);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

void dossier_fold(struct dossier *dossier)
{
    dossier->state = STATE_NONE;
    dossier->moved_on = CV_DATE_NONE;
    for (size_t i = 0; i < dossier->move_count; i++) {
        if (dossier->moves[i].retracted_us == CV_BOOKS_NOT_REPLACED) {
            dossier->state = dossier->moves[i].state;
            dossier->moved_on = dossier->moves[i].moved_on;
        }
    }
}

/* ---- dossiers ---- */

static struct cv_status find_project(struct cv_books *books, const char *programme,
                                     const char *thing, struct dossier *dossier)
{
    const char *field = cv_arena_printf(books->arena, "%s.project", thing);
    const char *site_field = cv_arena_printf(books->arena, "%s.site", thing);
    struct project_ref project;
    struct cv_status status;

    if (dossier->project[0] == '\0')
        return CV_STATUS_OK;
    status = project_find(books, programme, dossier->project, field, &project);
    if (cv_ok(status))
        status = project_site_find(books, &project, dossier->site, site_field);
    if (cv_ok(status))
        dossier->project_uid = project.uid;
    return status;
}

static void bind(struct cv_books *books, struct cv_stmt *stmt, struct cv_uuid programme,
                 enum dossier_kind noun, const struct dossier *dossier)
{
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_int64(stmt, 3, noun);
    cv_stmt_uuid(stmt, 4, dossier->uid);
    cv_stmt_text(stmt, 5, dossier->id);
    if (dossier->project[0] == '\0')
        cv_stmt_null(stmt, 6);
    else
        cv_stmt_uuid(stmt, 6, dossier->project_uid);
    cv_stmt_text(stmt, 7, dossier->site);
    cv_stmt_text(stmt, 8, dossier->subject);
    cv_stmt_text(stmt, 9, dossier->title);
    cv_stmt_text(stmt, 10, dossier->title_zh);
    cv_stmt_int64(stmt, 11, dossier->kind);
    cv_stmt_text(stmt, 12, dossier->grade);
    cv_stmt_text(stmt, 13, dossier->line);
    cv_stmt_text(stmt, 14, dossier->party);
    cv_stmt_text(stmt, 15, dossier->related);
    cv_stmt_int64(stmt, 16, dossier->amount_minor);
    cv_stmt_int64(stmt, 17, dossier->planned_on);
    cv_stmt_int64(stmt, 18, dossier->planned_until);
    cv_stmt_text(stmt, 19, dossier->reference);
    cv_stmt_int64(stmt, 20, dossier->version);
    cv_stmt_int64(stmt, 21, books->recorded_us);
    cv_stmt_text(stmt, 22, books->subject);
}

struct cv_status dossier_insert(struct cv_books *books, const char *programme,
                                struct cv_uuid programme_uid, enum dossier_kind noun,
                                const char *thing, struct dossier *dossier)
{
    struct cv_status status = find_project(books, programme, thing, dossier);
    struct cv_stmt *stmt;

    if (!cv_ok(status))
        return status;
    stmt = cv_tx_prepare(
        books->tx,
        "INSERT INTO dossier (org_id, programme_uid, noun, uid, id, project_uid, site, subject, "
        "title, title_zh, kind, grade, line, party, related, amount_minor, planned_on, "
        "planned_until, reference, version, changed_us, recorded_us, recorded_by) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, "
        "$18, $19, $20, $21, $21, $22) ON CONFLICT (org_id, programme_uid, noun, id) DO NOTHING");
    dossier->uid = cv_uuid7();
    dossier->version = (int64_t)dossier->move_count;
    dossier->created_us = books->recorded_us;
    dossier->changed_us = books->recorded_us;
    bind(books, stmt, programme_uid, noun, dossier);
    status = cv_books_insert(books, stmt, thing, dossier->id);
    for (size_t i = 0; cv_ok(status) && i < dossier->move_count; i++)
        status = insert_move(books, dossier->uid, &dossier->moves[i]);
    dossier_fold(dossier);
    return status;
}

struct cv_status dossier_get(struct cv_books *books, struct cv_uuid programme,
                             enum dossier_kind noun, const char *thing, const char *id,
                             const char *field, const struct dossier_view *view,
                             struct dossier *dossier)
{
    struct cv_stmt *stmt = prepare(books, programme, noun, view, SELECT "AND d.id = $6");
    struct cv_status status;
    bool found;

    cv_stmt_text(stmt, 6, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, dossier);
    status = cv_books_found(books, stmt, found, field, "%s %s in this programme", thing, id);
    return cv_ok(status) ? get_moves(books, view, dossier) : status;
}

struct cv_status dossier_list(struct cv_books *books, struct cv_uuid programme,
                              enum dossier_kind noun, const struct dossier_choice *choice,
                              struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        prepare(books, programme, noun, &choice->view,
                SELECT "AND d.recorded_us <= $5 AND d.uid > $6 AND ($7 = '' OR p.id = $7) "
                       "AND ($8 = '' OR d.site = $8) AND ($9 = '' OR d.subject = $9) "
                       "AND ($10 = '' OR d.grade = $10) AND ($11 = '' OR d.line = $11) "
                       "AND ($12 = 0 OR d.kind = $12) AND ($13 = 0 OR m.state = $13) "
                       "ORDER BY d.uid LIMIT $14");
    struct cv_status status;
    struct dossier *row;

    cv_stmt_uuid(stmt, 6, listed->page.after);
    cv_stmt_text(stmt, 7, choice->project);
    cv_stmt_text(stmt, 8, choice->site);
    cv_stmt_text(stmt, 9, choice->subject);
    cv_stmt_text(stmt, 10, choice->grade);
    cv_stmt_text(stmt, 11, choice->line);
    cv_stmt_int64(stmt, 12, choice->kind);
    cv_stmt_int64(stmt, 13, choice->state);
    cv_stmt_int64(stmt, 14, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    status = cv_stmt_finish(stmt);
    row = listed->rows;
    for (size_t i = 0; cv_ok(status) && i < listed->count; i++)
        status = get_moves(books, &choice->view, &row[i]);
    return status;
}

/* ---- changing ---- */

/* One version more. */
static struct cv_status step(struct cv_books *books, struct cv_uuid programme,
                             enum dossier_kind noun, struct dossier *dossier)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "UPDATE dossier SET version = version + 1, changed_us = $6 "
                                 "WHERE org_id = $1 AND programme_uid = $2 AND noun = $3 "
                                 "AND uid = $4 AND version = $5");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_int64(stmt, 3, noun);
    cv_stmt_uuid(stmt, 4, dossier->uid);
    cv_stmt_int64(stmt, 5, dossier->version);
    cv_stmt_int64(stmt, 6, books->recorded_us);
    dossier->version++;
    dossier->changed_us = books->recorded_us;
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

struct cv_status dossier_move_insert(struct cv_books *books, struct cv_uuid programme,
                                     enum dossier_kind noun, struct dossier *dossier,
                                     const struct dossier_move *move)
{
    struct cv_status status = step(books, programme, noun, dossier);
    size_t room = dossier->move_count; /* a copy with one more */
    struct dossier_move *moves =
        cv_rows_double(books->arena, dossier->moves, dossier->move_count, &room, sizeof(*moves));

    if (moves == NULL)
        return FULL;
    moves[dossier->move_count] = *move;
    moves[dossier->move_count].sequence = (int64_t)dossier->move_count + 1;
    dossier->moves = moves;
    if (cv_ok(status))
        status = insert_move(books, dossier->uid, &moves[dossier->move_count++]);
    dossier_fold(dossier);
    return status;
}

struct cv_status dossier_move_retract(struct cv_books *books, struct cv_uuid programme,
                                      enum dossier_kind noun, struct dossier *dossier,
                                      const char *reason)
{
    struct cv_status status = step(books, programme, noun, dossier);
    size_t last = dossier->move_count - 1;
    struct cv_stmt *stmt;

    while (dossier->moves[last].retracted_us != CV_BOOKS_NOT_REPLACED)
        last--;
    if (!cv_ok(status))
        return status;
    stmt = cv_tx_prepare(books->tx, "UPDATE dossier_move SET retracted_us = $4, retracted_by = $5, "
                                    "retraction = $6 WHERE org_id = $1 AND dossier_uid = $2 "
                                    "AND sequence = $3");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, dossier->uid);
    cv_stmt_int64(stmt, 3, dossier->moves[last].sequence);
    cv_stmt_int64(stmt, 4, books->recorded_us);
    cv_stmt_text(stmt, 5, books->subject);
    cv_stmt_text(stmt, 6, reason);
    dossier->moves[last].retracted_us = books->recorded_us;
    dossier->moves[last].retraction = reason;
    dossier_fold(dossier);
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}
