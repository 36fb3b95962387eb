#include "track_view.h"

#include "base/assert.h"
#include "base/time_text.h"
#include "csv.h"
#include "json_put.h"
#include "report_options.h"
#include "table.h"

#include <stdlib.h>
#include <string.h>

/* ---- gathering ---- */

void track_view_begin(struct track_view *view, struct cv_arena *arena, const char *kind,
                      const char *number, const char *name)
{
    *view = (struct track_view){.arena = arena,
                                .kind = kind,
                                .number = number,
                                .name = name,
                                .state = "",
                                .state_name = ""};
}

void track_fact(struct track_view *view, const char *key, struct text name, const char *value)
{
    if (value == NULL || *value == '\0')
        return;
    CV_ASSERT_CMP(view->fact_count, <, TRACK_FACTS_MAX);
    view->facts[view->fact_count++] = (struct track_fact){key, name, value};
}

void track_fact_number(struct track_view *view, const char *key, struct text name, int64_t value)
{
    if (value != 0)
        track_fact(view, key, name, cv_arena_printf(view->arena, "%lld", (long long)value));
}

void track_flag(struct track_view *view, const char *key, struct text name, const char *value)
{
    if (view->flag_count < TRACK_FLAGS_MAX)
        view->flags[view->flag_count++] =
            (struct track_fact){key, name, value == NULL ? "" : value};
}

/* Room for one more; NULL: out of memory, which the arena remembers. */
static void *add(struct track_view *view, struct track_rows *rows, size_t size)
{
    if (rows->count == rows->room) {
        size_t room = rows->room == 0 ? 32 : rows->room * 2;
        void *grown = cv_arena_array(view->arena, room, size);

        if (grown == NULL)
            return NULL;
        if (rows->count > 0)
            memcpy(grown, rows->rows, rows->count * size);
        rows->rows = grown;
        rows->room = room;
    }
    return (char *)rows->rows + rows->count++ * size;
}

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

void track_line(struct track_view *view, struct track_line line)
{
    struct track_line *row = add(view, &view->lines, sizeof(line));

    line.what = or_empty(line.what);
    line.what_name = or_empty(line.what_name);
    line.where = or_empty(line.where);
    line.detail = or_empty(line.detail);
    line.note = or_empty(line.note);
    if (row != NULL)
        *row = line;
}

void track_other(struct track_view *view, struct track_other other)
{
    struct track_other *row = add(view, &view->others, sizeof(other));

    if (row != NULL)
        *row = other;
}

/* Lines of one instant stay as they were added. */
static int compare(const struct track_line *a, const struct track_line *b)
{
    const Google__Protobuf__Timestamp *left = a->time == NULL ? a->half_time : a->time;
    const Google__Protobuf__Timestamp *right = b->time == NULL ? b->half_time : b->time;

    if (a->expected != b->expected)
        return a->expected ? 1 : -1;
    if (left == NULL || right == NULL)
        return (left == NULL) - (right == NULL);
    if (left->seconds != right->seconds)
        return left->seconds < right->seconds ? -1 : 1;
    return (left->nanos > right->nanos) - (left->nanos < right->nanos);
}

static void sort(struct track_view *view)
{
    struct track_line *lines = view->lines.rows;

    for (size_t i = 1; i < view->lines.count; i++) { /* they are nearly in order */
        struct track_line line = lines[i];
        size_t at = i;

        for (; at > 0 && compare(&lines[at - 1], &line) > 0; at--)
            lines[at] = lines[at - 1];
        lines[at] = line;
    }
}

/* ---- times ---- */

static const char *print_time(const Google__Protobuf__Timestamp *time, int32_t offset_minutes,
                              bool for_people, struct cv_arena *arena)
{
    char text[CV_TIME_TEXT_MAX];
    int size = abs(offset_minutes);

    if (time == NULL ||
        !cv_time_text_print_timestamp(
            (struct cv_time_value){time->seconds + (int64_t)offset_minutes * 60, 0}, text))
        return "";
    return or_empty(cv_arena_printf(arena, "%.10s%c%.8s%s%c%02d:%02d", text, for_people ? ' ' : 'T',
                                    text + 11, for_people ? " " : "",
                                    offset_minutes < 0 ? '-' : '+', size / 60, size % 60));
}

