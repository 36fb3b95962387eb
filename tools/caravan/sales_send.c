#include "sales_send.h"

#include "caravan/logistics/v1/sales.caravan.h"
#include "rpc/limits.h"

#include <stdlib.h>
#include <string.h>

#define ROWS_MAX 10000 /* of one ImportSales */

/* ---- the rows ---- */

/* The fields of either Create request that this file fills. */
struct fields {
    char **id;
    char **request_id; /* made of the content of the row */
};

static struct fields fields_of(const struct post_row *row)
{
    if (row->request->descriptor == &caravan__logistics__v1__create_sale_request__descriptor) {
        Caravan__Logistics__V1__CreateSaleRequest *sale = (void *)row->request;

        return (struct fields){&sale->sale_id, &sale->request_id};
    } else {
        Caravan__Logistics__V1__CreateSaleEntryRequest *entry = (void *)row->request;

        return (struct fields){&entry->sale_entry_id, &entry->request_id};
    }
}

static int by_content(const void *left, const void *right)
{
    const struct post_row *a = *(const struct post_row *const *)left;
    const struct post_row *b = *(const struct post_row *const *)right;
    int order = strcmp(*fields_of(a).request_id, *fields_of(b).request_id);

    return order != 0 ? order : (a > b) - (a < b);
}

/* The id of a row's content, another for each time it is there. */
static bool give_ids(const struct posts *posts, struct cv_arena *arena)
{
    const struct post_row **rows = cv_arena_array(arena, posts->count + 1, sizeof(struct row *));
    size_t times = 0;

    for (size_t i = 0; rows != NULL && i < posts->count; i++)
        rows[i] = &posts->rows[i];
    if (rows == NULL)
        return false;
    qsort(rows, posts->count, sizeof(struct row *), by_content);
    for (size_t i = 0; i < posts->count; i++) {
        struct fields fields = fields_of(rows[i]);
        const char *content = strchr(*fields.request_id, '-') + 1;

        times = i > 0 && strcmp(*fields_of(rows[i - 1]).request_id, *fields.request_id) == 0
                    ? times + 1
                    : 1;
        if (**fields.id == '\0')
            *fields.id = times == 1 ? cv_arena_printf(arena, "row-%.16s", content)
                                    : cv_arena_printf(arena, "row-%.16s-%zu", content, times);
        if (*fields.id == NULL)
            return false;
    }
    return true;
}

static bool make_request(const struct posts *posts, struct cv_arena *arena,
                         Caravan__Logistics__V1__ImportSalesRequest *request)
{
    Caravan__Logistics__V1__ImportSalesRow *rows =
        cv_arena_array(arena, posts->count + 1, sizeof(*rows));

    request->rows = cv_arena_array(arena, posts->count + 1, sizeof(rows));
    if (rows == NULL || request->rows == NULL || !give_ids(posts, arena))
        return false;
    for (size_t i = 0; i < posts->count; i++) {
        const struct post_row *row = &posts->rows[i];
        bool is_sale =
            row->request->descriptor == &caravan__logistics__v1__create_sale_request__descriptor;

        *fields_of(row).request_id = (char *)(uintptr_t)protobuf_c_empty_string;
        caravan__logistics__v1__import_sales_row__init(&rows[i]);
        rows[i].record_case = is_sale ? CARAVAN__LOGISTICS__V1__IMPORT_SALES_ROW__RECORD_SALE
                                      : CARAVAN__LOGISTICS__V1__IMPORT_SALES_ROW__RECORD_SALE_ENTRY;
        rows[i].sale = (void *)row->request; /* or the entry, in the same place */
        request->rows[i] = &rows[i];
    }
    request->n_rows = posts->count;
    return true;
}

/* ---- the answer ---- */

/* What the sums refuse is about the amount. */
static const char *field_of(const Caravan__Logistics__V1__ImportSalesRefusal *refusal)
{
    bool of_sums = strcmp(refusal->reason, "PAYMENT_EXCEEDS_SALE") == 0 ||
                   strcmp(refusal->reason, "REFUND_EXCEEDS_PAID") == 0;

    return of_sums ? "sale_entry.amount" : refusal->field;
}

static void take_answer(struct post_sending *sending,
                        const Caravan__Logistics__V1__ImportSalesResponse *answer)
{
    const struct post_row *rows = sending->posts->rows;

    for (size_t i = 0; i < answer->n_outcomes && i < sending->posts->count; i++) {
        struct post_tally *tally = &sending->tallies[rows[i].sheet->file];

        if (answer->outcomes[i] ==
            CARAVAN__LOGISTICS__V1__IMPORT_SALES_OUTCOME__IMPORT_SALES_OUTCOME_REFUSED)
            tally->refused++;
        else if (answer->recorded || answer->refused_count == 0)
            tally->recorded++;
    }
    for (size_t i = 0; i < answer->n_refusals; i++) {
        const Caravan__Logistics__V1__ImportSalesRefusal *refusal = answer->refusals[i];
        struct cv_status status = {
            .code = (enum cv_code)refusal->code,
            .reason = *refusal->reason == '\0' ? NULL : refusal->reason,
            .field = field_of(refusal),
            .message = refusal->message,
        };

        if (refusal->row >= 0 && (size_t)refusal->row < sending->posts->count)
            post_refused(sending, &rows[refusal->row], &status);
    }
    sending->problems->unsaid += (size_t)answer->refused_count - answer->n_refusals;
}

/* ---- sending ---- */

static struct cv_status too_large(struct cv_arena *arena, size_t rows, size_t bytes)
{
    return cv_status_f(arena, CV_INVALID_ARGUMENT, "IMPORT_TOO_LARGE",
                       T("these are %zu rows of %zu bytes; one import takes at most %d rows and %u "
                         "bytes. Import fewer files at once, sales before their receipts",
                         "共 %zu 行、%zu 字节；一次最多导入 %d 行、%u 字节。"
                         "请分批导入，先销售，后收退款"),
                       rows, bytes, ROWS_MAX, CV_MESSAGE_BYTES_MAX);
}

static void tick(void *arg)
{
    progress_show(arg, 0, 0);
}

void sales_send(struct post_sending *sending)
{
    Caravan__Logistics__V1__ImportSalesRequest request =
        CARAVAN__LOGISTICS__V1__IMPORT_SALES_REQUEST__INIT;
    struct cv_arena *arena = sending->problems->arena;
    struct client_call call;
    size_t bytes;

    sending->sent = 0;
    sending->status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    if (!make_request(sending->posts, arena, &request))
        return;
    request.validate_only = sending->dry_run;
    request.keep_good = sending->go_on;
    bytes = protobuf_c_message_get_packed_size(&request.base);
    sending->status = too_large(arena, request.n_rows, bytes);
    if (request.n_rows > ROWS_MAX || bytes > CV_MESSAGE_BYTES_MAX)
        return;
    client_prepare(sending->client, &call);
    caravan_logistics_v1_sales_import_sales(sending->client->channel, &call.op, &request);
    sending->status = client_wait_ticking(sending->client, &call, tick, sending->progress);
    sending->sent = 1;
    if (cv_ok(sending->status))
        take_answer(sending, caravan_logistics_v1_sales_import_sales_response(&call.op));
}
