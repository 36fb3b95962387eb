#include "base/status.h"

#include "base/arena.h"

static const char *const NAMES[CV_CODE_COUNT] = {
    [CV_OK] = "OK",
    [CV_CANCELLED] = "CANCELLED",
    [CV_UNKNOWN] = "UNKNOWN",
    [CV_INVALID_ARGUMENT] = "INVALID_ARGUMENT",
    [CV_DEADLINE_EXCEEDED] = "DEADLINE_EXCEEDED",
    [CV_NOT_FOUND] = "NOT_FOUND",
    [CV_ALREADY_EXISTS] = "ALREADY_EXISTS",
    [CV_PERMISSION_DENIED] = "PERMISSION_DENIED",
    [CV_RESOURCE_EXHAUSTED] = "RESOURCE_EXHAUSTED",
    [CV_FAILED_PRECONDITION] = "FAILED_PRECONDITION",
    [CV_ABORTED] = "ABORTED",
    [CV_OUT_OF_RANGE] = "OUT_OF_RANGE",
    [CV_UNIMPLEMENTED] = "UNIMPLEMENTED",
    [CV_INTERNAL] = "INTERNAL",
    [CV_UNAVAILABLE] = "UNAVAILABLE",
    [CV_DATA_LOSS] = "DATA_LOSS",
    [CV_UNAUTHENTICATED] = "UNAUTHENTICATED",
};

const char *cv_code_name(enum cv_code code)
{
    unsigned index = (unsigned)code;

    return index < CV_CODE_COUNT ? NAMES[index] : "UNKNOWN";
}

struct cv_status cv_status_f(struct cv_arena *arena, enum cv_code code, const char *reason,
                             const char *format, ...)
{
    struct cv_status status = {.code = code, .reason = reason};
    va_list args;

    va_start(args, format);
    status.message = cv_arena_vprintf(arena, format, args);
    va_end(args);
    if (status.message == NULL)
        status.message = format;
    return status;
}

struct cv_status cv_status_field(struct cv_arena *arena, const char *field, const char *format, ...)
{
    struct cv_status status = {
        .code = CV_INVALID_ARGUMENT, .reason = "INVALID_FIELD", .field = field};
    va_list args;

    va_start(args, format);
    status.message = cv_arena_vprintf(arena, format, args);
    va_end(args);
    if (status.message == NULL)
        status.message = format;
    return status;
}
