#include "report_parts.h"

#include "base/assert.h"
#include "cell.h"
#include "client.h"
#include "csv.h"
#include "json_put.h"
#include "message_view.h"
#include "post.h"
#include "post_field.h"
#include "report_options.h"
#include "report_view.h"
#include "table.h"

#include <stdlib.h>
#include <string.h>

#define PARTS_MAX 16
#define DAYS_MAX  366 /* the service's limit */

/* ---- what is asked for ---- */

struct asking {
    const struct run *run;
    const struct report_kind *kind;
    const struct cv_method *method;
    struct post_writer request;
    Google__Type__Date from;
    Google__Type__Date through;
    Google__Protobuf__Timestamp known_at;
    const char *currency; /* that the limit is in, if it says so; else "" */
    unsigned sections;
};

static bool asks_for(const struct asking *asking, const char *field)
{
    return post_field(asking->method->request, field) != NULL;
}

static bool set(struct asking *asking, const char *field, ProtobufCMessage *message)
{
    return message == NULL || post_set_message(&asking->request, field, message);
}

static enum exit_code read_programme(struct asking *asking)
{
    enum exit_code code = EXIT_DONE;
    char *name = NULL;

    if (asks_for(asking, "programme"))
        code = report_read_programme(asking->run, &name);
    if (name != NULL && !post_set_text(&asking->request, "programme", name))
        code = EXIT_FAILED;
    return code;
}

/* --project, of reports that may be of one: by its id or its name. */
static enum exit_code read_project(struct asking *asking)
{
    const struct run *run = asking->run;
    const char *text = run_option(run, "--project");
    const char *wrong;
    const char *id;
    char *name = NULL;
    enum exit_code code;

    if (text == NULL)
        return EXIT_DONE;
    if (!asks_for(asking, "project"))
        return run_refuse_option(run, "--project", "%s",
                                 T("is of spending and ageing only", "只用于 spending 和 ageing"));
    wrong = cell_id(report_last_part(text), run->arena, &id);
    if (wrong != NULL)
        return run_refuse_option(run, "--project", "%s", wrong);
    code = report_read_programme(run, &name);
    if (code == EXIT_DONE)
        name = cv_arena_printf(run->arena, "%s/projects/%s", name, id);
    if (code == EXIT_DONE && (name == NULL || !post_set_text(&asking->request, "project", name)))
        code = EXIT_FAILED;
    return code;
}

/* --limit and --days, of reports that look for what stays under a limit. */
static enum exit_code read_limit(struct asking *asking)
{
    static const struct cell_unit NONE = {.currency = ""};
    const struct run *run = asking->run;
    const char *limit = run_option(run, "--limit");
    const char *days = run_option(run, "--days");
    const char *option = limit == NULL ? "--days" : "--limit";
    struct cell_money money;
    int64_t number;
    const char *wrong;

    if (!asks_for(asking, "limit_minor"))
        return limit == NULL && days == NULL
                   ? EXIT_DONE
                   : run_refuse_option(run, option, "%s", T("is of splits only", "只用于 splits"));
    if (limit == NULL || days == NULL)
        return run_refuse_option(run, limit == NULL ? "--limit" : "--days", "%s",
                                 T("is needed for splits", "为 splits 所必需"));
    wrong = cell_money(limit, &NONE, "", run->arena, &money);
    if (wrong != NULL)
        return run_refuse_option(run, "--limit", "%s", wrong);
    wrong = cell_integer(days, 1, DAYS_MAX, run->arena, &number);
    if (wrong != NULL)
        return run_refuse_option(run, "--days", "%s", wrong);
    asking->currency = money.currency;
    return post_set_integer(&asking->request, "limit_minor", money.minor_units) &&
                   post_set_integer(&asking->request, "days", number)
               ? EXIT_DONE
               : EXIT_FAILED;
}

static enum exit_code read_dates(struct asking *asking)
{
    const struct run *run = asking->run;
    Google__Type__Date *from = NULL;
    Google__Type__Date *through = NULL;
    Google__Protobuf__Timestamp *known_at = NULL;
    enum exit_code code = EXIT_DONE;

