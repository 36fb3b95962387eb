#include "base/assert.h"
#include "posted_sum/posted_sum_store.h"
#include "report/report_store.h"
#include "service/rows.h"

#include <string.h>

/* Rows are added up here and not by the database, which has 64 bits and takes four times as long
 * for a hundred thousand of them.
 *
 * Of commitments and disbursements only what waits is read, if the rest is kept as sums that are of
 * this view (posted_sum/posted_sum_store.h): that of the whole organisation, which is little.
 *
 * They come by project and uid, as the keys are; CROSS says in which order they are looked up. */
#define ROWS(columns, table, condition)                                                            \
    "SELECT " columns " FROM project p CROSS JOIN " table                                          \
    " m WHERE p.org_id = $1 AND p.programme_uid = $2 AND m.org_id = $1 AND m.project_uid = p.uid " \
    "AND $3 = $3 AND $4 = $4 " condition "ORDER BY p.uid, m.uid"
#define VIEWED "AND m.held_us BETWEEN 1 AND $3 AND m.effective_on <= $4 "
#define MONEY_ROWS(line, table)                                                                    \
    ROWS("m." line ", m.year, m.posted_us, m.posted_minor, m.resolved_us, m.amount_minor", table,  \
         VIEWED)
#define WAITING_ROWS(table)                                                                        \
    "SELECT m.line_uid, m.year, m.amount_minor FROM " table " m WHERE m.org_id = $1 "              \
    "AND m.state = 2 AND $2 = $2 " VIEWED
#define LINE_ROWS ROWS("p.uid, m.uid, m.site, m.posted_us", "budget_line", "")

static const struct {
    const char *sql;
    const char *waiting; /* of these rows, those that wait; NULL: what is posted is not kept */
    enum posted_kind kept;
    enum measure posted;
    enum measure pending;
    int reserves; /* what waits keeps its amount times this from others, if that is above 0 */
    bool own;     /* each row is a line itself: what it had at first */
} MONEY[] = {
    {.sql = MONEY_ROWS("uid", "budget_line"),
     .posted = MEASURE_BUDGET,
     .pending = MEASURE_PENDING_BUDGET,
     .reserves = -1,
     .own = true},
    {.sql = MONEY_ROWS("line_uid", "budget_change"),
     .posted = MEASURE_BUDGET,
     .pending = MEASURE_PENDING_BUDGET,
     .reserves = -1},
    {.sql = MONEY_ROWS("line_uid", "commitment"),
     .waiting = WAITING_ROWS("commitment"),
     .kept = POSTED_COMMITTED,
     .posted = MEASURE_COMMITTED,
     .pending = MEASURE_PENDING_COMMITTED,
     .reserves = 1},
    {.sql = MONEY_ROWS("line_uid", "disbursement"),
     .waiting = WAITING_ROWS("disbursement"),
     .kept = POSTED_DISBURSED,
     .posted = MEASURE_DISBURSED,
     .pending = MEASURE_PENDING_DISBURSED},
};

/* A sum of one kind, of a site and year of a project. */
struct cell {
    int32_t year;
    __int128 posted;
    __int128 pending;
    __int128 reserved;
    struct cell *next; /* of the same site */
};

struct line {
    struct cv_uuid uid;
    size_t project;
    const char *site;
    bool posted;        /* by then */
    size_t of;          /* the first line of its project with its site */
    struct cell *cells; /* of its site, if it is that line */
};

struct adding {
    struct view *view;
    const struct project *projects;
    size_t project_count;
    size_t at; /* the project of the row at hand */
    struct line *lines;
    size_t line_count;
    size_t line_room;
    struct line **places; /* of lines by uid; NULL: none */
    size_t place_mask;
    struct posted_sum *kept; /* if what is kept is of this view */
    size_t kept_count;
    size_t kept_room;
    bool current;
    struct money_sum *sums;
    size_t sum_count;
    size_t sum_room;
};

static const struct cv_status FULL = {.code = CV_RESOURCE_EXHAUSTED, .message = "out of memory"};
static const struct cv_status LOST = {
    .code = CV_DATA_LOSS,
    .reason = "PROJECT_MISSING",
    .message = "there is money of a project that was not known then",
};

static struct cv_stmt *begin(struct adding *adding, const char *sql)
{
    struct cv_stmt *stmt = cv_tx_prepare(adding->view->books->tx, sql);

    cv_stmt_text(stmt, 1, adding->view->books->org);
    cv_stmt_uuid(stmt, 2, adding->view->programme);
    cv_stmt_int64(stmt, 3, adding->view->known_us);
    cv_stmt_int64(stmt, 4, adding->view->through);
    adding->at = 0;
    return stmt;
}

/* The row's project. False: it is none of those known. */
static bool find_project(struct adding *adding, struct cv_uuid uid)
{
    const struct project *projects = adding->projects;

    while (adding->at < adding->project_count &&
           memcmp(&projects[adding->at].uid, &uid, sizeof(uid)) < 0)
        adding->at++;
    return adding->at < adding->project_count &&
           memcmp(&projects[adding->at].uid, &uid, sizeof(uid)) == 0;
}

