#include "site_fact/site_fact_store.h"

#include "project/project_store.h"

#define SELECT                                                                                     \
    "SELECT f.uid, f.id, f.value, f.effective_on, f.reference, b.id, r.id, f.recorded_us, "        \
    "p.uid, p.id, f.site, f.subject, f.kind, f.unit, f.decimals FROM site_fact f "                 \
    "LEFT JOIN project p ON p.org_id = f.org_id AND p.programme_uid = f.programme_uid "            \
    "AND p.uid = f.project_uid "                                                                   \
    "LEFT JOIN site_fact b ON b.org_id = f.org_id AND b.programme_uid = f.programme_uid "          \
    "AND b.uid = f.reverses "                                                                      \
    "LEFT JOIN site_fact r ON r.org_id = f.org_id AND r.programme_uid = f.programme_uid "          \
    "AND r.reverses = f.uid "                                                                      \
    "WHERE f.org_id = $1 AND f.programme_uid = $2 "

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct site_fact *fact)
{
    *fact = (struct site_fact){
        .record = record_row(books, stmt),
        .project_uid = cv_stmt_get_uuid(stmt, 8),
        .project = cv_stmt_get_text(stmt, 9, books->arena),
        .site = cv_stmt_get_text(stmt, 10, books->arena),
        .subject = cv_stmt_get_text(stmt, 11, books->arena),
        .kind = cv_stmt_get_int64(stmt, 12),
        .unit = cv_stmt_get_text(stmt, 13, books->arena),
        .decimals = cv_stmt_get_int64(stmt, 14),
    };
}

struct cv_status site_fact_get(struct cv_books *books, struct cv_uuid programme, const char *id,
                               struct site_fact *fact)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "AND f.id = $3");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, fact);
    return cv_books_found(books, stmt, found, NULL, "site fact %s in this programme", id);
}

static struct cv_status insert_row(struct cv_books *books, struct cv_uuid programme,
                                   struct site_fact *fact, const struct cv_uuid *reverses)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO site_fact (org_id, programme_uid, uid, id, value, effective_on, "
                   "reference, reverses, recorded_us, recorded_by, project_uid, site, subject, "
                   "kind, unit, decimals) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, "
                   "$16) ON CONFLICT (org_id, programme_uid, id) DO NOTHING");

    record_bind(books, stmt, programme, &fact->record, reverses);
    if (fact->project[0] == '\0')
        cv_stmt_null(stmt, RECORD_COLUMNS_FIRST);
    else
        cv_stmt_uuid(stmt, RECORD_COLUMNS_FIRST, fact->project_uid);
    cv_stmt_text(stmt, RECORD_COLUMNS_FIRST + 1, fact->site);
    cv_stmt_text(stmt, RECORD_COLUMNS_FIRST + 2, fact->subject);
    cv_stmt_int64(stmt, RECORD_COLUMNS_FIRST + 3, fact->kind);
    cv_stmt_text(stmt, RECORD_COLUMNS_FIRST + 4, fact->unit);
    cv_stmt_int64(stmt, RECORD_COLUMNS_FIRST + 5, fact->decimals);
    return cv_books_insert(books, stmt, "site fact", fact->record.id);
}

struct cv_status site_fact_insert(struct cv_books *books, const char *programme,
                                  struct cv_uuid programme_uid, struct site_fact *fact)
{
    struct project_ref project;
    struct cv_status status = CV_STATUS_OK;

    if (fact->project[0] != '\0') {
        status = project_find(books, programme, fact->project, "site_fact.project", &project);
        if (cv_ok(status))
            status = project_site_find(books, &project, fact->site, "site_fact.site");
        if (cv_ok(status))
            fact->project_uid = project.uid;
    }
    return cv_ok(status) ? insert_row(books, programme_uid, fact, NULL) : status;
}

struct cv_status site_fact_reverse(struct cv_books *books, struct cv_uuid programme, const char *id,
                                   const struct reversal *asked, struct site_fact *fact)
{
    struct site_fact original = {0};
    struct cv_status status = site_fact_get(books, programme, id, &original);

    if (!cv_ok(status))
        return status;
    *fact = original;
    status = record_reverse(books, &original.record, asked, &fact->record);
    fact->record.amount = original.record.amount;
    return cv_ok(status) ? insert_row(books, programme, fact, &original.record.uid) : status;
}

struct cv_status site_fact_list(struct cv_books *books, struct cv_uuid programme,
                                const struct site_fact_choice *choice, struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "AND f.uid > $3 AND ($4 = '' OR f.subject = $4) "
                                        "AND ($5 = 0 OR f.kind = $5) ORDER BY f.uid LIMIT $6");
    struct site_fact *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_uuid(stmt, 3, listed->page.after);
    cv_stmt_text(stmt, 4, choice->subject);
    cv_stmt_int64(stmt, 5, choice->kind);
    cv_stmt_int64(stmt, 6, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}
