/* Budget lines in the store, each with the account that commitments take from. */
#ifndef PROJECTS_BUDGET_LINE_STORE_H
#define PROJECTS_BUDGET_LINE_STORE_H

#include "account/account_store.h"
#include "project/project_store.h"
#include "record_store.h"

struct budget_line {
    struct record record;
    const char *title;
    const char *title_zh;
    const char *category;
    const char *site; /* "": by the project's shares */
    int64_t fiscal_year;
    int64_t committed_minor;
};

extern const struct account_words BUDGET_LINE_WORDS;

/* The uid of a line. NOT_FOUND, with `field`. */
struct cv_status budget_line_find(struct cv_books *books, const struct project_ref *ref,
                                  const char *id, const char *field, struct cv_uuid *uid);

/* Sets uid and recorded_us. NOT_FOUND for its site. */
struct cv_status budget_line_insert(struct cv_books *books, const struct project_ref *ref,
                                    struct budget_line *line);
struct cv_status budget_line_get(struct cv_books *books, const struct project_ref *ref,
                                 const char *id, struct budget_line *line);
/* `line`: the reversal, as recorded. FAILED_PRECONDITION while something is committed. */
struct cv_status budget_line_reverse(struct cv_books *books, const struct project_ref *ref,
                                     const char *id, const struct reversal *asked,
                                     struct budget_line *line);
struct cv_status budget_line_list(struct cv_books *books, const struct project_ref *ref,
                                  struct cv_listed *listed);

#endif
