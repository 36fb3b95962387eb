#include "corridor/corridor_store.h"

#include "base/arena.h"
#include "place/place_store.h"

#define SELECT                                                                                     \
    "SELECT uid, id, title, title_zh, version, created_us, recorded_us, "                          \
    "(SELECT COUNT(*) FROM corridor_point p WHERE p.org_id = corridor.org_id "                     \
    "AND p.corridor_uid = corridor.uid AND p.version = corridor.version) FROM corridor "

static const struct cv_status FULL = {
    .code = CV_RESOURCE_EXHAUSTED,
    .reason = "ANSWER_TOO_LARGE",
    .message = "the corridors need more memory than a call may have; ask for fewer at once",
};

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct corridor *corridor)
{
    *corridor = (struct corridor){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .title = cv_stmt_get_text(stmt, 2, books->arena),
        .title_zh = cv_stmt_get_text(stmt, 3, books->arena),
        .version = cv_stmt_get_int64(stmt, 4),
        .created_us = cv_stmt_get_int64(stmt, 5),
        .recorded_us = cv_stmt_get_int64(stmt, 6),
        .point_count = (size_t)cv_stmt_get_int64(stmt, 7),
    };
}

static struct cv_status load_points(struct cv_books *books, struct corridor *corridor)
{
    struct cv_stmt *stmt;
    size_t i = 0;

    corridor->points =
        cv_arena_array(books->arena, corridor->point_count + 1, sizeof(*corridor->points));
    if (corridor->points == NULL)
        return FULL;
    stmt = cv_tx_prepare(books->tx,
                         "SELECT l.id, p.place_uid, p.mode, p.run_minutes, p.dwell_minutes "
                         "FROM corridor_point p JOIN place l ON l.org_id = p.org_id "
                         "AND l.uid = p.place_uid WHERE p.org_id = $1 AND p.corridor_uid = $2 "
                         "AND p.version = $3 ORDER BY p.position");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, corridor->uid);
    cv_stmt_int64(stmt, 3, corridor->version);
    for (; i < corridor->point_count && cv_stmt_step(stmt); i++)
        corridor->points[i] = (struct corridor_point){
            .place = cv_stmt_get_text(stmt, 0, books->arena),
            .place_uid = cv_stmt_get_uuid(stmt, 1),
            .mode = cv_stmt_get_int64(stmt, 2),
            .run_minutes = cv_stmt_get_int64(stmt, 3),
            .dwell_minutes = cv_stmt_get_int64(stmt, 4),
        };
    corridor->point_count = i;
    return cv_stmt_finish(stmt);
}

static struct cv_status insert_point(struct cv_books *books, const struct corridor *corridor,
                                     size_t i)
{
    struct corridor_point *point = &corridor->points[i];
    const char *field = cv_arena_printf(books->arena, "corridor.points[%zu].place", i);
    struct place_ref place;
    struct cv_status status = place_find(books, point->place, field, &place);
    struct cv_stmt *stmt;

    if (!cv_ok(status))
        return status;
    point->place_uid = place.uid;
    stmt = cv_tx_prepare(books->tx, "INSERT INTO corridor_point (org_id, corridor_uid, version, "
                                    "position, place_uid, mode, run_minutes, dwell_minutes) "
                                    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, corridor->uid);
    cv_stmt_int64(stmt, 3, corridor->version);
    cv_stmt_int64(stmt, 4, (int64_t)i);
    cv_stmt_uuid(stmt, 5, point->place_uid);
    cv_stmt_int64(stmt, 6, point->mode);
    cv_stmt_int64(stmt, 7, point->run_minutes);
    cv_stmt_int64(stmt, 8, point->dwell_minutes);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status insert_points(struct cv_books *books, const struct corridor *corridor)
{
    struct cv_status status = CV_STATUS_OK;

    for (size_t i = 0; i < corridor->point_count && cv_ok(status); i++)
        status = insert_point(books, corridor, i);
    return status;
}

struct cv_status corridor_find(struct cv_books *books, const char *id, const char *field,
                               struct corridor_ref *ref)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT uid, version FROM corridor WHERE org_id = $1 AND id = $2");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, id);
    found = cv_stmt_step(stmt);
    if (found)
        *ref = (struct corridor_ref){cv_stmt_get_uuid(stmt, 0), cv_stmt_get_int64(stmt, 1)};
    return cv_books_found(books, stmt, found, field, "corridors/%s", id);
}

