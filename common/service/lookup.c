#include "service/lookup.h"

#include "base/assert.h"
#include "service/message.h"

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct cv_lookup_call *self = CV_CONTAINER_OF(unit, struct cv_lookup_call, unit);
    struct cv_books books;
    void *message = NULL;
    struct cv_status status;

    cv_books_open(&books, unit->op.scope, tx);
    status = self->lookup->find(&books, self->ids, &message);
    *reply = message;
    return status;
}

void cv_lookup_run(const struct cv_lookup *lookup, struct cv_lookup_call *self,
                   struct cv_call *call, struct cv_store *store, const ProtobufCMessage *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);

    CV_ASSERT_CMP(cv_name_ids(lookup->name), <=, sizeof(self->ids) / sizeof(self->ids[0]));
    self->lookup = lookup;
    cv_check_name(&check, "name", cv_message_field(request, "name"), lookup->name, self->ids);
    if (cv_check_fine(&check))
        cv_unit_read(&self->unit, call, store, work);
    else
        cv_call_finish(call, check.status);
}
