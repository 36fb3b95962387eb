#include "service/parked_event.h"

static struct cv_status change(struct cv_books *books, const struct cv_parked_call *self,
                               struct cv_held_event *held)
{
    return cv_held_release(books, self->ids[0].text, held);
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Events__V1__ReplayEventRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct cv_parked_call *self = memory;

    self->change = change;
    cv_parked_change(self, call, &check, request->name, request->request_id);
}

const struct caravan_events_v1_events_replay_event_method cv_replay_event = {
    handle, sizeof(struct cv_parked_call)};
