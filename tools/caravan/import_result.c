#include "import_result.h"

#include "json_put.h"
#include "refusal.h"
#include "table.h"

#include <string.h>

/* ---- refusals ---- */

/* The field that a refusal is about, if it names none itself. */
static const char *usual_field(const Caravan__Projects__V1__ImportRefusal *refusal,
                               enum form_id form)
{
    static const struct {
        const char *reason;
        enum form_id form;
        const char *field;
    } FIELDS[] = {
        {"BUDGET_EXCEEDED", FORM_COMMITMENTS, "commitment.amount"},
        {"COMMITMENT_EXCEEDED", FORM_DISBURSEMENTS, "disbursement.amount"},
        {"BUDGET_EXCEEDED", FORM_BUDGET_CHANGES, "budget_change.amount"},
        {"BACKDATED", FORM_BUDGET_CHANGES, "budget_change.effective_date"},
        {"BACKDATED", FORM_COMMITMENTS, "commitment.effective_date"},
        {"BACKDATED", FORM_DISBURSEMENTS, "disbursement.effective_date"},
    };

    if (refusal->field[0] != '\0')
        return refusal->field;
    for (size_t i = 0; i < sizeof(FIELDS) / sizeof(FIELDS[0]); i++) {
        if (FIELDS[i].form == form && strcmp(refusal->reason, FIELDS[i].reason) == 0)
            return FIELDS[i].field;
    }
    return refusal->code == CV_NOT_FOUND ? "parent" : "";
}

/* The server's message; the column's heading stands for the field it begins with. */
static const char *what_of(const Caravan__Projects__V1__ImportRefusal *refusal, bool has_column,
                           struct cv_arena *arena)
{
    const char *known = refusal_meaning(refusal->reason);
    const char *message = refusal->message;
    size_t len = strlen(refusal->field);

    if (has_column && len > 0 && strncmp(message, refusal->field, len) == 0 && message[len] == ' ')
        message += len + 1;
    if (known == NULL)
        return cv_arena_string(arena, message);
    return cv_arena_printf(arena, T("%s: %s", "%s：%s"), known, message);
}

/* The line of sites.csv that "project.sites[2].title" is about; NULL: the project's own. */
static const struct batch_site *site_of(const struct batch_origin *origin, const char *field)
{
    static const char SITES[] = "project.sites[";
    size_t index = 0;

    if (strncmp(field, SITES, strlen(SITES)) != 0)
        return NULL;
    for (const char *at = field + strlen(SITES); *at >= '0' && *at <= '9'; at++)
        index = index * 10 + (size_t)(*at - '0');
    return index < origin->site_count ? &origin->sites[index] : NULL;
}

static void take_refusal(const struct batch *batch,
                         const Caravan__Projects__V1__ImportRefusal *refusal)
{
    const struct batch_origin *origin;
    const struct batch_site *site;
    const struct sheet *sheet;
    const struct sheet_row *row;
    const char *field;
    size_t column;

    if (refusal->row < 0 || (size_t)refusal->row >= batch->count)
        return;
    origin = &batch->origins[refusal->row];
    site = site_of(origin, refusal->field);
    sheet = site == NULL ? origin->sheet : site->sheet;
    row = site == NULL ? origin->row : site->row;
    field = usual_field(refusal, sheet->form->id);
    column = form_column_of_field(sheet->form, field);
    sheet_complain(sheet, row, column, batch->problems,
                   what_of(refusal, column < sheet->form->column_count, batch->arena),
                   cv_arena_string(batch->arena, refusal->reason));
}

/* ---- counting ---- */

static void count_row(struct import_tally *tally, int outcome)
{
    tally->created += outcome == CARAVAN__PROJECTS__V1__IMPORT_OUTCOME__IMPORT_OUTCOME_CREATED;
    tally->unchanged += outcome == CARAVAN__PROJECTS__V1__IMPORT_OUTCOME__IMPORT_OUTCOME_UNCHANGED;
}

static void count_rows(struct import_result *result,
                       const Caravan__Projects__V1__ImportResponse *answer)
{
    for (size_t i = 0; i < answer->n_outcomes && i < result->batch->count; i++) {
        const struct batch_origin *origin = &result->batch->origins[i];

        count_row(&result->tallies[origin->sheet->file], (int)answer->outcomes[i]);
        for (size_t s = 0; s < origin->site_count; s++)
            count_row(&result->tallies[origin->sites[s].sheet->file], (int)answer->outcomes[i]);
    }
}

/* Rows that have a problem; the problems are sorted. */
static void count_problems(struct import_result *result)
{
    const struct problems *problems = result->batch->problems;

    for (size_t i = 0; i < problems->count; i++) {
        const struct problem *problem = &problems->list[i];
        bool same = i > 0 && problem[-1].file == problem->file && problem[-1].line == problem->line;

        if (!same && problem->line > 1 && problem->file < result->batch->sheet_count)
            result->tallies[problem->file].refused++;
    }
}

static void add_up(struct import_result *result)
{
    for (size_t i = 0; i < result->batch->sheet_count; i++) {
        const struct sheet *sheet = &result->batch->sheets[i];
        struct import_tally *tally = &result->tallies[i];

        tally->rows = sheet->row_count + sheet->broken;
        if (result->sent)
            tally->refused = tally->rows - tally->created - tally->unchanged;
        result->total.rows += tally->rows;
        result->total.created += tally->created;
        result->total.unchanged += tally->unchanged;
        result->total.refused += tally->refused;
    }
}

