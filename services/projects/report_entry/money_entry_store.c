#include "report_entry/report_entry_store.h"

#include <string.h>

/* ---- one project ---- */

/* $1 org, $2 project; approved by $3 and dated by $4, and not both approved by $5 and dated by $6.
 * Of what waits, it was submitted by then and not judged. */
#define COLUMNS(minor, since)                                                                      \
    "SELECT m.uid, m." minor ", m.year, l.site, m.id, m.effective_on, m." since                    \
    ", m.recorded_by, m.reference, "
#define LINE " m JOIN budget_line l ON l.org_id = m.org_id AND l.project_uid = m.project_uid AND "
#define OF   "WHERE m.org_id = $1 AND m.project_uid = $2 "
#define SHOWN                                                                                      \
    OF "AND m.posted_us <= $3 AND m.effective_on <= $4 "                                           \
       "AND (m.posted_us > $5 OR m.effective_on > $6) ORDER BY m.uid"
#define WAITS(known, through)                                                                      \
    "m.held_us > 0 AND m.held_us <= " known " AND m.resolved_us > " known                          \
    " AND m.effective_on <= " through
#define WAITING OF "AND " WAITS("$3", "$4") " AND NOT (" WAITS("$5", "$6") ") ORDER BY m.uid"

/* `from`: the collection and the rows, with the line that each is of. */
#define POSTED(from, line)  COLUMNS("posted_minor", "posted_us") from LINE line SHOWN
#define PENDING(from, line) COLUMNS("amount_minor", "held_us") from LINE line WAITING

/* What the lines had at first, and what was changed in them. */
#define BUDGET_ROW                                                                                 \
    "org_id, project_uid, uid, id, year, effective_on, recorded_by, reference, held_us, "          \
    "resolved_us, posted_us, posted_minor, amount_minor, "
#define BUDGET_ROWS                                                                                \
    "(SELECT " BUDGET_ROW "uid AS line_uid, 'budgetLines' AS collection FROM budget_line "         \
    "UNION ALL SELECT " BUDGET_ROW "line_uid, 'budgetChanges' FROM budget_change)"

#define BUDGET   "m.collection FROM " BUDGET_ROWS
#define LINES    "'budgetLines' FROM budget_line"
#define PROMISES "'commitments' FROM commitment"
#define PAYMENTS "'disbursements' FROM disbursement"
#define OF_LINE  "l.uid = m.line_uid "

static const char *const WALK[RECORDED_MEASURES] = {
    [MEASURE_BUDGET] = POSTED(BUDGET, OF_LINE),
    [MEASURE_COMMITTED] = POSTED(PROMISES, OF_LINE),
    [MEASURE_DISBURSED] = POSTED(PAYMENTS, OF_LINE),
    [MEASURE_PENDING_BUDGET] = PENDING(BUDGET, OF_LINE),
    [MEASURE_PENDING_COMMITTED] = PENDING(PROMISES, OF_LINE),
    [MEASURE_PENDING_DISBURSED] = PENDING(PAYMENTS, OF_LINE),
    [MEASURE_ORIGINAL_BUDGET] = POSTED(LINES, "l.uid = m.uid "),
};

void money_walk_begin(struct money_walk *walk, const struct view *view, const struct view *unless,
                      enum measure measure, struct cv_uuid project)
{
    struct cv_stmt *stmt = cv_tx_prepare(view->books->tx, WALK[measure]);

    *walk = (struct money_walk){.books = view->books, .stmt = stmt};
    cv_stmt_text(stmt, 1, view->books->org);
    cv_stmt_uuid(stmt, 2, project);
    cv_stmt_int64(stmt, 3, view->known_us);
    cv_stmt_int64(stmt, 4, view->through);
    cv_stmt_int64(stmt, 5, unless == NULL ? -1 : unless->known_us);
    cv_stmt_int64(stmt, 6, unless == NULL ? -1 : unless->through);
}

bool money_walk_next(struct money_walk *walk)
{
    if (!cv_stmt_step(walk->stmt))
        return false;
    walk->uid = cv_stmt_get_uuid(walk->stmt, 0);
    walk->minor = cv_stmt_get_int64(walk->stmt, 1);
    walk->year = (int32_t)cv_stmt_get_int64(walk->stmt, 2);
    walk->site = cv_stmt_get_text(walk->stmt, 3, walk->books->arena);
    walk->effective_on = cv_books_get_date(walk->stmt, 5);
    return true;
}

void money_walk_entry(const struct money_walk *walk, struct report_entry *entry)
{
    struct cv_arena *arena = walk->books->arena;

    *entry = (struct report_entry){
        .uid = walk->uid,
        .id = cv_stmt_get_text(walk->stmt, 4, arena),
        .amount = walk->minor,
        .effective_on = walk->effective_on,
        .recorded_us = cv_stmt_get_int64(walk->stmt, 6),
        .recorded_by = cv_stmt_get_text(walk->stmt, 7, arena),
        .reference = cv_stmt_get_text(walk->stmt, 8, arena),
        .collection = cv_stmt_get_text(walk->stmt, 9, arena),
    };
}

