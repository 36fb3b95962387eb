#include "assignment/assignment.h"

#include "app/date.h"
#include "organisation/organisation.h"
#include "person/person.h"

enum {
    KIND,
    SENDER,
    HOST,
    FIELD,
    PLANNED_START,
    PLANNED_END,
    REFERENCE
};

static const char *const UPDATABLE[] = {
    [KIND] = "kind",
    [SENDER] = "sender",
    [HOST] = "host",
    [FIELD] = "field",
    [PLANNED_START] = "planned_start_date",
    [PLANNED_END] = "planned_end_date",
    [REFERENCE] = "reference",
    NULL,
};

uint32_t assignment_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask)
{
    return cv_wire_mask_read(check, mask, UPDATABLE);
}

void assignment_read(struct cv_check *check, const Caravan__Training__V1__Assignment *message,
                     uint32_t mask, struct assignment *assignment)
{
    CV_FIELD_TAKE(mask, KIND, assignment->kind, message->kind);
    CV_FIELD_TAKE(mask, SENDER, assignment->sender,
                  organisation_read_name(check, "assignment.sender", message->sender));
    CV_FIELD_TAKE(mask, HOST, assignment->host,
                  organisation_read_name(check, "assignment.host", message->host));
    CV_FIELD_TAKE(mask, FIELD, assignment->field, message->field);
    CV_FIELD_TAKE(mask, PLANNED_START, assignment->days.planned_start,
                  cv_wire_date_read(check, "assignment.planned_start_date",
                                    message->planned_start_date, true));
    CV_FIELD_TAKE(
        mask, PLANNED_END, assignment->days.planned_end,
        cv_wire_date_read(check, "assignment.planned_end_date", message->planned_end_date, true));
    CV_FIELD_TAKE(mask, REFERENCE, assignment->reference, message->reference);
}

void assignment_check(struct cv_check *check, const struct assignment *assignment)
{
    cv_field_enum(check, "assignment.kind", &caravan__training__v1__assignment_kind__descriptor,
                  assignment->kind, true);
    cv_check_id(check, "assignment.field", assignment->field, false);
    if (assignment->days.planned_end < assignment->days.planned_start)
        cv_check_fail(check, "assignment.planned_end_date",
                      "assignment.planned_end_date must not be before planned_start_date");
    cv_check_text(check, "assignment.reference", assignment->reference, CV_FIELD_REFERENCE_MAX,
                  false);
}

static void check_absent(struct cv_check *check, const char *field, int32_t date)
{
    if (date != CV_DATE_NONE)
        cv_check_fail(check, field, "an assignment in that state has no %s", field);
}

void assignment_begin_read(struct cv_check *check, const Caravan__Training__V1__Assignment *message,
                           struct assignment *assignment)
{
    struct assignment_days *days = &assignment->days;

    assignment->person = person_read_name(check, "assignment.person", message->person);
    cv_field_enum(check, "assignment.state", &caravan__training__v1__assignment_state__descriptor,
                  message->state, false);
    days->state = message->state == 0 ? ASSIGNMENT_PLANNED : message->state;
    days->actual_start =
        cv_field_past_date(check, "assignment.actual_start_date", message->actual_start_date,
                           assignment_began(days->state));
    days->actual_end =
        cv_field_past_date(check, "assignment.actual_end_date", message->actual_end_date,
                           assignment_began(days->state) && assignment_over(days->state));
    if (!assignment_began(days->state))
        check_absent(check, "assignment.actual_start_date", days->actual_start);
    if (!assignment_began(days->state) || !assignment_over(days->state))
        check_absent(check, "assignment.actual_end_date", days->actual_end);
    if (days->actual_end != CV_DATE_NONE && days->actual_end < days->actual_start)
        cv_check_fail(check, "assignment.actual_end_date",
                      "assignment.actual_end_date must not be before actual_start_date");
}

const char *assignment_read_name(struct cv_check *check, const char *field, const char *name)
{
    struct cv_id id = {0};

    cv_check_name(check, field, name, ASSIGNMENT_NAME, &id);
    return cv_wire_text(cv_arena_string(check->arena, id.text));
}

Caravan__Training__V1__Assignment *assignment_wire(struct cv_arena *arena,
                                                   const struct assignment *assignment)
{
    Caravan__Training__V1__Assignment *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__training__v1__assignment__init(message);
    message->name = cv_arena_printf(arena, "assignments/%s", assignment->id);
    message->kind = (Caravan__Training__V1__AssignmentKind)assignment->kind;
    if (assignment->person[0] != '\0')
        message->person = cv_arena_printf(arena, "persons/%s", assignment->person);
    message->sender = organisation_name_wire(arena, assignment->sender);
    message->host = organisation_name_wire(arena, assignment->host);
    message->field = cv_wire_text(assignment->field);
    message->planned_start_date = cv_wire_date(arena, assignment->days.planned_start);
    message->planned_end_date = cv_wire_date(arena, assignment->days.planned_end);
    message->state = (Caravan__Training__V1__AssignmentState)assignment->days.state;
    message->actual_start_date = cv_wire_date(arena, assignment->days.actual_start);
    message->actual_end_date = cv_wire_date(arena, assignment->days.actual_end);
    message->reference = cv_wire_text(assignment->reference);
    message->person_days = (int32_t)assignment->person_days;
    message->deliverables = (int32_t)assignment->deliverables;
    message->etag = cv_wire_text(cv_field_etag(arena, assignment->version));
    message->create_time = cv_wire_time(arena, assignment->created_us);
    message->update_time = cv_wire_time(arena, assignment->recorded_us);
    return message;
}
