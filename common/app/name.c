#include "app/name.h"

#include <string.h>

static bool lower_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static size_t id_length(const char *at)
{
    size_t len = 0;

    if (!lower_or_digit(at[0]))
        return 0;
    while (lower_or_digit(at[len]) || at[len] == '.' || at[len] == '_' || at[len] == '-')
        len++;
    return len;
}

bool cv_id_valid(const char *text)
{
    size_t len = id_length(text);

    return len > 0 && len <= CV_ID_MAX && text[len] == '\0';
}

bool cv_name_match(const char *name, const char *pattern, struct cv_id *ids)
{
    for (; *pattern != '\0'; pattern++) {
        size_t len;

        if (*pattern != '@') {
            if (*name++ != *pattern)
                return false;
            continue;
        }
        len = id_length(name);
        if (len == 0 || len > CV_ID_MAX)
            return false;
        memcpy(ids->text, name, len);
        ids->text[len] = '\0';
        ids++;
        name += len;
    }
    return *name == '\0';
}

size_t cv_name_ids(const char *pattern)
{
    size_t count = 0;

    for (; *pattern != '\0'; pattern++)
        count += *pattern == '@';
    return count;
}
