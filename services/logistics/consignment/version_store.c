#include "consignment/version_store.h"

#include "base/arena.h"
#include "service/rows.h"

#include <inttypes.h>
#include <string.h>

/* ---- reading ---- */

static struct cv_stmt *prepare(struct cv_books *books, const char *sql,
                               const struct consignment *consignment)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, sql);

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, consignment->uid);
    cv_stmt_int64(stmt, 3, consignment->version);
    return stmt;
}

static struct cv_status get_fields(struct cv_books *books, struct consignment *consignment)
{
    struct cv_arena *arena = books->arena;
    struct cv_stmt *stmt = prepare(
        books,
        "SELECT reason, consignor, consignor_uscc, consignee, consignee_uscc, origin, destination, "
        "direction, incoterm, incoterm_place, currency, project, recorded_us "
        "FROM consignment_version WHERE org_id = $1 AND uid = $2 AND version = $3",
        consignment);

    if (cv_stmt_step(stmt)) {
        consignment->reason = cv_stmt_get_text(stmt, 0, arena);
        consignment->consignor.title = cv_stmt_get_text(stmt, 1, arena);
        consignment->consignor.uscc = cv_stmt_get_text(stmt, 2, arena);
        consignment->consignee.title = cv_stmt_get_text(stmt, 3, arena);
        consignment->consignee.uscc = cv_stmt_get_text(stmt, 4, arena);
        consignment->origin = cv_stmt_get_text(stmt, 5, arena);
        consignment->destination = cv_stmt_get_text(stmt, 6, arena);
        consignment->direction = cv_stmt_get_int64(stmt, 7);
        consignment->incoterm = cv_stmt_get_text(stmt, 8, arena);
        consignment->incoterm_place = cv_stmt_get_text(stmt, 9, arena);
        consignment->currency = cv_stmt_get_text(stmt, 10, arena);
        consignment->project = cv_stmt_get_text(stmt, 11, arena);
        if (consignment->recorded_us == 0)
            consignment->recorded_us = cv_stmt_get_int64(stmt, 12);
    }
    return cv_stmt_finish(stmt);
}

static struct cv_status get_lines(struct cv_books *books, struct consignment *consignment)
{
    struct cv_arena *arena = books->arena;
    struct cv_stmt *stmt = prepare(
        books,
        "SELECT l.description, l.hs_code, l.hs_edition, l.packages, l.grams, l.minor, "
        "l.package_ids, s.booked, s.booked_grams, s.booked_minor, s.loaded, s.landed, "
        "s.delivered, s.missing FROM consignment_line l JOIN consignment_stock s "
        "ON s.org_id = l.org_id AND s.consignment_uid = l.consignment_uid AND s.line = l.line "
        "WHERE l.org_id = $1 AND l.consignment_uid = $2 AND l.version = $3 ORDER BY l.line",
        consignment);
    size_t room = 0;

    consignment->lines = NULL;
    consignment->line_count = 0;
    while (cv_stmt_step(stmt)) {
        struct goods_line *grown =
            cv_rows_grow(arena, consignment->lines, consignment->line_count, &room, sizeof(*grown));

        if (grown == NULL)
            break;
        consignment->lines = grown;
        grown[consignment->line_count++] = (struct goods_line){
            .description = cv_stmt_get_text(stmt, 0, arena),
            .hs_code = cv_stmt_get_text(stmt, 1, arena),
            .hs_edition = cv_stmt_get_int64(stmt, 2),
            .packages = cv_stmt_get_int64(stmt, 3),
            .grams = cv_stmt_get_int64(stmt, 4),
            .minor = cv_stmt_get_int64(stmt, 5),
            .package_ids = cv_stmt_get_text(stmt, 6, arena),
            .stock = stock_row(stmt, 7),
        };
    }
    return cv_stmt_finish(stmt);
}

static struct cv_status get_papers(struct cv_books *books, struct consignment *consignment)
{
    struct cv_stmt *stmt =
        prepare(books,
                "SELECT kind, reference, issued_on FROM consignment_paper WHERE org_id = $1 "
                "AND consignment_uid = $2 AND version = $3 ORDER BY position",
                consignment);
    size_t room = 0;

    consignment->papers = NULL;
    consignment->paper_count = 0;
    while (cv_stmt_step(stmt)) {
        struct paper *grown = cv_rows_grow(books->arena, consignment->papers,
                                           consignment->paper_count, &room, sizeof(*grown));

        if (grown == NULL)
            break;
        consignment->papers = grown;
        grown[consignment->paper_count++] = (struct paper){
            .kind = cv_stmt_get_int64(stmt, 0),
            .reference = cv_stmt_get_text(stmt, 1, books->arena),
            .issued_on = cv_books_get_date(stmt, 2),
        };
    }
    return cv_stmt_finish(stmt);
}

struct cv_status version_get(struct cv_books *books, struct consignment *consignment)
{
    struct cv_status status = get_fields(books, consignment);

    if (cv_ok(status))
        status = get_lines(books, consignment);
    return cv_ok(status) ? get_papers(books, consignment) : status;
}

