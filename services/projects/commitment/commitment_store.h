/* Commitments in the store, each taken from the account of its budget line, and with an account of
 * its own that disbursements take from. */
#ifndef PROJECTS_COMMITMENT_STORE_H
#define PROJECTS_COMMITMENT_STORE_H

#include "account/account_store.h"
#include "project/project_store.h"
#include "record_store.h"

struct commitment {
    struct record record;
    const char *line; /* the id of its budget line */
    struct cv_uuid line_uid;
    int64_t disbursed_minor;
};

extern const struct account_words COMMITMENT_WORDS;

/* NOT_FOUND, with `field` if that is not NULL. */
struct cv_status commitment_get(struct cv_books *books, const struct project_ref *ref,
                                const char *id, const char *field, struct commitment *commitment);
/* Sets the uids and recorded_us. NOT_FOUND for its line; FAILED_PRECONDITION from the account. */
struct cv_status commitment_insert(struct cv_books *books, const struct project_ref *ref,
                                   struct commitment *commitment);
/* `commitment`: the reversal, as recorded. FAILED_PRECONDITION while something is disbursed. */
struct cv_status commitment_reverse(struct cv_books *books, const struct project_ref *ref,
                                    const char *id, const struct reversal *asked,
                                    struct commitment *commitment);
struct cv_status commitment_list(struct cv_books *books, const struct project_ref *ref,
                                 struct cv_listed *listed);

/* What keeps a project from being closed: commitments that are not wholly disbursed (a
 * `project_open` of project/project_move.h). */
struct cv_status commitment_open(struct cv_books *books, struct cv_uuid project, const char **what);

#endif
