#include "disbursement/disbursement_store.h"

#include "app/date.h"
#include "commitment/commitment_store.h"

#define SELECT                                                                                     \
    "SELECT d.uid, d.id, d.amount_minor, d.effective_on, d.reference, o.id, r.id, "                \
    "d.recorded_us, d.commitment_uid, d.line_uid, c.id FROM disbursement d "                       \
    "JOIN commitment c ON c.org_id = d.org_id AND c.project_uid = d.project_uid "                  \
    "AND c.uid = d.commitment_uid "                                                                \
    "LEFT JOIN disbursement o ON o.org_id = d.org_id AND o.project_uid = d.project_uid "           \
    "AND o.uid = d.reverses "                                                                      \
    "LEFT JOIN disbursement r ON r.org_id = d.org_id AND r.project_uid = d.project_uid "           \
    "AND r.reverses = d.uid "

static void read_row(struct cv_books *books, struct cv_stmt *stmt,
                     struct disbursement *disbursement)
{
    *disbursement = (struct disbursement){
        .record = record_row(books, stmt),
        .commitment_uid = cv_stmt_get_uuid(stmt, 8),
        .line_uid = cv_stmt_get_uuid(stmt, 9),
        .commitment = cv_stmt_get_text(stmt, 10, books->arena),
    };
}

struct cv_status disbursement_get(struct cv_books *books, const struct project_ref *ref,
                                  const char *id, struct disbursement *disbursement)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE d.org_id = $1 AND d.project_uid = $2 AND d.id = $3");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, ref->uid);
    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, disbursement);
    return cv_books_found(books, stmt, found, NULL, "disbursement %s in this project", id);
}

static struct cv_status insert_row(struct cv_books *books, const struct project_ref *ref,
                                   struct disbursement *disbursement,
                                   const struct cv_uuid *reverses)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO disbursement (org_id, project_uid, uid, id, amount_minor, "
                   "effective_on, reference, reverses, recorded_us, recorded_by, commitment_uid, "
                   "line_uid, year) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) "
                   "ON CONFLICT (org_id, project_uid, id) DO NOTHING");

    record_bind(books, stmt, ref->uid, &disbursement->record, reverses);
    cv_stmt_uuid(stmt, RECORD_COLUMNS_FIRST, disbursement->commitment_uid);
    cv_stmt_uuid(stmt, RECORD_COLUMNS_FIRST + 1, disbursement->line_uid);
    cv_stmt_int64(stmt, RECORD_COLUMNS_FIRST + 2, cv_date_year(disbursement->record.effective_on));
    return cv_books_insert(books, stmt, "disbursement", disbursement->record.id);
}

struct cv_status disbursement_insert(struct cv_books *books, const struct project_ref *ref,
                                     struct disbursement *disbursement)
{
    struct record *record = &disbursement->record;
    struct commitment commitment;
    struct cv_status status = commitment_get(books, ref, disbursement->commitment,
                                             "disbursement.commitment", &commitment);

    if (!cv_ok(status))
        return status;
    disbursement->commitment_uid = commitment.record.uid;
    disbursement->line_uid = commitment.line_uid;
    status = insert_row(books, ref, disbursement, NULL);
    if (cv_ok(status))
        status = account_take(books, disbursement->commitment_uid, record->amount,
                              record->effective_on, ref->currency, &COMMITMENT_WORDS);
    return status;
}

struct cv_status disbursement_reverse(struct cv_books *books, const struct project_ref *ref,
                                      const char *id, const struct reversal *asked,
                                      struct disbursement *disbursement)
{
    struct disbursement original = {0};
    struct cv_status status = disbursement_get(books, ref, id, &original);

    if (!cv_ok(status))
        return status;
    *disbursement = original;
    status = record_reverse(books, &original.record, asked, &disbursement->record);
    if (cv_ok(status))
        status = account_give_back(books, original.commitment_uid, original.record.amount,
                                   disbursement->record.effective_on);
    if (cv_ok(status))
        status = insert_row(books, ref, disbursement, &original.record.uid);
    return status;
}

struct cv_status disbursement_list(struct cv_books *books, const struct project_ref *ref,
                                   struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE d.org_id = $1 AND d.project_uid = $2 "
                                        "AND d.uid > $3 ORDER BY d.uid LIMIT $4");
    struct disbursement *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, ref->uid);
    cv_stmt_uuid(stmt, 3, listed->page.after);
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}
