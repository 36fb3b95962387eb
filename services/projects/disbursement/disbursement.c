#include "disbursement/disbursement.h"

#include "app/date.h"
#include "commitment/commitment.h"
#include "money_entry/entry.h"

static Caravan__Projects__V1__EntryState state_of(const struct disbursement *disbursement)
{
    if (disbursement->entry.record.reversed_by[0] != '\0')
        return ENTRY_STATE(REVERSED);
    return disbursement->paid_on != CV_DATE_NONE ? ENTRY_STATE(PAID) : ENTRY_STATE(APPROVED);
}

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
    disbursement->draft = entry_draft_read(message->standing);
    disbursement->entry.hold_until =
        cv_wire_date_read(check, "disbursement.hold_until_date", message->hold_until_date, false);
    disbursement->entry.record.amount = amount.minor;
    disbursement->entry.record.effective_on =
        cv_field_past_date(check, "disbursement.effective_date", message->effective_date, true);
    disbursement->entry.record.reference = message->reference;
    disbursement->entry.record.reverses = "";
    disbursement->entry.record.reversed_by = "";
}

Caravan__Projects__V1__Disbursement *disbursement_wire(struct cv_arena *arena,
                                                       const struct cv_id ids[2],
                                                       const char *currency,
                                                       const struct disbursement *disbursement)
{
    Caravan__Projects__V1__Disbursement *message = cv_arena_alloc(arena, sizeof(*message));
    const struct record *record = &disbursement->entry.record;

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
    message->standing = entry_wire(arena, &disbursement->entry, state_of(disbursement));
    message->etag = cv_wire_text(cv_field_etag(arena, disbursement->entry.approval.version));
    message->hold_until_date = cv_wire_date(arena, disbursement->entry.hold_until);
    message->paid_date = cv_wire_date(arena, disbursement->paid_on);
    message->evidence = cv_wire_text(disbursement->evidence);
    message->returned = cv_field_money_wire(arena, currency, disbursement->returned_minor);
    return message;
}
