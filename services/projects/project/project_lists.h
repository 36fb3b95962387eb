/* The sectors, sites and partners of a project: their rules, and their form on the wire. For
 * project.c. */
#ifndef PROJECTS_PROJECT_LISTS_H
#define PROJECTS_PROJECT_LISTS_H

#include "project/project.h"

void project_sectors_read(struct cv_check *check, const Caravan__Projects__V1__Project *message,
                          struct project *project);
/* Sites without any share get equal ones. */
void project_sites_read(struct cv_check *check, const Caravan__Projects__V1__Project *message,
                        struct project *project);

/* The id in the name of a partner of this programme. */
const char *project_partner_id(struct cv_check *check, const char *field, const char *name,
                               const char *programme);
/* Those besides project->partner, which is read before. */
void project_partners_read(struct cv_check *check, const Caravan__Projects__V1__Project *message,
                           const char *programme, struct project *project);

void project_sectors_wire(struct cv_arena *arena, const struct project *project,
                          Caravan__Projects__V1__Project *message);
void project_sites_wire(struct cv_arena *arena, const struct project *project,
                        Caravan__Projects__V1__Project *message);
void project_partners_wire(struct cv_arena *arena, const char *programme,
                           const struct project *project, Caravan__Projects__V1__Project *message);

#endif
