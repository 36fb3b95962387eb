#include "learning.h"
#include "session/session.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct session session;
    struct cv_status status = session_get(books, ids[0].text, ids[1].text, ids[2].text, &session);

    if (cv_ok(status))
        *message = session_wire(books->arena, &session);
    return status;
}

LOOKUP_METHOD(learning, session, Session, SESSION_NAME);
