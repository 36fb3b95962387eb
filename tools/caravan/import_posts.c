#include "import_posts.h"

#include "cell.h"
#include "json_put.h"
#include "post_import.h"
#include "post_send.h"
#include "table.h"

#include <string.h>

struct import_posts {
    struct run *run;
    const struct import_files *files;
    struct problems *problems;
    struct posts posts;
    struct post_sending sending;
    bool sent;
};

/* All files are of one family, which is recorded as one. */
static bool is_whole(const struct import_files *files)
{
    return files->count > 0 && files->sheets[0].form->post->import != NULL;
}

/* ---- telling ---- */

static const char *number(struct cv_arena *arena, size_t value)
{
    const char *text = cv_arena_printf(arena, "%zu", value);

    return text == NULL ? "" : text;
}

static void print_people(const struct import_posts *import, size_t shown)
{
    struct cv_arena *arena = import->run->arena;
    struct table table;

    problems_print(import->problems, shown, stderr);
    table_init(&table, arena,
               !import->sent             ? T("Nothing was sent", "没有发送任何内容")
               : import->sending.dry_run ? T("This would be recorded", "将会记录")
                                         : T("Recorded", "已记录"));
    table_column(&table, T("File", "文件"), false);
    table_column(&table, T("Rows", "行数"), true);
    table_column(&table, T("Recorded", "已记录"), true);
    table_column(&table, T("Strange", "异常"), true);
    table_column(&table, T("Refused", "被拒绝"), true);
    for (size_t i = 0; i < import->files->count; i++) {
        const struct sheet *sheet = &import->files->sheets[i];

        table_row(&table, (const char *const[]){
                              sheet->path,
                              number(arena, sheet->row_count),
                              number(arena, import->sending.tallies[i].recorded),
                              number(arena, import->sending.tallies[i].strange),
                              number(arena, import->sending.tallies[i].refused),
                          });
    }
    table_print(&table, stdout);
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

static bool print_json(const struct import_posts *import)
{
    struct json_out out;

    json_out_begin(&out);
    json_put_bool(&out, "sent", import->sent);
    json_put_open(&out, "files", '[');
    for (size_t i = 0; i < import->files->count; i++) {
        json_put_open(&out, NULL, '{');
        json_put_text(&out, "file", import->files->sheets[i].path);
        json_put_number(&out, "rows", (int64_t)import->files->sheets[i].row_count);
        json_put_number(&out, "recorded", (int64_t)import->sending.tallies[i].recorded);
        json_put_number(&out, "strange", (int64_t)import->sending.tallies[i].strange);
        json_put_number(&out, "refused", (int64_t)import->sending.tallies[i].refused);
        json_put_close(&out, '}');
    }
    json_put_close(&out, ']');
    json_put_open(&out, "problems", '[');
    for (size_t i = 0; i < import->problems->count; i++)
        put_problem(&out, &import->problems->list[i]);
    json_put_close(&out, ']');
    return json_out_end(&out, stdout);
}

static enum exit_code conclude(struct import_posts *import)
{
    int64_t shown = 0;

    (void)cell_integer(run_option(import->run, "--problems"), 1, INT32_MAX, import->run->arena,
                       &shown);
    problems_sort(import->problems);
    if (run_option(import->run, "--json") == NULL)
        print_people(import, (size_t)shown);
    if (import->problems->lost ||
        (run_option(import->run, "--json") != NULL && !print_json(import))) {
        (void)fprintf(stderr, "%s\n",
                      T("caravan import: out of memory", "caravan import：内存不足"));
        return EXIT_FAILED;
    }
    return import->problems->count > 0 ? EXIT_REFUSED : EXIT_DONE;
}

/* ---- sending ---- */

static enum exit_code send(struct import_posts *import, struct client *client)
{
    struct progress progress;
    enum exit_code code;

    import->sending.client = client;
    import->sending.posts = &import->posts;
    import->sending.problems = import->problems;
    import->sending.progress = &progress;
    import->sending.go_on = run_option(import->run, "--keep-good") != NULL;
    progress_start(&progress, T("recording", "正在记录"), stderr);
    if (is_whole(import->files))
        post_import(&import->sending);
    else
        post_send(&import->sending);
    progress_end(&progress);
    import->sent = true;
    code = conclude(import);
    if (cv_ok(import->sending.status))
        return code;
    (void)fprintf(
        stderr, "%s\n",
        T("Not all was sent. Import the same files again: what is recorded is left alone.",
          "没有全部发送。请重新导入相同的文件：已记录的不会重复。"));
    return client_complain(client, import->sending.status);
}

/* Rows of the projects services are of a programme, which their files do not say. */
static enum exit_code read_programme(struct import_posts *import)
{
    const char *asked = run_option(import->run, "--programme");
    const char *wrong;

    if (import->files->count == 0 ||
        strncmp(import->files->sheets[0].form->post->service->name, "caravan.projects.", 17) != 0)
        return EXIT_DONE;
    wrong = asked == NULL
                ? T("is needed: which programme is this about?", "必须给出：这些数据属于哪个计划？")
                : cell_id(asked, import->run->arena, &import->posts.programme);
    return wrong == NULL ? EXIT_DONE : run_refuse_option(import->run, "--programme", "%s", wrong);
}

enum exit_code import_posts(struct run *run, const struct import_files *files,
                            struct problems *problems)
{
    struct import_posts import = {.run = run, .files = files, .problems = problems};
    struct client client;
    enum exit_code code;

    import.sending.tallies =
        cv_arena_zalloc(run->arena, (files->count + 1) * sizeof(*import.sending.tallies));
    if (import.sending.tallies == NULL)
        return EXIT_FAILED;
    code = read_programme(&import);
    if (code != EXIT_DONE)
        return code;
    posts_make(&import.posts, files->sheets, files->count, run->arena, problems);
    import.sending.dry_run = run_option(run, "--dry-run") != NULL;
    if ((import.sending.dry_run && !is_whole(files)) || import.posts.count == 0 ||
        !files->readable || (problems->count > 0 && run_option(run, "--keep-good") == NULL))
        return conclude(&import);
    code = client_open_service(&client, run, files->sheets[0].form->post->service);
    if (code == EXIT_DONE)
        code = send(&import, &client);
    client_close(&client);
    return code;
}
