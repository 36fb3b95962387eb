/* Which parcels of a hub are one, judged anew from all scans that say so. */
#ifndef LOGISTICS_TIE_AUDIT_H
#define LOGISTICS_TIE_AUDIT_H

#include "parcel/ties.h"
#include "service/books_store.h"

struct tie_audit {
    int64_t *parcels; /* that any such scan names, ascending */
    struct parcel_tied *tied;
    size_t parcel_count, parcel_cap;
    struct parcel_event *events; /* that may tie; at last in the order of the log */
    int64_t *whose;
    size_t count, cap;
    int64_t unlisted; /* scans that name a parcel which does not know of it */
};

struct cv_status tie_audit_read(struct cv_books *books, int64_t hub_no, struct tie_audit *audit);

/* Which parcel it is; 0: itself. */
int64_t tie_audit_into(const struct tie_audit *audit, int64_t parcel_no);
/* Tells the event what it cannot know of itself. */
void tie_audit_tell(const struct tie_audit *audit, struct parcel_event *event);

#endif
