#include "enterprise_sale/enterprise_sale_store.h"

#include "dossier/dossier_store.h"

#define SELECT                                                                                     \
    "SELECT s.uid, s.id, s.amount_minor, s.effective_on, s.reference, b.id, r.id, s.recorded_us, " \
    "s.enterprise_uid, d.id, s.subject, s.period, s.period_from, s.basis FROM enterprise_sale s "  \
    "JOIN dossier d ON d.org_id = s.org_id AND d.programme_uid = s.programme_uid "                 \
    "AND d.noun = $3 AND d.uid = s.enterprise_uid "                                                \
    "LEFT JOIN enterprise_sale b ON b.org_id = s.org_id AND b.programme_uid = s.programme_uid "    \
    "AND b.uid = s.reverses "                                                                      \
    "LEFT JOIN enterprise_sale r ON r.org_id = s.org_id AND r.programme_uid = s.programme_uid "    \
    "AND r.reverses = s.uid "                                                                      \
    "WHERE s.org_id = $1 AND s.programme_uid = $2 "

static struct cv_stmt *prepare(struct cv_books *books, struct cv_uuid programme, const char *select)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, select);

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_int64(stmt, 3, DOSSIER_ENTERPRISE);
    return stmt;
}

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct enterprise_sale *sale)
{
    *sale = (struct enterprise_sale){
        .record = record_row(books, stmt),
        .enterprise_uid = cv_stmt_get_uuid(stmt, 8),
        .enterprise = cv_stmt_get_text(stmt, 9, books->arena),
        .subject = cv_stmt_get_text(stmt, 10, books->arena),
        .period = cv_stmt_get_text(stmt, 11, books->arena),
        .period_from = cv_books_get_date(stmt, 12),
        .basis = cv_stmt_get_int64(stmt, 13),
    };
}

struct cv_status enterprise_sale_get(struct cv_books *books, struct cv_uuid programme,
                                     const char *id, struct enterprise_sale *sale)
{
    struct cv_stmt *stmt = prepare(books, programme, SELECT "AND s.id = $4");
    bool found;

    cv_stmt_text(stmt, 4, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, sale);
    return cv_books_found(books, stmt, found, NULL, "enterprise sale %s in this programme", id);
}

static struct cv_status insert_row(struct cv_books *books, struct cv_uuid programme,
                                   struct enterprise_sale *sale, const struct cv_uuid *reverses)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO enterprise_sale (org_id, programme_uid, uid, id, amount_minor, "
                   "effective_on, reference, reverses, recorded_us, recorded_by, enterprise_uid, "
                   "subject, period, period_from, basis) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) "
                   "ON CONFLICT (org_id, programme_uid, id) DO NOTHING");

    record_bind(books, stmt, programme, &sale->record, reverses);
    cv_stmt_uuid(stmt, RECORD_COLUMNS_FIRST, sale->enterprise_uid);
    cv_stmt_text(stmt, RECORD_COLUMNS_FIRST + 1, sale->subject);
    cv_stmt_text(stmt, RECORD_COLUMNS_FIRST + 2, sale->period);
    cv_stmt_int64(stmt, RECORD_COLUMNS_FIRST + 3, sale->period_from);
    cv_stmt_int64(stmt, RECORD_COLUMNS_FIRST + 4, sale->basis);
    return cv_books_insert(books, stmt, "enterprise sale", sale->record.id);
}

/* No other sale of the same subject that counts is told of any of these days. */
static struct cv_status refuse_overlap(struct cv_books *books, struct cv_uuid programme,
                                       const struct enterprise_sale *sale)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT s.id, s.period FROM enterprise_sale s WHERE s.org_id = $1 "
                   "AND s.programme_uid = $2 AND s.subject = $3 AND s.period_from <= $5 "
                   "AND s.effective_on >= $4 AND s.reverses IS NULL AND s.id <> $6 "
                   "AND NOT EXISTS (SELECT 1 FROM enterprise_sale r WHERE r.org_id = $1 "
                   "AND r.programme_uid = $2 AND r.reverses = s.uid) LIMIT 1");
    struct cv_status overlaps = CV_STATUS_OK;
    struct cv_status status;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_text(stmt, 3, sale->subject);
    cv_stmt_int64(stmt, 4, sale->period_from);
    cv_stmt_int64(stmt, 5, sale->record.effective_on);
    cv_stmt_text(stmt, 6, sale->record.id);
    if (cv_stmt_step(stmt))
        overlaps = cv_status_f(books->arena, CV_FAILED_PRECONDITION, "PERIOD_OVERLAPS",
                               "the sales of %s are in %s already, of %s", sale->period,
                               cv_stmt_get_text(stmt, 0, books->arena),
                               cv_stmt_get_text(stmt, 1, books->arena));
    status = cv_stmt_finish(stmt);
    return cv_ok(status) ? overlaps : status;
}

/* What could have changed since the same row was sent before is asked last, after the id. */
struct cv_status enterprise_sale_insert(struct cv_books *books, struct cv_uuid programme,
                                        struct enterprise_sale *sale)
{
    struct dossier enterprise;
    struct cv_status status =
        dossier_get(books, programme, DOSSIER_ENTERPRISE, "enterprise", sale->enterprise,
                    "enterprise_sale.enterprise", &DOSSIER_NOW, &enterprise);

    if (!cv_ok(status))
        return status;
    sale->enterprise_uid = enterprise.uid;
    sale->subject = enterprise.subject;
    status = insert_row(books, programme, sale, NULL);
    if (cv_ok(status) && enterprise.state == STATE_NONE)
        status = cv_status(CV_FAILED_PRECONDITION, "WRONG_STATE",
                           "no move of the enterprise stands: it never settled");
    return cv_ok(status) ? refuse_overlap(books, programme, sale) : status;
}

struct cv_status enterprise_sale_reverse(struct cv_books *books, struct cv_uuid programme,
                                         const char *id, const struct reversal *asked,
                                         struct enterprise_sale *sale)
{
    struct enterprise_sale original = {0};
    struct cv_status status = enterprise_sale_get(books, programme, id, &original);

    if (!cv_ok(status))
        return status;
    *sale = original;
    status = record_reverse(books, &original.record, asked, &sale->record);
    sale->record.amount = original.record.amount;
    return cv_ok(status) ? insert_row(books, programme, sale, &original.record.uid) : status;
}

struct cv_status enterprise_sale_list(struct cv_books *books, struct cv_uuid programme,
                                      const struct enterprise_sale_choice *choice,
                                      struct cv_listed *listed)
{
    struct cv_stmt *stmt = prepare(books, programme,
                                   SELECT "AND s.uid > $4 AND ($5 = '' OR d.id = $5) "
                                          "AND ($6 = 0 OR (s.period_from >= $6 "
                                          "AND s.effective_on <= $7)) ORDER BY s.uid LIMIT $8");
    struct enterprise_sale *row;

    cv_stmt_uuid(stmt, 4, listed->page.after);
    cv_stmt_text(stmt, 5, choice->enterprise);
    cv_stmt_int64(stmt, 6, choice->from);
    cv_stmt_int64(stmt, 7, choice->until);
    cv_stmt_int64(stmt, 8, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}
