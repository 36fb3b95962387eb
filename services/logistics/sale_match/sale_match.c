#include "sale_match/sale_match.h"

#include "logistics.h"
#include "service/audit.h"
#include "service/field.h"

#define EVIDENCES 7 /* the values of SaleMatchEvidence, from 1 */

static bool put_evidence(struct cv_arena *arena, uint32_t evidence,
                         Caravan__Logistics__V1__SaleMatch *message)
{
    message->evidence = cv_arena_array(arena, EVIDENCES, sizeof(*message->evidence));
    if (message->evidence == NULL)
        return false;
    for (unsigned i = 1; i <= EVIDENCES; i++) {
        if ((evidence & UINT32_C(1) << i) != 0)
            message->evidence[message->n_evidence++] = (Caravan__Logistics__V1__SaleMatchEvidence)i;
    }
    return true;
}

static Caravan__Logistics__V1__SaleMatchStep *step_wire(struct cv_arena *arena,
                                                        const struct sale_match_step *step)
{
    Caravan__Logistics__V1__SaleMatchStep *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__sale_match_step__init(message);
    message->state = (Caravan__Logistics__V1__SaleMatchState)step->state;
    message->recorded_time = cv_wire_time(arena, step->recorded_us);
    message->recorded_by = cv_wire_text(step->recorded_by);
    message->reason = cv_wire_text(step->reason);
    return message;
}

Caravan__Logistics__V1__SaleMatch *sale_match_wire(struct cv_arena *arena,
                                                   const struct sale_match *match,
                                                   const struct sale_match_step *steps,
                                                   size_t step_count)
{
    Caravan__Logistics__V1__SaleMatch *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__sale_match__init(message);
    message->name = cv_arena_printf(arena, "saleMatches/%s", match->id);
    message->sale = cv_arena_printf(arena, "sales/%s", match->sale);
    message->duplicate = cv_arena_printf(arena, "sales/%s", match->duplicate);
    message->state = (Caravan__Logistics__V1__SaleMatchState)match->state;
    message->etag = cv_wire_text(cv_field_etag(arena, match->version));
    message->steps = cv_arena_array(arena, step_count + 1, sizeof(*message->steps));
    if (!put_evidence(arena, match->evidence, message) || message->steps == NULL)
        return NULL;
    for (size_t i = 0; i < step_count; i++)
        message->steps[i] = step_wire(arena, &steps[i]);
    message->n_steps = step_count;
    return message;
}

struct cv_status sale_match_answer(struct cv_books *books, const struct sale_match *match,
                                   ProtobufCMessage **reply)
{
    struct sale_match_step *steps;
    size_t count;
    struct cv_status status = sale_match_steps(books, match, &steps, &count);

    if (cv_ok(status))
        *reply = (ProtobufCMessage *)sale_match_wire(books->arena, match, steps, count);
    return status;
}

/* ---- a person decides ---- */

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct sale_decision *self = CV_CONTAINER_OF(unit, struct sale_decision, unit);
    ProtobufCMessage *before = NULL;
    struct sale_match match;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = sale_match_get(&books, self->id.text, &match);
    if (cv_ok(status))
        status = sale_match_answer(&books, &match, &before);
    cv_audit_before(&books, before);
    if (cv_ok(status) && self->etag[0] != '\0')
        status = cv_field_etag_match(books.arena, self->etag, match.version);
    if (cv_ok(status))
        status = self->decide(&books, &match, self);
    return cv_ok(status) ? sale_match_answer(&books, &match, reply) : status;
}

void sale_decision_run(struct sale_decision *self, struct cv_call *call, struct cv_check *check,
                       const char *name, const char *request_id)
{
    cv_check_name(check, "name", name, SALE_MATCH_NAME, &self->id);
    if (cv_check_fine(check))
        cv_unit_write(&self->unit, call, logistics_store(call), request_id, work);
    else
        cv_call_finish(call, check->status);
}