    if (asks_for(asking, "effective_from"))
        code = report_read_date(run, "--effective-from", &asking->from, &from);
    if (code == EXIT_DONE)
        code = report_read_date(run, "--effective-through", &asking->through, &through);
    if (code == EXIT_DONE)
        code = report_read_time(run, "--known-at", &asking->known_at, &known_at);
    if (code != EXIT_DONE)
        return code;
    return set(asking, "effective_from", from == NULL ? NULL : &from->base) &&
                   set(asking, "effective_through", through == NULL ? NULL : &through->base) &&
                   set(asking, "known_at", known_at == NULL ? NULL : &known_at->base)
               ? EXIT_DONE
               : EXIT_FAILED;
}

/* A file of CSV has one heading, so one part at a time. */
static enum exit_code read_sections(struct asking *asking)
{
    const char *names[PARTS_MAX];
    enum exit_code code;

    CV_ASSERT_CMP(asking->kind->part_count, <=, (size_t)PARTS_MAX);
    for (size_t i = 0; i < asking->kind->part_count; i++)
        names[i] = asking->kind->parts[i].name;
    code = report_read_sections(asking->run, names, asking->kind->part_count, &asking->sections);
    if (code == EXIT_DONE && run_option(asking->run, "--csv") != NULL &&
        (asking->sections & (asking->sections - 1)) != 0)
        return run_refuse_option(asking->run, "--csv", "%s",
                                 T("needs one --by: a file has one heading",
                                   "须同时给出一个 --by：一个文件只有一种表头"));
    return code;
}

/* ---- printing ---- */

struct report_rows_of report_part_rows(const ProtobufCMessage *answer, const char *name)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(answer->descriptor, name);
    const void *member;

    CV_ASSERT(field != NULL);
    member = (const char *)answer + field->offset;
    if (field->label != PROTOBUF_C_LABEL_REPEATED)
        return (struct report_rows_of){member, *(ProtobufCMessage *const *)member != NULL};
    return (struct report_rows_of){
        *(ProtobufCMessage *const *const *)member,
        *(const size_t *)(const void *)((const char *)answer + field->quantifier_offset),
    };
}

static bool is_set(const ProtobufCMessage *row, const char *flag)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(row->descriptor, flag);

    return field != NULL && field->type == PROTOBUF_C_TYPE_BOOL &&
           *(const protobuf_c_boolean *)((const char *)row + field->offset) != 0;
}

bool report_part_withheld(const ProtobufCMessage *row, const char *flag)
{
    return is_set(row, "withheld") || (flag != NULL && is_set(row, flag));
}

static const char *cell_of(const struct run *run, const ProtobufCMessage *row,
                           const struct report_column *column, bool for_people)
{
    bool figure = !column->key && message_is_number(row->descriptor, column->path);
    const char *text;
    int64_t value;

    if (figure && report_part_withheld(row, column->withheld))
        return for_people ? T("withheld", "不公布") : "";
    text = message_text(row, column->path, for_people && !column->key && column->decimals == 0,
                        run->arena);
    if (!figure)
        return text;
    if (column->decimals == 0)
        return *text == '\0' ? "0" : text;
    value = strtoll(text, NULL, 10);
    return for_people ? cell_decimal(run->arena, value, column->decimals)
                      : report_plain(value, column->decimals, run->arena);
}

static size_t column_count(const struct report_part *part)
{
    size_t count = 0;

    while (count < REPORT_COLUMNS && part->columns[count].path != NULL)
        count++;
    return count;
}

static void print_csv(const struct run *run, const struct report_part *part,
                      const ProtobufCMessage *answer)
{
    struct report_rows_of rows = report_part_rows(answer, part->rows);
    size_t columns = column_count(part);
    const char *cells[REPORT_COLUMNS];

    for (size_t c = 0; c < columns; c++)
        cells[c] = part->columns[c].path;
    (void)fputs("\xef\xbb\xbf", stdout); /* by which spreadsheets know UTF-8 */
    csv_print(stdout, cells, columns);
    for (size_t i = 0; i < rows.count; i++) {
        for (size_t c = 0; c < columns; c++)
            cells[c] = cell_of(run, rows.list[i], &part->columns[c], false);
        csv_print(stdout, cells, columns);
    }
}

