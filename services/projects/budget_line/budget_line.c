#include "budget_line/budget_line.h"

#include "money_entry/entry.h"

static int64_t revised(const struct account *account)
{
    return account->phase == ACCOUNT_WAITING ? 0 : account->limit_minor;
}

/* The approved amount of a line that is not approved is none of it yet. */
static int64_t available(const struct account *account)
{
    return account->phase == ACCOUNT_WAITING
               ? 0
               : account->limit_minor - account->posted_minor - account->pending_minor;
}

void budget_line_read(struct cv_check *check, const Caravan__Projects__V1__BudgetLine *message,
                      struct budget_line *line, const char **currency)
{
    struct cv_money amount = cv_field_money(check, "budget_line.amount", message->amount);

    cv_field_titles(check, "budget_line.title", message->title, message->title_zh);
    cv_check_id(check, "budget_line.category", message->category, false);
    cv_check_id(check, "budget_line.site", message->site, false);
    cv_check_range(check, "budget_line.fiscal_year", message->fiscal_year, 1900, 2999);
    cv_check_text(check, "budget_line.reference", message->reference, CV_FIELD_REFERENCE_MAX,
                  false);
    *currency = amount.currency;
    line->title = message->title;
    line->title_zh = message->title_zh;
    line->category = message->category;
    line->site = message->site;
    line->fiscal_year = message->fiscal_year;
    line->draft = entry_draft_read(message->standing);
    line->entry.hold_until =
        cv_wire_date_read(check, "budget_line.hold_until_date", message->hold_until_date, false);
    line->entry.record.amount = amount.minor;
    line->entry.record.effective_on =
        cv_field_past_date(check, "budget_line.effective_date", message->effective_date, true);
    line->entry.record.reference = message->reference;
    line->entry.record.reverses = "";
    line->entry.record.reversed_by = "";
}

Caravan__Projects__V1__BudgetLine *budget_line_wire(struct cv_arena *arena,
                                                    const struct cv_id ids[2], const char *currency,
                                                    const struct budget_line *line)
{
    Caravan__Projects__V1__BudgetLine *message = cv_arena_alloc(arena, sizeof(*message));
    const struct record *record = &line->entry.record;

    if (message == NULL)
        return NULL;
    caravan__projects__v1__budget_line__init(message);
    message->name = field_child_name(arena, ids, "budgetLines", record->id);
    message->title = cv_wire_text(line->title);
    message->title_zh = cv_wire_text(line->title_zh);
    message->category = cv_wire_text(line->category);
    message->site = cv_wire_text(line->site);
    message->fiscal_year = (int32_t)line->fiscal_year;
    message->amount = cv_field_money_wire(arena, currency, record->amount);
    message->effective_date = cv_wire_date(arena, record->effective_on);
    message->reference = cv_wire_text(record->reference);
    message->committed = cv_field_money_wire(arena, currency, line->account.posted_minor);
    message->pending = cv_field_money_wire(arena, currency, line->account.pending_minor);
    message->available = cv_field_money_wire(arena, currency, available(&line->account));
    message->revised = cv_field_money_wire(arena, currency, revised(&line->account));
    message->reverses = field_child_name(arena, ids, "budgetLines", record->reverses);
    message->reversed_by = field_child_name(arena, ids, "budgetLines", record->reversed_by);
    message->recorded_time = cv_wire_time(arena, record->recorded_us);
    message->standing = entry_wire(arena, &line->entry,
                                   line->account.phase == ACCOUNT_REVERSED ? ENTRY_STATE(REVERSED)
                                                                           : ENTRY_STATE(APPROVED));
    message->etag = cv_wire_text(cv_field_etag(arena, line->entry.approval.version));
    message->hold_until_date = cv_wire_date(arena, line->entry.hold_until);
    return message;
}
