/* The lists in a version of a project: sectors, sites, partners. For project_store.c. */
#ifndef PROJECTS_PROJECT_PARTS_STORE_H
#define PROJECTS_PROJECT_PARTS_STORE_H

#include "project/project_store.h"

/* Projects of one programme, by uid, in the versions of one instant. */
struct project_run {
    struct cv_uuid programme;
    int64_t known_us;
    struct project *projects;
    size_t count;
};

#define PROJECT_NOW_US (CV_BOOKS_NOT_REPLACED - 1) /* known_us of the newest versions */

/* Fill in the lists of each, in its version. */
struct cv_status project_parts_get(struct cv_books *books, const struct project_run *run);
/* Record the lists of `project` for project->version. */
struct cv_status project_parts_insert(struct cv_books *books, struct cv_uuid programme,
                                      const struct project *project);
/* FAILED_PRECONDITION, SITE_IN_USE: a site of version project->version that `project` no longer has
 * is named by a budget line or an observation. */
struct cv_status project_sites_keep(struct cv_books *books, struct cv_uuid programme,
                                    const struct project *project);

#endif
