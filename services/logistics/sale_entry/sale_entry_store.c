#include "sale_entry/sale_entry_store.h"

#include "sale/fold.h"
#include "sale_posting/sale_posting_store.h"
#include "service/field.h"

#define SELECT                                                                                     \
    "SELECT e.uid, e.id, e.kind, e.amount_minor, e.effective_on, e.reference, o.id, r.id, "        \
    "e.recorded_us FROM sale_entry e "                                                             \
    "LEFT JOIN sale_entry o ON o.org_id = e.org_id AND o.sale_uid = e.sale_uid "                   \
    "AND o.uid = e.reverses "                                                                      \
    "LEFT JOIN sale_entry r ON r.org_id = e.org_id AND r.sale_uid = e.sale_uid "                   \
    "AND r.reverses = e.uid "

static struct sale_entry read_row(struct cv_books *books, struct cv_stmt *stmt)
{
    return (struct sale_entry){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .kind = cv_stmt_get_int64(stmt, 2),
        .amount = cv_stmt_get_int64(stmt, 3),
        .effective_on = cv_books_get_date(stmt, 4),
        .reference = cv_stmt_get_text(stmt, 5, books->arena),
        .reverses = cv_stmt_get_text(stmt, 6, books->arena),
        .reversed_by = cv_stmt_get_text(stmt, 7, books->arena),
        .recorded_us = cv_stmt_get_int64(stmt, 8),
    };
}

struct cv_status sale_entry_get(struct cv_books *books, const struct sale *sale, const char *id,
                                struct sale_entry *entry)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE e.org_id = $1 AND e.sale_uid = $2 AND e.id = $3");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, sale->uid);
    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        *entry = read_row(books, stmt);
    return cv_books_found(books, stmt, found, NULL, "sales/%s/entries/%s", sale->id, id);
}

struct cv_status sale_entry_list(struct cv_books *books, const struct sale *sale,
                                 struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE e.org_id = $1 AND e.sale_uid = $2 AND e.uid > $3 "
                                        "ORDER BY e.uid LIMIT $4");
    struct sale_entry *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, sale->uid);
    cv_stmt_uuid(stmt, 3, listed->page.after);
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        *row = read_row(books, stmt);
    return cv_stmt_finish(stmt);
}

/* ---- what the entries may come to ---- */

static struct sale_event event_of(int64_t kind, int64_t amount, int32_t on)
{
    struct sale_event event = {.on = on};

    if (kind == SALE_PAYMENT)
        event.paid = amount;
    else if (kind == SALE_REFUND)
        event.refunded = amount;
    else
        event.agreed = kind == SALE_CANCELLATION ? -(__int128)amount : amount;
    return event;
}

static struct cv_status count_entries(struct cv_books *books, const struct sale *sale,
                                      size_t *count)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT COUNT(*) FROM sale_entry WHERE org_id = $1 AND sale_uid = $2");

    *count = 0;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, sale->uid);
    if (cv_stmt_step(stmt))
        *count = (size_t)cv_stmt_get_int64(stmt, 0);
    return cv_stmt_finish(stmt);
}

/* The sale itself and what happened to it. */
static struct cv_status read_events(struct cv_books *books, const struct sale *sale,
                                    struct sale_event **events, size_t *count)
{
    struct cv_stmt *stmt;
    size_t room;
    struct cv_status status = count_entries(books, sale, &room);

    if (!cv_ok(status))
        return status;
    *events = cv_arena_array(books->arena, room + 1, sizeof(**events));
    if (*events == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    *count = 0;
    (*events)[(*count)++] = (struct sale_event){.on = sale->signed_on, .agreed = sale->amount};
    stmt = cv_tx_prepare(books->tx, "SELECT kind, amount_minor, effective_on FROM sale_entry "
                                    "WHERE org_id = $1 AND sale_uid = $2");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, sale->uid);
    while (*count <= room && cv_stmt_step(stmt))
        (*events)[(*count)++] = event_of(cv_stmt_get_int64(stmt, 0), cv_stmt_get_int64(stmt, 1),
                                         cv_books_get_date(stmt, 2));
    return cv_stmt_finish(stmt);
}

