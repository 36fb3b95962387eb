/* The rules for a project's fields, and its form on the wire. */
#ifndef PROJECTS_PROJECT_H
#define PROJECTS_PROJECT_H

#include "caravan/projects/v1/project.pb-c.h"
#include "field.h"
#include "project/project_store.h"

/* Take the masked fields from the request into `project`, checking each by itself. The others stay
 * as they are. Texts are borrowed from the request. `programme`: the id the name of a partner must
 * have. */
void project_read(struct cv_check *check, const Caravan__Projects__V1__Project *message,
                  uint32_t mask, const char *programme, struct project *project);
/* What must hold of all fields together. */
void project_check(struct cv_check *check, const struct project *project);
uint32_t project_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask);

/* `programme`: its id. NULL when the arena is full. */
Caravan__Projects__V1__Project *project_wire(struct cv_arena *arena, const char *programme,
                                             const struct project *project);

#endif
