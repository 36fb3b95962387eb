/* Paging of List methods by keyset (AIP-158): the token names the last key of the page before, so a
 * page costs the same wherever it is, and rows added meanwhile neither repeat nor hide others.
 *
 * A token is bound to who asked for what: sent by another organisation, to another method or with
 * another parent it is INVALID_ARGUMENT, as any text that was not given out. It holds nothing
 * secret and never expires. */
#ifndef CV_APP_PAGE_H
#define CV_APP_PAGE_H

#include "base/arena.h"
#include "base/status.h"
#include "base/uuid.h"

#define CV_PAGE_DEFAULT 50
#define CV_PAGE_MAX     1000

struct cv_page {
    int64_t size;         /* rows to give; read one more to know whether there is a next page */
    struct cv_uuid after; /* give keys greater than this; all zero on the first page */
    uint64_t bound;       /* private */
};

/* `method` and `parent`: what the token is bound to besides `org`. INVALID_ARGUMENT names the
 * field. */
struct cv_status cv_page_read(struct cv_page *page, struct cv_arena *arena, const char *org,
                              const char *method, const char *parent, int64_t page_size,
                              const char *page_token);

/* The token for what follows the row of key `last`; NULL when the arena is full. */
char *cv_page_next(const struct cv_page *page, struct cv_arena *arena, struct cv_uuid last);

/* The key of what is in the order of a number, which is not negative; and the number again. */
struct cv_uuid cv_page_key(int64_t number);
int64_t cv_page_number(struct cv_uuid key);

#endif
