/* The rows of the audit: appended in the order of their numbers, and walked along. */
#ifndef CV_SERVICE_AUDIT_STORE_H
#define CV_SERVICE_AUDIT_STORE_H

#include "service/audit_check.h"
#include "service/books_store.h"

/* As the next one of books->org: fills in organisation, number, time and hashes. */
struct cv_status cv_audit_append(struct cv_books *books, struct cv_audit_entry *entry);

/* What is kept of the end; all zero: nothing. */
struct cv_status cv_audit_head_get(struct cv_books *books, struct cv_audit_head *head);

/* Show the entries after this number, at most `rows` of them, in their order. What they hold is
 * borrowed for the time of `show`, which says whether to go on. */
typedef bool cv_audit_show(void *arg, const struct cv_audit_entry *entry);
struct cv_status cv_audit_walk(struct cv_books *books, int64_t after, int64_t rows,
                               cv_audit_show *show, void *arg);

/* The first entry whose time is at least this one; the greatest number there is if there is none.
 */
struct cv_status cv_audit_since(struct cv_books *books, int64_t at_us, int64_t *sequence);

/* The next organisation after this one that has entries or an end; "": there is none. */
struct cv_status cv_audit_next_org(struct cv_books *books, const char *after, const char **org);

#endif
