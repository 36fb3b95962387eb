#include "prefecture/prefecture.h"

#include <stdlib.h>
#include <string.h>

const char *row_path(struct cv_check *check, const char *table, size_t row)
{
    const char *text = cv_arena_printf(check->arena, "%s[%zu]", table, row);

    return text == NULL ? table : text;
}

const char *row_field(struct cv_check *check, const char *row, const char *field)
{
    const char *text = cv_arena_printf(check->arena, "%s.%s", row, field);

    return text == NULL ? row : text;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void rows_unique(struct cv_check *check, const char *table, const char **ids, size_t count)
{
    if (count > 1)
        qsort(ids, count, sizeof(*ids), by_text);
    for (size_t i = 1; i < count; i++) {
        if (strcmp(ids[i - 1], ids[i]) == 0)
            cv_check_fail(check, table, "%s must have no row twice: %s", table, ids[i]);
    }
}

void prefecture_read(struct cv_check *check, const char *field,
                     const Caravan__Logistics__V1__Prefecture *message,
                     struct prefecture *prefecture)
{
    *prefecture = (struct prefecture){
        .id = message->code,
        .title = message->title,
        .title_zh = message->title_zh,
        .served = message->served,
    };
    cv_check_id(check, row_field(check, field, "code"), message->code, true);
    cv_field_titles(check, row_field(check, field, "title"), message->title, message->title_zh);
}

Caravan__Logistics__V1__Prefecture *prefecture_wire(struct cv_arena *arena, const char *hub,
                                                    const struct prefecture *prefecture)
{
    Caravan__Logistics__V1__Prefecture *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__prefecture__init(message);
    message->name = hub_child_name(arena, hub, "prefectures", prefecture->id);
    message->code = cv_wire_text(prefecture->id);
    message->title = cv_wire_text(prefecture->title);
    message->title_zh = cv_wire_text(prefecture->title_zh);
    message->served = prefecture->served;
    return message;
}