struct cv_status consignment_version(struct cv_books *books, const struct consignment *consignment,
                                     int64_t version, struct consignment *past)
{
    *past = *consignment;
    past->version = version;
    past->recorded_us = 0; /* taken from the version */
    return version_get(books, past);
}

/* ---- writing ---- */

static struct cv_status insert_fields(struct cv_books *books, const struct consignment *consignment)
{
    struct cv_stmt *stmt = prepare(
        books,
        "INSERT INTO consignment_version (org_id, uid, version, recorded_us, recorded_by, reason, "
        "consignor, consignor_uscc, consignee, consignee_uscc, origin, destination, direction, "
        "incoterm, incoterm_place, currency, project) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
        "$10, $11, $12, $13, $14, $15, $16, $17)",
        consignment);

    cv_stmt_int64(stmt, 4, books->recorded_us);
    cv_stmt_text(stmt, 5, books->subject);
    cv_stmt_text(stmt, 6, consignment->reason);
    cv_stmt_text(stmt, 7, consignment->consignor.title);
    cv_stmt_text(stmt, 8, consignment->consignor.uscc);
    cv_stmt_text(stmt, 9, consignment->consignee.title);
    cv_stmt_text(stmt, 10, consignment->consignee.uscc);
    cv_stmt_text(stmt, 11, consignment->origin);
    cv_stmt_text(stmt, 12, consignment->destination);
    cv_stmt_int64(stmt, 13, consignment->direction);
    cv_stmt_text(stmt, 14, consignment->incoterm);
    cv_stmt_text(stmt, 15, consignment->incoterm_place);
    cv_stmt_text(stmt, 16, consignment->currency);
    cv_stmt_text(stmt, 17, consignment->project);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status insert_line(struct cv_books *books, const struct consignment *consignment,
                                    size_t i)
{
    const struct goods_line *line = &consignment->lines[i];
    struct cv_stmt *stmt = prepare(
        books,
        "INSERT INTO consignment_line (org_id, consignment_uid, version, line, description, "
        "hs_code, hs_edition, packages, grams, minor, package_ids) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        consignment);

    cv_stmt_int64(stmt, 4, (int64_t)i + 1);
    cv_stmt_text(stmt, 5, line->description);
    cv_stmt_text(stmt, 6, line->hs_code);
    cv_stmt_int64(stmt, 7, line->hs_edition);
    cv_stmt_int64(stmt, 8, line->packages);
    cv_stmt_int64(stmt, 9, line->grams);
    cv_stmt_int64(stmt, 10, line->minor);
    cv_stmt_text(stmt, 11, line->package_ids);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status insert_paper(struct cv_books *books, const struct consignment *consignment,
                                     size_t i)
{
    struct cv_stmt *stmt =
        prepare(books,
                "INSERT INTO consignment_paper (org_id, consignment_uid, version, position, kind, "
                "reference, issued_on) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                consignment);

    cv_stmt_int64(stmt, 4, (int64_t)i);
    cv_stmt_int64(stmt, 5, consignment->papers[i].kind);
    cv_stmt_text(stmt, 6, consignment->papers[i].reference);
    cv_stmt_int64(stmt, 7, consignment->papers[i].issued_on);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status claim(struct cv_books *books, const struct consignment *consignment,
                              const char *package_id)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO package_claim (org_id, package_id, consignment_uid) "
                                 "VALUES ($1, $2, $3) ON CONFLICT (org_id, package_id) DO NOTHING");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, package_id);
    cv_stmt_uuid(stmt, 3, consignment->uid);
    return cv_books_change(
        stmt, cv_status_f(books->arena, CV_FAILED_PRECONDITION, "PACKAGE_CLAIMED",
                          "the package %s is in another open consignment", package_id));
}

static struct cv_status claim_all(struct cv_books *books, const struct consignment *consignment,
                                  const char *package_ids)
{
    struct cv_status status = CV_STATUS_OK;

    for (const char *at = package_ids; cv_ok(status) && *at != '\0';) {
        size_t len = strcspn(at, "\n");
        const char *id = cv_arena_string_n(books->arena, at, len);

        if (id == NULL)
            break;
        status = claim(books, consignment, id);
        at += len + (at[len] == '\n');
    }
    return status;
}

static bool open(int64_t state)
{
    return state < CONSIGNMENT_DELIVERED;
}

struct cv_status version_insert(struct cv_books *books, struct consignment *consignment)
{
    struct cv_status status = insert_fields(books, consignment);

    consignment->recorded_us = books->recorded_us;
    for (size_t i = 0; cv_ok(status) && i < consignment->line_count; i++) {
        const struct goods_line *line = &consignment->lines[i];

        status = insert_line(books, consignment, i);
        if (cv_ok(status))
            status = stock_resize(books, consignment->uid, (int64_t)i + 1, line->packages,
                                  line->grams, line->minor);
        if (cv_ok(status) && open(consignment->state))
            status = claim_all(books, consignment, line->package_ids);
    }
    for (size_t i = 0; cv_ok(status) && i < consignment->paper_count; i++)
        status = insert_paper(books, consignment, i);
    return status;
}
