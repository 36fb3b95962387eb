#include "problem.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

#define CELL_SHOWN 40 /* characters of an offending cell */

void problems_init(struct problems *problems, struct cv_arena *arena)
{
    *problems = (struct problems){.arena = arena};
}

void problems_add(struct problems *problems, struct problem problem)
{
    if (problems->count == problems->cap) {
        size_t cap = problems->cap == 0 ? 64 : problems->cap * 2;
        struct problem *bigger = cv_arena_array(problems->arena, cap, sizeof(*bigger));

        if (bigger == NULL) {
            problems->lost = true;
            return;
        }
        if (problems->count > 0)
            memcpy(bigger, problems->list, problems->count * sizeof(*bigger));
        problems->list = bigger;
        problems->cap = cap;
    }
    problems->list[problems->count++] = problem;
}

static int by_place(const void *left, const void *right)
{
    const struct problem *a = left;
    const struct problem *b = right;

    if (a->file != b->file)
        return a->file < b->file ? -1 : 1;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    if (a->column != b->column)
        return a->column < b->column ? -1 : 1;
    return strcmp(a->what, b->what);
}

void problems_sort(struct problems *problems)
{
    if (problems->count > 0)
        qsort(problems->list, problems->count, sizeof(*problems->list), by_place);
}

void problem_column_letters(size_t column, char *out)
{
    char letters[8];
    size_t len = 0;
    size_t at = 0;

    for (; column > 0 && len + 1 < sizeof(letters); column = (column - 1) / 26)
        letters[len++] = (char)('A' + (column - 1) % 26);
    while (len > 0)
        out[at++] = letters[--len];
    out[at] = '\0';
}

/* Short and on one line, whatever the file has in it. */
static void put_cell(const char *cell, FILE *out)
{
    size_t shown = 0;

    (void)fputs(T("\"", "“"), out);
    for (; *cell != '\0'; cell++) {
        unsigned char c = (unsigned char)*cell;

        if ((c & 0xc0) != 0x80 && shown++ == CELL_SHOWN) {
            (void)fputs("...", out);
            break;
        }
        (void)fputc(c < 0x20 || c == 0x7f ? ' ' : c, out);
    }
    (void)fputs(T("\"", "”"), out);
}

void problem_print(const struct problem *problem, FILE *out)
{
    char letters[8];

    (void)fprintf(out, "%s:", problem->path);
    if (problem->line > 0)
        (void)fprintf(out, "%zu:", problem->line);
    if (problem->column > 0) {
        problem_column_letters(problem->column, letters);
        (void)fprintf(out, "%s:", letters);
    }
    (void)fputc(' ', out);
    if (problem->heading != NULL)
        (void)fprintf(out, "%s ", problem->heading);
    if (problem->cell != NULL) {
        (void)fputs(problem->heading == NULL ? "" : T("is ", "为"), out);
        put_cell(problem->cell, out);
        (void)fputs(problem->heading == NULL ? " " : T(": ", "："), out);
    }
    (void)fprintf(out, "%s\n", problem->what);
}

void problems_print(const struct problems *problems, size_t most, FILE *out)
{
    size_t shown = problems->count < most ? problems->count : most;
    size_t more = problems->count - shown + problems->unsaid;

    for (size_t i = 0; i < shown; i++)
        problem_print(&problems->list[i], out);
    if (more > 0 || problems->lost)
        (void)fprintf(out, T("... and %zu more%s\n", "……另有 %zu 处%s\n"), more,
                      problems->lost ? T(" at least", "以上") : "");
}
