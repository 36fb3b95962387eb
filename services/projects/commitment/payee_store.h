/* Who is paid out of a commitment: a partner of the programme, and who may not approve that. */
#ifndef PROJECTS_PAYEE_STORE_H
#define PROJECTS_PAYEE_STORE_H

#include "partner/partner_tie_store.h"
#include "project/project_store.h"

/* NOT_FOUND, with the field, unless it is "" or a partner's id. */
struct cv_status payee_find(struct cv_books *books, const struct project_ref *ref,
                            const char *payee);

/* PERMISSION_DENIED, OWN_PAYEE, if these ties of the caller's are with the payee ("": nobody) of a
 * commitment recorded at `since_us`: who made up a payee would approve paying himself, and so would
 * who acts for it, or did at any time since then. */
struct cv_status payee_judge(const struct cv_books *books, const struct partner_ties *ties,
                             const char *payee, int64_t since_us);

/* The same, having looked for his ties with that partner. Of all that is approved of a commitment:
 * itself and what gives it back, and what is paid of it and comes back. */
struct cv_status payee_check_judge(struct cv_books *books, const struct project_ref *ref,
                                   const char *payee, int64_t since_us);

#endif
