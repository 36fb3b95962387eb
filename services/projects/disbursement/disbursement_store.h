/* Disbursements in the store, each taken from the account of its commitment. */
#ifndef PROJECTS_DISBURSEMENT_STORE_H
#define PROJECTS_DISBURSEMENT_STORE_H

#include "project/project_store.h"
#include "record_store.h"

struct disbursement {
    struct record record;
    const char *commitment; /* its id */
    struct cv_uuid commitment_uid;
    struct cv_uuid line_uid;
};

struct cv_status disbursement_get(struct cv_books *books, const struct project_ref *ref,
                                  const char *id, struct disbursement *disbursement);
/* Sets the uids and recorded_us. NOT_FOUND for its commitment; FAILED_PRECONDITION from the
 * account. */
struct cv_status disbursement_insert(struct cv_books *books, const struct project_ref *ref,
                                     struct disbursement *disbursement);
/* `disbursement`: the reversal, as recorded. */
struct cv_status disbursement_reverse(struct cv_books *books, const struct project_ref *ref,
                                      const char *id, const struct reversal *asked,
                                      struct disbursement *disbursement);
struct cv_status disbursement_list(struct cv_books *books, const struct project_ref *ref,
                                   struct cv_listed *listed);

#endif
