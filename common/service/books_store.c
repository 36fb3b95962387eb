#include "service/books_store.h"

#include "app/unit.h"
#include "base/arena.h"
#include "service/audit.h"

void cv_books_open(struct cv_books *books, const struct cv_scope *scope, struct cv_tx *tx)
{
    *books = (struct cv_books){
        .tx = tx,
        .arena = scope->arena,
        .org = scope->principal->org,
        .subject = scope->principal->subject,
    };
}

struct cv_trace cv_books_trace(const struct cv_books *books)
{
    const struct cv_unit *unit = cv_unit_of(books->tx);

    if (books->cause != NULL)
        return *books->cause;
    return unit == NULL ? (struct cv_trace){.flags = 0} : unit->op.scope->trace;
}

/* ---- the recorded time ---- */

static struct cv_status read_clock(struct cv_tx *tx, const char *org, void *value)
{
    struct cv_stmt *stmt = cv_tx_prepare(tx, "SELECT at_us FROM recorded_clock WHERE org_id = $1");
    int64_t *at_us = value;

    *at_us = 0;
    cv_stmt_text(stmt, 1, org);
    if (cv_stmt_step(stmt))
        *at_us = cv_stmt_get_int64(stmt, 0);
    return cv_stmt_finish(stmt);
}

static struct cv_status write_clock(struct cv_tx *tx, const char *org, const void *value)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(tx, "INSERT INTO recorded_clock (org_id, at_us) VALUES ($1, $2) "
                          "ON CONFLICT (org_id) DO UPDATE SET at_us = excluded.at_us");

    cv_stmt_text(stmt, 1, org);
    cv_stmt_int64(stmt, 2, *(const int64_t *)value);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static const struct cv_note_kind CLOCK = {sizeof(int64_t), read_clock, write_clock};

struct cv_status cv_books_recorded_until(struct cv_books *books, int64_t *recorded_us)
{
    return cv_tx_note_get(books->tx, &CLOCK, books->org, recorded_us);
}

struct cv_status cv_books_all_known(struct cv_books *books, int64_t known_us, bool *all)
{
    int64_t recorded_us;
    struct cv_status status = cv_books_recorded_until(books, &recorded_us);

    *all = cv_ok(status) && known_us >= recorded_us;
    return status;
}

struct cv_status cv_books_close_until(struct cv_books *books, int64_t us)
{
    int64_t last_us;
    struct cv_status status = cv_books_recorded_until(books, &last_us);

    return cv_ok(status) && us > last_us ? cv_tx_note_set(books->tx, &CLOCK, books->org, &us)
                                         : status;
}

struct cv_status cv_books_open_unasked(struct cv_books *books, const struct cv_scope *scope,
                                       struct cv_tx *tx)
{
    int64_t now_us = cv_tx_now_us(tx);
    struct cv_status status;
    int64_t last_us;

    cv_books_open(books, scope, tx);
    status = cv_books_recorded_until(books, &last_us);
    books->recorded_us = last_us >= now_us ? last_us + 1 : now_us;
    return cv_ok(status) ? cv_tx_note_set(tx, &CLOCK, books->org, &books->recorded_us) : status;
}

struct cv_status cv_books_open_write(struct cv_books *books, const struct cv_scope *scope,
                                     struct cv_tx *tx)
{
    struct cv_status status = cv_books_open_unasked(books, scope, tx);

    return cv_ok(status) ? cv_audit_begin(books) : status;
}

__attribute__((format(printf, 3, 0))) static struct cv_status
not_found(const struct cv_books *books, const char *field, const char *format, va_list args)
{
    struct cv_status status = {.code = CV_NOT_FOUND, .reason = "NOT_FOUND", .field = field};
    const char *name = cv_arena_vprintf(books->arena, format, args);

    status.message = name == NULL ? NULL : cv_arena_printf(books->arena, "there is no %s", name);
    if (status.message == NULL)
        status.message = "there is no such thing";
    return status;
}

struct cv_status cv_books_not_found(const struct cv_books *books, const char *field,
                                    const char *format, ...)
{
    struct cv_status status;
    va_list args;

    va_start(args, format);
    status = not_found(books, field, format, args);
    va_end(args);
    return status;
}

struct cv_status cv_books_found(const struct cv_books *books, struct cv_stmt *stmt, bool found,
                                const char *field, const char *format, ...)
{
    struct cv_status status = cv_stmt_finish(stmt);
    va_list args;

    if (found || !cv_ok(status))
        return status;
    va_start(args, format);
    status = not_found(books, field, format, args);
    va_end(args);
    return status;
}

struct cv_status cv_books_insert(const struct cv_books *books, struct cv_stmt *stmt,
                                 const char *what, const char *id)
{
    (void)cv_stmt_step(stmt);
    if (cv_stmt_changes(stmt) == 0) {
        struct cv_status status = cv_stmt_finish(stmt);

        return !cv_ok(status) ? status
                              : cv_status_f(books->arena, CV_ALREADY_EXISTS, "ID_TAKEN",
                                            "there is already a %s with the id %s", what, id);
    }
    return cv_stmt_finish(stmt);
}

struct cv_status cv_books_change(struct cv_stmt *stmt, struct cv_status otherwise)
{
    struct cv_status status;
    int64_t changes;

    (void)cv_stmt_step(stmt);
    changes = cv_stmt_changes(stmt);
    status = cv_stmt_finish(stmt);
    return cv_ok(status) && changes != 1 ? otherwise : status;
}

const struct cv_status CV_BOOKS_CHANGED = {
    .code = CV_ABORTED,
    .reason = "ETAG_MISMATCH",
    .message = "somebody else has just changed it: read it again and repeat the change",
};

void *cv_listed_next(struct cv_listed *listed, struct cv_books *books, struct cv_stmt *stmt,
                     size_t row_size)
{
    if (listed->rows == NULL)
        listed->rows = cv_arena_array(books->arena, (size_t)listed->page.size, row_size);
    listed->row_size = row_size;
    if (listed->rows == NULL || !cv_stmt_step(stmt))
        return NULL;
    listed->more = listed->count == (size_t)listed->page.size;
    return listed->more ? NULL : (char *)listed->rows + listed->count++ * row_size;
}

int32_t cv_books_get_date(struct cv_stmt *stmt, int column)
{
    return (int32_t)cv_stmt_get_int64(stmt, column);
}
