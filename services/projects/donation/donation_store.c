#include "donation/donation_store.h"

#include "app/date.h"
#include "partner/partner_store.h"
#include "service/rows.h"

#define SELECT                                                                                     \
    "SELECT uid, id, title, title_zh, donor, pledged_on, reference, version, changed_us, "         \
    "recorded_us FROM donation "

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct donation *donation)
{
    *donation = (struct donation){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .title = cv_stmt_get_text(stmt, 2, books->arena),
        .title_zh = cv_stmt_get_text(stmt, 3, books->arena),
        .donor = cv_stmt_get_text(stmt, 4, books->arena),
        .pledged_on = cv_books_get_date(stmt, 5),
        .reference = cv_stmt_get_text(stmt, 6, books->arena),
        .version = cv_stmt_get_int64(stmt, 7),
        .changed_us = cv_stmt_get_int64(stmt, 8),
        .created_us = cv_stmt_get_int64(stmt, 9),
    };
}

/* ---- writing ---- */

static struct cv_status insert_line(struct cv_books *books, const struct donation *donation,
                                    size_t i)
{
    const struct donation_line *line = &donation->lines[i];
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO donation_line (org_id, donation_uid, position, item, goods, "
                   "quantity, unit, unit_minor, basis) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, donation->uid);
    cv_stmt_int64(stmt, 3, (int64_t)i);
    cv_stmt_text(stmt, 4, line->item);
    cv_stmt_text(stmt, 5, line->goods);
    cv_stmt_int64(stmt, 6, line->quantity);
    cv_stmt_text(stmt, 7, line->unit);
    cv_stmt_int64(stmt, 8, line->unit_minor);
    cv_stmt_int64(stmt, 9, line->basis);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status insert_quantity(struct cv_books *books, struct cv_uuid donation,
                                        int64_t sequence, const struct donation_quantity *quantity)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO donation_quantity (org_id, donation_uid, sequence, "
                                 "position, quantity) VALUES ($1, $2, $3, $4, $5)");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, donation);
    cv_stmt_int64(stmt, 3, sequence);
    cv_stmt_int64(stmt, 4, (int64_t)quantity->line);
    cv_stmt_int64(stmt, 5, quantity->quantity);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status insert_movement(struct cv_books *books, struct cv_uuid donation,
                                        struct donation_movement *movement)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO donation_movement (org_id, donation_uid, sequence, move, "
                   "effective_on, site, reference, difference, reason, recorded_us, retracted_us, "
                   "recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)");
    struct cv_status status;

    movement->recorded_us = books->recorded_us;
    movement->retracted_us = CV_BOOKS_NOT_REPLACED;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, donation);
    cv_stmt_int64(stmt, 3, movement->sequence);
    cv_stmt_int64(stmt, 4, movement->move);
    cv_stmt_int64(stmt, 5, movement->on);
    cv_stmt_text(stmt, 6, movement->site);
    cv_stmt_text(stmt, 7, movement->reference);
    cv_stmt_int64(stmt, 8, movement->difference);
    cv_stmt_text(stmt, 9, movement->reason);
    cv_stmt_int64(stmt, 10, movement->recorded_us);
    cv_stmt_int64(stmt, 11, movement->retracted_us);
    cv_stmt_text(stmt, 12, books->subject);
    (void)cv_stmt_step(stmt);
    status = cv_stmt_finish(stmt);
    for (size_t i = 0; cv_ok(status) && i < movement->quantity_count; i++)
        status = insert_quantity(books, donation, movement->sequence, &movement->quantities[i]);
    return status;
}

static struct cv_status insert_row(struct cv_books *books, struct cv_uuid programme,
                                   struct donation *donation)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO donation (org_id, programme_uid, uid, id, title, title_zh, donor, "
                   "pledged_on, reference, version, changed_us, recorded_us, recorded_by) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $10, $11) "
                   "ON CONFLICT (org_id, programme_uid, id) DO NOTHING");

    donation->uid = cv_uuid7();
    donation->version = 1;
    donation->created_us = donation->changed_us = books->recorded_us;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_uuid(stmt, 3, donation->uid);
    cv_stmt_text(stmt, 4, donation->id);
    cv_stmt_text(stmt, 5, donation->title);
    cv_stmt_text(stmt, 6, donation->title_zh);
    cv_stmt_text(stmt, 7, donation->donor);
    cv_stmt_int64(stmt, 8, donation->pledged_on);
    cv_stmt_text(stmt, 9, donation->reference);
    cv_stmt_int64(stmt, 10, books->recorded_us);
    cv_stmt_text(stmt, 11, books->subject);
    return cv_books_insert(books, stmt, "donation", donation->id);
}

