#include "certificate/certificate.h"
#include "enrolment/enrolment.h"
#include "learning.h"

static void *eligibility_wire(struct cv_arena *arena, const struct cv_id ids[3],
                              const struct holder *holder)
{
    Caravan__Training__V1__Eligibility *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__training__v1__eligibility__init(message);
    message->name = cv_arena_printf(arena, "courses/%s/cohorts/%s/enrolments/%s", ids[0].text,
                                    ids[1].text, ids[2].text);
    message->gaps = cv_arena_array(arena, HOLDER_GAPS, sizeof(*message->gaps));
    for (int i = 1; message->gaps != NULL && i <= HOLDER_GAPS; i++) {
        if (holder->gap[i])
            message->gaps[message->n_gaps++] = (Caravan__Training__V1__EligibilityGap)i;
    }
    message->eligible = message->n_gaps == 0;
    if (holder->certificate[0] != '\0')
        message->certificate = cv_arena_printf(arena, "certificates/%s", holder->certificate);
    return message;
}

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct holder holder;
    struct cv_status status = holder_get(books, ids, &holder);

    if (cv_ok(status))
        *message = eligibility_wire(books->arena, ids, &holder);
    return status;
}

LOOKUP_METHOD(learning, eligibility, Eligibility, ENROLMENT_NAME);
