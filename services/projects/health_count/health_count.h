/* The rules for a count's fields, and its form on the wire. */
#ifndef PROJECTS_HEALTH_COUNT_H
#define PROJECTS_HEALTH_COUNT_H

#include "caravan/projects/v1/health_count.pb-c.h"
#include "health_campaign/health_campaign.h"
#include "health_count/health_count_store.h"
#include "programme/programme_store.h"

#define HEALTH_COUNT_NAME HEALTH_CAMPAIGN_NAME "/counts/@"

/* What a count belongs to. */
struct health_count_parent {
    struct programme_ref programme;
    struct health_campaign campaign;
};

/* `ids`: of programme and campaign. NOT_FOUND names what is missing. */
struct cv_status health_count_parent_find(struct cv_books *books, const struct cv_id ids[2],
                                          struct health_count_parent *parent);

/* Take the masked fields from the request and check the whole. Texts are borrowed from the request.
 * *currency: as asked, to be compared with the programme's; "": none was. */
void health_count_read(struct cv_check *check, const Caravan__Projects__V1__HealthCount *message,
                       uint32_t mask, struct health_count *count, const char **currency);
uint32_t health_count_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask);

/* `ids`: of programme and campaign. NULL when the arena is full. */
Caravan__Projects__V1__HealthCount *health_count_wire(struct cv_arena *arena,
                                                      const struct cv_id ids[2],
                                                      const char *currency,
                                                      const struct health_count *count);

#endif
