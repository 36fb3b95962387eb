#include "sheet.h"

#include "base/assert.h"
#include "cell.h"
#include "csv.h"
#include "encoding.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* ---- bytes ---- */

static struct cv_status failed(struct cv_arena *arena, int error)
{
    return cv_status_f(arena, CV_NOT_FOUND, NULL, T("cannot be read: %s", "无法读取：%s"),
                       strerror(error));
}

static struct cv_status load(FILE *in, struct cv_arena *arena, struct cv_slice *bytes)
{
    struct stat about;
    size_t size;
    uint8_t *at;

    if (fstat(fileno(in), &about) != 0)
        return failed(arena, errno);
    if (S_ISDIR(about.st_mode))
        return failed(arena, EISDIR);
    if (about.st_size > (off_t)SHEET_BYTES_MAX)
        return cv_status(
            CV_OUT_OF_RANGE, NULL,
            T("is over 64 MiB; split it into several files", "超过 64 MiB；请拆分成几个文件"));
    size = (size_t)about.st_size;
    at = cv_arena_alloc(arena, size + 1);
    if (at == NULL)
        return failed(arena, ENOMEM);
    *bytes = (struct cv_slice){at, fread(at, 1, size, in)};
    return ferror(in) ? failed(arena, errno) : CV_STATUS_OK;
}

struct cv_status sheet_load(const char *path, struct cv_arena *arena, struct cv_slice *bytes)
{
    FILE *in = fopen(path, "rb");
    struct cv_status status;

    if (in == NULL)
        return failed(arena, errno);
    status = load(in, arena, bytes);
    (void)fclose(in);
    return status;
}

/* ---- problems ---- */

void sheet_complain(const struct sheet *sheet, const struct sheet_row *row, size_t column,
                    struct problems *problems, const char *what, const char *reason)
{
    struct problem problem = {
        .file = sheet->file,
        .path = sheet->path,
        .line = row->line,
        .what = what == NULL ? T("out of memory", "内存不足") : what,
        .reason = reason,
    };

    if (column < sheet->form->column_count && sheet->columns[column].at > 0) {
        problem.column = sheet->columns[column].at;
        problem.heading = sheet->columns[column].heading;
        problem.cell = row->cells[column];
    }
    problems_add(problems, problem);
}

/* Of the file, of a line, or of a heading on it. */
static void complain(const struct sheet *sheet, size_t line, size_t column, const char *cell,
                     struct problems *problems, const char *what)
{
    struct problem problem = {
        .file = sheet->file,
        .path = sheet->path,
        .line = line,
        .column = column,
        .cell = cell,
        .what = what == NULL ? T("out of memory", "内存不足") : what,
    };

    problems_add(problems, problem);
}

/* ---- headings ---- */

static const char *column_name(const void *form, size_t index)
{
    const struct form *of = form;

    return index < of->column_count ? text_of(of->columns[index].name) : NULL;
}

static const char *unknown_column(const struct form *form, const char *heading,
                                  struct cv_arena *arena)
{
    const char *nearest = text_nearest(heading, column_name, form);

    return cv_arena_printf(
        arena, T("is no column of %s%s%s%s; these are: %s", "不是%s的列%s%s%s；可用的列：%s"),
        text_of(form->name), nearest == NULL ? "" : T(" (is ", "（是否为"),
        nearest == NULL ? "" : nearest, nearest == NULL ? "" : T(" meant?)", "？）"),
        form_list_columns(form, arena));
}

static void take_heading(struct sheet *sheet, const struct csv_row *head, size_t index,
                         struct cv_arena *arena, struct problems *problems)
{
    const char *heading = head->cells[index];
    const char *brackets;
    const char *wrong = NULL;
    struct cell_unit unit;
    size_t column = form_find_column(sheet->form, heading, arena, &brackets);

    if (column == sheet->form->column_count)
        wrong = unknown_column(sheet->form, heading, arena);
    else if (sheet->columns[column].at > 0)
        wrong = cv_arena_printf(arena, T("is there twice: %s, too", "重复：与“%s”是同一列"),
                                sheet->columns[column].heading);
    else if (sheet->form->columns[column].unit == UNIT_MONEY)
        wrong = cell_money_unit(brackets, &unit);
    if (wrong != NULL)
        complain(sheet, head->line, index + 1, heading, problems, wrong);
    if (column < sheet->form->column_count && sheet->columns[column].at == 0)
        sheet->columns[column] = (struct sheet_column){index + 1, heading, brackets};
}

