#include "assignment_entry/assignment_entry.h"

#include "assignment/assignment.h"

#define DAYS_MAX 366

void assignment_entry_read(struct cv_check *check,
                           const Caravan__Training__V1__AssignmentEntry *message,
                           struct assignment_entry *entry)
{
    bool of_days = (int64_t)message->kind == ENTRY_PERSON_DAYS;

    cv_field_enum(check, "assignment_entry.kind",
                  &caravan__training__v1__assignment_entry_kind__descriptor, message->kind, true);
    cv_check_range(check, "assignment_entry.days", message->days, of_days ? 1 : 0,
                   of_days ? DAYS_MAX : 0);
    cv_check_text(check, "assignment_entry.title", message->title, CV_FIELD_TITLE_MAX, !of_days);
    if (of_days && message->title[0] != '\0')
        cv_check_fail(check, "assignment_entry.title", "only a DELIVERABLE has a title");
    cv_check_text(check, "assignment_entry.reference", message->reference, CV_FIELD_REFERENCE_MAX,
                  false);
    entry->assignment =
        assignment_read_name(check, "assignment_entry.assignment", message->assignment);
    entry->kind = message->kind;
    entry->days = message->days;
    entry->title = message->title;
    entry->effective_on =
        cv_field_past_date(check, "assignment_entry.effective_date", message->effective_date, true);
    entry->reference = message->reference;
}

Caravan__Training__V1__AssignmentEntry *assignment_entry_wire(struct cv_arena *arena,
                                                              const struct assignment_entry *entry)
{
    Caravan__Training__V1__AssignmentEntry *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__training__v1__assignment_entry__init(message);
    message->name = cv_arena_printf(arena, "assignmentEntries/%s", entry->record.id);
    message->assignment = cv_arena_printf(arena, "assignments/%s", entry->assignment);
    message->kind = (Caravan__Training__V1__AssignmentEntryKind)entry->kind;
    message->days = (int32_t)entry->days;
    message->title = cv_wire_text(entry->title);
    message->effective_date = cv_wire_date(arena, entry->effective_on);
    message->reference = cv_wire_text(entry->reference);
    message->recorded_time = cv_wire_time(arena, entry->record.recorded_us);
    if (entry->record.struck_us != 0)
        message->struck_time = cv_wire_time(arena, entry->record.struck_us);
    message->struck_reason = cv_wire_text(entry->record.struck_reason);
    return message;
}