struct cv_status corridor_position(struct cv_books *books, const struct corridor_ref *ref,
                                   struct cv_uuid place, int64_t *position)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT position FROM corridor_point WHERE org_id = $1 "
                                 "AND corridor_uid = $2 AND version = $3 AND place_uid = $4");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, ref->uid);
    cv_stmt_int64(stmt, 3, ref->version);
    cv_stmt_uuid(stmt, 4, place);
    *position = cv_stmt_step(stmt) ? cv_stmt_get_int64(stmt, 0) : -1;
    return cv_stmt_finish(stmt);
}

struct cv_status corridor_insert(struct cv_books *books, struct corridor *corridor)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO corridor (org_id, uid, id, version, created_us, "
                                 "recorded_us, recorded_by, title, title_zh) "
                                 "VALUES ($1, $2, $3, 1, $4, $4, $5, $6, $7) "
                                 "ON CONFLICT (org_id, id) DO NOTHING");
    struct cv_status status;

    corridor->uid = cv_uuid7();
    corridor->version = 1;
    corridor->created_us = books->recorded_us;
    corridor->recorded_us = books->recorded_us;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, corridor->uid);
    cv_stmt_text(stmt, 3, corridor->id);
    cv_stmt_int64(stmt, 4, books->recorded_us);
    cv_stmt_text(stmt, 5, books->subject);
    cv_stmt_text(stmt, 6, corridor->title);
    cv_stmt_text(stmt, 7, corridor->title_zh);
    status = cv_books_insert(books, stmt, "corridor", corridor->id);
    return cv_ok(status) ? insert_points(books, corridor) : status;
}

struct cv_status corridor_get(struct cv_books *books, const char *id, struct corridor *corridor)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "WHERE org_id = $1 AND id = $2");
    struct cv_status status;
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, corridor);
    status = cv_books_found(books, stmt, found, NULL, "corridors/%s", id);
    return cv_ok(status) ? load_points(books, corridor) : status;
}

struct cv_status corridor_replace(struct cv_books *books, struct corridor *corridor)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "UPDATE corridor SET version = version + 1, recorded_us = $4, "
                                 "recorded_by = $5, title = $6, title_zh = $7 "
                                 "WHERE org_id = $1 AND uid = $2 AND version = $3");
    struct cv_status status;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, corridor->uid);
    cv_stmt_int64(stmt, 3, corridor->version);
    cv_stmt_int64(stmt, 4, books->recorded_us);
    cv_stmt_text(stmt, 5, books->subject);
    cv_stmt_text(stmt, 6, corridor->title);
    cv_stmt_text(stmt, 7, corridor->title_zh);
    status = cv_books_change(stmt, CV_BOOKS_CHANGED);
    corridor->version++;
    corridor->recorded_us = books->recorded_us;
    return cv_ok(status) ? insert_points(books, corridor) : status;
}

struct cv_status corridor_list(struct cv_books *books, struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE org_id = $1 AND uid > $2 ORDER BY uid LIMIT $3");
    struct cv_status status;
    struct corridor *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, listed->page.after);
    cv_stmt_int64(stmt, 3, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    status = cv_stmt_finish(stmt);
    row = listed->rows;
    for (size_t i = 0; i < listed->count && cv_ok(status); i++)
        status = load_points(books, &row[i]);
    return status;
}
