#include "course/course.h"
#include "learning.h"

static struct cv_status change(struct cv_books *books, const struct cv_update_call *call,
                               void **message)
{
    struct cv_check check = cv_check_begin(books->arena);
    struct course course;
    struct cv_status status = course_get(books, call->ids->text, &course);

    if (cv_ok(status))
        status = cv_update_match(call, books, course.version, course_wire(books->arena, &course));
    if (!cv_ok(status))
        return status;
    course_read(&check, call->asked, call->mask, &course);
    course_check(&check, &course);
    if (!cv_check_fine(&check))
        return check.status;
    status = course_replace(books, &course);
    if (cv_ok(status))
        *message = course_wire(books->arena, &course);
    return status;
}

UPDATE_METHOD(learning, course, Course, COURSE_NAME);