struct cv_status donation_insert(struct cv_books *books, struct cv_uuid programme,
                                 struct donation *donation)
{
    struct cv_uuid partner;
    struct cv_status status =
        partner_find(books, programme, donation->donor, "donation.donor", &partner);

    if (cv_ok(status))
        status = insert_row(books, programme, donation);
    for (size_t i = 0; cv_ok(status) && i < donation->line_count; i++)
        status = insert_line(books, donation, i);
    for (size_t i = 0; cv_ok(status) && i < donation->movement_count; i++) {
        donation->movements[i].sequence = (int64_t)i + 1;
        status = insert_movement(books, donation->uid, &donation->movements[i]);
    }
    return status;
}

static struct cv_status step(struct cv_books *books, struct cv_uuid programme,
                             struct donation *donation)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "UPDATE donation SET version = version + 1, changed_us = $5 WHERE org_id = $1 "
                   "AND programme_uid = $2 AND uid = $3 AND version = $4");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_uuid(stmt, 3, donation->uid);
    cv_stmt_int64(stmt, 4, donation->version++);
    cv_stmt_int64(stmt, 5, books->recorded_us);
    donation->changed_us = books->recorded_us;
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

static struct cv_status retract(struct cv_books *books, struct donation *donation)
{
    struct donation_movement *last = donation_last(donation);
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "UPDATE donation_movement SET retracted_us = $4 WHERE org_id = $1 "
                                 "AND donation_uid = $2 AND sequence = $3");

    last->retracted_us = books->recorded_us;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, donation->uid);
    cv_stmt_int64(stmt, 3, last->sequence);
    cv_stmt_int64(stmt, 4, last->retracted_us);
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

struct cv_status donation_move_insert(struct cv_books *books, struct cv_uuid programme,
                                      struct donation *donation, struct donation_movement *movement)
{
    struct cv_status status = step(books, programme, donation);

    movement->sequence = (int64_t)donation->movement_count + 1;
    if (cv_ok(status) && movement->move == DONATION_RETRACT)
        status = retract(books, donation);
    if (cv_ok(status))
        status = insert_movement(books, donation->uid, movement);
    donation->movements = cv_rows_grow(books->arena, donation->movements, donation->movement_count,
                                       &donation->movement_room, sizeof(*donation->movements));
    if (cv_ok(status) && donation->movements != NULL)
        donation->movements[donation->movement_count++] = *movement;
    return status;
}

/* ---- reading ---- */

static struct cv_status read_lines(struct cv_books *books, struct donation *donation)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT item, goods, quantity, unit, unit_minor, basis FROM donation_line "
                   "WHERE org_id = $1 AND donation_uid = $2 ORDER BY position LIMIT $3");

    donation->lines = cv_arena_array(books->arena, DONATION_LINES_MAX, sizeof(*donation->lines));
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, donation->uid);
    cv_stmt_int64(stmt, 3, DONATION_LINES_MAX);
    while (donation->lines != NULL && cv_stmt_step(stmt))
        donation->lines[donation->line_count++] = (struct donation_line){
            .item = cv_stmt_get_text(stmt, 0, books->arena),
            .goods = cv_stmt_get_text(stmt, 1, books->arena),
            .quantity = cv_stmt_get_int64(stmt, 2),
            .unit = cv_stmt_get_text(stmt, 3, books->arena),
            .unit_minor = cv_stmt_get_int64(stmt, 4),
            .basis = cv_stmt_get_int64(stmt, 5),
        };
    return cv_stmt_finish(stmt);
}