const char *track_time(const Google__Protobuf__Timestamp *time, int32_t offset_minutes,
                       struct cv_arena *arena)
{
    return print_time(time, offset_minutes, true, arena);
}

static const char *stamp(const Google__Protobuf__Timestamp *time, int32_t offset_minutes,
                         struct cv_arena *arena)
{
    return print_time(time, offset_minutes, false, arena);
}

/* ---- for people ---- */

static void print_head(const struct track_view *view)
{
    static const struct {
        const char *kind;
        struct text name;
    } KINDS[] = {
        {"parcel", {"Parcel", "包裹"}},
        {"box", {"Box", "集装箱"}},
        {"wagon", {"Wagon", "车辆"}},
        {"trip", {"Trip", "车次"}},
        {"consignment", {"Consignment", "运单"}},
    };

    for (size_t i = 0; i < sizeof(KINDS) / sizeof(KINDS[0]); i++) {
        if (strcmp(KINDS[i].kind, view->kind) == 0)
            (void)printf("%s ", text_of(KINDS[i].name));
    }
    (void)printf("%s: %s\n", view->number, view->state);
    for (size_t i = 0; i < view->fact_count; i++)
        (void)printf("  %s: %s\n", text_of(view->facts[i].name), view->facts[i].value);
    for (size_t i = 0; i < view->flag_count; i++)
        (void)printf("  ! %s%s%s\n", text_of(view->flags[i].name),
                     *view->flags[i].value == '\0' ? "" : ": ", view->flags[i].value);
}

static void print_past(const struct track_view *view)
{
    const struct track_line *lines = view->lines.rows;
    struct table table;

    table_init(&table, view->arena, T("What happened", "动态"));
    table_column(&table, T("Local time", "当地时间"), false);
    table_column(&table, T("What", "事件"), false);
    table_column(&table, T("Where", "地点"), false);
    table_column(&table, T("More", "详情"), false);
    table_column(&table, T("Note", "备注"), false);
    for (size_t i = 0; i < view->lines.count; i++) {
        if (!lines[i].expected)
            table_row(&table, (const char *const[]){
                                  track_time(lines[i].time, lines[i].offset_minutes, view->arena),
                                  lines[i].what, lines[i].where, lines[i].detail, lines[i].note});
    }
    if (table.rows > 0)
        table_print(&table, stdout);
}

static void print_expected(const struct track_view *view)
{
    const struct track_line *lines = view->lines.rows;
    struct table table;

    table_init(&table, view->arena, T("What is expected", "预计"));
    table_column(&table, T("What", "事件"), false);
    table_column(&table, T("Where", "地点"), false);
    table_column(&table, T("Planned", "计划"), false);
    table_column(&table, T("Reported", "上报"), false);
    table_column(&table, "p50", false);
    table_column(&table, "p90", false);
    for (size_t i = 0; i < view->lines.count; i++) {
        const struct track_line *line = &lines[i];

        if (line->expected)
            table_row(&table,
                      (const char *const[]){
                          line->what, line->where,
                          track_time(line->time, line->offset_minutes, view->arena),
                          track_time(line->estimated_time, line->offset_minutes, view->arena),
                          track_time(line->half_time, line->offset_minutes, view->arena),
                          track_time(line->late_time, line->offset_minutes, view->arena)});
    }
    if (table.rows > 0)
        table_print(&table, stdout);
}

static void print_others(const struct track_view *view)
{
    const struct track_other *others = view->others.rows;
    struct table table;

    if (view->others.count == 0 || (view->others.count == 1 && others[0].shown))
        return;
    table_init(&table, view->arena, text_of(view->others_title));
    table_column(&table, "", false);
    table_column(&table, T("Name", "名称"), false);
    table_column(&table, T("State", "状态"), false);
    table_column(&table, T("From", "自"), false);
    table_column(&table, T("To", "至"), false);
    for (size_t i = 0; i < view->others.count; i++)
        table_row(&table,
                  (const char *const[]){
                      others[i].shown ? T("above", "如上") : "",
                      others[i].name,
                      others[i].state,
                      track_time(others[i].first_time, others[i].offset_minutes, view->arena),
                      track_time(others[i].last_time, others[i].offset_minutes, view->arena),
                  });
    table_print(&table, stdout);
}

/* ---- for programs ---- */

static const char *or_null(const char *text)
{
    return *text == '\0' ? NULL : text;
}

