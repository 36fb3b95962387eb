/* The books of one organisation, open for one transaction: what every *_store function works on.
 *
 * Thread   Store threads, inside `work`.
 * Memory   Lives on the stack of the work function; rows read are in books->arena. */
#ifndef CV_SERVICE_BOOKS_STORE_H
#define CV_SERVICE_BOOKS_STORE_H

#include "app/page.h"
#include "store/store.h"

struct cv_audit;

struct cv_books {
    struct cv_tx *tx;
    struct cv_arena *arena;
    const char *org; /* leads every key: nothing of another organisation can be reached */
    const char *subject;
    int64_t recorded_us;          /* of everything written in this transaction; 0 when reading */
    struct cv_audit *audit;       /* what is told of it (service/audit.h); NULL when reading */
    const struct cv_trace *cause; /* what is written comes of this trace; NULL: of the call's */
};

#define CV_BOOKS_NOT_REPLACED INT64_MAX /* replaced_us of the newest version */

void cv_books_open(struct cv_books *books, const struct cv_scope *scope, struct cv_tx *tx);

/* Also takes the next recorded time, greater than any before it, also if the clock went back. Only
 * in a unit of writing (app/unit.h): what it does is then an entry of the audit (service/audit.h).
 */
struct cv_status cv_books_open_write(struct cv_books *books, const struct cv_scope *scope,
                                     struct cv_tx *tx);

/* The same for what no call asked for, such as upkeep (app/upkeep.h): it says itself what it did,
 * by cv_audit_append(). */
struct cv_status cv_books_open_unasked(struct cv_books *books, const struct cv_scope *scope,
                                       struct cv_tx *tx);

/* The greatest recorded time of what this transaction can see; 0: nothing yet. */
struct cv_status cv_books_recorded_until(struct cv_books *books, int64_t *recorded_us);
/* Was all that is recorded known at this instant? Then what is kept of the present answers. */
struct cv_status cv_books_all_known(struct cv_books *books, int64_t known_us, bool *all);

/* Which trace what is written comes of: that of the cause, or of the call. All zero: of none. */
struct cv_trace cv_books_trace(const struct cv_books *books);

/* From now on recorded times are greater than `us`. */
struct cv_status cv_books_close_until(struct cv_books *books, int64_t us);

/* NOT_FOUND for a resource name; also with `field`, if a request's field names it. */
struct cv_status cv_books_not_found(const struct cv_books *books, const char *field,
                                    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Finish a statement that looked for something: that NOT_FOUND unless it was `found`. */
struct cv_status cv_books_found(const struct cv_books *books, struct cv_stmt *stmt, bool found,
                                const char *field, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* ALREADY_EXISTS, ID_TAKEN, unless the statement changed a row: for INSERT .. ON CONFLICT DO
 * NOTHING on the key of ids. Finishes the statement. */
struct cv_status cv_books_insert(const struct cv_books *books, struct cv_stmt *stmt,
                                 const char *what, const char *id);

/* Step a statement that must change exactly one row, and finish it. `otherwise` when it did not. */
struct cv_status cv_books_change(struct cv_stmt *stmt, struct cv_status otherwise);

/* What an update says when somebody else's came between. */
extern const struct cv_status CV_BOOKS_CHANGED;

/* ---- lists ---- */

/* What a noun_list() reads: the rows of one page, and whether there is another. */
struct cv_listed {
    struct cv_page page; /* given; the statement asks for one row more than page.size */
    void *rows;          /* begins NULL, and the others zero */
    size_t row_size;
    size_t count;
    bool more; /* others follow */
};

/* Step the statement: where its next row goes, `row_size` bytes, zeroed. NULL: the page is full, or
 * there is no other row; or the arena is full, which it remembers. */
void *cv_listed_next(struct cv_listed *listed, struct cv_books *books, struct cv_stmt *stmt,
                     size_t row_size);

/* Dates are stored as they are (app/date.h). */
int32_t cv_books_get_date(struct cv_stmt *stmt, int column);

#endif
