/* What is kept beside the observations (observation_day_store.h), made anew from them all and
 * compared: the check of a stored file. */
#ifndef PROJECTS_OBSERVATION_AUDIT_STORE_H
#define PROJECTS_OBSERVATION_AUDIT_STORE_H

#include "store/store.h"

struct observation_audit {
    struct cv_arena *arena; /* given; for names */
    int64_t days;           /* compared, and rows of what counts now */
    int64_t wrong;          /* of them; each indicator with some is told on stdout */
};

/* All of all organisations. */
struct cv_status observation_audit_run(struct cv_tx *tx, struct observation_audit *audit);

#endif
