#include "sales_audit/sales_audit_store.h"

#include "service/recount_store.h"

/* What an entry e adds to each measure; kinds: 1 payment, 2 refund, 3 cancellation, 4 reversal of
 * the sale. Each is followed by which entries, and a bracket. */
#define PAID      "(SELECT COALESCE(SUM(CASE e.kind WHEN 1 THEN e.amount_minor ELSE 0 END), 0)"
#define REFUNDED  "(SELECT COALESCE(SUM(CASE e.kind WHEN 2 THEN e.amount_minor ELSE 0 END), 0)"
#define CANCELLED "(SELECT COALESCE(SUM(CASE e.kind WHEN 3 THEN e.amount_minor ELSE 0 END), 0)"
#define REVERSED  "(SELECT COALESCE(SUM(CASE e.kind WHEN 4 THEN e.amount_minor ELSE 0 END), 0)"

#define OF_SALE " FROM sale_entry e WHERE e.org_id = s.org_id AND e.sale_uid = s.uid"
#define BY_DAY  OF_SALE " AND e.effective_on <= d.effective_on)"
#define IN_MONTH                                                                                   \
    " FROM sale_entry e WHERE e.org_id = t.org_id "                                                \
    "AND e.effective_on / 100 = t.month AND e.recorded_us <= t.recorded_us)"

/* The postings of a month t that are not of matches; a measure and a bracket follow. */
#define POSTED                                                                                     \
    "(SELECT COALESCE(SUM(p.amount_minor), 0) FROM sale_posting p WHERE p.org_id = t.org_id "      \
    "AND p.effective_on >= t.month * 100 AND p.effective_on <= t.month * 100 + 31 "                \
    "AND p.recorded_us <= t.recorded_us AND p.match_uid IS NULL AND p.measure = "
#define SIGNED                                                                                     \
    "(SELECT COALESCE(SUM(s.amount_minor), 0) FROM sale s WHERE s.org_id = t.org_id "              \
    "AND s.signed_on / 100 = t.month AND s.recorded_us <= t.recorded_us)"

/* What a sale adds to a day: itself, and for matches. */
#define BOTH                                                                                       \
    "SUM(CASE WHEN p.match_uid IS NULL THEN p.amount_minor ELSE 0 END) AS own, "                   \
    "SUM(CASE WHEN p.match_uid IS NULL THEN 0 ELSE p.amount_minor END) AS matched "

