/* Checking the fields of a request, one after the other, with one look at the end.
 *
 * Sticky: the first wrong field sets `status`, and later checks change nothing. Each message says
 * what is allowed, and `field` is the path from the request's root (AIP-193 BadRequest).
 *
 * Memory   Field paths are static or in the arena; messages go into the arena. */
#ifndef CV_APP_CHECK_H
#define CV_APP_CHECK_H

#include "app/name.h"
#include "base/arena.h"
#include "base/status.h"

struct cv_check {
    struct cv_arena *arena;
    struct cv_status status;
};

static inline struct cv_check cv_check_begin(struct cv_arena *arena)
{
    return (struct cv_check){.arena = arena, .status = CV_STATUS_OK};
}

/* Nothing wrong so far. */
static inline bool cv_check_fine(const struct cv_check *check)
{
    return cv_ok(check->status);
}

/* The field is wrong, for a reason of the caller's own. */
void cv_check_fail(struct cv_check *check, const char *field, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The id to give a new thing: as asked, or a fresh UUIDv7 for "". */
void cv_check_new_id(struct cv_check *check, const char *field, const char *text, struct cv_id *id);
/* An id somewhere else; "" is fine unless required. */
void cv_check_id(struct cv_check *check, const char *field, const char *text, bool required);
/* A resource name of this pattern (app/name.h). */
void cv_check_name(struct cv_check *check, const char *field, const char *name, const char *pattern,
                   struct cv_id *ids);
/* At most `max` characters, not bytes; no control characters, no blank at either end. */
void cv_check_text(struct cv_check *check, const char *field, const char *text, size_t max,
                   bool required);
void cv_check_range(struct cv_check *check, const char *field, int64_t value, int64_t min,
                    int64_t max);

#endif
