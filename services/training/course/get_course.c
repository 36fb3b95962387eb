#include "course/course.h"
#include "learning.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct course course;
    struct cv_status status = course_get(books, ids->text, &course);

    if (cv_ok(status))
        *message = course_wire(books->arena, &course);
    return status;
}

LOOKUP_METHOD(learning, course, Course, COURSE_NAME);
