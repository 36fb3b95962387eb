#include "post_go_on.h"

#include <string.h>

/* The length of the path of the outer of two lists, "donation.movements[]"; 0: there are not two.
 */
static size_t outer_list(const char *path)
{
    const char *list = path == NULL ? NULL : strstr(path, "[].");

    return list == NULL || strstr(list + 3, "[]") == NULL ? 0 : (size_t)(list - path) + 2;
}

/* Does the row say something of the element itself? */
static bool says_more(struct reader *reader, const char *path, size_t len)
{
    const struct form *form = reader->sheet->form;

    for (size_t i = 0; i < form->column_count; i++) {
        const char *other = form->columns[i].field;

        if (other != NULL && strncmp(other, path, len) == 0 && outer_list(other) == 0 &&
            reader_has(reader, i))
            return true;
    }
    return false;
}

bool post_go_on(struct post_writer *writer, struct reader *reader)
{
    const struct form *form = reader->sheet->form;

    for (size_t i = 0; i < form->column_count; i++) {
        const char *path = form->columns[i].field;
        size_t len = outer_list(path);
        const char *list;

        if (len == 0 || !reader_has(reader, i))
            continue;
        if (says_more(reader, path, len))
            return true;
        list = cv_arena_printf(writer->arena, "%.*s", (int)len, path);
        if (list != NULL)
            post_writer_again(writer, list);
        return list != NULL;
    }
    return true;
}
