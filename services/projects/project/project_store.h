/* Projects in the store: an identity and its versions, each with its sectors, sites and partners.
 */
#ifndef PROJECTS_PROJECT_STORE_H
#define PROJECTS_PROJECT_STORE_H

#include "service/approval.h"
#include "service/books_store.h"

struct sector_share {
    const char *code;
    int32_t share_bp;
};

struct site {
    const char *id;
    const char *title;
    const char *title_zh;
    int32_t share_bp;
};

struct project_partner {
    const char *id;
    int64_t role; /* an OrganisationRole */
};

/* How far two persons agree. */
struct project_approval {
    enum cv_approval_state state;
    const char *makers;
    const char *note;
    const char *approved_by;
    int64_t approved_us; /* 0: not */
};

struct project {
    struct cv_uuid uid;
    const char *id;
    const char *title;
    const char *title_zh;
    const char *partner; /* the id of the implementing one; "": none */
    struct sector_share *sectors;
    size_t sector_count;
    struct site *sites;
    size_t site_count;
    struct project_partner *partners; /* the others */
    size_t partner_count;
    int64_t state; /* a ProjectState */
    int32_t planned_start_on;
    int32_t planned_end_on;
    int32_t actual_start_on;
    int32_t actual_end_on;
    int64_t version;
    int64_t created_us;
    int64_t recorded_us; /* of this version */
    struct project_approval approval;
};

/* What belongs to a project needs to know of it. */
struct project_ref {
    struct cv_uuid programme;
    struct cv_uuid uid;
    int64_t version;
    const char *currency;
};

/* NOT_FOUND names the project, and `field` if that is not NULL. */
struct cv_status project_find(struct cv_books *books, const char *programme, const char *id,
                              const char *field, struct project_ref *ref);
/* NOT_FOUND, with `field`, unless the project has this site now. "" is fine. */
struct cv_status project_site_find(struct cv_books *books, const struct project_ref *ref,
                                   const char *site, const char *field);

/* Sets uid, version, times and approval of `project`, which is submitted unless it is a draft.
 * NOT_FOUND for its partners. */
struct cv_status project_insert(struct cv_books *books, struct cv_uuid programme,
                                struct project *project);
struct cv_status project_get(struct cv_books *books, struct cv_uuid programme, const char *id,
                             struct project *project);
/* Records `project`, its approval, too, as the version after its own, and sets version and
 * recorded_us. ABORTED when
 * its own is no longer the newest; FAILED_PRECONDITION for a site that is gone but in use. */
struct cv_status project_replace(struct cv_books *books, struct cv_uuid programme,
                                 struct project *project);
/* The projects that wait for approval in their newest version, recorded by then. */
struct cv_status project_submitted(struct cv_books *books, struct cv_uuid programme,
                                   int64_t reviewed_us, struct project **rows, size_t *count);
struct cv_status project_list(struct cv_books *books, struct cv_uuid programme,
                              struct cv_listed *listed);

#endif
