#include "upkeep_books.h"

#include "service/audit_store.h"

#include <string.h>

struct cv_status upkeep_books_open(struct cv_books *books, const struct cv_scope *scope,
                                   struct cv_scope *own, struct cv_principal *principal,
                                   struct cv_tx *tx, const char *org)
{
    *principal = (struct cv_principal){"upkeep", org};
    *own = *scope;
    own->principal = principal;
    return cv_books_open_unasked(books, own, tx);
}

static struct cv_slice text(const char *from)
{
    return (struct cv_slice){(const uint8_t *)from, strlen(from)};
}

struct cv_status upkeep_books_tell(struct cv_books *books, const char *method, const char *resource)
{
    struct cv_audit_entry entry = {
        .principal = text(books->subject),
        .method = text(method),
        .resource = text(resource == NULL ? "" : resource),
        .type = text(""),
    };

    return cv_audit_append(books, &entry);
}