static const char *money(struct cv_books *books, const struct sale *sale, __int128 minor)
{
    return cv_field_money_text(books->arena, sale->currency, (int64_t)minor);
}

static struct cv_status check_sums(struct cv_books *books, const struct sale *sale)
{
    struct sale_event *events;
    struct sale_event sums;
    enum sale_fault fault;
    size_t count;
    struct cv_status status = read_events(books, sale, &events, &count);

    if (!cv_ok(status))
        return status;
    fault = sale_fold(events, count, &sums);
    if (fault == SALE_OVERPAID)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "PAYMENT_EXCEEDS_SALE",
                           "on %s %s would be paid of %s that are signed and not cancelled",
                           cv_field_date_text(books->arena, sums.on), money(books, sale, sums.paid),
                           money(books, sale, sums.agreed));
    if (fault == SALE_OVERREFUNDED)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "REFUND_EXCEEDS_PAID",
                           "on %s %s would be refunded of %s that are paid",
                           cv_field_date_text(books->arena, sums.on),
                           money(books, sale, sums.refunded), money(books, sale, sums.paid));
    return CV_STATUS_OK;
}

static struct cv_status check_sale(struct cv_books *books, const struct sale *sale)
{
    if (sale->reversed_by[0] != '\0')
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "SALE_REVERSED",
                           "sales/%s was reversed by %s", sale->id, sale->reversed_by);
    if (sale->duplicate_of[0] != '\0')
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "IS_DUPLICATE",
                           "sales/%s counts as sales/%s: record it there, or undo the match",
                           sale->id, sale->duplicate_of);
    return CV_STATUS_OK;
}

static struct cv_status check_day(struct cv_books *books, const struct sale *sale,
                                  const struct sale_entry *entry)
{
    if (entry->effective_on >= sale->signed_on)
        return CV_STATUS_OK;
    return cv_status_field(books->arena,
                           entry->reverses[0] != '\0' || entry->kind == SALE_REVERSAL
                               ? "effective_date"
                               : "sale_entry.effective_date",
                           "the sale was signed on %s, which is after %s",
                           cv_field_date_text(books->arena, sale->signed_on),
                           cv_field_date_text(books->arena, entry->effective_on));
}

/* ---- recording ---- */

static struct cv_status insert_row(struct cv_books *books, const struct sale *sale,
                                   struct sale_entry *entry, const struct cv_uuid *reverses)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO sale_entry (org_id, sale_uid, uid, id, kind, amount_minor, "
                   "effective_on, reference, reverses, recorded_us, recorded_by) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
                   "ON CONFLICT (org_id, sale_uid, id) DO NOTHING");

    entry->uid = cv_uuid7();
    entry->recorded_us = books->recorded_us;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, sale->uid);
    cv_stmt_uuid(stmt, 3, entry->uid);
    cv_stmt_text(stmt, 4, entry->id);
    cv_stmt_int64(stmt, 5, entry->kind);
    cv_stmt_int64(stmt, 6, entry->amount);
    cv_stmt_int64(stmt, 7, entry->effective_on);
    cv_stmt_text(stmt, 8, entry->reference);
    if (reverses == NULL)
        cv_stmt_null(stmt, 9);
    else
        cv_stmt_uuid(stmt, 9, *reverses);
    cv_stmt_int64(stmt, 10, books->recorded_us);
    cv_stmt_text(stmt, 11, books->subject);
    return cv_books_insert(books, stmt, "sale entry", entry->id);
}

