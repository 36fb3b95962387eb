#include "disbursement/disbursement_store.h"

#include "app/date.h"
#include "commitment/commitment_store.h"
#include "commitment/payee_store.h"
#include "posted_sum/posted_sum_store.h"
#include "service/field.h"

#define SELECT                                                                                     \
    "SELECT " ENTRY_SELECT(                                                                        \
        "d") ", d.commitment_uid, d.line_uid, c.id, d.returned_minor, "                            \
             "d.paid_on, d.evidence, c.payee, c.recorded_us FROM disbursement d "                  \
             "JOIN commitment c ON c.org_id = d.org_id AND c.project_uid = d.project_uid "         \
             "AND c.uid = d.commitment_uid "

static void read_row(struct cv_books *books, struct cv_stmt *stmt,
                     struct disbursement *disbursement)
{
    *disbursement = (struct disbursement){
        .entry = entry_row(books, stmt),
        .commitment_uid = cv_stmt_get_uuid(stmt, ENTRY_COLUMNS),
        .line_uid = cv_stmt_get_uuid(stmt, ENTRY_COLUMNS + 1),
        .commitment = cv_stmt_get_text(stmt, ENTRY_COLUMNS + 2, books->arena),
        .returned_minor = cv_stmt_get_int64(stmt, ENTRY_COLUMNS + 3),
        .paid_on = cv_books_get_date(stmt, ENTRY_COLUMNS + 4),
        .evidence = cv_stmt_get_text(stmt, ENTRY_COLUMNS + 5, books->arena),
        .payee = cv_stmt_get_text(stmt, ENTRY_COLUMNS + 6, books->arena),
        .committed_us = cv_stmt_get_int64(stmt, ENTRY_COLUMNS + 7),
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

/* ---- how it moves money ---- */

/* Of what `id` paid, so much is to come back: never more than was paid. A negative amount: it is
 * not to, after all. */
static struct cv_status claim(struct cv_books *books, const struct project_ref *ref, const char *id,
                              int64_t minor)
{
    struct cv_status refused =
        cv_status_f(books->arena, CV_FAILED_PRECONDITION, "REFUND_EXCEEDED",
                    "less than %s was paid by %s and has not come back yet, or is about to",
                    cv_field_money_text(books->arena, ref->currency, minor), id);
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "UPDATE disbursement SET returned_minor = returned_minor + $4 "
                                 "WHERE org_id = $1 AND project_uid = $2 AND id = $3 "
                                 "AND returned_minor + $4 BETWEEN 0 AND posted_minor");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, ref->uid);
    cv_stmt_text(stmt, 3, id);
    cv_stmt_int64(stmt, 4, minor);
    return cv_books_change(stmt, refused);
}

/* Is it reversed by this one, and not only refunded? */
static struct cv_status mark(struct cv_books *books, const struct project_ref *ref,
                             const struct record *record, bool there)
{
    struct disbursement original = {0};
    struct cv_status status = disbursement_get(books, ref, record->reverses, &original);

    if (!cv_ok(status) || record->amount + original.entry.posted_minor != 0)
        return status;
    return entry_mark(books, ref, ENTRY_DISBURSEMENT, record->reverses, there ? "" : record->id,
                      there ? record->id : "");
}

static struct cv_status hold(struct cv_books *books, const struct project_ref *ref, void *thing)
{
    const struct disbursement *disbursement = thing;
    const struct record *record = &disbursement->entry.record;
    struct cv_status status;

    if (record->amount > 0)
        return account_hold(books, disbursement->commitment_uid, record->amount,
                            record->effective_on, ref->currency, &COMMITMENT_WORDS);
    status = claim(books, ref, record->reverses, -record->amount);
    return cv_ok(status) ? mark(books, ref, record, true) : status;
}

static struct cv_status post_back(struct cv_books *books, const struct project_ref *ref,
                                  const struct disbursement *disbursement)
{
    const struct record *record = &disbursement->entry.record;
    const struct account_step back = {.posted = record->amount, .given_on = record->effective_on};
    struct commitment commitment;
    struct cv_status status =
        commitment_get(books, ref, disbursement->commitment, NULL, &commitment);

    if (!cv_ok(status))
        return status;
    if (commitment.account.phase == ACCOUNT_RELEASED)
        return commitment_return(books, ref, &commitment, &disbursement->entry);
    return account_change(books, commitment.entry.record.uid, back, &COMMITMENT_WORDS);
}

static struct cv_status post(struct cv_books *books, const struct project_ref *ref, void *thing)
{
    const struct disbursement *disbursement = thing;
    const struct account_step taken = {
        .posted = disbursement->entry.posted_minor,
        .pending = -disbursement->entry.record.amount,
    };
    struct cv_status status =
        payee_check_judge(books, ref, disbursement->payee, disbursement->committed_us);

    if (!cv_ok(status))
        return status;
    status = disbursement->entry.record.amount < 0
                 ? post_back(books, ref, disbursement)
                 : account_change(books, disbursement->commitment_uid, taken, &COMMITMENT_WORDS);
    return cv_ok(status) ? posted_sum_add(books, ref, disbursement->line_uid, POSTED_DISBURSED,
                                          &disbursement->entry)
                         : status;
}

static struct cv_status unhold(struct cv_books *books, const struct project_ref *ref, void *thing)
{
    const struct disbursement *disbursement = thing;
    const struct record *record = &disbursement->entry.record;
    struct cv_status status;

