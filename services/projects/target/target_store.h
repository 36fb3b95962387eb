/* Targets in the store: an identity, which holds its period and place, and its versions. */
#ifndef PROJECTS_TARGET_STORE_H
#define PROJECTS_TARGET_STORE_H

#include "indicator/indicator_store.h"

struct target_version {
    int64_t value;
    const char *rating;
    const char *reason; /* "" for the first */
    const char *subject;
    int64_t recorded_us;
};

struct target {
    struct cv_uuid uid;
    const char *id;
    int32_t period;      /* as of figures; 0: the programme's whole time */
    const char *project; /* its id; "": the programme */
    const char *site;
    int64_t version;
    int64_t created_us;
    struct target_version now;
    struct target_version *versions; /* all, oldest first; as target_get() gave them */
    size_t version_count;
};

/* `programme`: the id of the indicator's. Sets uid, version and times. NOT_FOUND for its project
 * and site; FAILED_PRECONDITION: there is another one for its period and place. */
struct cv_status target_insert(struct cv_books *books, const char *programme,
                               const struct indicator_ref *ref, struct target *target);
struct cv_status target_get(struct cv_books *books, const struct indicator_ref *ref, const char *id,
                            struct target *target);
/* Records target->now as the version after its own, and adds it to the versions. ABORTED when its
 * own is no longer the newest. */
struct cv_status target_replace(struct cv_books *books, const struct indicator_ref *ref,
                                struct target *target);
struct cv_status target_list(struct cv_books *books, const struct indicator_ref *ref,
                             struct cv_listed *listed);

#endif