void import_result_make(struct import_result *result, const struct batch *batch,
                        const Caravan__Projects__V1__ImportResponse *answer)
{
    result->batch = batch;
    result->tallies =
        cv_arena_array(batch->arena, batch->sheet_count + 1, sizeof(*result->tallies));
    if (result->tallies == NULL) {
        batch->problems->lost = true;
        return;
    }
    if (answer != NULL) {
        result->sent = true;
        result->recorded = answer->recorded;
        count_rows(result, answer);
        for (size_t i = 0; i < answer->n_refusals; i++)
            take_refusal(batch, answer->refusals[i]);
        if (answer->refused_count > 0 && (size_t)answer->refused_count > answer->n_refusals)
            batch->problems->unsaid += (size_t)answer->refused_count - answer->n_refusals;
    }
    problems_sort(batch->problems);
    if (answer == NULL)
        count_problems(result);
    add_up(result);
}

/* ---- for people ---- */

static void put_tally(struct table *table, const char *name, const struct import_tally *tally)
{
    table_row(table, (const char *const[]){
                         name,
                         cell_decimal(table->arena, (int64_t)tally->rows, 0),
                         cell_decimal(table->arena, (int64_t)tally->created, 0),
                         cell_decimal(table->arena, (int64_t)tally->unchanged, 0),
                         cell_decimal(table->arena, (int64_t)tally->refused, 0),
                     });
}

static const char *verdict(const struct import_result *result)
{
    bool refused = result->total.refused > 0;

    if (result->dry_run && refused && !result->keep_good)
        return T("Dry run. Because of the refused rows nothing would be recorded.",
                 "试运行。因有被拒绝的行，正式导入时将不会记录任何内容。");
    if (result->dry_run)
        return T("Dry run: nothing was recorded. This is what would happen.",
                 "试运行：没有记录任何内容。正式导入的结果将是：");
    if (!result->recorded && refused)
        return T("Nothing was recorded, because rows were refused. Mend them and import again.",
                 "因有被拒绝的行，没有记录任何内容。请更正后重新导入。");
    if (refused)
        return T("The good rows are recorded; those listed above are not.",
                 "正确的行已记录；上面列出的行未记录。");
    if (result->total.created == 0)
        return T("Everything was there already; nothing was changed.",
                 "全部已有记录；没有任何更改。");
    return T("Everything is recorded.", "全部已记录。");
}

static void print_tallies(const struct import_result *result)
{
    const struct batch *batch = result->batch;
    struct table table;

    table_init(&table, batch->arena, verdict(result));
    table_column(&table, T("File", "文件"), false);
    table_column(&table, T("Rows", "行数"), true);
    table_column(&table, T("New", "新增"), true);
    table_column(&table, T("Already there", "已有"), true);
    table_column(&table, T("Refused", "拒绝"), true);
    for (size_t i = 0; i < batch->sheet_count; i++)
        put_tally(&table, batch->sheets[i].path, &result->tallies[i]);
    if (batch->sheet_count > 1)
        put_tally(&table, T("all", "合计"), &result->total);
    table_print(&table, stdout);
}

void import_result_print(const struct import_result *result, size_t most)
{
    problems_print(result->batch->problems, most, stderr);
    (void)fflush(stderr);
    if (result->sent)
        print_tallies(result);
    else if (result->batch->problems->count > 0)
        (void)fprintf(
            stderr, "%s\n",
            T("Nothing was sent. Mend this and import again; --keep-good records the good "
              "rows.",
              "没有发送任何内容。请更正后重新导入；--keep-good 只记录正确的行。"));
    else
        (void)printf("%s\n", T("There is no row in these files; nothing was sent.",
                               "这些文件里没有数据行；没有发送任何内容。"));
}

/* ---- for programs ---- */

static void put_file(struct json_out *out, const char *file, const struct import_tally *tally)
{
    json_put_open(out, NULL, '{');
    json_put_text(out, "file", file);
    json_put_number(out, "rows", (int64_t)tally->rows);
    json_put_number(out, "created", (int64_t)tally->created);
    json_put_number(out, "unchanged", (int64_t)tally->unchanged);
    json_put_number(out, "refused", (int64_t)tally->refused);
    json_put_close(out, '}');
}

static void put_problem(struct json_out *out, const struct problem *problem)
{
    char letters[8];

    problem_column_letters(problem->column, letters);
    json_put_open(out, NULL, '{');
    json_put_text(out, "file", problem->path);
    json_put_number(out, "line", (int64_t)problem->line);
    json_put_text(out, "column", letters);
    json_put_text(out, "heading", problem->heading);
    json_put_text(out, "cell", problem->cell);
    json_put_text(out, "what", problem->what);
    json_put_text(out, "reason", problem->reason);
    json_put_close(out, '}');
}

bool import_result_print_json(const struct import_result *result, FILE *file)
{
    const struct problems *problems = result->batch->problems;
    struct json_out out;

    json_out_begin(&out);
    json_put_text(&out, "programme", result->batch->name);
    json_put_bool(&out, "sent", result->sent);
    json_put_bool(&out, "recorded", result->recorded);
    json_put_bool(&out, "dry_run", result->dry_run);
    json_put_number(&out, "created", (int64_t)result->total.created);
    json_put_number(&out, "unchanged", (int64_t)result->total.unchanged);
    json_put_number(&out, "refused", (int64_t)result->total.refused);
    json_put_open(&out, "files", '[');
    for (size_t i = 0; i < result->batch->sheet_count; i++)
        put_file(&out, result->batch->sheets[i].path, &result->tallies[i]);
    json_put_close(&out, ']');
    json_put_open(&out, "problems", '[');
    for (size_t i = 0; i < problems->count; i++)
        put_problem(&out, &problems->list[i]);
    json_put_close(&out, ']');
    json_put_number(&out, "unexplained", (int64_t)problems->unsaid);
    return json_out_end(&out, file);
}
