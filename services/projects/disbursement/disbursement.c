#include "disbursement/disbursement.h"

#include "commitment/commitment.h"

void disbursement_read(struct cv_check *check, const Caravan__Projects__V1__Disbursement *message,
                       const struct cv_id ids[2], struct disbursement *disbursement,
                       const char **currency)
{
    struct cv_money amount = cv_field_money(check, "disbursement.amount", message->amount);

    cv_check_text(check, "disbursement.reference", message->reference, CV_FIELD_REFERENCE_MAX,
                  false);
    *currency = amount.currency;
    disbursement->commitment =
        field_child_id(check, "disbursement.commitment", message->commitment, COMMITMENT_NAME, ids);
    disbursement->record.amount = amount.minor;
    disbursement->record.effective_on =
        cv_field_past_date(check, "disbursement.effective_date", message->effective_date, true);
    disbursement->record.reference = message->reference;
    disbursement->record.reverses = "";
    disbursement->record.reversed_by = "";
}

Caravan__Projects__V1__Disbursement *disbursement_wire(struct cv_arena *arena,
                                                       const struct cv_id ids[2],
                                                       const char *currency,
                                                       const struct disbursement *disbursement)
{
    Caravan__Projects__V1__Disbursement *message = cv_arena_alloc(arena, sizeof(*message));
    const struct record *record = &disbursement->record;

    if (message == NULL)
        return NULL;
    caravan__projects__v1__disbursement__init(message);
    message->name = field_child_name(arena, ids, "disbursements", record->id);
    message->commitment = field_child_name(arena, ids, "commitments", disbursement->commitment);
    message->amount = cv_field_money_wire(arena, currency, record->amount);
    message->effective_date = cv_wire_date(arena, record->effective_on);
    message->reference = cv_wire_text(record->reference);
    message->reverses = field_child_name(arena, ids, "disbursements", record->reverses);
    message->reversed_by = field_child_name(arena, ids, "disbursements", record->reversed_by);
    message->recorded_time = cv_wire_time(arena, record->recorded_us);
    return message;
}
