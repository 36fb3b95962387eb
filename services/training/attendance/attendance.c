#include "attendance/attendance.h"

#include <string.h>

static const char *enrolment_read_id(struct cv_check *check, const char *name,
                                     const struct attendance *attendance)
{
    struct cv_id *ids = cv_arena_array(check->arena, 3, sizeof(*ids));

    if (ids == NULL)
        return "";
    cv_check_name(check, "attendance.enrolment", name, ENROLMENT_NAME, ids);
    if (cv_check_fine(check) && (strcmp(ids[0].text, attendance->course) != 0 ||
                                 strcmp(ids[1].text, attendance->cohort) != 0))
        cv_check_fail(check, "attendance.enrolment",
                      "attendance.enrolment must be in the cohort of the session");
    return ids[2].text;
}

void attendance_read(struct cv_check *check, const Caravan__Training__V1__Attendance *message,
                     struct attendance *attendance)
{
    attendance->enrolment = enrolment_read_id(check, message->enrolment, attendance);
    attendance->state = message->state;
    cv_field_enum(check, "attendance.state", &caravan__training__v1__attendance_state__descriptor,
                  attendance->state, true);
}

static Caravan__Training__V1__AttendanceEntry *entry_wire(struct cv_arena *arena,
                                                          const struct attendance_entry *entry)
{
    Caravan__Training__V1__AttendanceEntry *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__training__v1__attendance_entry__init(message);
    message->state = (Caravan__Training__V1__AttendanceState)entry->state;
    message->reason = cv_wire_text(entry->reason);
    message->recorded_time = cv_wire_time(arena, entry->recorded_us);
    return message;
}

Caravan__Training__V1__Attendance *attendance_wire(struct cv_arena *arena,
                                                   const struct attendance *attendance)
{
    Caravan__Training__V1__Attendance *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__training__v1__attendance__init(message);
    message->name = cv_arena_printf(arena, "courses/%s/cohorts/%s/sessions/%s/attendances/%s",
                                    attendance->course, attendance->cohort, attendance->session,
                                    attendance->id);
    message->enrolment =
        cv_arena_printf(arena, "courses/%s/cohorts/%s/enrolments/%s", attendance->course,
                        attendance->cohort, attendance->enrolment);
    message->state = (Caravan__Training__V1__AttendanceState)attendance->state;
    message->entries =
        cv_arena_array(arena, attendance->entry_count + 1, sizeof(*message->entries));
    for (size_t i = 0; message->entries != NULL && i < attendance->entry_count; i++)
        message->entries[message->n_entries++] = entry_wire(arena, &attendance->entries[i]);
    message->create_time = cv_wire_time(arena, attendance->created_us);
    return message;
}
