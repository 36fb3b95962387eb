#include "service/audit_check.h"

#include <string.h>

struct cv_audit_check cv_audit_check_begin(const struct cv_audit_head *noted)
{
    struct cv_audit_check check = {.noted = *noted};

    if (noted->sequence > 0)
        check.last.sequence = noted->sequence - 1;
    return check;
}

static bool same(const uint8_t a[CV_SHA256_BYTES], const uint8_t b[CV_SHA256_BYTES])
{
    return memcmp(a, b, CV_SHA256_BYTES) == 0;
}

static bool found(struct cv_audit_check *check, enum cv_audit_problem problem, int64_t sequence)
{
    check->problem = problem;
    check->problem_sequence = sequence;
    return false;
}

bool cv_audit_check_next(struct cv_audit_check *check, const struct cv_audit_entry *entry)
{
    int64_t expected = check->last.sequence + 1;
    bool begins = check->checked == 0 && check->noted.sequence > 0;
    uint8_t hash[CV_SHA256_BYTES];

    if (entry->sequence > expected)
        return found(check, CV_AUDIT_MISSING, expected);
    if (entry->sequence < expected)
        return found(check, CV_AUDIT_MISPLACED, entry->sequence);
    cv_audit_entry_hash(entry, hash);
    if (!same(hash, entry->hash))
        return found(check, CV_AUDIT_CHANGED, expected);
    if (begins && !same(hash, check->noted.hash))
        return found(check, CV_AUDIT_START_DIFFERS, expected);
    if (!begins && !same(entry->previous, check->last.hash))
        return found(check, CV_AUDIT_MISPLACED, expected);
    check->last.sequence = expected;
    memcpy(check->last.hash, hash, sizeof(hash));
    check->checked++;
    return true;
}

void cv_audit_check_end(struct cv_audit_check *check, const struct cv_audit_head *head)
{
    int64_t last = check->last.sequence;

    if (check->problem != CV_AUDIT_FINE)
        return;
    if (head->sequence > last || (check->checked == 0 && check->noted.sequence > 0))
        (void)found(check, CV_AUDIT_MISSING, last + 1);
    else if (head->sequence < last)
        (void)found(check, CV_AUDIT_END_DIFFERS, head->sequence + 1);
    else if (!same(head->hash, check->last.hash))
        (void)found(check, CV_AUDIT_END_DIFFERS, last);
}

const char *cv_audit_problem_text(enum cv_audit_problem problem)
{
    static const char *const TEXTS[] = {
        [CV_AUDIT_FINE] = "is as it was",
        [CV_AUDIT_MISSING] = "is missing",
        [CV_AUDIT_CHANGED] = "was changed",
        [CV_AUDIT_MISPLACED] = "does not follow the one before it",
        [CV_AUDIT_END_DIFFERS] = "is not what is kept of the end",
        [CV_AUDIT_START_DIFFERS] = "has another hash than was noted down",
    };

    return TEXTS[problem];
}
