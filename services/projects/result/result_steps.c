#include "observation/observation_store.h"
#include "period/period.h"
#include "result/result.h"

static bool is_in_words(const struct indicator_ref *ref)
{
    return ref->kind == CARAVAN__PROJECTS__V1__INDICATOR_KIND__INDICATOR_KIND_QUALITATIVE;
}

/* The figures of a locked period stay what they are. */
static struct cv_status check_open(struct cv_books *books, const struct indicator_ref *ref,
                                   const struct result *result)
{
    return period_check_open(books, ref->programme, period_last_day(result->period), NULL);
}

static struct cv_status check_evidence(const struct indicator_ref *ref, const struct result *result)
{
    if (result->approval.state != CV_APPROVAL_SUBMITTED || !ref->evidence_required ||
        result->documents[0] != '\0')
        return CV_STATUS_OK;
    return cv_status(CV_FAILED_PRECONDITION, "EVIDENCE_MISSING",
                     "a result of this indicator is submitted with evidence");
}

struct cv_status result_begin(struct cv_books *books, const char *programme,
                              const struct indicator_ref *ref, bool draft, struct result *result)
{
    struct cv_status status;

    if (ref->collection != COLLECTED_RESULTS)
        return cv_status(CV_FAILED_PRECONDITION, "WRONG_COLLECTION",
                         "this indicator takes observations, not results");
    status = result_insert(books, programme, ref, draft, result);
    if (cv_ok(status))
        status = check_open(books, ref, result);
    return cv_ok(status) ? check_evidence(ref, result) : status;
}

/* ---- steps ---- */

static struct cv_status step(struct cv_books *books, const struct result_move *asked,
                             struct result *result)
{
    if (result->superseded_by[0] != '\0')
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "WRONG_STATE",
                           "it is SUPERSEDED, by %s: there is no way to %s it",
                           result->superseded_by, cv_approval_move_name(asked->move));
    return cv_approval_move(books->arena, &result->approval, asked->move, books->subject,
                            asked->etag);
}

struct cv_status result_edit(struct cv_books *books, const struct indicator_ref *ref,
                             struct result *result)
{
    const struct result_move edit = {CV_APPROVAL_EDIT, "", ""};
    struct cv_status status = step(books, &edit, result);

    if (cv_ok(status))
        status = check_evidence(ref, result);
    return cv_ok(status) ? result_write(books, ref, result) : status;
}

static struct cv_status post(struct cv_books *books, const char *programme,
                             const struct indicator_ref *ref, const struct result *result)
{
    struct observation observation = {
        .record = {.id = result->id,
                   .amount = result->value,
                   .effective_on = period_last_day(result->period),
                   .reference = "",
                   .reverses = "",
                   .reversed_by = ""},
        .project = result->project,
        .site = result->site,
        .subject = "",
        .weight = result->weight,
    };

    return observation_insert(books, programme, ref, &observation);
}

/* What it corrects is taken back first: of a period and place one stands. */
static struct cv_status take_back(struct cv_books *books, const struct indicator_ref *ref,
                                  const struct result *result)
{
    char id[CV_UUID_TEXT];
    const struct reversal reversal = {.id = id, .reference = result->correction};
    struct observation reversed;
    struct cv_status status = result_supersede(books, ref, result);

    if (!cv_ok(status) || is_in_words(ref))
        return status;
    cv_uuid_print(cv_uuid7(), id);
    return observation_reverse(books, ref, result->supersedes, &reversal, &reversed);
}

static struct cv_status approve(struct cv_books *books, const char *programme,
                                const struct indicator_ref *ref, struct result *result)
{
    struct cv_status status = check_open(books, ref, result);

    result->approved_us = books->recorded_us;
    if (cv_ok(status) && result->supersedes[0] != '\0')
        status = take_back(books, ref, result);
    if (cv_ok(status))
        status = result_write(books, ref, result);
    return cv_ok(status) && !is_in_words(ref) ? post(books, programme, ref, result) : status;
}

struct cv_status result_move(struct cv_books *books, const char *programme,
                             const struct indicator_ref *ref, const struct result_move *asked,
                             struct result *result)
{
    struct cv_status status = step(books, asked, result);

    if (!cv_ok(status))
        return status;
    result->note = asked->reason;
    if (asked->move != CV_APPROVAL_SUBMIT)
        result->judged_by = books->subject;
    if (asked->move == CV_APPROVAL_APPROVE)
        return approve(books, programme, ref, result);
    if (asked->move == CV_APPROVAL_SUBMIT) {
        status = check_open(books, ref, result);
        if (cv_ok(status))
            status = check_evidence(ref, result);
    }
    return cv_ok(status) ? result_write(books, ref, result) : status;
}
