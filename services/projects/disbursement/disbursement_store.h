/* Disbursements in the store, each taken from the account of its commitment. Refunds and reversals
 * are disbursements, too: negative, and given back to it. */
#ifndef PROJECTS_DISBURSEMENT_STORE_H
#define PROJECTS_DISBURSEMENT_STORE_H

#include "money_entry/entry_store.h"

struct disbursement {
    struct entry entry;
    const char *commitment; /* its id */
    struct cv_uuid commitment_uid;
    struct cv_uuid line_uid;
    const char *payee;      /* as read: that of its commitment, */
    int64_t committed_us;   /* and when that was recorded */
    int64_t returned_minor; /* given back of it, or submitted to be */
    int32_t paid_on;        /* CV_DATE_NONE: not said yet */
    const char *evidence;
    bool draft; /* asked for */
};

struct cv_status disbursement_get(struct cv_books *books, const struct project_ref *ref,
                                  const char *id, struct disbursement *disbursement);
/* Sets the uids and its entry. NOT_FOUND for its commitment; FAILED_PRECONDITION from the account.
 */
struct cv_status disbursement_insert(struct cv_books *books, const struct project_ref *ref,
                                     struct disbursement *disbursement);
/* As it was read, and then as it is. */
struct cv_status disbursement_move(struct cv_books *books, const struct project_ref *ref,
                                   const struct entry_move *move,
                                   struct disbursement *disbursement);
/* It was paid on this day. FAILED_PRECONDITION, WRONG_STATE, unless it is approved and not paid. */
struct cv_status disbursement_pay(struct cv_books *books, const struct project_ref *ref,
                                  int32_t paid_on, const char *evidence, const char *etag,
                                  struct disbursement *disbursement);
/* `disbursement`: the refund, as submitted. FAILED_PRECONDITION: REFUND_EXCEEDED. */
struct cv_status disbursement_refund(struct cv_books *books, const struct project_ref *ref,
                                     const char *id, const struct reversal *asked, int64_t minor,
                                     struct disbursement *disbursement);
/* `disbursement`: the reversal, as submitted. */
struct cv_status disbursement_reverse(struct cv_books *books, const struct project_ref *ref,
                                      const char *id, const struct reversal *asked,
                                      struct disbursement *disbursement);
struct cv_status disbursement_list(struct cv_books *books, const struct project_ref *ref,
                                   struct cv_listed *listed);

#endif
