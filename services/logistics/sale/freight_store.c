#include "sale/freight_store.h"

#include "app/date.h"
#include "base/arena.h"
#include "booking/resplit.h"
#include "consignment/consignment_store.h"
#include "sale/sale.h"

#include <string.h>

#define NUMBERS_MAX 1100 /* packages of a line, its papers, and boxes */
#define NOTE        1    /* the PaperKind */

static struct cv_status day_of_delivery(struct cv_books *books, struct cv_uuid consignment,
                                        int64_t line, int32_t *day)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT occurred_us, offset_minutes FROM delivery WHERE org_id = $1 "
                   "AND consignment_uid = $2 AND line = $3 AND packages > 0 "
                   "ORDER BY occurred_us DESC, uid DESC LIMIT 1");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, consignment);
    cv_stmt_int64(stmt, 3, line);
    if (cv_stmt_step(stmt))
        *day = cv_date_at(cv_stmt_get_int64(stmt, 0), (int)cv_stmt_get_int64(stmt, 1));
    return cv_stmt_finish(stmt);
}

/* ---- the numbers it travelled under ---- */

struct numbers {
    const char **list;
    size_t count;
};

static void add(struct numbers *numbers, const char *number)
{
    if (number != NULL && number[0] != '\0' && numbers->count < NUMBERS_MAX)
        numbers->list[numbers->count++] = number;
}

/* `package_ids`: one a line. */
static void add_packages(struct cv_books *books, struct numbers *numbers, const char *package_ids)
{
    while (*package_ids != '\0') {
        size_t len = strcspn(package_ids, "\n");

        add(numbers, cv_arena_printf(books->arena, "%.*s", (int)len, package_ids));
        package_ids += len + (package_ids[len] == '\n');
    }
}

static struct cv_status add_boxes(struct cv_books *books, struct numbers *numbers,
                                  struct cv_uuid consignment, int64_t line)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT DISTINCT b.number FROM booking k "
                                 "JOIN box b ON b.org_id = k.org_id AND b.uid = k.box_uid "
                                 "WHERE k.org_id = $1 AND k.consignment_uid = $2 AND k.line = $3 "
                                 "AND k.cancelled_us = 0 ORDER BY b.number");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, consignment);
    cv_stmt_int64(stmt, 3, line);
    while (cv_stmt_step(stmt))
        add(numbers, cv_stmt_get_text(stmt, 0, books->arena));
    return cv_stmt_finish(stmt);
}

static struct cv_status read_numbers(struct cv_books *books, const struct consignment *consignment,
                                     int64_t line, struct sale_freight *freight)
{
    struct numbers numbers = {.list = cv_arena_array(books->arena, NUMBERS_MAX, sizeof(char *))};
    struct cv_status status;

    if (numbers.list == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    for (size_t i = 0; i < consignment->paper_count; i++) {
        if (consignment->papers[i].kind == NOTE)
            add(&numbers, consignment->papers[i].reference);
    }
    status = add_boxes(books, &numbers, consignment->uid, line);
    add_packages(books, &numbers, consignment->lines[line - 1].package_ids);
    freight->numbers = numbers.list;
    freight->count = numbers.count;
    return status;
}

/* ---- the sale ---- */

static struct cv_status check(struct cv_books *books, const struct consignment *consignment,
                              int64_t line)
{
    if (line > (int64_t)consignment->line_count)
        return cv_status_field(books->arena, "line", "the consignment has %zu lines",
                               consignment->line_count);
    if (consignment->state != CONSIGNMENT_DELIVERED && consignment->state != CONSIGNMENT_CLOSED)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "NOT_DELIVERED",
                           "consignments/%s is not delivered, so what was sold of it is not known",
                           consignment->id);
    if (consignment->lines[line - 1].stock.delivered == 0)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "NOTHING_DELIVERED",
                           "of line %d nothing was delivered", (int)line);
    return CV_STATUS_OK;
}

static struct cv_status fill(struct cv_books *books, const struct consignment *consignment,
                             int64_t number, struct sale *sale)
{
    const struct goods_line *line = &consignment->lines[number - 1];

    sale->hs_code = line->hs_code;
    sale->hs_edition = line->hs_edition;
    sale->channel = SALE_FREIGHT_CHANNEL;
    sale->external_reference =
        cv_arena_printf(books->arena, "consignments/%s/lines/%d", consignment->id, (int)number);
    sale->quantity_milli = booking_share(line->grams, line->stock.delivered, line->packages);
    sale->unit = "kg"; /* a gram is a thousandth of it */
    sale->currency = consignment->currency;
    sale->amount = booking_share(line->minor, line->stock.delivered, line->packages);
    sale->transport_reference = "";
    sale->reversed_by = "";
    sale->duplicate_of = "";
    if (sale->external_reference == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    if (sale->amount < 1 || sale->amount > SALE_AMOUNT_MAX || sale->quantity_milli < 1)
        return cv_status(CV_FAILED_PRECONDITION, "NOTHING_DELIVERED",
                         "the value or mass of what was delivered is not that of a sale");
    return CV_STATUS_OK;
}

struct cv_status sale_freight_read(struct cv_books *books, const char *id, int64_t line,
                                   struct sale *sale, struct sale_freight *freight)
{
    struct consignment consignment;
    struct cv_status status = consignment_get(books, id, "consignment", &consignment);

    if (cv_ok(status))
        status = check(books, &consignment, line);
    if (cv_ok(status))
        status = fill(books, &consignment, line, sale);
    if (cv_ok(status))
        status = read_numbers(books, &consignment, line, freight);
    if (cv_ok(status) && sale->signed_on == CV_DATE_NONE)
        status = day_of_delivery(books, consignment.uid, line, &sale->signed_on);
    sale->freight = freight;
    return status;
}