struct cv_status money_walk_end(struct money_walk *walk)
{
    return cv_stmt_finish(walk->stmt);
}

/* ---- a page ---- */

static const char *const OWNER[RECORDED_MEASURES] = {
#define OWNER_OF(table)                                                                            \
    "SELECT m.project_uid FROM project p JOIN " table " m ON m.org_id = p.org_id "                 \
    "AND m.project_uid = p.uid AND m.uid = $3 WHERE p.org_id = $1 AND p.programme_uid = $2"
    [MEASURE_BUDGET] = OWNER_OF(BUDGET_ROWS),
    [MEASURE_COMMITTED] = OWNER_OF("commitment"),
    [MEASURE_DISBURSED] = OWNER_OF("disbursement"),
    [MEASURE_PENDING_BUDGET] = OWNER_OF(BUDGET_ROWS),
    [MEASURE_PENDING_COMMITTED] = OWNER_OF("commitment"),
    [MEASURE_PENDING_DISBURSED] = OWNER_OF("disbursement"),
    [MEASURE_ORIGINAL_BUDGET] = OWNER_OF("budget_line"),
};

/* The project in which the page before ended; all zero: there was none. */
static struct cv_status find_owner(struct view *view, enum measure measure, struct cv_uuid record,
                                   struct cv_uuid *project)
{
    struct cv_stmt *stmt = cv_tx_prepare(view->books->tx, OWNER[measure]);

    *project = (struct cv_uuid){0};
    cv_stmt_text(stmt, 1, view->books->org);
    cv_stmt_uuid(stmt, 2, view->programme);
    cv_stmt_uuid(stmt, 3, record);
    if (cv_stmt_step(stmt))
        *project = cv_stmt_get_uuid(stmt, 0);
    return cv_stmt_finish(stmt);
}

/* False: the page is full; or the arena is, which it remembers. */
static bool add_entry(struct cv_listed *listed, const struct money_walk *walk, const char *project,
                      int64_t counted)
{
    struct report_entry *entries = listed->rows;

    listed->more = listed->count == (size_t)listed->page.size;
    if (listed->more)
        return false;
    if (entries == NULL)
        entries = cv_arena_array(walk->books->arena, (size_t)listed->page.size, sizeof(*entries));
    if (entries == NULL)
        return false;
    listed->rows = entries;
    listed->row_size = sizeof(*entries);
    money_walk_entry(walk, &entries[listed->count]);
    entries[listed->count].project = project;
    entries[listed->count++].counted = counted;
    return true;
}

bool money_walk_part(const struct money_walk *walk, const struct stake *stake, __int128 *sum,
                     int64_t *part)
{
    enum stake_role role = stake_role(stake->figure, walk->site, walk->year);
    int64_t before = (int64_t)*sum;

    *part = walk->minor;
    if (role != STAKE_DIVIDED)
        return role == STAKE_WHOLE;
    *sum += walk->minor;
    *part = stake_part(stake, (int64_t)*sum) - stake_part(stake, before);
    return stake->count > 0;
}

static struct cv_status list_project(struct view *view, const struct stake *stake,
                                     const struct project *project, struct cv_listed *listed)
{
    struct money_walk walk;
    __int128 sum = 0;
    bool fits = true;
    bool going = true;
    struct cv_status status;

    money_walk_begin(&walk, view, NULL, stake->figure->measure, project->uid);
    while (going && fits && money_walk_next(&walk)) {
        int64_t part;
        bool counts = money_walk_part(&walk, stake, &sum, &part);

        fits = sum == (int64_t)sum;
        if (fits && counts && memcmp(&walk.uid, &listed->page.after, sizeof(walk.uid)) > 0)
            going = add_entry(listed, &walk, project->id, part);
    }
    status = money_walk_end(&walk);
    if (cv_ok(status) && !fits)
        status =
            cv_status_f(view->books->arena, CV_OUT_OF_RANGE, "SUM_TOO_LARGE",
                        "the money of %s adds up to more than 9223372036854775807", project->id);
    return status;
}

struct cv_status money_entry_list(struct view *view, const struct money_figure *figure,
                                  struct cv_listed *listed)
{
    const struct cv_uuid first = listed->page.after;
    struct project *projects;
    struct cv_uuid owner;
    size_t count;
    bool known = figure->key[0] == '\0' || figure->by == MONEY_BY_YEAR;
    struct cv_status status = view_projects(view, &projects, &count);

    if (cv_ok(status))
        status = find_owner(view, figure->measure, first, &owner);
    for (size_t i = 0; cv_ok(status) && i < count; i++) {
        int order = memcmp(&projects[i].uid, &owner, sizeof(owner));
        struct stake stake;

        stake_make(figure, &projects[i], &stake);
        known = known || stake.partial;
        /* After the project the page before ended in, every record is new. */
        listed->page.after = order == 0 ? first : (struct cv_uuid){0};
        if (order >= 0 && !listed->more && (stake.partial || figure->by == MONEY_BY_SITE))
            status = list_project(view, &stake, &projects[i], listed);
    }
    listed->page.after = first;
    if (cv_ok(status) && !known)
        status = cv_books_not_found(view->books, "money.key", "%s in the report", figure->key);
    return status;
}
