#include "learning.h"
#include "session/session.h"

static struct cv_status change(struct cv_books *books, const struct cv_update_call *call,
                               void **message)
{
    struct cv_check check = cv_check_begin(books->arena);
    struct session session;
    struct cv_status status =
        session_get(books, call->ids[0].text, call->ids[1].text, call->ids[2].text, &session);

    if (cv_ok(status))
        status =
            cv_update_match(call, books, session.version, session_wire(books->arena, &session));
    if (!cv_ok(status))
        return status;
    if (session.closed_us != 0)
        return cv_status(CV_FAILED_PRECONDITION, "ATTENDANCE_CLOSED",
                         "the list of those present was closed, and the session with it");
    session_read(&check, call->asked, call->mask, &session);
    session_check(&check, &session);
    if (!cv_check_fine(&check))
        return check.status;
    status = session_replace(books, &session);
    if (cv_ok(status))
        *message = session_wire(books->arena, &session);
    return status;
}

UPDATE_METHOD(learning, session, Session, SESSION_NAME);