static struct cv_status read_quantities(struct cv_books *books, const struct donation *donation,
                                        struct donation_movement *movement)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT position, quantity FROM donation_quantity WHERE org_id = $1 "
                   "AND donation_uid = $2 AND sequence = $3 ORDER BY position LIMIT $4");

    movement->quantities =
        cv_arena_array(books->arena, donation->line_count, sizeof(*movement->quantities));
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, donation->uid);
    cv_stmt_int64(stmt, 3, movement->sequence);
    cv_stmt_int64(stmt, 4, (int64_t)donation->line_count);
    while (movement->quantities != NULL && cv_stmt_step(stmt))
        movement->quantities[movement->quantity_count++] = (struct donation_quantity){
            .line = (size_t)cv_stmt_get_int64(stmt, 0),
            .quantity = cv_stmt_get_int64(stmt, 1),
        };
    return cv_stmt_finish(stmt);
}

/* As known then: what was retracted later still stands. */
static struct cv_status read_movements(struct cv_books *books, int64_t known_us,
                                       struct donation *donation)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT sequence, move, effective_on, site, reference, difference, reason, "
                   "recorded_us, CASE WHEN retracted_us > $3 THEN $4 ELSE retracted_us END "
                   "FROM donation_movement WHERE org_id = $1 AND donation_uid = $2 "
                   "AND recorded_us <= $3 ORDER BY sequence");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, donation->uid);
    cv_stmt_int64(stmt, 3, known_us);
    cv_stmt_int64(stmt, 4, CV_BOOKS_NOT_REPLACED);
    while (cv_stmt_step(stmt)) {
        donation->movements =
            cv_rows_grow(books->arena, donation->movements, donation->movement_count,
                         &donation->movement_room, sizeof(*donation->movements));
        if (donation->movements == NULL)
            break;
        donation->movements[donation->movement_count++] = (struct donation_movement){
            .sequence = cv_stmt_get_int64(stmt, 0),
            .move = (enum donation_move)cv_stmt_get_int64(stmt, 1),
            .on = cv_books_get_date(stmt, 2),
            .site = cv_stmt_get_text(stmt, 3, books->arena),
            .reference = cv_stmt_get_text(stmt, 4, books->arena),
            .difference = cv_stmt_get_int64(stmt, 5),
            .reason = cv_stmt_get_text(stmt, 6, books->arena),
            .recorded_us = cv_stmt_get_int64(stmt, 7),
            .retracted_us = cv_stmt_get_int64(stmt, 8),
        };
    }
    return cv_stmt_finish(stmt);
}

static struct cv_status read_rest(struct cv_books *books, const struct engagement_view *view,
                                  struct donation *donation)
{
    struct cv_status status = read_lines(books, donation);

    if (cv_ok(status))
        status = read_movements(books, view->known_us, donation);
    for (size_t i = 0; cv_ok(status) && i < donation->movement_count; i++)
        status = read_quantities(books, donation, &donation->movements[i]);
    if (cv_ok(status) && !books->arena->exhausted)
        status = donation_refold(books->arena, donation, view->through);
    return status;
}

struct cv_status donation_get(struct cv_books *books, struct cv_uuid programme, const char *id,
                              int64_t known_us, struct donation *donation)
{
    struct engagement_view view = {.through = CV_DATE_LAST, .known_us = known_us};
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE org_id = $1 AND programme_uid = $2 AND id = $3");
    struct cv_status status;
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, donation);
    status = cv_books_found(books, stmt, found, NULL, "donation %s in this programme", id);
    return cv_ok(status) ? read_rest(books, &view, donation) : status;
}

struct cv_status donation_list(struct cv_books *books, struct cv_uuid programme,
                               const struct donation_choice *choice, struct cv_listed *listed)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, SELECT "WHERE org_id = $1 AND programme_uid = $2 AND uid > $3 "
                          "AND recorded_us <= $5 AND pledged_on >= $6 AND pledged_on <= $7 "
                          "AND ($8 = '' OR donor = $8) ORDER BY uid LIMIT $4");
    struct cv_status status;
    struct donation *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_uuid(stmt, 3, listed->page.after);
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    cv_stmt_int64(stmt, 5, choice->view.known_us);
    cv_stmt_int64(stmt, 6, choice->view.from);
    cv_stmt_int64(stmt, 7, choice->view.through);
    cv_stmt_text(stmt, 8, choice->donor);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    status = cv_stmt_finish(stmt);
    row = listed->rows;
    for (size_t i = 0; cv_ok(status) && i < listed->count; i++)
        status = read_rest(books, &choice->view, &row[i]);
    return status;
}
