#include "sale_period/sale_period.h"

#include "app/date.h"
#include "app/wire.h"
#include "sale_posting/sale_posting_store.h"
#include "service/outbox.h"

#include <stdlib.h>
#include <string.h>

int32_t sale_period_read(struct cv_check *check, const char *name)
{
    struct cv_id id = {""};
    int32_t day = CV_DATE_NONE;

    cv_check_name(check, "name", name, "salePeriods/@", &id);
    if (!cv_check_fine(check))
        return 0;
    if (strlen(id.text) != strlen("2025-03") || id.text[4] != '-' ||
        strspn(id.text, "0123456789") != 4 || strspn(id.text + 5, "0123456789") != 2 ||
        !cv_date_make(atoi(id.text), atoi(id.text + 5), 1, &day))
        cv_check_fail(check, "name", "name must end with a month, such as salePeriods/2025-03");
    return day / 100;
}

static Caravan__Logistics__V1__SaleStatementRow *row_wire(struct cv_arena *arena,
                                                          const struct sale_statement_row *row)
{
    Caravan__Logistics__V1__SaleStatementRow *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__sale_statement_row__init(message);
    message->currency = cv_wire_text(row->currency);
    message->signed_minor = row->minor[SALE_SIGNED];
    message->gross_minor = row->minor[SALE_PAID];
    message->refunded_minor = row->minor[SALE_REFUNDED];
    message->net_minor = row->minor[SALE_PAID] - row->minor[SALE_REFUNDED];
    return message;
}

static Caravan__Logistics__V1__SaleStatement *statement_wire(struct cv_arena *arena,
                                                             const struct sale_statement *statement)
{
    Caravan__Logistics__V1__SaleStatement *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__sale_statement__init(message);
    message->version = (int32_t)statement->version;
    message->recorded_time = cv_wire_time(arena, statement->recorded_us);
    message->recorded_by = cv_wire_text(statement->recorded_by);
    message->reason = cv_wire_text(statement->reason);
    message->rows = cv_arena_array(arena, statement->row_count + 1, sizeof(*message->rows));
    if (message->rows == NULL)
        return NULL;
    for (size_t i = 0; i < statement->row_count; i++)
        message->rows[i] = row_wire(arena, &statement->rows[i]);
    message->n_rows = statement->row_count;
    return message;
}

static char *name_of(struct cv_arena *arena, const struct sale_period *period)
{
    return cv_arena_printf(arena, "salePeriods/%04d-%02d", (int)(period->month / 100),
                           (int)(period->month % 100));
}

Caravan__Logistics__V1__SalePeriod *sale_period_wire(struct cv_arena *arena,
                                                     const struct sale_period *period)
{
    Caravan__Logistics__V1__SalePeriod *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__sale_period__init(message);
    message->name = name_of(arena, period);
    message->statements =
        cv_arena_array(arena, period->statement_count + 1, sizeof(*message->statements));
    if (message->statements == NULL)
        return NULL;
    for (size_t i = 0; i < period->statement_count; i++)
        message->statements[i] = statement_wire(arena, &period->statements[i]);
    message->n_statements = period->statement_count;
    return message;
}

/* ---- what others are told ---- */

static int32_t last_day(int64_t month)
{
    int32_t date = CV_DATE_NONE;

    for (int day = 31; !cv_date_make(month / 100, month % 100, day, &date); day--)
        continue;
    return date;
}

static void told_rows(struct cv_arena *arena, const struct sale_statement *statement,
                      Caravan__Events__V1__SalesStated *stated)
{
    Caravan__Events__V1__SalesStatedRow *rows =
        cv_arena_array(arena, statement->row_count + 1, sizeof(*rows));

    stated->rows = cv_arena_array(arena, statement->row_count + 1, sizeof(*stated->rows));
    if (rows == NULL || stated->rows == NULL)
        return;
    for (size_t i = 0; i < statement->row_count; i++) {
        const struct sale_statement_row *row = &statement->rows[i];

        caravan__events__v1__sales_stated_row__init(&rows[i]);
        rows[i].currency = cv_wire_text(row->currency);
        rows[i].signed_minor = row->minor[SALE_SIGNED];
        rows[i].gross_minor = row->minor[SALE_PAID];
        rows[i].refunded_minor = row->minor[SALE_REFUNDED];
        stated->rows[stated->n_rows++] = &rows[i];
    }
}

struct cv_status sale_period_tell(struct cv_books *books, const struct sale_period *period)
{
    Caravan__Events__V1__SalesStated stated = CARAVAN__EVENTS__V1__SALES_STATED__INIT;
    Caravan__Events__V1__Event event = CARAVAN__EVENTS__V1__EVENT__INIT;
    const struct sale_statement *last;

    if (books->arena->exhausted)
        return CV_STATUS_OK; /* the unit says so */
    last = &period->statements[period->statement_count - 1];
    stated.first_date = cv_wire_date(books->arena, (int32_t)(period->month * 100 + 1));
    stated.last_date = cv_wire_date(books->arena, last_day(period->month));
    stated.version = (int32_t)last->version;
    told_rows(books->arena, last, &stated);
    event.subject = name_of(books->arena, period);
    event.payload_case = CARAVAN__EVENTS__V1__EVENT__PAYLOAD_SALES_STATED;
    event.sales_stated = &stated;
    return cv_outbox_add(books, &event);
}
