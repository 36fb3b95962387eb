/* A file from somebody's office: whatever is in it, reading ends, rows hold clean text and lines
 * count up, and a row written is the row read. */
#include "base/utf8.h"
#include "csv.h"
#include "encoding.h"
#include "fuzz.h"

static void write_row(struct cv_buf *out, const struct csv_row *row)
{
    for (size_t i = 0; i < row->count; i++)
        csv_put(out, row->cells[i], i == 0);
    cv_buf_add_text(out, "\n");
}

/* Behind a line of headings, as files have one: it says what separates the cells. */
static void comes_back(const struct csv_row *row, struct cv_arena *arena)
{
    struct csv_row again;
    struct cv_buf out;
    struct csv csv;

    cv_buf_init(&out, 16 * CSV_CELL_MAX);
    cv_buf_add_text(&out, "a,b\n");
    write_row(&out, row);
    CV_ASSERT(!out.failed);
    csv_open(&csv, (struct cv_slice){out.at, out.len});
    CV_ASSERT(cv_ok(csv_next(&csv, arena, &again)));
    CV_ASSERT_EQ(again.count, 2);
    CV_ASSERT(cv_ok(csv_next(&csv, arena, &again)));
    CV_ASSERT_EQ(again.line, 2);
    CV_ASSERT_EQ(again.count, row->count);
    for (size_t i = 0; i < row->count; i++)
        CV_ASSERT_EQ(strcmp(again.cells[i], row->cells[i]), 0);
    CV_ASSERT_EQ(csv_next(&csv, arena, &again).code, CV_NOT_FOUND);
    cv_buf_free(&out);
}

static void look_at(const struct csv_row *row, struct cv_arena *arena)
{
    CV_ASSERT(row->count >= 1 && row->count <= CSV_COLUMNS_MAX);
    for (size_t i = 0; i < row->count; i++) {
        const char *cell = row->cells[i];
        char *half = encoding_half_width(cell, arena);

        CV_ASSERT_CMP(strlen(cell), <=, CSV_CELL_MAX);
        CV_ASSERT(cell[0] == '\0' || cv_utf8_valid((const uint8_t *)cell, strlen(cell)));
        CV_ASSERT_CMP(encoding_width(cell), <=, strlen(cell));
        CV_ASSERT(half != NULL && strlen(half) <= strlen(cell));
        CV_ASSERT_EQ(strcmp(encoding_half_width(half, arena), half), 0);
    }
}

static void read_all(struct cv_slice text, struct cv_arena *arena)
{
    struct csv_row row = {.line = 0};
    struct csv csv;
    size_t line = 1;

    csv_open(&csv, text);
    for (;;) {
        const uint8_t *before = csv.at;
        struct cv_status status = csv_next(&csv, arena, &row);

        if (status.code == CV_NOT_FOUND)
            break;
        CV_ASSERT(csv.at > before && csv.at <= csv.end);
        CV_ASSERT_CMP(csv.line, >=, line);
        line = csv.line;
        if (!cv_ok(status)) {
            CV_ASSERT_EQ(status.code, CV_INVALID_ARGUMENT);
            CV_ASSERT(strlen(status.message) > 0);
            continue;
        }
        CV_ASSERT(row.line >= 1 && row.line <= line);
        look_at(&row, arena);
        comes_back(&row, arena);
    }
    CV_ASSERT(csv.at == csv.end);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cv_slice text;
    struct cv_arena arena;
    struct cv_status status;

    cv_arena_init(&arena, 64u * 1024 * 1024);
    status = encoding_to_utf8((struct cv_slice){data, size}, &arena, &text);
    if (cv_ok(status)) {
        CV_ASSERT(text.len == 0 || cv_utf8_valid(text.at, text.len));
        read_all(text, &arena);
    } else {
        CV_ASSERT_EQ(status.code, CV_INVALID_ARGUMENT);
        CV_ASSERT(strlen(status.message) > 0);
    }
    cv_arena_release(&arena);
    return 0;
}