/* ---- lines ---- */

static size_t first_of_site(const struct adding *adding, const char *site)
{
    size_t at = adding->line_count;

    for (size_t i = at; i > 0 && adding->lines[i - 1].project == adding->at; i--) {
        if (strcmp(adding->lines[i - 1].site, site) == 0)
            return adding->lines[i - 1].of;
    }
    return at;
}

static struct cv_status add_line(struct adding *adding, struct cv_stmt *stmt)
{
    struct cv_arena *arena = adding->view->books->arena;
    struct line *grown =
        cv_rows_grow(arena, adding->lines, adding->line_count, &adding->line_room, sizeof(*grown));
    const char *site = cv_stmt_get_text(stmt, 2, arena);

    if (grown == NULL)
        return FULL;
    adding->lines = grown;
    grown[adding->line_count] = (struct line){
        .uid = cv_stmt_get_uuid(stmt, 1),
        .project = adding->at,
        .site = site,
        .posted = cv_stmt_get_int64(stmt, 3) <= adding->view->known_us,
        .of = first_of_site(adding, site),
    };
    adding->line_count++;
    return CV_STATUS_OK;
}

/* Where the line is, or would be. */
static struct line **find_place(const struct adding *adding, struct cv_uuid uid)
{
    uint64_t chance;
    size_t at;

    memcpy(&chance, &uid.bytes[8], sizeof(chance)); /* of a UUIDv7 that half is random */
    for (at = (size_t)(chance >> 8) & adding->place_mask; adding->places[at] != NULL;
         at = (at + 1) & adding->place_mask) {
        if (memcmp(&adding->places[at]->uid, &uid, sizeof(uid)) == 0)
            break;
    }
    return &adding->places[at];
}

static struct cv_status place_lines(struct adding *adding)
{
    size_t room = 2;

    while (room < adding->line_count * 2)
        room *= 2;
    adding->places = cv_arena_array(adding->view->books->arena, room, sizeof(*adding->places));
    if (adding->places == NULL)
        return FULL;
    adding->place_mask = room - 1;
    for (size_t i = 0; i < adding->line_count; i++)
        *find_place(adding, adding->lines[i].uid) = &adding->lines[i];
    return CV_STATUS_OK;
}

/* Lines of projects that were not known then are left out. */
static struct cv_status read_lines(struct adding *adding)
{
    struct cv_stmt *stmt = begin(adding, LINE_ROWS);
    struct cv_status status = CV_STATUS_OK;
    struct cv_status finished;

    while (cv_ok(status) && cv_stmt_step(stmt)) {
        if (find_project(adding, cv_stmt_get_uuid(stmt, 0)))
            status = add_line(adding, stmt);
    }
    finished = cv_stmt_finish(stmt);
    if (cv_ok(status))
        status = finished;
    return cv_ok(status) ? place_lines(adding) : status;
}

/* ---- sums ---- */

/* NULL: the arena is full. */
static struct cell *find_cell(struct adding *adding, const struct line *line, int32_t year)
{
    struct line *first = &adding->lines[line->of];
    struct cell *cell;

    CV_ASSERT(adding->lines != NULL);
    cell = first->cells;
    while (cell != NULL && cell->year != year)
        cell = cell->next;
    if (cell != NULL)
        return cell;
    cell = cv_arena_zalloc(adding->view->books->arena, sizeof(*cell));
    if (cell == NULL)
        return NULL;
    cell->year = year;
    cell->next = first->cells;
    first->cells = cell;
    return cell;
}

/* What waits for a line that waits itself keeps nothing of what was approved. */
static void add_pending(struct cell *cell, const struct line *line, size_t kind, __int128 amount)
{
    cell->pending += amount;
    amount *= MONEY[kind].reserves;
    if (amount > 0 && (MONEY[kind].own || line->posted))
        cell->reserved += amount;
}

/* What was approved by the instant, and what was submitted by then and not judged. */
static struct cv_status add_row(struct adding *adding, struct cv_stmt *stmt, size_t kind)
{
    int64_t known_us = adding->view->known_us;
    bool posted = cv_stmt_get_int64(stmt, 2) <= known_us;
    const struct line *line;
    struct cell *cell;

    if (!posted && (!adding->view->pending || cv_stmt_get_int64(stmt, 4) <= known_us))
        return CV_STATUS_OK;
    line = *find_place(adding, cv_stmt_get_uuid(stmt, 0));
    if (line == NULL)
        return LOST;
    cell = find_cell(adding, line, (int32_t)cv_stmt_get_int64(stmt, 1));
    if (cell == NULL)
        return FULL;
    if (posted) {
        cell->posted += cv_stmt_get_int64(stmt, 3);
        return CV_STATUS_OK;
    }
    add_pending(cell, line, kind, cv_stmt_get_int64(stmt, 5));
    return CV_STATUS_OK;
}

