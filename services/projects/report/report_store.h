/* What a report reads: everything as it was known at one instant, sums made where the rows are. */
#ifndef PROJECTS_REPORT_STORE_H
#define PROJECTS_REPORT_STORE_H

#include "indicator/indicator_store.h"
#include "partner/partner_store.h"
#include "programme/programme_store.h"
#include "project/project_store.h"
#include "report/breakdown.h"
#include "report/figure.h"

/* What is looked at. Rows read are in books->arena. */
struct view {
    struct cv_books *books;
    struct cv_uuid programme;
    int64_t known_us; /* nothing recorded later */
    int32_t through;  /* nothing dated later */
    bool pending;     /* also what only waits for approval, apart */
};

/* Sets view->programme. NOT_FOUND: not known then. */
struct cv_status view_programme(struct view *view, const char *id, struct programme *programme);

/* By uid, with their sectors, sites and partners. */
struct cv_status view_projects(struct view *view, struct project **rows, size_t *count);
struct cv_status view_partners(struct view *view, struct partner **rows, size_t *count);
struct cv_status view_indicators(struct view *view, struct indicator **rows, size_t *count);

/* All money of the programme; `projects` as view_projects() gave them. */
struct cv_status view_money(struct view *view, const struct project *projects, size_t project_count,
                            struct money_sum **sums, size_t *count);

/* Adds the indicator's observations to `figures`, except those that were reversed. */
struct cv_status view_observations(struct view *view, const struct indicator *indicator,
                                   struct figures *figures);

#endif
