#include "target/target_store.h"

#include "project/project_store.h"
#include "service/rows.h"
#include "service/version.h"

#define SELECT                                                                                     \
    "SELECT t.uid, t.id, t.period, COALESCE(p.id, ''), t.site, t.version, t.created_us, "          \
    "v.value, v.rating, v.reason, v.recorded_by, v.recorded_us FROM target t "                     \
    "JOIN target_version v ON v.org_id = t.org_id AND v.uid = t.uid AND v.version = t.version "    \
    "LEFT JOIN project p ON p.org_id = t.org_id AND p.programme_uid = $3 "                         \
    "AND p.uid = t.project_uid WHERE t.org_id = $1 AND t.indicator_uid = $2 "

static struct cv_stmt *prepare(struct cv_books *books, const struct indicator_ref *ref,
                               const char *select)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, select);

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, ref->uid);
    cv_stmt_uuid(stmt, 3, ref->programme);
    return stmt;
}

static struct target_version version_row(struct cv_books *books, struct cv_stmt *stmt, int column)
{
    return (struct target_version){
        .value = cv_stmt_get_int64(stmt, column),
        .rating = cv_stmt_get_text(stmt, column + 1, books->arena),
        .reason = cv_stmt_get_text(stmt, column + 2, books->arena),
        .subject = cv_stmt_get_text(stmt, column + 3, books->arena),
        .recorded_us = cv_stmt_get_int64(stmt, column + 4),
    };
}

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct target *target)
{
    *target = (struct target){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .period = (int32_t)cv_stmt_get_int64(stmt, 2),
        .project = cv_stmt_get_text(stmt, 3, books->arena),
        .site = cv_stmt_get_text(stmt, 4, books->arena),
        .version = cv_stmt_get_int64(stmt, 5),
        .created_us = cv_stmt_get_int64(stmt, 6),
        .now = version_row(books, stmt, 7),
    };
}

/* With room for one more. */
static struct cv_status read_versions(struct cv_books *books, struct target *target)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT value, rating, reason, recorded_by, recorded_us FROM target_version "
                   "WHERE org_id = $1 AND uid = $2 ORDER BY version");
    struct target_version *grown;
    size_t room = 0;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, target->uid);
    for (;;) {
        grown = cv_rows_grow(books->arena, target->versions, target->version_count, &room,
                             sizeof(*grown));
        if (grown == NULL)
            break;
        target->versions = grown;
        if (!cv_stmt_step(stmt))
            break;
        grown[target->version_count++] = version_row(books, stmt, 0);
    }
    if (grown != NULL)
        return cv_stmt_finish(stmt);
    (void)cv_stmt_finish(stmt);
    return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
}

/* ---- writing ---- */

static struct cv_status insert_version(struct cv_books *books, struct target *target)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO target_version (org_id, uid, version, recorded_us, replaced_us, "
                   "recorded_by, value, rating, reason) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");

    target->now.subject = books->subject;
    target->now.recorded_us = books->recorded_us;
    cv_version_bind(books, stmt, target->uid, target->version);
    cv_stmt_int64(stmt, 7, target->now.value);
    cv_stmt_text(stmt, 8, target->now.rating);
    cv_stmt_text(stmt, 9, target->now.reason);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status find_place(struct cv_books *books, const char *programme,
                                   const struct target *target, struct cv_uuid *project)
{
    struct project_ref ref;
    struct cv_status status;

    *project = (struct cv_uuid){0};
    if (target->project[0] == '\0')
        return CV_STATUS_OK;
    status = project_find(books, programme, target->project, "target.project", &ref);
    if (cv_ok(status))
        status = project_site_find(books, &ref, target->site, "target.site");
    *project = ref.uid;
    return status;
}

/* Its id is taken, or its period and place. */
static struct cv_status taken(struct cv_books *books, const struct indicator_ref *ref,
                              const struct target *target)
{
    struct target other;

    if (cv_ok(target_get(books, ref, target->id, &other)))
        return cv_status_f(books->arena, CV_ALREADY_EXISTS, "ID_TAKEN",
                           "there is already a target with the id %s", target->id);
    return cv_status(CV_FAILED_PRECONDITION, "TARGET_EXISTS",
                     "there is already a target for this period and place: change that");
}

struct cv_status target_insert(struct cv_books *books, const char *programme,
                               const struct indicator_ref *ref, struct target *target)
{
    struct cv_uuid project;
    struct cv_status status = find_place(books, programme, target, &project);
    struct cv_stmt *stmt;

    if (!cv_ok(status))
        return status;
    stmt = cv_tx_prepare(books->tx, "INSERT INTO target (org_id, indicator_uid, uid, id, period, "
                                    "project_uid, site, version, created_us) "
                                    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
                                    "ON CONFLICT DO NOTHING");
    target->uid = cv_uuid7();
    target->version = 1;
    target->created_us = books->recorded_us;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, ref->uid);
    cv_stmt_uuid(stmt, 3, target->uid);
    cv_stmt_text(stmt, 4, target->id);
    cv_stmt_int64(stmt, 5, target->period);
    cv_stmt_uuid(stmt, 6, project);
    cv_stmt_text(stmt, 7, target->site);
    cv_stmt_int64(stmt, 8, target->version);
    cv_stmt_int64(stmt, 9, target->created_us);
    status = cv_books_change(stmt, CV_BOOKS_CHANGED);
    if (status.code == CV_ABORTED)
        return taken(books, ref, target);
    if (cv_ok(status))
        status = insert_version(books, target);
    return cv_ok(status) ? read_versions(books, target) : status;
}

struct cv_status target_replace(struct cv_books *books, const struct indicator_ref *ref,
                                struct target *target)
{
    static const struct cv_versions VERSIONS = CV_VERSIONS_IN(target, indicator_uid);
    struct cv_status status =
        cv_version_next(books, &VERSIONS, &ref->uid, target->uid, &target->version);

    if (cv_ok(status))
        status = insert_version(books, target);
    target->versions[target->version_count++] = target->now;
    return status;
}

/* ---- reading ---- */

struct cv_status target_get(struct cv_books *books, const struct indicator_ref *ref, const char *id,
                            struct target *target)
{
    struct cv_stmt *stmt = prepare(books, ref, SELECT "AND t.id = $4");
    struct cv_status status;
    bool found;

    cv_stmt_text(stmt, 4, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, target);
    status = cv_books_found(books, stmt, found, NULL, "target %s of this indicator", id);
    return cv_ok(status) ? read_versions(books, target) : status;
}

struct cv_status target_list(struct cv_books *books, const struct indicator_ref *ref,
                             struct cv_listed *listed)
{
    struct cv_stmt *stmt = prepare(books, ref, SELECT "AND t.uid > $4 ORDER BY t.uid LIMIT $5");
    struct cv_status status;
    struct target *row;

    cv_stmt_uuid(stmt, 4, listed->page.after);
    cv_stmt_int64(stmt, 5, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    status = cv_stmt_finish(stmt);
    row = listed->rows;
    for (size_t i = 0; cv_ok(status) && i < listed->count; i++)
        status = read_versions(books, &row[i]);
    return status;
}