static struct cv_status put(struct adding *adding, const struct line *line, int32_t year,
                            enum measure measure, __int128 minor)
{
    struct money_sum *grown = cv_rows_grow(adding->view->books->arena, adding->sums,
                                           adding->sum_count, &adding->sum_room, sizeof(*grown));

    if (grown == NULL)
        return FULL;
    adding->sums = grown;
    grown[adding->sum_count++] = (struct money_sum){
        .project = line->project,
        .site = line->site,
        .year = year,
        .measure = measure,
        .minor = minor,
    };
    return CV_STATUS_OK;
}

/* What was approved is a row of the report even if all of it was cancelled. */
static struct cv_status put_cells(struct adding *adding, size_t kind, struct line *line)
{
    struct cv_status status = CV_STATUS_OK;

    for (const struct cell *cell = line->cells; cv_ok(status) && cell != NULL; cell = cell->next) {
        status = put(adding, line, cell->year, MONEY[kind].posted, cell->posted);
        if (cv_ok(status) && MONEY[kind].own)
            status = put(adding, line, cell->year, MEASURE_ORIGINAL_BUDGET, cell->posted);
        if (cv_ok(status) && cell->pending != 0)
            status = put(adding, line, cell->year, MONEY[kind].pending, cell->pending);
        if (cv_ok(status) && cell->reserved != 0)
            status = put(adding, line, cell->year, MEASURE_RESERVED, cell->reserved);
    }
    line->cells = NULL;
    return status;
}

static struct cv_status add_rows(struct adding *adding, size_t kind)
{
    struct cv_stmt *stmt = begin(adding, MONEY[kind].sql);
    struct cv_status status = CV_STATUS_OK;
    struct cv_status finished;

    while (cv_ok(status) && cv_stmt_step(stmt))
        status = add_row(adding, stmt, kind);
    finished = cv_stmt_finish(stmt);
    return cv_ok(status) ? finished : status;
}

/* ---- what is kept ---- */

static struct cv_status read_kept(struct adding *adding)
{
    struct view *view = adding->view;
    struct cv_status status = posted_sums_current(view->books, view->programme, view->known_us,
                                                  view->through, &adding->current);
    struct posted_sum sum;
    struct cv_stmt *stmt;

    if (!cv_ok(status) || !adding->current)
        return status;
    stmt = posted_sums(view->books, view->programme);
    while (posted_sum_next(stmt, &sum)) {
        struct posted_sum *grown = cv_rows_grow(
            view->books->arena, adding->kept, adding->kept_count, &adding->kept_room, sizeof(sum));

        if (grown == NULL)
            break;
        adding->kept = grown;
        grown[adding->kept_count++] = sum;
    }
    return cv_stmt_finish(stmt);
}

static struct cv_status add_waiting(struct adding *adding, size_t kind)
{
    struct cv_stmt *stmt = begin(adding, MONEY[kind].waiting);
    struct cv_status status = CV_STATUS_OK;
    struct cv_status finished;

    while (cv_ok(status) && cv_stmt_step(stmt)) {
        const struct line *line = *find_place(adding, cv_stmt_get_uuid(stmt, 0));
        struct cell *cell;

        if (line == NULL) /* of another programme */
            continue;
        cell = find_cell(adding, line, (int32_t)cv_stmt_get_int64(stmt, 1));
        if (cell == NULL)
            status = FULL;
        else
            add_pending(cell, line, kind, cv_stmt_get_int64(stmt, 2));
    }
    finished = cv_stmt_finish(stmt);
    return cv_ok(status) ? finished : status;
}

static struct cv_status add_kept(struct adding *adding, size_t kind)
{
    for (size_t i = 0; i < adding->kept_count; i++) {
        const struct posted_sum *sum = &adding->kept[i];
        const struct line *line = *find_place(adding, sum->line);
        struct cell *cell = line == NULL ? NULL : find_cell(adding, line, sum->year);

        if (cell == NULL)
            return line == NULL ? LOST : FULL;
        cell->posted += sum->minor[MONEY[kind].kept];
    }
    return adding->view->pending ? add_waiting(adding, kind) : CV_STATUS_OK;
}

/* ---- the whole ---- */

static struct cv_status add_kind(struct adding *adding, size_t kind)
{
    struct cv_status status = adding->current && MONEY[kind].waiting != NULL
                                  ? add_kept(adding, kind)
                                  : add_rows(adding, kind);

    for (size_t i = 0; cv_ok(status) && i < adding->line_count; i++)
        status = put_cells(adding, kind, &adding->lines[i]);
    return status;
}

struct cv_status view_money(struct view *view, const struct project *projects, size_t project_count,
                            struct money_sum **sums, size_t *count)
{
    struct adding adding = {.view = view, .projects = projects, .project_count = project_count};
    struct cv_status status = read_lines(&adding);

    if (cv_ok(status))
        status = read_kept(&adding);
    for (size_t kind = 0; cv_ok(status) && kind < sizeof(MONEY) / sizeof(MONEY[0]); kind++)
        status = add_kind(&adding, kind);
    *sums = adding.sums;
    *count = adding.sum_count;
    return status;
}
