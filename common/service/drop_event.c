#include "service/field.h"
#include "service/parked_event.h"

static struct cv_status change(struct cv_books *books, const struct cv_parked_call *self,
                               struct cv_held_event *held)
{
    return cv_held_drop(books, self->ids[0].text, held, self->reason);
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Events__V1__DropEventRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct cv_parked_call *self = memory;

    self->change = change;
    self->reason = request->reason;
    cv_check_text(&check, "reason", request->reason, CV_FIELD_REASON_MAX, true);
    cv_parked_change(self, call, &check, request->name, request->request_id);
}

const struct caravan_events_v1_events_drop_event_method cv_drop_event = {
    handle, sizeof(struct cv_parked_call)};
