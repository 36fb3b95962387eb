#include "field.h"

#include <string.h>

struct cv_status field_currency_match(struct cv_arena *arena, const char *field, const char *asked,
                                      const char *currency)
{
    if (asked[0] == '\0' || strcmp(asked, currency) == 0)
        return CV_STATUS_OK;
    return cv_status_field(arena, field, "the programme's currency is %s, not %s", currency, asked);
}

const char *field_project_id(struct cv_check *check, const char *field, const char *name,
                             const char *programme, bool required)
{
    struct cv_id ids[2] = {0};
    const char *id;

    if (name[0] == '\0' && !required)
        return "";
    cv_check_name(check, field, name, PROJECT_NAME, ids);
    if (strcmp(ids[0].text, programme) != 0)
        cv_check_fail(check, field, "%s must be of the same programme, programmes/%s", field,
                      programme);
    id = cv_arena_string(check->arena, ids[1].text);
    return id == NULL ? "" : id;
}

char *field_project_name(struct cv_arena *arena, const char *programme, const char *id)
{
    if (id[0] == '\0')
        return cv_wire_text("");
    return cv_arena_printf(arena, "programmes/%s/projects/%s", programme, id);
}

const char *field_partner_id(struct cv_check *check, const char *field, const char *name,
                             const char *programme, bool required)
{
    struct cv_id ids[2] = {0};
    const char *id;

    if (name[0] == '\0' && !required)
        return "";
    cv_check_name(check, field, name, PARTNER_NAME, ids);
    if (strcmp(ids[0].text, programme) != 0)
        cv_check_fail(check, field, "%s must be of the same programme, programmes/%s", field,
                      programme);
    id = cv_arena_string(check->arena, ids[1].text);
    return id == NULL ? "" : id;
}

char *field_partner_name(struct cv_arena *arena, const char *programme, const char *id)
{
    if (id[0] == '\0')
        return cv_wire_text("");
    return cv_arena_printf(arena, "programmes/%s/partners/%s", programme, id);
}

const char *field_lines_read(struct cv_check *check, const char *field, char *const *texts,
                             size_t count, size_t max, size_t length)
{
    const char *lines = "";

    if (count > max)
        cv_check_fail(check, field, "%s holds at most %zu", field, max);
    for (size_t i = 0; cv_check_fine(check) && i < count; i++) {
        const char *grown =
            cv_arena_printf(check->arena, "%s%s%s", lines, i == 0 ? "" : "\n", texts[i]);

        cv_check_text(check, field, texts[i], length, true);
        if (grown == NULL)
            return "";
        lines = grown;
    }
    return lines;
}

size_t field_words_wire(struct cv_arena *arena, const char *text, char separator, char ***words)
{
    char *rest = cv_arena_string(arena, text);
    size_t count = 0;

    *words = cv_arena_array(arena, strlen(text) / 2 + 1, sizeof(**words));
    if (rest == NULL || *words == NULL)
        return 0;
    for (; rest != NULL && *rest != '\0'; count++) {
        char *end = strchr(rest, separator);

        (*words)[count] = rest;
        rest = end == NULL ? NULL : end + 1;
        if (end != NULL)
            *end = '\0';
    }
    return count;
}

const char *field_child_id(struct cv_check *check, const char *field, const char *name,
                           const char *pattern, const struct cv_id ids[2])
{
    struct cv_id found[3] = {0};
    const char *id;

    cv_check_name(check, field, name, pattern, found);
    if (strcmp(found[0].text, ids[0].text) != 0 || strcmp(found[1].text, ids[1].text) != 0)
        cv_check_fail(check, field, "%s must be of the same project, programmes/%s/projects/%s",
                      field, ids[0].text, ids[1].text);
    id = cv_arena_string(check->arena, found[2].text);
    if (id == NULL)
        cv_check_fail(check, field, "out of memory");
    return id == NULL ? "" : id;
}

/* Each answer about money has half a dozen of these, so without printf. */
char *field_child_name(struct cv_arena *arena, const struct cv_id ids[2], const char *collection,
                       const char *id)
{
    const char *const parts[] = {"programmes/", ids[0].text, "/projects/", ids[1].text,
                                 "/",           collection,  "/",          id};
    size_t size = 1;
    char *name, *at;

    if (id[0] == '\0')
        return cv_wire_text("");
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        size += strlen(parts[i]);
    name = at = cv_arena_alloc(arena, size);
    for (size_t i = 0; name != NULL && i < sizeof(parts) / sizeof(parts[0]); i++)
        at = stpcpy(at, parts[i]);
    return name;
}
