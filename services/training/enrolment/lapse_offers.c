/* Upkeep: offers lapse, and seats go to the next, also when nobody looks. */
#include "cohort/cohort.h"
#include "enrolment/enrolment_store.h"
#include "enrolment/promotion.h"
#include "service/audit_store.h"
#include "training.h"

#include <string.h>

#define COHORTS_MAX 10 /* in one bite */

static struct cv_slice text(const char *from)
{
    return (struct cv_slice){(const uint8_t *)from, strlen(from)};
}

/* Each step is kept (enrolment/step_store.h); the audit is told that it was nobody's. */
static struct cv_status tell(struct cv_books *books, const struct cohort *cohort)
{
    const char *name =
        cv_arena_printf(books->arena, "courses/%s/cohorts/%s", cohort->course, cohort->id);
    struct cv_audit_entry entry = {
        .principal = text(books->subject),
        .method = text("upkeep/lapse_offers"),
        .resource = text(name == NULL ? "" : name),
        .type = text(""),
    };

    return cv_audit_append(books, &entry);
}

static struct cv_status settle(const struct cv_scope *scope, struct cv_tx *tx, const char *org,
                               struct cv_uuid uid)
{
    const struct cv_principal principal = {"upkeep", org};
    struct cv_scope own = *scope;
    struct cohort cohort;
    struct cv_books books;
    struct cv_status status;

    own.principal = &principal;
    status = cv_books_open_unasked(&books, &own, tx);
    if (cv_ok(status))
        status = cohort_get_uid(&books, uid, &cohort);
    if (cv_ok(status))
        status = promotion_settle(&books, &cohort);
    return cv_ok(status) ? tell(&books, &cohort) : status;
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
