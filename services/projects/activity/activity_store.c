#include "activity/activity_store.h"

#include "partner/partner_store.h"
#include "project/project_store.h"

#define CELLS_MAX 18 /* 6 bands of age by 3 sexes, "unspecified" among them */
#define SELECT                                                                                     \
    "SELECT uid, id, title, title_zh, kind, state, first_on, last_on, site, organiser, "           \
    "reference, persons, person_times, reason, version, created_us, recorded_us, project "         \
    "FROM activity "

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct activity *activity)
{
    *activity = (struct activity){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .title = cv_stmt_get_text(stmt, 2, books->arena),
        .title_zh = cv_stmt_get_text(stmt, 3, books->arena),
        .kind = cv_stmt_get_int64(stmt, 4),
        .state = cv_stmt_get_int64(stmt, 5),
        .first_on = cv_books_get_date(stmt, 6),
        .last_on = cv_books_get_date(stmt, 7),
        .site = cv_stmt_get_text(stmt, 8, books->arena),
        .organiser = cv_stmt_get_text(stmt, 9, books->arena),
        .reference = cv_stmt_get_text(stmt, 10, books->arena),
        .persons = cv_stmt_get_int64(stmt, 11),
        .person_times = cv_stmt_get_int64(stmt, 12),
        .reason = cv_stmt_get_text(stmt, 13, books->arena),
        .version = cv_stmt_get_int64(stmt, 14),
        .created_us = cv_stmt_get_int64(stmt, 15),
        .recorded_us = cv_stmt_get_int64(stmt, 16),
        .project = cv_stmt_get_text(stmt, 17, books->arena),
    };
}

static struct cv_status read_cells(struct cv_books *books, struct activity *activity)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT age_band, sex, persons FROM activity_cell WHERE org_id = $1 "
                   "AND activity_uid = $2 AND version = $3 ORDER BY position LIMIT $4");

    activity->cells = cv_arena_array(books->arena, CELLS_MAX, sizeof(*activity->cells));
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, activity->uid);
    cv_stmt_int64(stmt, 3, activity->version);
    cv_stmt_int64(stmt, 4, CELLS_MAX);
    while (activity->cells != NULL && cv_stmt_step(stmt))
        activity->cells[activity->cell_count++] = (struct head_cell){
            .age_band = cv_stmt_get_int64(stmt, 0),
            .sex = cv_stmt_get_int64(stmt, 1),
            .persons = cv_stmt_get_int64(stmt, 2),
        };
    return cv_stmt_finish(stmt);
}

static struct cv_status insert_cells(struct cv_books *books, const struct activity *activity)
{
    struct cv_status status = CV_STATUS_OK;

    for (size_t i = 0; cv_ok(status) && i < activity->cell_count; i++) {
        struct cv_stmt *stmt = cv_tx_prepare(
            books->tx, "INSERT INTO activity_cell (org_id, activity_uid, version, position, "
                       "age_band, sex, persons) VALUES ($1, $2, $3, $4, $5, $6, $7)");

        cv_stmt_text(stmt, 1, books->org);
        cv_stmt_uuid(stmt, 2, activity->uid);
        cv_stmt_int64(stmt, 3, activity->version);
        cv_stmt_int64(stmt, 4, (int64_t)i);
        cv_stmt_int64(stmt, 5, activity->cells[i].age_band);
        cv_stmt_int64(stmt, 6, activity->cells[i].sex);
        cv_stmt_int64(stmt, 7, activity->cells[i].persons);
        (void)cv_stmt_step(stmt);
        status = cv_stmt_finish(stmt);
    }
    return status;
}

static struct cv_status find_named(struct cv_books *books, const char *id, struct cv_uuid programme,
                                   const struct activity *activity)
{
    struct project_ref project;
    struct cv_uuid partner;
    struct cv_status status =
        partner_find(books, programme, activity->organiser, "activity.organiser", &partner);

    return cv_ok(status) && activity->project[0] != '\0'
               ? project_find(books, id, activity->project, "activity.project", &project)
               : status;
}

static struct cv_status insert_version(struct cv_books *books, struct cv_uuid programme,
                                       struct activity *activity)
{
    struct cv_stmt *stmt;
    struct cv_status status;

