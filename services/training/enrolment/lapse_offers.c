/* Upkeep: offers lapse, and seats go to the next, also when nobody looks. Each step is kept
 * (enrolment/step_store.h); the audit is told that it was nobody's. */
#include "cohort/cohort.h"
#include "enrolment/enrolment_store.h"
#include "enrolment/promotion.h"
#include "training.h"
#include "upkeep_books.h"

#define COHORTS_MAX 10 /* in one bite */

static struct cv_status settle(const struct cv_scope *scope, struct cv_tx *tx, const char *org,
                               struct cv_uuid uid)
{
    struct cv_principal principal;
    struct cv_scope own;
    struct cohort cohort;
    struct cv_books books;
    struct cv_status status = upkeep_books_open(&books, scope, &own, &principal, tx, org);

    if (cv_ok(status))
        status = cohort_get_uid(&books, uid, &cohort);
    if (cv_ok(status))
        status = promotion_settle(&books, &cohort);
    return cv_ok(status) ? upkeep_books_tell(&books, "upkeep/lapse_offers",
                                             cv_arena_printf(books.arena, "courses/%s/cohorts/%s",
                                                             cohort.course, cohort.id))
                         : status;
}

struct cv_status lapse_offers(const struct cv_scope *scope, struct cv_tx *tx, bool *more)
{
    struct cv_status status = CV_STATUS_OK;

    *more = true;
    for (int i = 0; cv_ok(status) && *more && i < COHORTS_MAX; i++) {
        struct cv_uuid cohort;
        const char *org;

        status = enrolment_due_anywhere(tx, scope->arena, cv_tx_now_us(tx), &org, &cohort, more);
        if (cv_ok(status) && *more)
            status = settle(scope, tx, org, cohort);
    }
    return status;
}
