#include "service/known_at.h"

#include "base/clock.h"

static void work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct cv_known_at *self = CV_CONTAINER_OF(op, struct cv_known_at, op);
    struct cv_books books;

    cv_books_open(&books, op->scope, tx);
    op->status = op->mode == CV_STORE_READ ? cv_books_recorded_until(&books, &self->recorded_us)
                                           : cv_books_close_until(&books, self->us);
    if (cv_ok(op->status) && op->mode == CV_STORE_WRITE)
        self->recorded_us = self->us;
}

/* First it is only looked up, beside all other readers: most requests are of the past. */
static void done(struct cv_store_op *op)
{
    struct cv_known_at *self = CV_CONTAINER_OF(op, struct cv_known_at, op);

    if (self->now && self->us < self->recorded_us) /* the clock was set back since */
        self->us = self->recorded_us;
    if (!cv_ok(op->status)) {
        cv_call_finish(self->call, op->status);
    } else if (self->us <= self->recorded_us) {
        self->then(self);
    } else if (self->us > cv_clock_utc_us()) {
        cv_call_finish(self->call,
                       cv_status_field(op->scope->arena, self->field,
                                       "%s must not be in the future; leave it empty for all that "
                                       "is recorded",
                                       self->field));
    } else {
        op->mode = CV_STORE_WRITE;
        cv_store_submit(self->store, op);
    }
}

void cv_known_at_read(struct cv_known_at *self, struct cv_check *check, const char *field,
                      const Google__Protobuf__Timestamp *message)
{
    self->field = field;
    self->given = message != NULL;
    self->us = cv_wire_time_read(check, field, message);
}

void cv_known_at_now(struct cv_known_at *self)
{
    self->now = !self->given;
    if (self->now)
        self->us = cv_clock_utc_us();
    self->given = true;
}

void cv_known_at_close(struct cv_known_at *self, struct cv_call *call, struct cv_store *store,
                       void (*then)(struct cv_known_at *self))
{
    self->call = call;
    self->store = store;
    self->then = then;
    self->op = (struct cv_store_op){
        .mode = CV_STORE_READ, .work = work, .done = done, .scope = cv_call_scope(call)};
    if (self->given)
        cv_store_submit(store, &self->op);
    else
        then(self);
}

struct cv_status cv_known_at_us(const struct cv_known_at *self, struct cv_books *books, int64_t *us)
{
    *us = self->us;
    return self->given ? CV_STATUS_OK : cv_books_recorded_until(books, us);
}
