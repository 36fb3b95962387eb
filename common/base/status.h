/* The one outcome of everything that can fail above a driver.
 *
 * Memory   A cv_status is passed by value. Its texts are static or live in the arena of the scope
 *          the work ran under; nobody frees them.
 * Source   Codes: grpc doc/statuscodes.md. Reason, domain and field follow AIP-193: `message`
 *          tells the developer what to do, `reason` is for programs and never changes. */
#ifndef CV_BASE_STATUS_H
#define CV_BASE_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cv_code {
    CV_OK = 0,
    CV_CANCELLED = 1,
    CV_UNKNOWN = 2,
    CV_INVALID_ARGUMENT = 3,
    CV_DEADLINE_EXCEEDED = 4,
    CV_NOT_FOUND = 5,
    CV_ALREADY_EXISTS = 6,
    CV_PERMISSION_DENIED = 7,
    CV_RESOURCE_EXHAUSTED = 8,
    CV_FAILED_PRECONDITION = 9,
    CV_ABORTED = 10,
    CV_OUT_OF_RANGE = 11,
    CV_UNIMPLEMENTED = 12,
    CV_INTERNAL = 13,
    CV_UNAVAILABLE = 14,
    CV_DATA_LOSS = 15,
    CV_UNAUTHENTICATED = 16,
    CV_CODE_COUNT = 17,
};

struct cv_arena;

/* One google.protobuf.Any of a rich error, already encoded. */
struct cv_detail {
    const struct cv_detail *next;
    const char *type_url;
    const uint8_t *value;
    size_t value_len;
};

struct cv_status {
    enum cv_code code;
    const char *message;             /* UTF-8; NULL counts as "" */
    const char *reason;              /* UPPER_SNAKE_CASE for ErrorInfo, or NULL */
    const char *field;               /* path of the offending request field, or NULL */
    const struct cv_detail *details; /* further details, or NULL */
};

#define CV_STATUS_OK ((struct cv_status){.code = CV_OK})

static inline bool cv_ok(struct cv_status status)
{
    return status.code == CV_OK;
}

/* `message` and `reason` must be static or outlive the status. */
static inline struct cv_status cv_status(enum cv_code code, const char *reason, const char *message)
{
    return (struct cv_status){.code = code, .message = message, .reason = reason};
}

/* As cv_status(), the message printed into `arena`. A message that does not fit is replaced by
 * the bare format. */
struct cv_status cv_status_f(struct cv_arena *arena, enum cv_code code, const char *reason,
                             const char *format, ...) __attribute__((format(printf, 4, 5)));

/* INVALID_ARGUMENT that names a field; the message is printed into `arena`. */
struct cv_status cv_status_field(struct cv_arena *arena, const char *field, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* "NOT_FOUND" for 5; "UNKNOWN" for a number outside the list. */
const char *cv_code_name(enum cv_code code);

#endif
