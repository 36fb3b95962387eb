#include "certificate/certificate_moves.h"

#include "service/field.h"

#define FROM(state) (1u << (state))
#define LIVE        (FROM(CERTIFICATE_ISSUED) | FROM(CERTIFICATE_SUSPENDED))

static const struct {
    unsigned from;
    int64_t to;      /* 0: stays as it is */
    bool about;      /* decides about a revocation */
    const char *say; /* for messages */
    enum cv_approval_move approval;
} MOVES[] = {
    [CERTIFICATE_SUSPEND] = {FROM(CERTIFICATE_ISSUED), CERTIFICATE_SUSPENDED, false, "suspended"},
    [CERTIFICATE_REINSTATE] = {FROM(CERTIFICATE_SUSPENDED), CERTIFICATE_ISSUED, false,
                               "reinstated"},
    [CERTIFICATE_PROPOSE_REVOCATION] = {LIVE, 0, false, "proposed for revocation"},
    [CERTIFICATE_WITHDRAW_REVOCATION] = {LIVE, 0, true, "withdrawn from revocation",
                                         CV_APPROVAL_WITHDRAW},
    [CERTIFICATE_REJECT_REVOCATION] = {LIVE, 0, true, "kept from revocation", CV_APPROVAL_REJECT},
    [CERTIFICATE_REVOKE] = {LIVE, CERTIFICATE_REVOKED, true, "revoked", CV_APPROVAL_APPROVE},
};

static const char *const STATES[] = {
    [CERTIFICATE_ISSUED] = "ISSUED",
    [CERTIFICATE_SUSPENDED] = "SUSPENDED",
    [CERTIFICATE_REVOKED] = "REVOKED",
};

static struct cv_status decide(struct cv_arena *arena, struct certificate_standing *standing,
                               int64_t move, const char *subject, const char *etag)
{
    struct cv_approval approval = {
        .state = (enum cv_approval_state)standing->revocation,
        .makers = standing->makers,
        .version = standing->version,
    };
    struct cv_status status;

    if (standing->revocation != CV_APPROVAL_SUBMITTED)
        return cv_status(CV_FAILED_PRECONDITION, "NOT_PROPOSED",
                         "nobody has proposed to revoke the certificate");
    status = cv_approval_move(arena, &approval, MOVES[move].approval, subject, etag);
    standing->revocation = approval.state;
    return status;
}

struct cv_status certificate_move(struct cv_arena *arena, struct certificate_standing *standing,
                                  int64_t move, const char *subject, const char *etag)
{
    struct cv_status status = CV_STATUS_OK;

    if ((MOVES[move].from & FROM(standing->state)) == 0 ||
        (move == CERTIFICATE_PROPOSE_REVOCATION && standing->revocation == CV_APPROVAL_SUBMITTED))
        return cv_status_f(arena, CV_FAILED_PRECONDITION, "WRONG_STATE",
                           "a certificate that is %s%s cannot be %s", STATES[standing->state],
                           standing->revocation == CV_APPROVAL_SUBMITTED ? " and to be revoked"
                                                                         : "",
                           MOVES[move].say);
    if (MOVES[move].about)
        status = decide(arena, standing, move, subject, etag);
    else if (etag[0] != '\0')
        status = cv_field_etag_match(arena, etag, standing->version);
    if (!cv_ok(status))
        return status;
    if (move == CERTIFICATE_PROPOSE_REVOCATION) {
        const struct cv_approval approval = cv_approval_begin(subject, true);

        standing->revocation = approval.state;
        standing->makers = approval.makers;
    }
    if (MOVES[move].to != 0)
        standing->state = MOVES[move].to;
    return CV_STATUS_OK;
}
