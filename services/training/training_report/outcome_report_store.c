#include "service/rows.h"
#include "training_report/outcome_report.h"

/* An answer counts with what its course was known to be. 6: no answer; 7: not asked, which counts
 * as nothing. $3, $4: the days. */
#define ANSWERS(all, kind, holder)                                                                 \
    "SELECT x.mark AS mark, " all " AS whole, " kind " AS kind, " holder " AS holder, "            \
    "CAST(SUM(CASE WHEN x.answer <> 6 THEN 1 ELSE 0 END) AS BIGINT), "                             \
    "CAST(SUM(CASE WHEN x.answer = 6 THEN 1 ELSE 0 END) AS BIGINT), "                              \
    "COUNT(DISTINCT e.person_uid), "                                                               \
    "CAST(SUM(CASE WHEN x.answer = 1 THEN 1 ELSE 0 END) AS BIGINT), "                              \
    "CAST(SUM(CASE WHEN x.answer = 2 THEN 1 ELSE 0 END) AS BIGINT), "                              \
    "CAST(SUM(CASE WHEN x.answer = 3 THEN 1 ELSE 0 END) AS BIGINT), "                              \
    "CAST(SUM(CASE WHEN x.answer = 4 THEN 1 ELSE 0 END) AS BIGINT), "                              \
    "CAST(SUM(CASE WHEN x.answer = 5 THEN 1 ELSE 0 END) AS BIGINT) "                               \
    "FROM employment_outcome x "                                                                   \
    "JOIN enrolment e ON e.org_id = x.org_id AND e.uid = x.enrolment_uid "                         \
    "JOIN cohort h ON h.org_id = e.org_id AND h.uid = e.cohort_uid "                               \
    "JOIN course_version v ON v.org_id = h.org_id AND v.uid = h.course_uid "                       \
    "AND v.recorded_us <= $2 AND v.replaced_us > $2 "                                              \
    "LEFT JOIN organisation_version o ON o.org_id = v.org_id AND o.uid = v.organisation_uid "      \
    "AND o.recorded_us <= $2 AND o.replaced_us > $2 "                                              \
    "WHERE x.org_id = $1 AND x.recorded_us <= $2 AND x.answer < 7 "                                \
    "AND x.effective_on >= $3 AND x.effective_on <= $4 "                                           \
    "AND NOT EXISTS (SELECT 1 FROM struck_record s WHERE s.org_id = x.org_id "                     \
    "AND s.uid = x.uid AND s.recorded_us <= $2) "

static void read_row(struct cv_stmt *stmt, struct outcome_row *row)
{
    *row = (struct outcome_row){
        .mark = cv_stmt_get_int64(stmt, 0),
        .all = cv_stmt_get_int64(stmt, 1),
        .kind = cv_stmt_get_int64(stmt, 2),
        .holder_kind = cv_stmt_get_int64(stmt, 3),
    };
    for (int i = 0; i < OUTCOME_COLUMNS; i++)
        row->counts[i] = cv_stmt_get_int64(stmt, 4 + i);
}

struct cv_status outcome_report_read(struct cv_books *books, const struct report_view *view,
                                     struct outcome_report *report)
{
    /* Persons are apart in each row, so that all of a mark is no sum of its groups. */
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx,
        ANSWERS("0", "v.kind",
                "COALESCE(o.kind, 0)") "GROUP BY x.mark, v.kind, o.kind "
                                       "UNION ALL " ANSWERS(
                                           "1", "0", "0") "GROUP BY x.mark "
                                                          "ORDER BY mark, whole, kind, holder");
    size_t room = 0;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, view->known_us);
    cv_stmt_int64(stmt, 3, view->from);
    cv_stmt_int64(stmt, 4, view->through);
    while (cv_stmt_step(stmt)) {
        report->rows =
            cv_rows_grow(books->arena, report->rows, report->count, &room, sizeof(*report->rows));
        if (report->rows == NULL)
            break;
        read_row(stmt, &report->rows[report->count++]);
    }
    return cv_stmt_finish(stmt);
}
