#include "report/view_call.h"

#include "app/date.h"
#include "field.h"
#include "projects.h"

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct view_call *self = CV_CONTAINER_OF(unit, struct view_call, unit);
    struct programme programme;
    struct cv_books books;
    struct view view = {
        .books = &books,
        .through = self->effective_through == CV_DATE_NONE ? CV_DATE_LAST : self->effective_through,
        .pending = self->method->pending,
    };
    struct cv_status status;

    cv_books_open(&books, unit->op.scope, tx);
    status = cv_known_at_us(&self->known, &books, &view.known_us);
    if (cv_ok(status))
        status = view_programme(&view, self->programme.text, &programme);
    return cv_ok(status) ? self->method->make(&view, self, &programme, reply) : status;
}

static void then(struct cv_known_at *known)
{
    struct view_call *self = CV_CONTAINER_OF(known, struct view_call, known);

    cv_unit_read(&self->unit, self->call, projects_store(self->call), work);
}

void view_call_run(const struct view_method *method, struct view_call *self, struct cv_call *call,
                   struct cv_check *check, const char *programme,
                   const Google__Type__Date *effective_through,
                   const Google__Protobuf__Timestamp *known_at)
{
    self->call = call;
    self->method = method;
    cv_check_name(check, "programme", programme, PROGRAMME_NAME, &self->programme);
    self->effective_through =
        cv_wire_date_read(check, "effective_through", effective_through, false);
    cv_known_at_read(&self->known, check, "known_at", known_at);
    if (method->now)
        cv_known_at_now(&self->known);
    if (cv_check_fine(check))
        cv_known_at_close(&self->known, call, projects_store(call), then);
    else
        cv_call_finish(call, check->status);
}