    if (record->amount > 0)
        return account_free(books, disbursement->commitment_uid, record->amount);
    status = claim(books, ref, record->reverses, record->amount);
    return cv_ok(status) ? mark(books, ref, record, false) : status;
}

static const struct entry_kind KIND = {ENTRY_DISBURSEMENT, hold, post, unhold};

/* ---- rows ---- */

static struct cv_status insert_row(struct cv_books *books, const struct project_ref *ref,
                                   struct disbursement *disbursement)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO disbursement (" ENTRY_INSERT ", commitment_uid, line_uid, year, "
                   "returned_minor, paid_on, evidence) "
                   "VALUES (" ENTRY_VALUES ", $16, $17, $18, 0, 0, '') "
                   "ON CONFLICT (org_id, project_uid, id) DO NOTHING");

    entry_bind(books, stmt, ref->uid, &disbursement->entry, disbursement->draft);
    disbursement->evidence = "";
    cv_stmt_uuid(stmt, ENTRY_COLUMNS_FIRST, disbursement->commitment_uid);
    cv_stmt_uuid(stmt, ENTRY_COLUMNS_FIRST + 1, disbursement->line_uid);
    cv_stmt_int64(stmt, ENTRY_COLUMNS_FIRST + 2,
                  cv_date_year(disbursement->entry.record.effective_on));
    return cv_books_insert(books, stmt, "disbursement", disbursement->entry.record.id);
}

struct cv_status disbursement_insert(struct cv_books *books, const struct project_ref *ref,
                                     struct disbursement *disbursement)
{
    struct commitment commitment;
    struct cv_status status = commitment_get(books, ref, disbursement->commitment,
                                             "disbursement.commitment", &commitment);

    if (cv_ok(status) && commitment.entry.record.amount < 0)
        status = entry_is_reversal(books, disbursement->commitment);
    if (!cv_ok(status))
        return status;
    disbursement->commitment_uid = commitment.entry.record.uid;
    disbursement->line_uid = commitment.line_uid;
    status = insert_row(books, ref, disbursement);
    return cv_ok(status) ? entry_begin(books, ref, &KIND, disbursement) : status;
}

struct cv_status disbursement_move(struct cv_books *books, const struct project_ref *ref,
                                   const struct entry_move *move, struct disbursement *disbursement)
{
    return entry_move(books, ref, &KIND, disbursement, move);
}

static struct cv_status pay(struct cv_books *books, const struct project_ref *ref,
                            struct disbursement *disbursement)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "UPDATE disbursement SET paid_on = $5, evidence = $6, version = version + 1 "
                   "WHERE org_id = $1 AND project_uid = $2 AND uid = $3 AND version = $4 "
                   "AND paid_on = 0");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, ref->uid);
    cv_stmt_uuid(stmt, 3, disbursement->entry.record.uid);
    cv_stmt_int64(stmt, 4, disbursement->entry.approval.version++);
    cv_stmt_int64(stmt, 5, disbursement->paid_on);
    cv_stmt_text(stmt, 6, disbursement->evidence);
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

struct cv_status disbursement_pay(struct cv_books *books, const struct project_ref *ref,
                                  int32_t paid_on, const char *evidence, const char *etag,
                                  struct disbursement *disbursement)
{
    const struct entry *entry = &disbursement->entry;
    struct cv_status status = CV_STATUS_OK;

    if (entry->approval.state != CV_APPROVAL_APPROVED || entry->record.reversed_by[0] != '\0' ||
        disbursement->paid_on != CV_DATE_NONE)
        return cv_status_f(
            books->arena, CV_FAILED_PRECONDITION, "WRONG_STATE",
            "it is %s: only what is APPROVED, and neither PAID nor REVERSED, is paid",
            disbursement->paid_on != CV_DATE_NONE  ? "PAID"
            : entry->record.reversed_by[0] != '\0' ? "REVERSED"
                                                   : cv_approval_state_name(entry->approval.state));
    if (etag[0] != '\0')
        status = cv_field_etag_match(books->arena, etag, entry->approval.version);
    disbursement->paid_on = paid_on;
    disbursement->evidence = evidence;
    return cv_ok(status) ? pay(books, ref, disbursement) : status;
}

/* `minor`: of a refund; 0: all of it, a reversal. */
static struct cv_status give_back(struct cv_books *books, const struct project_ref *ref,
                                  const char *id, const struct reversal *asked, int64_t minor,
                                  struct disbursement *disbursement)
{
    struct disbursement original = {0};
    struct cv_status status = disbursement_get(books, ref, id, &original);

    if (!cv_ok(status))
        return status;
    *disbursement = original;
    disbursement->draft = false;
    disbursement->returned_minor = 0;
    disbursement->paid_on = CV_DATE_NONE;
    status = entry_reverse(books, &original.entry, asked, &disbursement->entry);
    if (!cv_ok(status))
        return status;
    if (minor != 0)
        disbursement->entry.record.amount = -minor;
    status = insert_row(books, ref, disbursement);
    return cv_ok(status) ? entry_begin(books, ref, &KIND, disbursement) : status;
}

struct cv_status disbursement_refund(struct cv_books *books, const struct project_ref *ref,
                                     const char *id, const struct reversal *asked, int64_t minor,
                                     struct disbursement *disbursement)
{
    return give_back(books, ref, id, asked, minor, disbursement);
}

struct cv_status disbursement_reverse(struct cv_books *books, const struct project_ref *ref,
                                      const char *id, const struct reversal *asked,
                                      struct disbursement *disbursement)
{
    return give_back(books, ref, id, asked, 0, disbursement);
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
