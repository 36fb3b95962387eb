#include "table.h"

#include "base/assert.h"
#include "encoding.h"
#include "text.h"

#include <string.h>

void table_init(struct table *table, struct cv_arena *arena, const char *title)
{
    *table = (struct table){.arena = arena, .title = title};
}

void table_column(struct table *table, const char *head, bool right)
{
    CV_ASSERT_CMP(table->columns, <, TABLE_COLUMNS_MAX);
    table->heads[table->columns] = head;
    table->right[table->columns++] = right;
}

void table_row(struct table *table, const char *const *cells)
{
    size_t used = table->rows * table->columns;

    if (table->rows == table->cap) {
        size_t cap = table->cap == 0 ? 32 : table->cap * 2;
        const char **bigger = cv_arena_array(table->arena, cap * table->columns, sizeof(*bigger));

        if (bigger == NULL)
            return; /* the arena says so; whoever owns it reports */
        if (used > 0)
            memcpy(bigger, table->cells, used * sizeof(*bigger));
        table->cells = bigger;
        table->cap = cap;
    }
    memcpy(table->cells + used, cells, table->columns * sizeof(*cells));
    table->rows++;
}

static void spaces(size_t n, FILE *out)
{
    while (n-- > 0)
        (void)fputc(' ', out);
}

static void put_cell(const char *text, size_t width, bool right, bool last, FILE *out)
{
    size_t own = encoding_width(text);
    size_t pad = width > own ? width - own : 0;

    if (right)
        spaces(pad, out);
    (void)fputs(text, out);
    if (!right && !last)
        spaces(pad, out);
    if (!last)
        spaces(2, out);
}

static void measure(const struct table *table, size_t *width)
{
    for (size_t c = 0; c < table->columns; c++) {
        width[c] = encoding_width(table->heads[c]);
        for (size_t r = 0; r < table->rows; r++) {
            size_t own = encoding_width(table->cells[r * table->columns + c]);

            width[c] = own > width[c] ? own : width[c];
        }
    }
}

void table_print(const struct table *table, FILE *out)
{
    size_t width[TABLE_COLUMNS_MAX];

    (void)fprintf(out, "\n%s\n", table->title);
    if (table->rows == 0) {
        (void)fprintf(out, "%s\n", T("(nothing)", "（无）"));
        return;
    }
    measure(table, width);
    for (size_t c = 0; c < table->columns; c++)
        put_cell(table->heads[c], width[c], table->right[c], c + 1 == table->columns, out);
    (void)fputc('\n', out);
    for (size_t c = 0; c < table->columns; c++) {
        for (size_t i = 0; i < width[c]; i++)
            (void)fputc('-', out);
        if (c + 1 < table->columns)
            spaces(2, out);
    }
    (void)fputc('\n', out);
    for (size_t r = 0; r < table->rows; r++) {
        for (size_t c = 0; c < table->columns; c++)
            put_cell(table->cells[r * table->columns + c], width[c], table->right[c],
                     c + 1 == table->columns, out);
        (void)fputc('\n', out);
    }
}
