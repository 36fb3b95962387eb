#include "audit_sum.h"

#include <stdio.h>

struct cv_status audit_sums_run(struct cv_tx *tx, const struct audit_sum *sums, int64_t *rows,
                                int64_t *wrong)
{
    struct cv_status status = CV_STATUS_OK;

    for (; cv_ok(status) && sums->sql != NULL; sums++) {
        struct cv_stmt *stmt = cv_tx_prepare(tx, sums->sql);
        int64_t found = 0;

        if (cv_stmt_step(stmt)) {
            *rows += cv_stmt_get_int64(stmt, 0);
            found = cv_stmt_get_int64(stmt, 1);
        }
        status = cv_stmt_finish(stmt);
        *wrong += found;
        if (found > 0)
            (void)printf("%s: %lld wrong\n", sums->what, (long long)found);
    }
    return status;
}
