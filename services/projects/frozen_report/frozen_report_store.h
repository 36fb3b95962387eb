/* Frozen reports in the store. */
#ifndef PROJECTS_FROZEN_REPORT_STORE_H
#define PROJECTS_FROZEN_REPORT_STORE_H

#include "base/sha256.h"
#include "service/books_store.h"

struct frozen_report {
    struct cv_uuid uid;
    const char *id;
    const char *title;
    int32_t effective_through; /* CV_DATE_NONE: all days */
    int64_t known_us;
    int64_t row_count;
    int64_t entry_count;
    int64_t recorded_us;
    const char *recorded_by;
    uint8_t sha256[CV_SHA256_BYTES]; /* of the body */
    struct cv_slice body;            /* report_row.h; in a list empty */
};

/* Sets uid, recorded_us and recorded_by. */
struct cv_status frozen_report_insert(struct cv_books *books, struct cv_uuid programme,
                                      struct frozen_report *report);
/* NOT_FOUND, with `field` if that is not NULL. DATA_LOSS, FROZEN_REPORT_DAMAGED: the body is not
 * what was hashed. */
struct cv_status frozen_report_get(struct cv_books *books, struct cv_uuid programme, const char *id,
                                   const char *field, struct frozen_report *report);
struct cv_status frozen_report_list(struct cv_books *books, struct cv_uuid programme,
                                    struct cv_listed *listed);

#endif
