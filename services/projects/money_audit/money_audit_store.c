#include "money_audit/money_audit_store.h"

#include <stdio.h>

/* ---- accounts ---- */

/* What each entry adds to the account of a line or of a commitment: limit, posted, pending. States
 * are of service/approval.h: 2 waits, 3 is approved. */
#define ADDS(uid, limit, posted, pending)                                                          \
    "SELECT m.org_id AS org_id, " uid " AS uid, " limit " AS limit_minor, " posted                 \
    " AS posted_minor, " pending " AS pending_minor FROM "
#define POSTED "CASE WHEN m.state = 3 THEN m.posted_minor ELSE 0 END"
#define MORE   "CASE WHEN m.state = 2 AND m.amount_minor > 0 THEN m.amount_minor ELSE 0 END"
#define LESS   "CASE WHEN m.state = 2 AND m.amount_minor < 0 THEN -m.amount_minor ELSE 0 END"

/* What opens an account; what takes from it; what cancels that, all or some of it. */
#define OPENS(table)                                                                               \
    ADDS("m.uid", "m.amount_minor", "0", "0")                                                      \
    table " m WHERE m.reverses = '' AND m.state IN (2, 3) UNION ALL "
#define TAKES(table, uid)                                                                          \
    ADDS(uid, "0", POSTED, MORE)                                                                   \
    table " m UNION ALL "
#define CANCELS(table)                                                                             \
    ADDS("o.uid", POSTED, "0", LESS)                                                               \
    table " m JOIN " table " o ON o.org_id = m.org_id AND o.project_uid = m.project_uid "          \
          "AND o.id = m.reverses WHERE m.reverses <> '' UNION ALL "
#define CHANGES                                                                                    \
    ADDS("m.line_uid", POSTED, "0", LESS)                                                          \
    "budget_change m UNION ALL "
#define REWARDS                                                                                    \
    ADDS("m.line_uid", "0", "0", "m.reserved_minor")                                               \
    "challenge m WHERE m.reserved_minor > 0 UNION ALL "
#define KEPT                                                                                       \
    ADDS("m.uid", "-m.limit_minor", "-m.posted_minor", "-m.pending_minor")                         \
    "account m"
#define OF_LINES       OPENS("budget_line") CANCELS("budget_line") CHANGES REWARDS
#define OF_COMMITMENTS OPENS("commitment") CANCELS("commitment")
#define TAKINGS        TAKES("commitment", "m.line_uid") TAKES("disbursement", "m.commitment_uid")

static const char ACCOUNTS[] =
    "SELECT e.org_id, e.uid FROM (" OF_LINES OF_COMMITMENTS TAKINGS KEPT
    ") e GROUP BY e.org_id, e.uid HAVING SUM(e.limit_minor) <> 0 OR SUM(e.posted_minor) <> 0 "
    "OR SUM(e.pending_minor) <> 0 ORDER BY e.org_id, e.uid";

/* Whose account it is: $1 org, $2 uid. */
#define HOLDER(table, collection)                                                                  \
    "SELECT p.id, '" collection "', m.id FROM " table " m JOIN project p ON p.org_id = m.org_id "  \
    "AND p.uid = m.project_uid WHERE m.org_id = $1 AND m.uid = $2"
static const char HOLDERS[] =
    HOLDER("budget_line", "budgetLines") " UNION ALL " HOLDER("commitment", "commitments");

static struct cv_status tell_account(struct cv_tx *tx, struct cv_arena *arena, const char *org,
                                     struct cv_uuid uid)
{
    struct cv_stmt *stmt = cv_tx_prepare(tx, HOLDERS);

    cv_stmt_text(stmt, 1, org);
    cv_stmt_uuid(stmt, 2, uid);
    if (cv_stmt_step(stmt))
        (void)printf("%s projects/%s/%s/%s: the account is not what its entries make it\n", org,
                     cv_stmt_get_text(stmt, 0, arena), cv_stmt_get_text(stmt, 1, arena),
                     cv_stmt_get_text(stmt, 2, arena));
    else
        (void)printf("%s: an account of nothing that is there\n", org);
    return cv_stmt_finish(stmt);
}

static struct cv_status audit_accounts(struct cv_tx *tx, struct cv_arena *arena, int64_t *wrong)
{
    struct cv_stmt *stmt = cv_tx_prepare(tx, ACCOUNTS);
    struct cv_status status = CV_STATUS_OK;
    struct cv_status ended;

    while (cv_ok(status) && cv_stmt_step(stmt)) {
        const char *org = cv_stmt_get_text(stmt, 0, arena);

        status = tell_account(tx, arena, org, cv_stmt_get_uuid(stmt, 1));
        ++*wrong;
    }
    ended = cv_stmt_finish(stmt);
    return cv_ok(status) ? ended : status;
}

/* ---- sums of what was posted ---- */

