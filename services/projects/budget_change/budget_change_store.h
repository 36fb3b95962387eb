/* Changes of budget lines in the store. One that takes from a line reserves it there while it
 * waits; a transfer is a pair of changes that take every step together. */
#ifndef PROJECTS_BUDGET_CHANGE_STORE_H
#define PROJECTS_BUDGET_CHANGE_STORE_H

#include "money_entry/entry_store.h"

/* The numbers of a BudgetChangeKind. */
enum budget_change_kind {
    BUDGET_CHANGE_INCREASE = 1,
    BUDGET_CHANGE_DECREASE = 2,
    BUDGET_CHANGE_TRANSFER = 3,
    BUDGET_CHANGE_TRANSFER_IN = 4, /* the other one of the pair */
};

struct budget_change {
    struct entry entry; /* its amount is signed: what the line has more */
    enum budget_change_kind kind;
    const char *line; /* id */
    struct cv_uuid line_uid;
    int64_t year; /* of the line */
    /* The other one of a transfer; pair_id "": none. */
    struct cv_uuid pair_project;
    const char *pair_project_id;
    const char *pair_id;
    const char *pair_line; /* id */
    bool reversed;         /* its reversal is approved */
    bool draft;            /* asked for */
};

/* The other side of a transfer, and of which project that is. */
struct budget_side {
    struct project_ref ref;
    const char *project; /* id */
    const char *line;    /* id */
};

struct cv_status budget_change_get(struct cv_books *books, const struct project_ref *ref,
                                   const char *id, struct budget_change *change);
/* `to`: of a transfer, else NULL; `project`: the id of the change's own. Sets what is not asked
 * for. NOT_FOUND for a line; FAILED_PRECONDITION from the account. */
struct cv_status budget_change_insert(struct cv_books *books, const struct project_ref *ref,
                                      const char *project, const struct budget_side *to,
                                      struct budget_change *change);
/* As it was read, and then as it is; and its pair. */
struct cv_status budget_change_move(struct cv_books *books, const struct project_ref *ref,
                                    const struct entry_move *move, struct budget_change *change);
/* `change`: the reversal, as submitted. FAILED_PRECONDITION also for the side that got something.
 */
struct cv_status budget_change_reverse(struct cv_books *books, const struct project_ref *ref,
                                       const char *project, const char *id,
                                       const struct reversal *asked, struct budget_change *change);
struct cv_status budget_change_list(struct cv_books *books, const struct project_ref *ref,
                                    struct cv_listed *listed);

#endif
