/* The rules for a site fact's fields, and its form on the wire. */
#ifndef PROJECTS_SITE_FACT_H
#define PROJECTS_SITE_FACT_H

#include "caravan/projects/v1/site_fact.pb-c.h"
#include "field.h"
#include "site_fact/site_fact_store.h"

#define SITE_FACT_NAME PROGRAMME_NAME "/siteFacts/@"

/* Texts are borrowed from the request. `programme`: the id of the parent. */
void site_fact_read(struct cv_check *check, const Caravan__Projects__V1__SiteFact *message,
                    const char *programme, struct site_fact *fact);

/* NULL when the arena is full. */
Caravan__Projects__V1__SiteFact *site_fact_wire(struct cv_arena *arena, const char *programme,
                                                const struct site_fact *fact);

#endif
