#include "cohort/funding_saga.h"

#include "cohort/cohort.h"
#include "cohort/funding_asked.h"
#include "cohort/funding_store.h"
#include "enrolment/promotion.h"
#include "training.h"

#include <string.h>

static bool is_reason(struct cv_status status, const char *reason)
{
    return status.reason != NULL && strcmp(status.reason, reason) == 0;
}

/* Whoever asked before was heard: the id is there. */
static bool is_there(struct cv_status status)
{
    return cv_ok(status) || is_reason(status, "ID_TAKEN");
}

/* Saying it again would not help. */
static bool is_final(struct cv_status status)
{
    return status.code == CV_INVALID_ARGUMENT || status.code == CV_NOT_FOUND ||
           status.code == CV_FAILED_PRECONDITION || status.code == CV_PERMISSION_DENIED ||
           status.code == CV_ALREADY_EXISTS || status.code == CV_OUT_OF_RANGE;
}

/* ---- what comes next ---- */

static void choose(const struct cv_books *books, const struct funding *funding,
                   struct cv_saga_step *step)
{
    int32_t today = training_today(books->tx);

    if (funding->known == FUNDING_NOT_ASKED || funding->known == FUNDING_ASKED)
        funding_ask_reserve(books->arena, funding, step);
    else if (funding->known == FUNDING_THERE)
        funding_ask_look(books->arena, funding, step);
    else if (funding->known == FUNDING_WAITING)
        funding_ask_withdraw(books->arena, funding, step);
    else if (funding->known == FUNDING_TO_PAY)
        funding_ask_pay(books->arena, funding, today, step);
    else
        funding_ask_release(books->arena, funding, today, step);
}

static bool is_over(int64_t state)
{
    return state == 0 || state == FUNDING_RESERVED || state == FUNDING_REFUSED ||
           state == FUNDING_RELEASED || state == FUNDING_SETTLED || state == FUNDING_LOST;
}

static struct cv_status plan(struct cv_books *books, struct cv_saga_step *step)
{
    struct funding funding;
    struct cohort cohort;
    struct cv_status status = funding_get(books, step->saga.uid, &funding);

    if (cv_ok(status))
        status = cohort_get_uid(books, step->saga.uid, &cohort);
    if (!cv_ok(status) || is_over(funding.state))
        return status;
    if (funding.known == FUNDING_NOT_ASKED && funding.state != FUNDING_RESERVING) {
        funding.state = FUNDING_RELEASED; /* cancelled before anybody asked */
        return funding_put(books, &funding);
    }
    step->resource =
        cv_arena_printf(books->arena, "courses/%s/cohorts/%s", cohort.course, cohort.id);
    choose(books, &funding, step);
    if (funding.known != FUNDING_NOT_ASKED)
        return status;
    funding.known = FUNDING_ASKED; /* from here on it may be there */
    return funding_put(books, &funding);
}

/* ---- what came of it ---- */

static struct cv_status open_cohort(struct cv_books *books, struct cv_uuid uid)
{
    struct cohort cohort;
    struct cv_status status = cohort_get_uid(books, uid, &cohort);

    if (!cv_ok(status) || cohort.state != COHORT_PLANNED)
        return status;
    cohort.state = COHORT_OPEN;
    status = cohort_replace(books, &cohort);
    return cv_ok(status) ? promotion_settle(books, &cohort) : status;
}

static struct cv_status reserved(struct cv_books *books, struct cv_saga_step *step,
                                 struct funding *funding, enum cv_saga_next *next)
{
    bool cancelled = funding->state != FUNDING_RESERVING;

    if (!is_there(step->outcome) && !is_final(step->outcome))
        return CV_STATUS_OK;
    *next = cancelled && is_there(step->outcome) ? CV_SAGA_ON : CV_SAGA_REST;
    funding->known = is_there(step->outcome) ? FUNDING_THERE : FUNDING_NOTHING;
    if (!is_there(step->outcome)) {
        funding->state = cancelled ? FUNDING_RELEASED : FUNDING_REFUSED;
        if (cancelled)
            step->outcome = CV_STATUS_OK;
        return CV_STATUS_OK;
    }
    step->outcome = CV_STATUS_OK;
    if (cancelled)
        return CV_STATUS_OK;
    funding->state = FUNDING_RESERVED;
    return open_cohort(books, funding->cohort);
}

static void looked(struct cv_saga_step *step, struct funding *funding, enum cv_saga_next *next)
{
    bool settling = funding->state == FUNDING_SETTLING;
    enum funding_found found = FUNDING_FOUND_NOTHING;

    if (!cv_ok(step->outcome) && step->outcome.code != CV_NOT_FOUND)
        return;
    if (cv_ok(step->outcome))
        found = funding_found(step->response, funding, &funding->pay_minor);
    step->outcome = CV_STATUS_OK;
    *next = CV_SAGA_ON;
    if (found == FUNDING_FOUND_WAITING && settling) {
        *next = CV_SAGA_AGAIN;
        step->outcome = cv_status(CV_FAILED_PRECONDITION, "NOT_APPROVED",
                                  "what is reserved waits for its approval");
    } else if (found == FUNDING_FOUND_WAITING) {
        funding->known = FUNDING_WAITING;
    } else if (found == FUNDING_FOUND_APPROVED) {
        funding->known = settling && funding->pay_minor > 0 ? FUNDING_TO_PAY : FUNDING_TO_GIVE;
    } else {
        *next = CV_SAGA_REST;
        funding->known = FUNDING_NOTHING;
        funding->state = !settling                      ? FUNDING_RELEASED
                         : found == FUNDING_FOUND_SPENT ? FUNDING_SETTLED
                                                        : FUNDING_LOST;
    }
}

/* Of what changes there: it is done, or will be tried again, or somebody has to look first. */
static void changed(struct cv_saga_step *step, struct funding *funding, enum cv_saga_next *next,
                    bool done, int64_t known)
{
    if (done) {
        step->outcome = CV_STATUS_OK;
        funding->known = known;
        *next = known == FUNDING_NOTHING ? CV_SAGA_REST : CV_SAGA_ON;
        if (known == FUNDING_NOTHING)
            funding->state =
                funding->state == FUNDING_SETTLING ? FUNDING_SETTLED : FUNDING_RELEASED;
    } else if (is_final(step->outcome) || step->outcome.code == CV_ABORTED) {
        funding->known = FUNDING_THERE;
    }
}

static struct cv_status apply(struct cv_books *books, struct cv_saga_step *step,
                              enum cv_saga_next *next)
{
    struct cv_status outcome = step->outcome;
    struct funding funding;
    struct cv_status status = funding_get(books, step->saga.uid, &funding);

    if (!cv_ok(status))
        return status;
    if (step->what == FUNDING_RESERVE)
        status = reserved(books, step, &funding, next);
    else if (step->what == FUNDING_LOOK)
        looked(step, &funding, next);
    else if (step->what == FUNDING_WITHDRAW)
        changed(step, &funding, next, cv_ok(outcome), FUNDING_NOTHING);
    else if (step->what == FUNDING_PAY)
        changed(step, &funding, next, is_there(outcome), FUNDING_TO_GIVE);
    else
        changed(step, &funding, next,
                is_there(outcome) || is_reason(outcome, "NOTHING_LEFT") ||
                    is_reason(outcome, "ALREADY_RELEASED"),
                FUNDING_NOTHING);
    return cv_ok(status) ? funding_put(books, &funding) : status;
}

const struct cv_saga_kind funding_saga = {FUNDING_SAGA, plan, apply};
