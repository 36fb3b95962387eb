/* What all entries of money have: budget lines and their changes, commitments, disbursements. Each
 * is submitted by one person, which reserves, and judged by another one, which posts or frees it
 * (service/approval.h, account/account_store.h).
 *
 * An entry is edited only while it is a draft, and submitted once: what was refused is recorded
 * anew. So there is one interval in which it was pending, and a report of any instant knows it. */
#ifndef PROJECTS_ENTRY_STORE_H
#define PROJECTS_ENTRY_STORE_H

#include "project/project_store.h"
#include "record_store.h"
#include "service/approval.h"

/* In the order in which they can be approved. */
enum entry_table {
    ENTRY_BUDGET_LINE,
    ENTRY_BUDGET_CHANGE,
    ENTRY_COMMITMENT,
    ENTRY_DISBURSEMENT,
    ENTRY_TABLES,
};

#define ENTRY_NEVER INT64_MAX /* resolved_us and posted_us before they are */

struct entry {
    struct record record;
    struct cv_approval approval;
    int64_t posted_minor; /* what was approved; signed as the amount */
    int64_t held_us;      /* 0: not submitted */
    int64_t resolved_us;
    int64_t posted_us;
    int32_t hold_until; /* the last day on which it may be approved; CV_DATE_NONE: any */
    const char *note;   /* why it was refused */
    const char *judged_by;
};

/* How one kind of entry moves money. `thing` begins with its struct entry. */
struct entry_kind {
    enum entry_table table;
    struct cv_status (*hold)(struct cv_books *books, const struct project_ref *ref, void *thing);
    /* Post `posted_minor` of it, and free the rest. */
    struct cv_status (*post)(struct cv_books *books, const struct project_ref *ref, void *thing);
    struct cv_status (*free)(struct cv_books *books, const struct project_ref *ref, void *thing);
};

/* What somebody does with an entry. */
struct entry_move {
    enum cv_approval_move move;
    const char *etag;
    const char *note;
    int64_t minor; /* approve only so much; 0: all */
};

/* ---- columns ---- */

/* The columns 0 to ENTRY_COLUMNS - 1 of a SELECT. */
#define ENTRY_SELECT(t)                                                                            \
    t ".uid, " t ".id, " t ".amount_minor, " t ".effective_on, " t ".reference, " t                \
      ".reverses, " t ".reversed_by, " t ".recorded_us, " t ".state, " t ".version, " t            \
      ".makers, " t ".posted_minor, " t ".held_us, " t ".resolved_us, " t ".posted_us, " t         \
      ".hold_until, " t ".note, " t ".judged_by "
#define ENTRY_COLUMNS 18
struct entry entry_row(struct cv_books *books, struct cv_stmt *stmt);

/* The columns and values of an INSERT; those of the noun follow from $ENTRY_COLUMNS_FIRST. */
#define ENTRY_INSERT                                                                               \
    "org_id, project_uid, uid, id, amount_minor, effective_on, reference, reverses, "              \
    "reversed_by, recorded_us, recorded_by, state, version, makers, held_us, resolved_us, "        \
    "posted_us, posted_minor, hold_until, note, judged_by"
#define ENTRY_VALUES                                                                               \
    "$1, $2, $3, $4, $5, $6, $7, $8, '', $9, $10, $11, $12, $10, $13, $14, $14, 0, $15, '', ''"
#define ENTRY_COLUMNS_FIRST 16
/* Binds those of a new entry, and makes it one: its uid, times and state; a draft if `draft`. */
void entry_bind(struct cv_books *books, struct cv_stmt *stmt, struct cv_uuid project,
                struct entry *entry, bool draft);

/* ---- moves ---- */

/* After the INSERT: reserve, unless it is a draft. FAILED_PRECONDITION: PERIOD_LOCKED, and those of
 * the account. */
struct cv_status entry_begin(struct cv_books *books, const struct project_ref *ref,
                             const struct entry_kind *kind, void *thing);
/* FAILED_PRECONDITION: WRONG_STATE, HOLD_EXPIRED, PERIOD_LOCKED, and those of the account;
 * PERMISSION_DENIED:
 * SELF_APPROVAL, NOT_MAKER; ABORTED: ETAG_MISMATCH. */
struct cv_status entry_move(struct cv_books *books, const struct project_ref *ref,
                            const struct entry_kind *kind, void *thing,
                            const struct entry_move *move);
/* A draft's new content: the entry as edited, its version one higher. */
struct cv_status entry_edit(struct cv_books *books, const struct project_ref *ref,
                            enum entry_table table, struct entry *entry, const char *etag);

/* An entry just inserted that is approved as a part of `first`, by the same two persons. */
struct cv_status entry_follow(struct cv_books *books, const struct project_ref *ref,
                              enum entry_table table, struct entry *entry,
                              const struct entry *first);

/* Its time is over. */
bool entry_overdue(const struct cv_books *books, const struct entry *entry);

/* ---- cancelling ---- */

/* The entry that cancels all of `original`, which must be posted. FAILED_PRECONDITION as
 * record_reverse(), and WRONG_STATE. */
struct cv_status entry_reverse(struct cv_books *books, const struct entry *original,
                               const struct reversal *asked, struct entry *reversal);
/* FAILED_PRECONDITION, IS_REVERSAL: nothing is taken from what only cancels. */
struct cv_status entry_is_reversal(struct cv_books *books, const char *id);
/* The cancelling entry stands beside the original one, or no longer does (""). ABORTED if another
 * one came between. */
struct cv_status entry_mark(struct cv_books *books, const struct project_ref *ref,
                            enum entry_table table, const char *original, const char *was,
                            const char *reversed_by);

#endif
