#include "commitment/payee_store.h"

#include "partner/partner_store.h"

#include <string.h>

struct cv_status payee_find(struct cv_books *books, const struct project_ref *ref,
                            const char *payee)
{
    struct cv_uuid uid;

    if (payee[0] == '\0')
        return CV_STATUS_OK;
    return partner_find(books, ref->programme, payee, "commitment.payee", &uid);
}

struct cv_status payee_check_judge(struct cv_books *books, const struct project_ref *ref,
                                   const char *payee)
{
    const char *creator;
    struct cv_status status;

    if (payee[0] == '\0')
        return CV_STATUS_OK;
    status = partner_creator(books, ref->programme, payee, &creator);
    if (!cv_ok(status) || strcmp(creator, books->subject) != 0)
        return status;
    return cv_status_f(books->arena, CV_PERMISSION_DENIED, "SELF_APPROVAL",
                       "%s created its payee, the partner %s; somebody else must approve it",
                       books->subject, payee);
}
