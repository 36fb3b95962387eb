#include "attendance/attendance.h"
#include "learning.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    struct session session;
    struct cv_status status = session_get(books, list->parent[0].text, list->parent[1].text,
                                          list->parent[2].text, &session);

    return cv_ok(status) ? attendance_list(books, &session, &list->listed) : status;
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    (void)list;
    return attendance_wire(books->arena, row);
}

static const struct cv_listing LISTING = {
    SESSION_NAME, CV_LISTING_KEY(struct attendance, enrolment_uid), read, wire};

LISTING_METHOD(learning, attendances, Attendances);