static struct cv_status post(struct cv_books *books, const struct sale *sale,
                             const struct sale_entry *entry, bool is_counter)
{
    struct sale_posting posting = {
        .measure = entry->kind == SALE_PAYMENT  ? SALE_PAID
                   : entry->kind == SALE_REFUND ? SALE_REFUNDED
                                                : SALE_SIGNED,
        .cause = is_counter || entry->kind > SALE_REFUND ? SALE_COUNTER_ENTRY : SALE_RECORDED,
        .amount = entry->kind == SALE_CANCELLATION ? -entry->amount : entry->amount,
        .effective_on = entry->effective_on,
    };

    return sale_posting_add(books, sale->uid, &entry->uid, &posting);
}

static void sum_up(struct sale *sale, const struct sale_entry *entry)
{
    if (entry->kind == SALE_PAYMENT)
        sale->paid += entry->amount;
    else if (entry->kind == SALE_REFUND)
        sale->refunded += entry->amount;
    else if (entry->kind == SALE_CANCELLATION)
        sale->cancelled += entry->amount;
    else
        sale->reversed_by = entry->id;
}

/* The row comes first: whether it is there already matters more than whether it still may be. */
struct cv_status sale_entry_add(struct cv_books *books, struct sale *sale, struct sale_entry *entry,
                                const struct cv_uuid *reverses)
{
    struct cv_status status = insert_row(books, sale, entry, reverses);

    if (cv_ok(status))
        status = check_sale(books, sale);
    if (cv_ok(status))
        status = check_day(books, sale, entry);
    if (cv_ok(status))
        status = check_sums(books, sale);
    if (cv_ok(status))
        status = post(books, sale, entry, reverses != NULL);
    if (!cv_ok(status))
        return status;
    sum_up(sale, entry);
    status = sale_update(books, sale);
    sale->revision++;
    return status;
}

/* ---- counter-entries ---- */

struct cv_status sale_entry_reverse(struct cv_books *books, struct sale *sale, const char *id,
                                    const struct sale_reversal *asked, struct sale_entry *entry)
{
    struct sale_entry original = {.reverses = "", .reversed_by = ""};
    struct cv_status status = sale_entry_get(books, sale, id, &original);

    if (!cv_ok(status))
        return status;
    if (original.reverses[0] != '\0' || original.kind == SALE_REVERSAL)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "IS_REVERSAL",
                           "%s is itself a reversal; record the amount anew instead", id);
    if (original.reversed_by[0] != '\0')
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "ALREADY_REVERSED",
                           "%s was reversed by %s", id, original.reversed_by);
    *entry = (struct sale_entry){
        .id = asked->id,
        .kind = original.kind,
        .amount = -original.amount,
        .effective_on = asked->effective_on == 0 ? original.effective_on : asked->effective_on,
        .reference = asked->reference,
        .reverses = original.id,
        .reversed_by = "",
    };
    if (entry->effective_on < original.effective_on)
        return cv_status_field(books->arena, "effective_date",
                               "an entry of %s cannot be reversed as of %s, before it",
                               cv_field_date_text(books->arena, original.effective_on),
                               cv_field_date_text(books->arena, entry->effective_on));
    return sale_entry_add(books, sale, entry, &original.uid);
}

struct cv_status sale_reverse(struct cv_books *books, struct sale *sale,
                              const struct sale_reversal *asked)
{
    struct sale_entry entry = {
        .id = asked->id,
        .kind = SALE_REVERSAL,
        .amount = -sale->amount,
        .effective_on = asked->effective_on == 0 ? sale->signed_on : asked->effective_on,
        .reference = asked->reference,
        .reverses = "",
        .reversed_by = "",
    };
    struct cv_status status;
    bool has;

    if (sale->paid != 0 || sale->cancelled != 0)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "STILL_PAID",
                           "%s of sales/%s are paid and %s cancelled; reverse those entries first",
                           money(books, sale, sale->paid), sale->id,
                           money(books, sale, sale->cancelled));
    status = sale_has_duplicates(books, sale->id, &has);
    if (cv_ok(status) && has)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "ALREADY_MATCHED",
                           "another sale counts as sales/%s; undo that match first", sale->id);
    return cv_ok(status) ? sale_entry_add(books, sale, &entry, NULL) : status;
}
