#include "sale_period/sale_period.h"

#include "app/date.h"
#include "app/wire.h"
#include "sale_posting/sale_posting_store.h"

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

Caravan__Logistics__V1__SalePeriod *sale_period_wire(struct cv_arena *arena,
                                                     const struct sale_period *period)
{
    Caravan__Logistics__V1__SalePeriod *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__sale_period__init(message);
    message->name = cv_arena_printf(arena, "salePeriods/%04d-%02d", (int)(period->month / 100),
                                    (int)(period->month % 100));
    message->statements =
        cv_arena_array(arena, period->statement_count + 1, sizeof(*message->statements));
    if (message->statements == NULL)
        return NULL;
    for (size_t i = 0; i < period->statement_count; i++)
        message->statements[i] = statement_wire(arena, &period->statements[i]);
    message->n_statements = period->statement_count;
    return message;
}
