#include "work.h"

#include "app/principal.h"

#include <stdarg.h>

char *load_text(const char *text)
{
    return (char *)(uintptr_t)text;
}

char *load_print(struct load_call *call, const char *format, ...)
{
    va_list args;
    char *text;

    va_start(args, format);
    text = cv_arena_vprintf(&call->arena, format, args);
    va_end(args);
    return text == NULL ? load_text("") : text;
}

char *load_unique(struct load_call *call, const char *what)
{
    return load_print(call, "%s-%s-%llx", what, call->run, (unsigned long long)call->number);
}

unsigned load_any(struct load_call *call, unsigned count)
{
    return (unsigned)(dice_roll(call->dice) % count);
}

bool load_try_again(const struct load_call *call)
{
    enum cv_code code = call->op.start.status.code;

    return code == CV_RESOURCE_EXHAUSTED || code == CV_UNAVAILABLE || code == CV_DEADLINE_EXCEEDED;
}

Google__Type__Date *load_day(Google__Type__Date *day, uint64_t number)
{
    google__type__date__init(day);
    day->year = (int32_t)(2023 + number / 336 % 3);
    day->month = (int32_t)(1 + number / 28 % 12);
    day->day = (int32_t)(1 + number % 28);
    return day;
}

struct cv_status load_person_metadata(enum load_person person, struct cv_arena *arena,
                                      struct cv_metadata *metadata)
{
    static const char *const NAMES[LOAD_PERSONS] = {
        [LOAD_CLERK] = "load-clerk",
        [LOAD_CHIEF] = "load-chief",
    };

    return cv_metadata_add_text(metadata, arena, CV_PRINCIPAL_KEY, NAMES[person]);
}
