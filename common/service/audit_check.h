/* Walks along an audit chain and finds the first entry that is not as it was. Pure: who has the
 * entries shows them in the order of their numbers, and then what is kept of the end.
 *
 * Thread   Any. */
#ifndef CV_SERVICE_AUDIT_CHECK_H
#define CV_SERVICE_AUDIT_CHECK_H

#include "service/audit_entry.h"

#include <stdbool.h>

/* The numbers of caravan.common.v1.AuditProblem. */
enum cv_audit_problem {
    CV_AUDIT_FINE,
    CV_AUDIT_MISSING,
    CV_AUDIT_CHANGED,
    CV_AUDIT_MISPLACED,
    CV_AUDIT_END_DIFFERS,
    CV_AUDIT_START_DIFFERS,
};

/* What is kept of the end: the last entry's number and hash; all zero: there is none. */
struct cv_audit_head {
    int64_t sequence;
    uint8_t hash[CV_SHA256_BYTES];
};

struct cv_audit_check {
    int64_t checked;            /* entries as they were */
    struct cv_audit_head last;  /* the last of them, or what comes before the first */
    struct cv_audit_head noted; /* to begin with; sequence 0: at the first */
    enum cv_audit_problem problem;
    int64_t problem_sequence;
};

/* From the entry that was noted down, or from the first if its number is 0. */
struct cv_audit_check cv_audit_check_begin(const struct cv_audit_head *noted);
/* The next entry. False: a problem was found, and the rest does not matter. */
bool cv_audit_check_next(struct cv_audit_check *check, const struct cv_audit_entry *entry);
/* There are no more. */
void cv_audit_check_end(struct cv_audit_check *check, const struct cv_audit_head *head);

/* In words, for people: "entry 7 is missing". */
const char *cv_audit_problem_text(enum cv_audit_problem problem);

#endif