    stmt = cv_tx_prepare(
        books->tx, "INSERT INTO activity (org_id, programme_uid, uid, version, id, created_us, "
                   "recorded_us, replaced_us, recorded_by, reason, title, title_zh, kind, state, "
                   "first_on, last_on, site, organiser, reference, persons, person_times, "
                   "project) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
                   "$15, $16, $17, $18, $19, $20, $21, $22) "
                   "ON CONFLICT (org_id, programme_uid, id, version) DO NOTHING");
    activity->recorded_us = books->recorded_us;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_uuid(stmt, 3, activity->uid);
    cv_stmt_int64(stmt, 4, activity->version);
    cv_stmt_text(stmt, 5, activity->id);
    cv_stmt_int64(stmt, 6, activity->created_us);
    cv_stmt_int64(stmt, 7, books->recorded_us);
    cv_stmt_int64(stmt, 8, CV_BOOKS_NOT_REPLACED);
    cv_stmt_text(stmt, 9, books->subject);
    cv_stmt_text(stmt, 10, activity->reason);
    cv_stmt_text(stmt, 11, activity->title);
    cv_stmt_text(stmt, 12, activity->title_zh);
    cv_stmt_int64(stmt, 13, activity->kind);
    cv_stmt_int64(stmt, 14, activity->state);
    cv_stmt_int64(stmt, 15, activity->first_on);
    cv_stmt_int64(stmt, 16, activity->last_on);
    cv_stmt_text(stmt, 17, activity->site);
    cv_stmt_text(stmt, 18, activity->organiser);
    cv_stmt_text(stmt, 19, activity->reference);
    cv_stmt_int64(stmt, 20, activity->persons);
    cv_stmt_int64(stmt, 21, activity->person_times);
    cv_stmt_text(stmt, 22, activity->project);
    status = cv_books_insert(books, stmt, "activity", activity->id);
    return cv_ok(status) ? insert_cells(books, activity) : status;
}

struct cv_status activity_insert(struct cv_books *books, const char *id, struct cv_uuid programme,
                                 struct activity *activity)
{
    struct cv_status status = find_named(books, id, programme, activity);

    activity->uid = cv_uuid7();
    activity->version = 1;
    activity->created_us = books->recorded_us;
    activity->reason = "";
    return cv_ok(status) ? insert_version(books, programme, activity) : status;
}

struct cv_status activity_get(struct cv_books *books, struct cv_uuid programme, const char *id,
                              struct activity *activity)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE org_id = $1 AND programme_uid = $2 AND id = $3 "
                                        "ORDER BY version DESC LIMIT 1");
    struct cv_status status;
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, activity);
    status = cv_books_found(books, stmt, found, NULL, "activity %s in this programme", id);
    return cv_ok(status) ? read_cells(books, activity) : status;
}

struct cv_status activity_replace(struct cv_books *books, const char *id, struct cv_uuid programme,
                                  struct activity *activity)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "UPDATE activity SET replaced_us = $5 WHERE org_id = $1 AND programme_uid = $2 "
                   "AND uid = $3 AND version = $4 AND replaced_us = $6");
    struct cv_status status;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_uuid(stmt, 3, activity->uid);
    cv_stmt_int64(stmt, 4, activity->version);
    cv_stmt_int64(stmt, 5, books->recorded_us);
    cv_stmt_int64(stmt, 6, CV_BOOKS_NOT_REPLACED);
    status = cv_books_change(stmt, CV_BOOKS_CHANGED);
    activity->version++;
    if (cv_ok(status))
        status = find_named(books, id, programme, activity);
    return cv_ok(status) ? insert_version(books, programme, activity) : status;
}

struct cv_status activity_list(struct cv_books *books, struct cv_uuid programme,
                               const struct activity_choice *choice, struct cv_listed *listed)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx,
        SELECT "WHERE org_id = $1 AND programme_uid = $2 AND uid > $3 "
               "AND recorded_us <= $5 AND replaced_us > $5 AND last_on >= $6 AND last_on <= $7 "
               "AND ($8 = 0 OR kind = $8) AND ($9 = 0 OR state = $9) "
               "AND ($10 = '' OR site = $10) AND ($11 = '' OR organiser = $11) "
               "AND ($12 = '' OR project = $12) ORDER BY uid LIMIT $4");
    struct cv_status status;
    struct activity *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_uuid(stmt, 3, listed->page.after);
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    cv_stmt_int64(stmt, 5, choice->view.known_us);
    cv_stmt_int64(stmt, 6, choice->view.from);
    cv_stmt_int64(stmt, 7, choice->view.through);
    cv_stmt_int64(stmt, 8, choice->kind);
    cv_stmt_int64(stmt, 9, choice->state);
    cv_stmt_text(stmt, 10, choice->site);
    cv_stmt_text(stmt, 11, choice->organiser);
    cv_stmt_text(stmt, 12, choice->project);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    status = cv_stmt_finish(stmt);
    row = listed->rows;
    for (size_t i = 0; cv_ok(status) && i < listed->count; i++)
        status = read_cells(books, &row[i]);
    return status;
}
