/* The lists in a version of a project: sectors, sites, partners. For project_store.c. */
#ifndef PROJECTS_PROJECT_PARTS_STORE_H
#define PROJECTS_PROJECT_PARTS_STORE_H

#include "project/project_store.h"

/* The lists of project->version, from or to the fields of `project`. */
struct cv_status project_parts_get(struct cv_books *books, struct project *project);
struct cv_status project_parts_insert(struct cv_books *books, struct cv_uuid programme,
                                      const struct project *project);
/* FAILED_PRECONDITION, SITE_IN_USE: a site of version project->version that `project` no longer has
 * is named by a budget line or an observation. */
struct cv_status project_sites_keep(struct cv_books *books, const struct project *project);

#endif
