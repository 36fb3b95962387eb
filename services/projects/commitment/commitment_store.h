/* Commitments in the store, each taken from the account of its budget line, and with an account of
 * its own that disbursements take from. Releases and reversals are commitments, too: negative, and
 * taken from the account of the commitment they name. */
#ifndef PROJECTS_COMMITMENT_STORE_H
#define PROJECTS_COMMITMENT_STORE_H

#include "account/account_store.h"
#include "money_entry/entry_store.h"

struct commitment {
    struct entry entry;
    const char *line; /* the id of its budget line */
    struct cv_uuid line_uid;
    const char *payee; /* the id of a partner of the programme; "": not said */
    struct account account;
    bool draft; /* asked for */
};

extern const struct account_words COMMITMENT_WORDS;

/* NOT_FOUND, with `field` if that is not NULL. */
struct cv_status commitment_get(struct cv_books *books, const struct project_ref *ref,
                                const char *id, const char *field, struct commitment *commitment);
/* Sets line_uid and its entry. NOT_FOUND for its line or payee; FAILED_PRECONDITION from the
 * account. */
struct cv_status commitment_insert(struct cv_books *books, const struct project_ref *ref,
                                   struct commitment *commitment);
/* Money that came back after the commitment was released goes on to its line: the commitment that
 * says so, approved with the refund. */
struct cv_status commitment_return(struct cv_books *books, const struct project_ref *ref,
                                   const struct commitment *original, const struct entry *refund);
/* `commitment`: with the content it is to have. FAILED_PRECONDITION unless it is a draft; NOT_FOUND
 * for its payee. */
struct cv_status commitment_edit(struct cv_books *books, const struct project_ref *ref,
                                 struct commitment *commitment, const char *etag);
/* As it was read, and then as it is. */
struct cv_status commitment_move(struct cv_books *books, const struct project_ref *ref,
                                 const struct entry_move *move, struct commitment *commitment);
/* `commitment`: the release, as submitted. FAILED_PRECONDITION: NOTHING_LEFT, and as a reversal. */
struct cv_status commitment_release(struct cv_books *books, const struct project_ref *ref,
                                    const char *id, const struct reversal *asked,
                                    struct commitment *commitment);
/* `commitment`: the reversal, as submitted. FAILED_PRECONDITION while something is disbursed or
 * pending. */
struct cv_status commitment_reverse(struct cv_books *books, const struct project_ref *ref,
                                    const char *id, const struct reversal *asked,
                                    struct commitment *commitment);
struct cv_status commitment_list(struct cv_books *books, const struct project_ref *ref,
                                 struct cv_listed *listed);

/* What keeps a project from being closed: commitments that are not wholly disbursed (a
 * `project_open` of project/project_move.h). */
struct cv_status commitment_open(struct cv_books *books, struct cv_uuid project, const char **what);

#endif
