/* What the caller has to do with partners: he created one, or acts for it. Who does may not approve
 * paying it.
 *
 * One acts for a partner from the version that names him as one of its users to the one in which
 * somebody else leaves him out: nobody takes himself off. */
#ifndef PROJECTS_PARTNER_TIE_STORE_H
#define PROJECTS_PARTNER_TIE_STORE_H

#include "service/books_store.h"

struct partner_tie {
    const char *partner;    /* its id */
    bool created;           /* recorded its first version; later ones are anybody's */
    int64_t acted_until_us; /* 0: never; CV_BOOKS_NOT_REPLACED: still */
};

struct partner_ties {
    struct partner_tie *list;
    size_t count;
};

/* With this partner, or all of the programme's (id NULL). In the arena of the books. */
struct cv_status partner_ties_find(struct cv_books *books, struct cv_uuid programme, const char *id,
                                   struct partner_ties *ties);

/* NULL: none. */
const struct partner_tie *partner_tie_with(const struct partner_ties *ties, const char *id);

#endif
