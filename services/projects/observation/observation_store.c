#include "observation/observation_store.h"

#include "observation/observation_day_store.h"
#include "period/period_store.h"
#include "project/project_store.h"

#define SELECT                                                                                     \
    "SELECT o.uid, o.id, o.value, o.effective_on, o.reference, b.id, r.id, o.recorded_us, "        \
    "o.project_uid, p.id, o.site, o.subject, o.weight FROM observation o "                         \
    "JOIN project p ON p.org_id = o.org_id AND p.programme_uid = $3 AND p.uid = o.project_uid "    \
    "LEFT JOIN observation b ON b.org_id = o.org_id AND b.indicator_uid = o.indicator_uid "        \
    "AND b.uid = o.reverses "                                                                      \
    "LEFT JOIN observation r ON r.org_id = o.org_id AND r.indicator_uid = o.indicator_uid "        \
    "AND r.reverses = o.uid "                                                                      \
    "WHERE o.org_id = $1 AND o.indicator_uid = $2 "

static struct cv_stmt *prepare(struct cv_books *books, const struct indicator_ref *ref,
                               const char *select)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, select);

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, ref->uid);
    cv_stmt_uuid(stmt, 3, ref->programme);
    return stmt;
}

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct observation *observation)
{
    *observation = (struct observation){
        .record = record_row(books, stmt),
        .project_uid = cv_stmt_get_uuid(stmt, 8),
        .project = cv_stmt_get_text(stmt, 9, books->arena),
        .site = cv_stmt_get_text(stmt, 10, books->arena),
        .subject = cv_stmt_get_text(stmt, 11, books->arena),
        .weight = cv_stmt_get_int64(stmt, 12),
    };
}

struct cv_status observation_get(struct cv_books *books, const struct indicator_ref *ref,
                                 const char *id, struct observation *observation)
{
    struct cv_stmt *stmt = prepare(books, ref, SELECT "AND o.id = $4");
    bool found;

    cv_stmt_text(stmt, 4, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, observation);
    return cv_books_found(books, stmt, found, NULL, "observation %s of this indicator", id);
}

static struct cv_status insert_row(struct cv_books *books, const struct indicator_ref *ref,
                                   struct observation *observation, const struct cv_uuid *reverses)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO observation (org_id, indicator_uid, uid, id, value, effective_on, "
                   "reference, reverses, recorded_us, recorded_by, project_uid, site, subject, "
                   "weight) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) "
                   "ON CONFLICT (org_id, indicator_uid, id) DO NOTHING");

    record_bind(books, stmt, ref->uid, &observation->record, reverses);
    cv_stmt_uuid(stmt, RECORD_COLUMNS_FIRST, observation->project_uid);
    cv_stmt_text(stmt, RECORD_COLUMNS_FIRST + 1, observation->site);
    cv_stmt_text(stmt, RECORD_COLUMNS_FIRST + 2, observation->subject);
    cv_stmt_int64(stmt, RECORD_COLUMNS_FIRST + 3, observation->weight);
    return cv_books_insert(books, stmt, "observation", observation->record.id);
}

struct cv_status observation_insert(struct cv_books *books, const char *programme,
                                    const struct indicator_ref *ref,
                                    struct observation *observation)
{
    struct project_ref project;
    struct cv_status status =
        project_find(books, programme, observation->project, "observation.project", &project);

    if (cv_ok(status))
        status = project_site_find(books, &project, observation->site, "observation.site");
    if (!cv_ok(status))
        return status;
    observation->project_uid = project.uid;
    status = insert_row(books, ref, observation, NULL);
    if (cv_ok(status))
        status = observation_days_add(books, ref, observation);
    return cv_ok(status)
               ? period_check_open(books, ref->programme, observation->record.effective_on,
                                   "observation.effective_date")
               : status;
}

struct cv_status observation_reverse(struct cv_books *books, const struct indicator_ref *ref,
                                     const char *id, const struct reversal *asked,
                                     struct observation *observation)
{
    struct observation original = {0};
    struct cv_status status = observation_get(books, ref, id, &original);

    if (cv_ok(status))
        status = period_check_open(books, ref->programme, original.record.effective_on, NULL);
    if (!cv_ok(status))
        return status;
    *observation = original;
    status = record_reverse(books, &original.record, asked, &observation->record);
    observation->record.amount = original.record.amount;
    if (cv_ok(status))
        status = insert_row(books, ref, observation, &original.record.uid);
    return cv_ok(status) ? observation_days_remove(books, ref, &original) : status;
}

struct cv_status observation_list(struct cv_books *books, const struct indicator_ref *ref,
                                  struct cv_listed *listed)
{
    struct cv_stmt *stmt = prepare(books, ref, SELECT "AND o.uid > $4 ORDER BY o.uid LIMIT $5");
    struct observation *row;

    cv_stmt_uuid(stmt, 4, listed->page.after);
    cv_stmt_int64(stmt, 5, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}