static const struct cv_recount SUMS[] = {
    CV_RECOUNT("sales: paid, refunded, cancelled, reversed", "sale s",
               "s.paid_minor <> " PAID OF_SALE ") OR s.refunded_minor <> " REFUNDED OF_SALE
               ") OR s.cancelled_minor <> " CANCELLED OF_SALE
               ") OR (s.reversed_by IS NOT NULL) <> EXISTS (SELECT 1" OF_SALE " AND e.kind = 4) "
               "OR COALESCE(s.reference_held, '') <> "
               "CASE WHEN s.reversed_by IS NULL THEN s.external_reference ELSE '' END"),
    CV_RECOUNT("days: no more paid than agreed, no more refunded than paid",
               "sale s JOIN sale_entry d ON d.org_id = s.org_id AND d.sale_uid = s.uid",
               PAID BY_DAY " > s.amount_minor - " CANCELLED BY_DAY " + " REVERSED BY_DAY
                           " OR " REFUNDED BY_DAY " > " PAID BY_DAY
                           " OR d.effective_on < s.signed_on"),
    CV_RECOUNT("counter-entries: the same amount the other way",
               "sale_entry r LEFT JOIN sale_entry o ON o.org_id = r.org_id "
               "AND o.sale_uid = r.sale_uid AND o.uid = r.reverses WHERE r.reverses IS NOT NULL",
               "o.uid IS NULL OR o.amount_minor <> -r.amount_minor OR o.kind <> r.kind "
               "OR r.effective_on < o.effective_on"),
    CV_RECOUNT("postings: each sale once", "sale s",
               "1 <> (SELECT COUNT(*) FROM sale_posting p WHERE p.org_id = s.org_id "
               "AND p.sale_uid = s.uid AND p.entry_uid IS NULL AND p.match_uid IS NULL) "
               "OR NOT EXISTS (SELECT 1 FROM sale_posting p WHERE p.org_id = s.org_id "
               "AND p.sale_uid = s.uid AND p.entry_uid IS NULL AND p.match_uid IS NULL "
               "AND p.measure = 1 AND p.amount_minor = s.amount_minor "
               "AND p.effective_on = s.signed_on AND p.recorded_us = s.recorded_us)"),
    CV_RECOUNT(
        "postings: each entry once",
        "sale_entry e LEFT JOIN sale_posting p ON p.org_id = e.org_id "
        "AND p.sale_uid = e.sale_uid AND p.entry_uid = e.uid",
        "p.uid IS NULL OR p.measure <> CASE e.kind WHEN 1 THEN 2 WHEN 2 THEN 3 ELSE 1 END "
        "OR p.amount_minor <> CASE e.kind WHEN 3 THEN -e.amount_minor ELSE e.amount_minor END "
        "OR p.effective_on <> e.effective_on OR p.recorded_us <> e.recorded_us"),
    CV_RECOUNT("postings: none of what is not recorded",
               "sale_posting p LEFT JOIN sale s ON s.org_id = p.org_id AND s.uid = p.sale_uid "
               "LEFT JOIN sale_entry e ON e.org_id = p.org_id AND e.sale_uid = p.sale_uid "
               "AND e.uid = p.entry_uid",
               "s.uid IS NULL OR (p.entry_uid IS NOT NULL AND e.uid IS NULL)"),
    CV_RECOUNT("matches: a duplicate counts nowhere, all else once",
               "(SELECT p.org_id, p.sale_uid, p.measure, p.effective_on, " BOTH
               "FROM sale_posting p GROUP BY p.org_id, p.sale_uid, p.measure, p.effective_on) g "
               "JOIN sale s ON s.org_id = g.org_id AND s.uid = g.sale_uid",
               "g.matched <> CASE WHEN s.duplicate_of IS NULL THEN 0 ELSE -g.own END"),
    CV_RECOUNT(
        "matches: a duplicate has one that is confirmed", "sale s WHERE s.duplicate_of IS NOT NULL",
        "1 <> (SELECT COUNT(*) FROM sale_match m WHERE m.org_id = s.org_id "
        "AND m.sale = s.duplicate_of AND m.duplicate = s.id AND m.state = 2) "
        "OR EXISTS (SELECT 1 FROM sale o WHERE o.org_id = s.org_id AND o.duplicate_of = s.id)"),
    CV_RECOUNT("matches: what is confirmed has a duplicate",
               "sale_match m LEFT JOIN sale s ON s.org_id = m.org_id AND s.id = m.duplicate "
               "WHERE m.state = 2",
               "s.uid IS NULL OR s.duplicate_of IS NULL OR s.duplicate_of <> m.sale"),
    CV_RECOUNT("matches: their states are what was said last", "sale_match m",
               "m.version <> (SELECT COUNT(*) FROM sale_match_step x WHERE x.org_id = m.org_id "
               "AND x.match_uid = m.uid) OR NOT EXISTS (SELECT 1 FROM sale_match_step x "
               "WHERE x.org_id = m.org_id AND x.match_uid = m.uid AND x.version = m.version "
               "AND x.state = m.state)"),
    CV_RECOUNT("months: what was recorded by each statement", "sale_statement t",
               POSTED "1) <> " SIGNED " - " CANCELLED IN_MONTH " + " REVERSED IN_MONTH " OR " POSTED
                      "2) <> " PAID IN_MONTH " OR " POSTED "3) <> " REFUNDED IN_MONTH
                      " OR t.version <> 1 + (SELECT COUNT(*) FROM sale_statement b "
                      "WHERE b.org_id = t.org_id AND b.month = t.month "
                      "AND b.recorded_us < t.recorded_us)"),
    CV_RECOUNT("months: at each statement a sale counted whole or not at all",
               "(SELECT p.org_id, t.month, t.version, p.sale_uid, p.measure, p.effective_on, " BOTH
               "FROM sale_statement t JOIN sale_posting p ON p.org_id = t.org_id "
               "AND p.effective_on >= t.month * 100 AND p.effective_on <= t.month * 100 + 31 "
               "AND p.recorded_us <= t.recorded_us GROUP BY p.org_id, t.month, t.version, "
               "p.sale_uid, p.measure, p.effective_on) g",
               "g.matched <> 0 AND g.matched <> -g.own"),
    {NULL, NULL},
};

struct cv_status sales_audit_run(struct cv_tx *tx, struct sales_audit *audit)
{
    return cv_recounts_run(tx, SUMS, &audit->rows, &audit->wrong);
}
