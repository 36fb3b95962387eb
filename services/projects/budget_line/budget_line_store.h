/* Budget lines in the store, each with the account that commitments take from. */
#ifndef PROJECTS_BUDGET_LINE_STORE_H
#define PROJECTS_BUDGET_LINE_STORE_H

#include "account/account_store.h"
#include "money_entry/entry_store.h"

struct budget_line {
    struct entry entry;
    const char *title;
    const char *title_zh;
    const char *category;
    const char *site; /* "": by the project's shares */
    int64_t fiscal_year;
    struct account account;
    bool draft; /* asked for */
};

extern const struct account_words BUDGET_LINE_WORDS;

/* The uid of a line. NOT_FOUND, with `field`; FAILED_PRECONDITION, IS_REVERSAL. */
struct cv_status budget_line_find(struct cv_books *books, const struct project_ref *ref,
                                  const char *id, const char *field, struct cv_uuid *uid);

/* Sets its entry. NOT_FOUND for its site. */
struct cv_status budget_line_insert(struct cv_books *books, const struct project_ref *ref,
                                    struct budget_line *line);
struct cv_status budget_line_get(struct cv_books *books, const struct project_ref *ref,
                                 const char *id, struct budget_line *line);
/* As it was read, and then as it is. */
struct cv_status budget_line_move(struct cv_books *books, const struct project_ref *ref,
                                  const struct entry_move *move, struct budget_line *line);
/* `line`: the reversal, as submitted. FAILED_PRECONDITION while something is committed or pending.
 */
struct cv_status budget_line_reverse(struct cv_books *books, const struct project_ref *ref,
                                     const char *id, const struct reversal *asked,
                                     struct budget_line *line);
struct cv_status budget_line_list(struct cv_books *books, const struct project_ref *ref,
                                  struct cv_listed *listed);

#endif