/* An amount as it is kept: thousand millions, and the rest. */
#define HIGH "m.posted_minor / 1000000000"
#define LOW  "m.posted_minor % 1000000000"
#define POSTS(table, amounts)                                                                      \
    "SELECT m.org_id, m.project_uid, m.line_uid, m.year, " amounts                                 \
    ", m.effective_on, 0 FROM " table " m WHERE m.state = 3 UNION ALL "
#define KEPT_SUMS                                                                                  \
    "SELECT m.org_id, m.project_uid, m.line_uid, m.year, -m.committed_high, -m.committed_low, "    \
    "-m.disbursed_high, -m.disbursed_low, 0, m.latest_on FROM posted_sum m"

static const char SUMS[] =
    "WITH e (org_id, project_uid, line_uid, year, a, b, c, d, entered_on, kept_on) AS (" POSTS(
        "commitment", HIGH ", " LOW ", 0, 0") POSTS("disbursement", "0, 0, " HIGH ", " LOW)
        KEPT_SUMS
    ") SELECT e.org_id, COALESCE(MAX(p.id), '-'), 'budgetLines', "
    "COALESCE(MAX(l.id), '-'), 'what is kept of a year is not what was posted in it' FROM e "
    "LEFT JOIN project p ON p.org_id = e.org_id AND p.uid = e.project_uid "
    "LEFT JOIN budget_line l ON l.org_id = e.org_id AND l.project_uid = e.project_uid "
    "AND l.uid = e.line_uid GROUP BY e.org_id, e.project_uid, e.line_uid, e.year "
    "HAVING SUM(e.a) <> 0 OR SUM(e.b) <> 0 OR SUM(e.c) <> 0 OR SUM(e.d) <> 0 "
    "OR MAX(e.entered_on) <> MAX(e.kept_on) ORDER BY e.org_id, e.project_uid, e.line_uid, e.year";

/* ---- entries ---- */

/* What came back of a disbursement, or is about to. */
static const char RETURNED[] =
    "SELECT m.org_id, p.id, 'disbursements', m.id, 'what came back is not what its refunds say' "
    "FROM disbursement m JOIN project p ON p.org_id = m.org_id AND p.uid = m.project_uid "
    "WHERE m.reverses = '' AND m.returned_minor <> COALESCE((SELECT SUM(CASE WHEN r.state = 3 "
    "THEN -r.posted_minor WHEN r.state = 2 THEN -r.amount_minor ELSE 0 END) FROM disbursement r "
    "WHERE r.org_id = m.org_id AND r.project_uid = m.project_uid AND r.reverses = m.id), 0)";

/* The blanks between the makers, and around them, keep one name from being found in another. */
#define OWN(table, collection)                                                                     \
    "SELECT m.org_id, p.id, '" collection "', m.id, 'approved by who made it' FROM " table         \
    " m JOIN project p ON p.org_id = m.org_id AND p.uid = m.project_uid WHERE m.state = 3 "        \
    "AND REPLACE(' ' || m.makers || ' ', ' ' || m.judged_by || ' ', '') <> ' ' || m.makers || ' '"
#define LINES    OWN("budget_line", "budgetLines")
#define REVISED  OWN("budget_change", "budgetChanges")
#define PROMISES OWN("commitment", "commitments")
#define PAYMENTS OWN("disbursement", "disbursements")

static const char JUDGED[] =
    LINES " UNION ALL " REVISED " UNION ALL " PROMISES " UNION ALL " PAYMENTS;

static struct cv_status audit_entries(struct cv_tx *tx, struct cv_arena *arena, const char *sql,
                                      int64_t *wrong)
{
    struct cv_stmt *stmt = cv_tx_prepare(tx, sql);

    while (cv_stmt_step(stmt)) {
        (void)printf("%s projects/%s/%s/%s: %s\n", cv_stmt_get_text(stmt, 0, arena),
                     cv_stmt_get_text(stmt, 1, arena), cv_stmt_get_text(stmt, 2, arena),
                     cv_stmt_get_text(stmt, 3, arena), cv_stmt_get_text(stmt, 4, arena));
        ++*wrong;
    }
    return cv_stmt_finish(stmt);
}

struct cv_status money_audit_run(struct cv_tx *tx, struct cv_arena *arena, int64_t *rows,
                                 int64_t *wrong)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        tx, "SELECT (SELECT COUNT(*) FROM account) + (SELECT COUNT(*) FROM posted_sum) + "
            "(SELECT COUNT(*) FROM disbursement)");
    struct cv_status status;

    if (cv_stmt_step(stmt))
        *rows += cv_stmt_get_int64(stmt, 0);
    status = cv_stmt_finish(stmt);
    if (cv_ok(status))
        status = audit_accounts(tx, arena, wrong);
    if (cv_ok(status))
        status = audit_entries(tx, arena, SUMS, wrong);
    if (cv_ok(status))
        status = audit_entries(tx, arena, RETURNED, wrong);
    return cv_ok(status) ? audit_entries(tx, arena, JUDGED, wrong) : status;
}
