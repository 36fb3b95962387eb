#include "service/recount_store.h"

#include <stdio.h>

struct cv_status cv_recounts_run(struct cv_tx *tx, const struct cv_recount *recounts, int64_t *rows,
                                 int64_t *wrong)
{
    struct cv_status status = CV_STATUS_OK;

    for (; cv_ok(status) && recounts->sql != NULL; recounts++) {
        struct cv_stmt *stmt = cv_tx_prepare(tx, recounts->sql);
        int64_t found = 0;

        if (cv_stmt_step(stmt)) {
            *rows += cv_stmt_get_int64(stmt, 0);
            found = cv_stmt_get_int64(stmt, 1);
        }
        status = cv_stmt_finish(stmt);
        *wrong += found;
        if (found > 0)
            (void)printf("%s: %lld wrong\n", recounts->what, (long long)found);
    }
    return status;
}
