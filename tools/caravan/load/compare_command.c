#include "compare_command.h"

#include "cell.h"
#include "compare.h"
#include "input.h"
#include "json_put.h"
#include "result_file.h"
#include "result_view.h"
#include "table.h"

#include <string.h>

static enum exit_code refuse(const char *file, const char *why)
{
    (void)fprintf(stderr, "caravan load compare: %s: %s\n", file, why);
    return EXIT_REFUSED;
}

static enum exit_code read_one(const struct run *run, const char *file, struct load_result *result)
{
    const char *word = cv_arena_printf(run->arena, "@%s", file);
    struct input input;
    struct cv_status status;
    enum exit_code code = word == NULL ? EXIT_FAILED : input_read(&input, run, word);

    if (code != EXIT_DONE)
        return code;
    status = load_result_read(input.text, run->arena, result);
    return cv_ok(status) ? EXIT_DONE : refuse(file, text_printable(status.message, run->arena));
}

/* ---- for people ---- */

static const char *figure_name(const char *figure)
{
    if (strcmp(figure, "per_second") == 0)
        return T("OK a second", "每秒成功");
    if (strcmp(figure, "failed") == 0)
        return T("failed, %", "失败 %");
    return figure[1] == '5'   ? T("p50, ms", "p50（毫秒）")
           : figure[2] == '0' ? T("p90, ms", "p90（毫秒）")
                              : T("p99, ms", "p99（毫秒）");
}

static const char *verdict_name(enum load_verdict verdict)
{
    switch (verdict) {
    case LOAD_BETTER:
        return T("better", "更好");
    case LOAD_WORSE:
        return T("worse", "更差");
    case LOAD_UNKNOWN:
        return T("too few calls", "调用太少");
    default:
        return "";
    }
}

static const char *value_of(struct cv_arena *arena, const struct load_change *change, double value)
{
    if (strcmp(change->figure, "per_second") == 0)
        return cell_decimal(arena, (int64_t)(value * 10 + 0.5), 1);
    if (strcmp(change->figure, "failed") == 0)
        return cell_decimal(arena, (int64_t)(value * 10000 + 0.5), 2);
    return load_ms(arena, (uint64_t)value);
}

static void print(const struct load_comparison *comparison, struct cv_arena *arena)
{
    struct table table;

    table_init(&table, arena, T("The first result and the second", "前后两次结果"));
    table_column(&table, T("Method", "方法"), false);
    table_column(&table, T("Figure", "指标"), false);
    table_column(&table, T("First", "前"), true);
    table_column(&table, T("Second", "后"), true);
    table_column(&table, T("Change", "变化"), true);
    table_column(&table, T("Verdict", "结论"), false);
    for (size_t i = 0; i < comparison->count; i++) {
        const struct load_change *change = &comparison->changes[i];
        double ratio = change->before > 0 ? change->after / change->before - 1 : 0;

        table_row(&table,
                  (const char *const[]){
                      change->method == NULL ? T("all", "合计") : change->method,
                      figure_name(change->figure),
                      value_of(arena, change, change->before),
                      value_of(arena, change, change->after),
                      change->before > 0 ? cv_arena_printf(arena, "%+.0f%%", ratio * 100) : "",
                      verdict_name(change->verdict),
                  });
    }
    table_print(&table, stdout);
}

static void tell(const struct load_comparison *comparison, int64_t percent)
{
    switch (comparison->verdict) {
    case LOAD_BETTER:
        (void)printf(
            T("The second is better: by more than %lld %%.\n", "第二次更好：超过 %lld %%。\n"),
            (long long)percent);
        break;
    case LOAD_WORSE:
        (void)printf(
            T("The second is worse: by more than %lld %%.\n", "第二次更差：超过 %lld %%。\n"),
            (long long)percent);
        break;
    case LOAD_UNKNOWN:
        (void)fputs(T("No verdict: there are too few calls, or the load maker itself was the "
                      "limit.\n",
                      "无法判断：调用太少，或瓶颈在加压程序本身。\n"),
                    stdout);
        break;
    default:
        (void)printf(T("They are the same within %lld %%.\n", "两次相同，差别在 %lld %% 以内。\n"),
                     (long long)percent);
    }
}

/* ---- for programs ---- */

static bool write_json(const struct load_comparison *comparison, int64_t percent)
{
    struct json_out out;

    json_out_begin(&out);
    json_put_text(&out, "verdict", LOAD_VERDICT_NAMES[comparison->verdict]);
    json_put_number(&out, "tolerance_percent", percent);
    json_put_open(&out, "changes", '[');
    for (size_t i = 0; i < comparison->count; i++) {
        const struct load_change *change = &comparison->changes[i];

        json_put_open(&out, NULL, '{');
        json_put_text(&out, "method", change->method);
        json_put_text(&out, "figure", change->figure);
        json_put_decimal(&out, "first", (int64_t)(change->before * 1000), 3);
        json_put_decimal(&out, "second", (int64_t)(change->after * 1000), 3);
        json_put_text(&out, "verdict", LOAD_VERDICT_NAMES[change->verdict]);
        json_put_close(&out, '}');
    }
    json_put_close(&out, ']');
    return json_out_end(&out, stdout);
}

enum exit_code load_compare_run(struct run *run)
{
    struct load_comparison *comparison = cv_arena_zalloc(run->arena, sizeof(*comparison));
    const char *text = run_option(run, "--tolerance");
    struct load_result results[2];
    const char *wrong;
    int64_t percent;
    enum exit_code code;

    if (comparison == NULL)
        return EXIT_FAILED;
    wrong = cell_integer(text, 1, 1000, run->arena, &percent);
    if (wrong != NULL)
        return run_refuse_option(run, "--tolerance", "%s", wrong);
    code = read_one(run, run->operands[1], &results[0]);
    if (code == EXIT_DONE)
        code = read_one(run, run->operands[2], &results[1]);
    if (code != EXIT_DONE)
        return code;
    wrong = load_incomparable(&results[0], &results[1], run->arena);
    if (wrong != NULL)
        return refuse(run->operands[2], wrong);
    load_compare(&results[0], &results[1], (double)percent / 100, comparison);
    if (run_option(run, "--json") != NULL) {
        if (!write_json(comparison, percent))
            return EXIT_FAILED;
    } else {
        print(comparison, run->arena);
        tell(comparison, percent);
    }
    return comparison->verdict == LOAD_WORSE ? EXIT_REFUSED : EXIT_DONE;
}
