/* The accounts of money, and the sums of what was posted, are caches of the entries beside them:
 * here they are added up anew, and compared. A difference is told and not mended.
 *
 * Thread   Any; in a reading transaction.
 * Memory   Texts live in the arena given. */
#ifndef PROJECTS_MONEY_AUDIT_STORE_H
#define PROJECTS_MONEY_AUDIT_STORE_H

#include "store/store.h"

/* Of all organisations. Adds to both: accounts, sums and disbursements looked at, and how many of
 * them are not what their entries make them, each told on stdout; and entries that were judged by
 * who made them. */
struct cv_status money_audit_run(struct cv_tx *tx, struct cv_arena *arena, int64_t *rows,
                                 int64_t *wrong);

#endif