static void print_table(const struct run *run, const struct report_part *part,
                        const ProtobufCMessage *answer)
{
    struct report_rows_of rows = report_part_rows(answer, part->rows);
    size_t columns = column_count(part);
    const char *cells[REPORT_COLUMNS];
    struct table table;

    if (rows.count == 0)
        return;
    table_init(&table, run->arena, text_of(part->title));
    for (size_t c = 0; c < columns; c++)
        table_column(&table, text_of(part->columns[c].head),
                     message_is_number(rows.list[0]->descriptor, part->columns[c].path));
    for (size_t i = 0; i < rows.count; i++) {
        for (size_t c = 0; c < columns; c++)
            cells[c] = cell_of(run, rows.list[i], &part->columns[c], true);
        table_row(&table, cells);
    }
    table_print(&table, stdout);
}

static void print_head(const struct run *run, const struct report_kind *kind,
                       const ProtobufCMessage *answer)
{
    struct cv_arena *arena = run->arena;
    const char *from = message_text(answer, "effective_from", true, arena);
    const char *through = message_text(answer, "effective_through", true, arena);

    (void)printf(T("\n%s, from %s up to and including %s, as recorded by %s.\n",
                   "\n%s，%s 至 %s（含），以 %s 前的记录为准。\n"),
                 text_of(kind->title), *from == '\0' ? T("the beginning", "开始") : from,
                 *through == '\0' ? T("the last", "最后") : through,
                 message_text(answer, "known_at", true, arena));
}

void report_parts_print(const struct run *run, const struct report_kind *kind, unsigned sections,
                        const ProtobufCMessage *answer)
{
    print_head(run, kind, answer);
    for (size_t i = 0; i < kind->part_count; i++) {
        if ((sections >> i & 1) != 0)
            print_table(run, &kind->parts[i], answer);
    }
}

static enum exit_code print(const struct asking *asking, const ProtobufCMessage *answer)
{
    const struct run *run = asking->run;
    struct json_out out;

    if (run_option(run, "--json") != NULL) {
        json_out_begin(&out);
        message_put_json(&out, answer, run->arena);
        return report_end(run, json_out_end(&out, stdout));
    }
    if (run_option(run, "--csv") == NULL)
        report_parts_print(run, asking->kind, asking->sections, answer);
    for (size_t i = 0; run_option(run, "--csv") != NULL && i < asking->kind->part_count; i++) {
        if ((asking->sections >> i & 1) != 0)
            print_csv(run, &asking->kind->parts[i], answer);
    }
    return report_end(run, true);
}

/* ---- the report ---- */

static enum exit_code answered(const struct asking *asking, const ProtobufCMessage *answer)
{
    const struct run *run = asking->run;
    const char *currency =
        *asking->currency == '\0' ? "" : message_text(answer, "currency", false, run->arena);

    if (strcmp(currency, asking->currency) != 0)
        return run_refuse_option(
            run, "--limit",
            T("is in %s, and the programme's money in %s", "为 %s，而计划的货币为 %s"),
            asking->currency, currency);
    return print(asking, answer);
}

static enum exit_code ask(struct client *client, const struct asking *asking)
{
    struct client_call call;
    struct cv_status status;

    client_prepare(client, &call);
    call.op.start.method = asking->method;
    call.op.request = asking->request.message;
    cv_unary_submit(client->channel, &call.op);
    status = client_wait(client, &call);
    return cv_ok(status) ? answered(asking, call.op.response) : client_complain(client, status);
}

enum exit_code report_parts(const struct run *run, const struct report_kind *kind)
{
    struct asking asking = {
        .run = run,
        .kind = kind,
        .method = post_method(kind->service, kind->method),
        .currency = "",
    };
    struct client client;
    enum exit_code code = report_read_form(run);

    CV_ASSERT(asking.method != NULL);
    post_writer_begin(&asking.request, post_message(asking.method->request, run->arena),
                      run->arena);
    if (asking.request.message == NULL)
        return EXIT_FAILED;
    if (code == EXIT_DONE)
        code = read_programme(&asking);
    if (code == EXIT_DONE)
        code = read_project(&asking);
    if (code == EXIT_DONE)
        code = read_limit(&asking);
    if (code == EXIT_DONE)
        code = read_dates(&asking);
    if (code == EXIT_DONE)
        code = read_sections(&asking);
    if (code != EXIT_DONE)
        return code;
    code = client_open_service(&client, run, kind->service);
    if (code == EXIT_DONE)
        code = ask(&client, &asking);
    client_close(&client);
    return code;
}
