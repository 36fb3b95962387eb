#include "budget_change/budget_change.h"

#include "budget_line/budget_line.h"
#include "money_entry/entry.h"

#include <stdio.h>
#include <string.h>

#define TRANSFER_ID_MAX 60 /* its counterpart's is three longer */

/* The line that gets it, of any project of the programme. */
static void read_to(struct cv_check *check, const char *name, const struct cv_id ids[2],
                    struct budget_side *to)
{
    struct cv_id found[3] = {0};

    cv_check_name(check, "budget_change.to_budget_line", name, BUDGET_LINE_NAME, found);
    if (strcmp(found[0].text, ids[0].text) != 0)
        cv_check_fail(check, "budget_change.to_budget_line",
                      "to_budget_line must be of the same programme, programmes/%s", ids[0].text);
    to->project = cv_arena_string(check->arena, found[1].text);
    to->line = cv_arena_string(check->arena, found[2].text);
    if (to->project == NULL || to->line == NULL)
        cv_check_fail(check, "budget_change.to_budget_line", "out of memory");
}

static void read_kind(struct cv_check *check, const Caravan__Projects__V1__BudgetChange *message,
                      const struct cv_id ids[2], struct budget_change *change,
                      struct budget_side *to)
{
    cv_field_enum(check, "budget_change.kind",
                  &caravan__projects__v1__budget_change_kind__descriptor, message->kind, true);
    change->kind = (enum budget_change_kind)message->kind;
    to->project = to->line = "";
    if (change->kind == BUDGET_CHANGE_TRANSFER_IN)
        cv_check_fail(check, "budget_change.kind",
                      "kind must not be TRANSFER_IN: that is made with its TRANSFER");
    else if (change->kind == BUDGET_CHANGE_TRANSFER)
        read_to(check, message->to_budget_line, ids, to);
    else if (message->to_budget_line[0] != '\0')
        cv_check_fail(check, "budget_change.to_budget_line",
                      "to_budget_line must be empty except in a TRANSFER");
    if (change->kind == BUDGET_CHANGE_TRANSFER && strlen(change->entry.record.id) > TRANSFER_ID_MAX)
        cv_check_fail(check, "budget_change_id", "the id of a transfer has at most %d characters",
                      TRANSFER_ID_MAX);
}

void budget_change_read(struct cv_check *check, const Caravan__Projects__V1__BudgetChange *message,
                        const struct cv_id ids[2], struct budget_change *change,
                        struct budget_side *to, const char **currency)
{
    struct cv_money amount = cv_field_money(check, "budget_change.amount", message->amount);

    read_kind(check, message, ids, change, to);
    cv_check_text(check, "budget_change.reference", message->reference, CV_FIELD_REFERENCE_MAX,
                  true);
    *currency = amount.currency;
    change->line = field_child_id(check, "budget_change.budget_line", message->budget_line,
                                  BUDGET_LINE_NAME, ids);
    change->draft = entry_draft_read(message->standing);
    change->entry.hold_until =
        cv_wire_date_read(check, "budget_change.hold_until_date", message->hold_until_date, false);
    change->entry.record.amount =
        change->kind == BUDGET_CHANGE_INCREASE ? amount.minor : -amount.minor;
    change->entry.record.effective_on =
        cv_field_past_date(check, "budget_change.effective_date", message->effective_date, true);
    change->entry.record.reference = message->reference;
    change->entry.record.reverses = "";
    change->entry.record.reversed_by = "";
}

/* The names of the other line and the other change of a transfer. */
static void pair_wire(struct cv_arena *arena, const char *programme,
                      const struct budget_change *change,
                      Caravan__Projects__V1__BudgetChange *message)
{
    struct cv_id ids[2] = {0};

    if (change->pair_id[0] == '\0')
        return;
    (void)snprintf(ids[0].text, sizeof(ids[0].text), "%s", programme);
    (void)snprintf(ids[1].text, sizeof(ids[1].text), "%s", change->pair_project_id);
    message->counterpart = field_child_name(arena, ids, "budgetChanges", change->pair_id);
    if (change->kind == BUDGET_CHANGE_TRANSFER)
        message->to_budget_line = field_child_name(arena, ids, "budgetLines", change->pair_line);
}

Caravan__Projects__V1__BudgetChange *budget_change_wire(struct cv_arena *arena,
                                                        const struct cv_id ids[2],
                                                        const char *currency,
                                                        const struct budget_change *change)
{
    Caravan__Projects__V1__BudgetChange *message = cv_arena_alloc(arena, sizeof(*message));
    const struct record *record = &change->entry.record;
    bool takes = change->kind == BUDGET_CHANGE_DECREASE || change->kind == BUDGET_CHANGE_TRANSFER;

    if (message == NULL)
        return NULL;
    caravan__projects__v1__budget_change__init(message);
    message->name = field_child_name(arena, ids, "budgetChanges", record->id);
    message->kind = (Caravan__Projects__V1__BudgetChangeKind)change->kind;
    message->budget_line = field_child_name(arena, ids, "budgetLines", change->line);
    message->amount =
        cv_field_money_wire(arena, currency, takes ? -record->amount : record->amount);
    message->effective_date = cv_wire_date(arena, record->effective_on);
    message->reference = cv_wire_text(record->reference);
    pair_wire(arena, ids[0].text, change, message);
    message->reverses = field_child_name(arena, ids, "budgetChanges", record->reverses);
    message->reversed_by = field_child_name(arena, ids, "budgetChanges", record->reversed_by);
    message->recorded_time = cv_wire_time(arena, record->recorded_us);
    message->standing = entry_wire(
        arena, &change->entry, change->reversed ? ENTRY_STATE(REVERSED) : ENTRY_STATE(APPROVED));
    message->etag = cv_wire_text(cv_field_etag(arena, change->entry.approval.version));
    message->hold_until_date = cv_wire_date(arena, change->entry.hold_until);
    return message;
}
