#include "commitment/payee_store.h"

#include "partner/partner_store.h"

struct cv_status payee_find(struct cv_books *books, const struct project_ref *ref,
                            const char *payee)
{
    struct cv_uuid uid;

    if (payee[0] == '\0')
        return CV_STATUS_OK;
    return partner_find(books, ref->programme, payee, "commitment.payee", &uid);
}

struct cv_status payee_judge(const struct cv_books *books, const struct partner_ties *ties,
                             const char *payee, int64_t since_us)
{
    const struct partner_tie *tie = partner_tie_with(ties, payee);

    if (tie == NULL || (!tie->created && tie->acted_until_us < since_us))
        return CV_STATUS_OK;
    return cv_status_f(
        books->arena, CV_PERMISSION_DENIED, "OWN_PAYEE",
        "%s %s its payee, the partner %s; somebody else must approve it", books->subject,
        tie->created ? "created" : "acts, or acted since it was committed, for", payee);
}

struct cv_status payee_check_judge(struct cv_books *books, const struct project_ref *ref,
                                   const char *payee, int64_t since_us)
{
    struct partner_ties ties;
    struct cv_status status;

    if (payee[0] == '\0')
        return CV_STATUS_OK;
    status = partner_ties_find(books, ref->programme, payee, &ties);
    return cv_ok(status) ? payee_judge(books, &ties, payee, since_us) : status;
}
