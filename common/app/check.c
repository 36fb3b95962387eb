#include "app/check.h"

#include "base/uuid.h"

#include <inttypes.h>
#include <string.h>

void cv_check_fail(struct cv_check *check, const char *field, const char *format, ...)
{
    va_list args;

    if (!cv_check_fine(check))
        return;
    va_start(args, format);
    check->status = (struct cv_status){
        .code = CV_INVALID_ARGUMENT,
        .reason = "INVALID_FIELD",
        .field = field,
        .message = cv_arena_vprintf(check->arena, format, args),
    };
    va_end(args);
    if (check->status.message == NULL)
        check->status.message = "a field of the request is wrong";
}

#define ID_RULE                                                                                    \
    "an id of 1 to 63 characters: small letters, digits, '.', '_' and '-', a letter or digit "     \
    "first"

void cv_check_new_id(struct cv_check *check, const char *field, const char *text, struct cv_id *id)
{
    if (text[0] == '\0') {
        _Static_assert(CV_UUID_TEXT <= sizeof(id->text), "a UUID is an id");
        cv_uuid_print(cv_uuid7(), id->text);
        return;
    }
    cv_check_id(check, field, text, true);
    if (cv_check_fine(check))
        memcpy(id->text, text, strlen(text) + 1);
}

void cv_check_id(struct cv_check *check, const char *field, const char *text, bool required)
{
    if (text[0] == '\0' && !required)
        return;
    if (!cv_id_valid(text))
        cv_check_fail(check, field, "%s must be " ID_RULE, field);
}

void cv_check_name(struct cv_check *check, const char *field, const char *name, const char *pattern,
                   struct cv_id *ids)
{
    if (!cv_name_match(name, pattern, ids))
        cv_check_fail(check, field, "%s must be a name like %s, each @ " ID_RULE, field, pattern);
}

void cv_check_text(struct cv_check *check, const char *field, const char *text, size_t max,
                   bool required)
{
    size_t len = strlen(text);
    size_t characters = 0;

    if (len == 0 && required)
        cv_check_fail(check, field, "%s must not be empty", field);
    for (size_t i = 0; i < len; i++) {
        uint8_t byte = (uint8_t)text[i];

        if (byte < 0x20 || byte == 0x7f)
            cv_check_fail(check, field, "%s must not hold control characters", field);
        characters += (byte & 0xc0) != 0x80;
    }
    if (characters > max)
        cv_check_fail(check, field, "%s must have at most %zu characters, not %zu", field, max,
                      characters);
    if (len > 0 && (text[0] == ' ' || text[len - 1] == ' '))
        cv_check_fail(check, field, "%s must not begin or end with a blank", field);
}

void cv_check_range(struct cv_check *check, const char *field, int64_t value, int64_t min,
                    int64_t max)
{
    if (value < min || value > max)
        cv_check_fail(check, field, "%s must be from %" PRId64 " to %" PRId64 ", not %" PRId64,
                      field, min, max, value);
}