/* A list, since there may be several of a name. */
static void put_facts(struct json_out *out, const char *name, const struct track_fact *facts,
                      size_t count)
{
    json_put_open(out, name, '[');
    for (size_t i = 0; i < count; i++) {
        json_put_open(out, NULL, '{');
        json_put_text(out, "name", facts[i].key);
        json_put_text(out, "value", facts[i].value);
        json_put_close(out, '}');
    }
    json_put_close(out, ']');
}

static void put_line(struct json_out *out, const struct track_line *line, struct cv_arena *arena)
{
    int32_t offset = line->offset_minutes;

    json_put_open(out, NULL, '{');
    json_put_text(out, line->expected ? "planned_time" : "time",
                  or_null(stamp(line->time, offset, arena)));
    if (line->expected) {
        json_put_text(out, "estimated_time", or_null(stamp(line->estimated_time, offset, arena)));
        json_put_text(out, "p50_time", or_null(stamp(line->half_time, offset, arena)));
        json_put_text(out, "p90_time", or_null(stamp(line->late_time, offset, arena)));
    }
    json_put_text(out, "what", line->what_name);
    json_put_text(out, "where", line->where);
    json_put_text(out, "detail", line->detail);
    json_put_text(out, "note", line->note);
    json_put_close(out, '}');
}

static void put_lines(struct json_out *out, const struct track_view *view, const char *name,
                      bool expected)
{
    const struct track_line *lines = view->lines.rows;

    json_put_open(out, name, '[');
    for (size_t i = 0; i < view->lines.count; i++) {
        if (lines[i].expected == expected)
            put_line(out, &lines[i], view->arena);
    }
    json_put_close(out, ']');
}

static void put_others(struct json_out *out, const struct track_view *view)
{
    const struct track_other *others = view->others.rows;

    json_put_open(out, "same_number", '[');
    for (size_t i = 0; i < view->others.count; i++) {
        int32_t offset = others[i].offset_minutes;

        json_put_open(out, NULL, '{');
        json_put_text(out, "name", others[i].name);
        json_put_text(out, "state", others[i].state_name);
        json_put_text(out, "first_time", or_null(stamp(others[i].first_time, offset, view->arena)));
        json_put_text(out, "last_time", or_null(stamp(others[i].last_time, offset, view->arena)));
        json_put_bool(out, "shown", others[i].shown);
        json_put_close(out, '}');
    }
    json_put_close(out, ']');
}

static bool print_json(const struct track_view *view)
{
    struct json_out out;

    json_out_begin(&out);
    json_put_text(&out, "kind", view->kind);
    json_put_text(&out, "number", view->number);
    json_put_text(&out, "name", view->name);
    json_put_text(&out, "state", view->state_name);
    put_facts(&out, "facts", view->facts, view->fact_count);
    put_facts(&out, "flags", view->flags, view->flag_count);
    put_lines(&out, view, "happened", false);
    put_lines(&out, view, "expected", true);
    put_others(&out, view);
    return json_out_end(&out, stdout);
}

static void print_csv(const struct track_view *view)
{
    const struct track_line *lines = view->lines.rows;

    /* with the mark by which spreadsheets know UTF-8 */
    (void)fputs("\xef\xbb\xbfkind,number,state,class,time,estimated_time,p50_time,p90_time,what,"
                "where,detail,note\r\n",
                stdout);
    for (size_t i = 0; i < view->lines.count; i++) {
        const struct track_line *line = &lines[i];
        int32_t offset = line->offset_minutes;
        const char *const cells[] = {
            view->kind,
            view->number,
            view->state_name,
            line->expected ? "expected" : "happened",
            stamp(line->time, offset, view->arena),
            stamp(line->estimated_time, offset, view->arena),
            stamp(line->half_time, offset, view->arena),
            stamp(line->late_time, offset, view->arena),
            line->what_name,
            line->where,
            line->detail,
            line->note,
        };

        csv_print(stdout, cells, sizeof(cells) / sizeof(cells[0]));
    }
}

enum exit_code track_print(const struct run *run, struct track_view *view)
{
    bool done = true;

    sort(view);
    if (run_option(run, "--json") != NULL) {
        done = print_json(view);
    } else if (run_option(run, "--csv") != NULL) {
        print_csv(view);
    } else {
        print_head(view);
        print_past(view);
        print_expected(view);
        print_others(view);
    }
    return report_end(run, done);
}
