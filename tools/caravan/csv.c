#include "csv.h"

#include "text.h"

#include <string.h>

#define LINE_MAX_BYTES (64u * 1024) /* that we print */

/* What the first line, that of the headings, has between its cells. */
static char find_separator(struct cv_slice text)
{
    bool quoted = false;
    bool seen = false;
    char other = ',';

    for (size_t i = 0; i < text.len; i++) {
        char c = (char)text.at[i];

        if (!quoted && (c == '\n' || c == '\r') && seen)
            break;
        seen = seen || strchr(" \r\n", c) == NULL;
        quoted = quoted != (c == '"');
        if (!quoted && c == ',')
            return ',';
        if (!quoted && (c == '\t' || c == ';') && other == ',')
            other = c;
    }
    return other;
}

void csv_open(struct csv *csv, struct cv_slice text)
{
    *csv = (struct csv){.at = text.at, .end = text.at + text.len, .line = 1};
    csv->separator = find_separator(text);
}

static bool at_separator(const struct csv *csv)
{
    return csv->at < csv->end && (char)*csv->at == csv->separator;
}

static bool at_break(const struct csv *csv)
{
    return csv->at < csv->end && (*csv->at == '\n' || *csv->at == '\r');
}

static void skip_break(struct csv *csv)
{
    if (csv->at < csv->end && *csv->at == '\r')
        csv->at++;
    if (csv->at < csv->end && *csv->at == '\n')
        csv->at++;
    csv->line++;
}

static void skip_blanks(struct csv *csv)
{
    while (csv->at < csv->end && (*csv->at == ' ' || *csv->at == '\t') && !at_separator(csv))
        csv->at++;
}

static void skip_line(struct csv *csv)
{
    while (csv->at < csv->end && !at_break(csv))
        csv->at++;
    if (csv->at < csv->end)
        skip_break(csv);
}

static struct cv_status refuse(struct csv *csv, const char *what)
{
    skip_line(csv);
    return cv_status(CV_INVALID_ARGUMENT, "BAD_CSV", what);
}

/* Inside quotes; *csv stands behind the first one. False: it never ends, or is too long. */
static bool read_quoted(struct csv *csv, struct cv_buf *cell)
{
    while (csv->at < csv->end) {
        uint8_t c = *csv->at++;

        if (c == '"') {
            if (csv->at == csv->end || *csv->at != '"')
                return !cell->failed;
            csv->at++;
        } else if (c == '\n' || (c == '\r' && (csv->at == csv->end || *csv->at != '\n'))) {
            csv->line++;
        }
        cv_buf_add(cell, &c, 1);
    }
    return false;
}

static const char *keep(struct cv_arena *arena, const struct cv_buf *cell)
{
    const uint8_t *at = cell->at;
    size_t len = cell->len;

    while (len > 0 && (at[0] == ' ' || at[0] == '\t')) {
        at++;
        len--;
    }
    while (len > 0 && (at[len - 1] == ' ' || at[len - 1] == '\t'))
        len--;
    return cv_arena_string_n(arena, len == 0 ? "" : (const char *)at, len);
}

/* Behind the first quote. NULL, or why not. */
static const char *read_quoted_cell(struct csv *csv, struct cv_buf *cell)
{
    csv->at++;
    if (!read_quoted(csv, cell))
        return T("has a quoted cell that never ends, or one over 64 KiB",
                 "有引号未闭合的单元格，或单元格超过 64 KiB");
    skip_blanks(csv);
    if (csv->at == csv->end || at_separator(csv) || at_break(csv))
        return NULL;
    return T("has text behind a closing quote; a quote inside quotes is written twice",
             "右引号后还有文字；引号内的引号须写两次");
}

/* One cell; NULL: *what says why not. */
static const char *read_cell(struct csv *csv, struct cv_arena *arena, struct cv_buf *cell,
                             const char **what)
{
    const uint8_t *from;

    *what = NULL;
    cell->len = 0;
    skip_blanks(csv);
    from = csv->at;
    if (csv->at < csv->end && *csv->at == '"') {
        *what = read_quoted_cell(csv, cell);
    } else {
        while (csv->at < csv->end && !at_separator(csv) && !at_break(csv))
            csv->at++;
        cv_buf_add(cell, from, (size_t)(csv->at - from));
    }
    if (*what == NULL && cell->failed)
        *what = T("has a cell of over 64 KiB", "有超过 64 KiB 的单元格");
    if (*what == NULL && cell->len > 0 && memchr(cell->at, '\0', cell->len) != NULL)
        *what = T("has a NUL in the text", "文字中含有 NUL 字符");
    if (*what != NULL)
        return NULL;
    *what = T("cannot be read: out of memory", "无法读取：内存不足");
    return keep(arena, cell);
}

static bool blank(const struct csv_row *row)
{
    for (size_t i = 0; i < row->count; i++) {
        if (row->cells[i][0] != '\0')
            return false;
    }
    return true;
}

static struct cv_status read_row(struct csv *csv, struct cv_arena *arena, struct csv_row *row,
                                 struct cv_buf *cell)
{
    const char *what = NULL;

    row->line = csv->line;
    row->count = 0;
    for (;;) {
        const char *text = read_cell(csv, arena, cell, &what);

        if (text == NULL)
            return refuse(csv, what);
        if (row->count == CSV_COLUMNS_MAX)
            return refuse(csv, T("has more than 64 columns", "超过 64 列"));
        row->cells[row->count++] = text;
        if (!at_separator(csv))
            break;
        csv->at++;
    }
    if (csv->at < csv->end)
        skip_break(csv);
    return CV_STATUS_OK;
}

struct cv_status csv_next(struct csv *csv, struct cv_arena *arena, struct csv_row *row)
{
    struct cv_status status;
    struct cv_buf cell;

    cv_buf_init(&cell, CSV_CELL_MAX);
    do {
        if (csv->at == csv->end) {
            status = cv_status(CV_NOT_FOUND, NULL, "no more rows");
            break;
        }
        status = read_row(csv, arena, row, &cell);
    } while (cv_ok(status) && blank(row));
    cv_buf_free(&cell);
    return status;
}

void csv_put(struct cv_buf *out, const char *cell, bool first)
{
    if (!first)
        cv_buf_add_text(out, ",");
    if (strpbrk(cell, ",\"\r\n") == NULL) {
        cv_buf_add_text(out, cell);
        return;
    }
    cv_buf_add_text(out, "\"");
    for (; *cell != '\0'; cell++) {
        if (*cell == '"')
            cv_buf_add_text(out, "\"");
        cv_buf_add(out, cell, 1);
    }
    cv_buf_add_text(out, "\"");
}

void csv_print(FILE *out, const char *const *cells, size_t count)
{
    struct cv_buf line;

    cv_buf_init(&line, LINE_MAX_BYTES);
    for (size_t i = 0; i < count; i++)
        csv_put(&line, cells[i] == NULL ? "" : cells[i], i == 0);
    cv_buf_add_text(&line, "\r\n");
    (void)fwrite(line.at, 1, line.len, out);
    cv_buf_free(&line);
}
