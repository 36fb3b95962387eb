#include "commitment/commitment.h"

#include "budget_line/budget_line.h"
#include "money_entry/entry.h"

static Caravan__Projects__V1__EntryState state_of(const struct account *account)
{
    if (account->phase == ACCOUNT_REVERSED)
        return ENTRY_STATE(REVERSED);
    if (account->phase == ACCOUNT_RELEASED)
        return ENTRY_STATE(RELEASED);
    if (account->posted_minor == 0)
        return ENTRY_STATE(APPROVED);
    return account->posted_minor < account->limit_minor ? ENTRY_STATE(PARTLY_DISBURSED)
                                                        : ENTRY_STATE(FULLY_DISBURSED);
}

void commitment_read(struct cv_check *check, const Caravan__Projects__V1__Commitment *message,
                     const struct cv_id ids[2], struct commitment *commitment,
                     const char **currency)
{
    struct cv_money amount = cv_field_money(check, "commitment.amount", message->amount);

    cv_check_text(check, "commitment.reference", message->reference, CV_FIELD_REFERENCE_MAX, false);
    *currency = amount.currency;
    commitment->line = field_child_id(check, "commitment.budget_line", message->budget_line,
                                      BUDGET_LINE_NAME, ids);
    commitment->payee =
        field_partner_id(check, "commitment.payee", message->payee, ids[0].text, false);
    commitment->draft = entry_draft_read(message->standing);
    commitment->entry.hold_until =
        cv_wire_date_read(check, "commitment.hold_until_date", message->hold_until_date, false);
    commitment->entry.record.amount = amount.minor;
    commitment->entry.record.effective_on =
        cv_field_past_date(check, "commitment.effective_date", message->effective_date, true);
    commitment->entry.record.reference = message->reference;
    commitment->entry.record.reverses = "";
    commitment->entry.record.reversed_by = "";
}

Caravan__Projects__V1__Commitment *commitment_wire(struct cv_arena *arena,
                                                   const struct cv_id ids[2], const char *currency,
                                                   const struct commitment *commitment)
{
    Caravan__Projects__V1__Commitment *message = cv_arena_alloc(arena, sizeof(*message));
    const struct record *record = &commitment->entry.record;

    if (message == NULL)
        return NULL;
    caravan__projects__v1__commitment__init(message);
    message->name = field_child_name(arena, ids, "commitments", record->id);
    message->budget_line = field_child_name(arena, ids, "budgetLines", commitment->line);
    message->payee = field_partner_name(arena, ids[0].text, commitment->payee);
    message->amount = cv_field_money_wire(arena, currency, record->amount);
    message->effective_date = cv_wire_date(arena, record->effective_on);
    message->reference = cv_wire_text(record->reference);
    message->disbursed = cv_field_money_wire(arena, currency, commitment->account.posted_minor);
    message->pending = cv_field_money_wire(arena, currency, commitment->account.pending_minor);
    message->reverses = field_child_name(arena, ids, "commitments", record->reverses);
    message->reversed_by = field_child_name(arena, ids, "commitments", record->reversed_by);
    message->recorded_time = cv_wire_time(arena, record->recorded_us);
    message->standing = entry_wire(arena, &commitment->entry, state_of(&commitment->account));
    message->etag = cv_wire_text(cv_field_etag(arena, commitment->entry.approval.version));
    message->hold_until_date = cv_wire_date(arena, commitment->entry.hold_until);
    return message;
}
