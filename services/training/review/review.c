#include "review/review.h"

Caravan__Training__V1__ReviewTask *review_wire(struct cv_arena *arena, const struct review *review)
{
    Caravan__Training__V1__ReviewTask *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__training__v1__review_task__init(message);
    message->name = cv_arena_printf(arena, "reviewTasks/%s", review->id);
    message->certificate = cv_arena_printf(arena, "certificates/%s", review->certificate);
    message->cause = (Caravan__Training__V1__ReviewCause)review->cause;
    message->outcome = (Caravan__Training__V1__ReviewOutcome)review->outcome;
    message->reason = cv_wire_text(review->reason);
    message->create_time = cv_wire_time(arena, review->recorded_us);
    if (review->closed_us != 0)
        message->close_time = cv_wire_time(arena, review->closed_us);
    return message;
}
