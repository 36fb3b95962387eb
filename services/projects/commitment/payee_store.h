/* Who is paid out of a commitment: a partner of the programme, and who may not judge that. */
#ifndef PROJECTS_PAYEE_STORE_H
#define PROJECTS_PAYEE_STORE_H

#include "project/project_store.h"

/* NOT_FOUND, with the field, unless it is "" or a partner's id. */
struct cv_status payee_find(struct cv_books *books, const struct project_ref *ref,
                            const char *payee);

/* Who made up a payee would approve paying himself: PERMISSION_DENIED, SELF_APPROVAL, if the one
 * who judges recorded the first version of that partner. Later ones are anybody's, and change
 * neither its id nor who is behind it. */
struct cv_status payee_check_judge(struct cv_books *books, const struct project_ref *ref,
                                   const char *payee);

#endif
