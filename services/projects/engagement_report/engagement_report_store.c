#include "engagement_report/engagement_report_store.h"

#include "activity/activity_store.h"
#include "report/view_rows.h"

#define GIGA INT64_C(1000000000)

/* The version of `a` that was known then, dated by then. */
#define KNOWN(a) a ".recorded_us <= $3 AND " a ".replaced_us > $3 AND " a ".last_on <= $4 "

struct cv_status view_activities(struct view *view, struct activity_sum **rows, size_t *count)
{
    struct cv_stmt *stmt = view_prepare(
        view,
        "SELECT a.kind, a.state, a.last_on / 10000 AS year, COUNT(*), "
        "CAST(SUM(a.persons) AS BIGINT), CAST(SUM(a.person_times) AS BIGINT), "
        "SUM(CASE WHEN a.persons = 0 AND a.person_times > 0 THEN 1 ELSE 0 END) "
        "FROM activity a WHERE a.org_id = $1 AND a.programme_uid = $2 AND " KNOWN(
            "a") "AND a.state <> $5 GROUP BY a.kind, a.state, year ORDER BY a.kind, a.state, year");

    cv_stmt_int64(stmt, 5, ACTIVITY_VOID);
    VIEW_EACH_ROW(struct activity_sum, row)
    {
        *row = (struct activity_sum){
            .kind = cv_stmt_get_int64(stmt, 0),
            .state = cv_stmt_get_int64(stmt, 1),
            .year = (int32_t)cv_stmt_get_int64(stmt, 2),
            .records = cv_stmt_get_int64(stmt, 3),
            .persons = cv_stmt_get_int64(stmt, 4),
            .person_times = cv_stmt_get_int64(stmt, 5),
            .persons_unknown = cv_stmt_get_int64(stmt, 6),
        };
    }
    *rows = all;
    return cv_stmt_finish(stmt);
}

struct cv_status view_activity_projects(struct view *view, struct activity_project **rows,
                                        size_t *count)
{
    struct cv_stmt *stmt =
        view_prepare(view, "SELECT a.project, COUNT(*) FROM activity a "
                           "WHERE a.org_id = $1 AND a.programme_uid = $2 AND " KNOWN(
                               "a") "AND a.state = $5 GROUP BY a.project ORDER BY a.project");

    cv_stmt_int64(stmt, 5, ACTIVITY_HELD);
    VIEW_EACH_ROW(struct activity_project, row)
    {
        *row = (struct activity_project){
            .project = cv_stmt_get_text(stmt, 0, view->books->arena),
            .records = cv_stmt_get_int64(stmt, 1),
        };
    }
    *rows = all;
    return cv_stmt_finish(stmt);
}

struct cv_status view_people(struct view *view, struct people_sum **rows, size_t *count)
{
    struct cv_stmt *stmt = view_prepare(
        view, "SELECT c.age_band, c.sex, CAST(SUM(c.persons) AS BIGINT) FROM activity a "
              "JOIN activity_cell c ON c.org_id = a.org_id AND c.activity_uid = a.uid "
              "AND c.version = a.version "
              "WHERE a.org_id = $1 AND a.programme_uid = $2 AND " KNOWN(
                  "a") "AND a.state = $5 GROUP BY c.age_band, c.sex ORDER BY c.age_band, c.sex");

    cv_stmt_int64(stmt, 5, ACTIVITY_HELD);
    VIEW_EACH_ROW(struct people_sum, row)
    {
        *row = (struct people_sum){
            .age_band = cv_stmt_get_int64(stmt, 0),
            .sex = cv_stmt_get_int64(stmt, 1),
            .persons = cv_stmt_get_int64(stmt, 2),
        };
    }
    *rows = all;
    return cv_stmt_finish(stmt);
}

/* Values are added up in two halves, since they may not fit in one number. */
struct cv_status view_health(struct view *view, struct health_sum **rows, size_t *count)
{
    struct cv_stmt *stmt = view_prepare(
        view, "SELECT h.measure, h.site, h.last_on / 10000 AS year, "
              "CAST(SUM(h.value / $5) AS BIGINT), CAST(SUM(h.value % $5) AS BIGINT), "
              "COUNT(*), CAST(SUM(h.fewer) AS BIGINT) FROM health_campaign c "
              "JOIN health_count h ON h.org_id = c.org_id AND h.campaign_uid = c.uid "
              "WHERE c.org_id = $1 AND c.programme_uid = $2 AND " KNOWN(
                  "h") "GROUP BY h.measure, h.site, year ORDER BY h.measure, h.site, year");

    cv_stmt_int64(stmt, 5, GIGA);
    VIEW_EACH_ROW(struct health_sum, row)
    {
        *row = (struct health_sum){
            .measure = cv_stmt_get_int64(stmt, 0),
            .site = cv_stmt_get_text(stmt, 1, view->books->arena),
            .year = (int32_t)cv_stmt_get_int64(stmt, 2),
            .value = (__int128)cv_stmt_get_int64(stmt, 3) * GIGA + cv_stmt_get_int64(stmt, 4),
            .records = cv_stmt_get_int64(stmt, 5),
            .fewer = cv_stmt_get_int64(stmt, 6),
        };
    }
    *rows = all;
    return cv_stmt_finish(stmt);
}