static bool take_headings(struct sheet *sheet, const struct csv_row *head, struct cv_arena *arena,
                          struct problems *problems)
{
    size_t before = problems->count;

    for (size_t i = 0; i < head->count; i++) {
        if (head->cells[i][0] != '\0') /* spreadsheets write empty columns at the end */
            take_heading(sheet, head, i, arena, problems);
    }
    for (size_t i = 0; i < sheet->form->column_count; i++) {
        if (!sheet->form->columns[i].required || sheet->columns[i].at > 0)
            continue;
        complain(sheet, head->line, 0, NULL, problems,
                 cv_arena_printf(arena, T("the column %s is missing", "缺少“%s”列"),
                                 text_of(sheet->form->columns[i].name)));
    }
    return problems->count == before;
}

/* ---- rows ---- */

static bool room_for_row(struct sheet *sheet, size_t *cap, struct cv_arena *arena)
{
    struct sheet_row *bigger;

    if (sheet->row_count < *cap)
        return true;
    *cap = *cap == 0 ? 64 : *cap * 2;
    bigger = cv_arena_array(arena, *cap, sizeof(*bigger));
    if (bigger == NULL)
        return false;
    if (sheet->row_count > 0)
        memcpy(bigger, sheet->rows, sheet->row_count * sizeof(*bigger));
    sheet->rows = bigger;
    return true;
}

/* Cells under no heading hold something: whoever wrote it wants it read. */
static bool check_spare_cells(const struct sheet *sheet, const struct csv_row *row,
                              struct problems *problems)
{
    for (size_t i = 0; i < row->count; i++) {
        bool known = row->cells[i][0] == '\0';

        for (size_t c = 0; !known && c < sheet->form->column_count; c++)
            known = sheet->columns[c].at == i + 1;
        if (known)
            continue;
        complain(sheet, row->line, i + 1, row->cells[i], problems,
                 T("stands under no heading", "没有对应的列标题"));
        return false;
    }
    return true;
}

static bool take_row(struct sheet *sheet, const struct csv_row *row, size_t *cap,
                     struct cv_arena *arena, struct problems *problems)
{
    const char **cells = cv_arena_array(arena, sheet->form->column_count, sizeof(*cells));

    if (cells == NULL || !room_for_row(sheet, cap, arena)) {
        complain(sheet, row->line, 0, NULL, problems, NULL);
        return false;
    }
    for (size_t i = 0; i < sheet->form->column_count; i++) {
        size_t at = sheet->columns[i].at;

        cells[i] = at > 0 && at <= row->count ? row->cells[at - 1] : "";
    }
    if (check_spare_cells(sheet, row, problems))
        sheet->rows[sheet->row_count++] = (struct sheet_row){row->line, cells};
    else
        sheet->broken++;
    return true;
}

static bool read_rows(struct sheet *sheet, struct csv *csv, struct cv_arena *arena,
                      struct problems *problems)
{
    struct csv_row row;
    struct cv_status status;
    size_t cap = 0;

    while ((status = csv_next(csv, arena, &row)).code != CV_NOT_FOUND) {
        if (!cv_ok(status)) {
            complain(sheet, row.line, 0, NULL, problems, status.message);
            sheet->broken++;
        } else if (!take_row(sheet, &row, &cap, arena, problems)) {
            return false;
        }
    }
    return true;
}

bool sheet_read(struct sheet *sheet, size_t file, const char *path, const struct form *form,
                struct cv_slice bytes, struct cv_arena *arena, struct problems *problems)
{
    struct csv csv;
    struct csv_row head = {.line = 1};
    struct cv_slice text;
    struct cv_status status;

    CV_ASSERT_CMP(form->column_count, <=, FORM_COLUMNS_MAX);
    *sheet = (struct sheet){.file = file, .path = path, .form = form};
    status = encoding_to_utf8(bytes, arena, &text);
    if (!cv_ok(status)) {
        complain(sheet, 0, 0, NULL, problems, status.message);
        return false;
    }
    csv_open(&csv, text);
    status = csv_next(&csv, arena, &head);
    if (!cv_ok(status)) {
        complain(sheet, head.line, 0, NULL, problems,
                 status.code == CV_NOT_FOUND
                     ? T("the file is empty; its first line must name the columns",
                         "文件是空的；第一行必须是列标题")
                     : status.message);
        return false;
    }
    return take_headings(sheet, &head, arena, problems) && read_rows(sheet, &csv, arena, problems);
}
