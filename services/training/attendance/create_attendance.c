#include "app/date.h"
#include "attendance/attendance.h"
#include "learning.h"
#include "person/person_store.h"

struct state {
    struct cv_creation_ids ids;
    struct attendance attendance;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->attendance.course = state->ids.parent[0].text;
    state->attendance.cohort = state->ids.parent[1].text;
    state->attendance.session = state->ids.parent[2].text;
    state->attendance.id = state->ids.id.text;
    attendance_read(check, thing, &state->attendance);
}

static struct cv_status check_rules(struct cv_books *books, const struct session *session,
                                    const struct enrolment *enrolment)
{
    if (session->closed_us != 0)
        return cv_status(CV_FAILED_PRECONDITION, "ATTENDANCE_CLOSED",
                         "the list of those present is closed: it can only be corrected");
    if (session->held_on > cv_date_latest(cv_tx_now_us(books->tx)))
        return cv_status(CV_FAILED_PRECONDITION, "SESSION_NOT_YET",
                         "the day of the session has not come");
    if (enrolment->enrolled_date == CV_DATE_NONE)
        return cv_status(CV_FAILED_PRECONDITION, "NOT_ENROLLED",
                         "only who had a seat can have been there");
    return consent_required(books, enrolment->person_uid, CONSENT_TRAINING, session->course_uid);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    struct attendance *attendance = &state->attendance;
    struct cv_status clash = CV_STATUS_OK;
    struct session session;
    struct enrolment enrolment;
    struct cv_status status =
        session_get(books, attendance->course, attendance->cohort, attendance->session, &session);

    if (cv_ok(status))
        status = enrolment_get(books, attendance->course, attendance->cohort, attendance->enrolment,
                               "attendance.enrolment", &enrolment);
    if (!cv_ok(status))
        return status;
    attendance->session_uid = session.uid;
    attendance->enrolment_uid = enrolment.uid;
    status = check_rules(books, &session, &enrolment);
    /* What was recorded before is still that when the list is closed since. */
    if (!cv_ok(status))
        clash = attendance_clash(books, attendance);
    if (!cv_ok(clash))
        return clash;
    return cv_ok(status) ? attendance_insert(books, attendance) : status;
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    const struct cv_id *parent = state->ids.parent;
    struct session session;
    struct cv_status status =
        session_get(books, parent[0].text, parent[1].text, parent[2].text, &session);

    if (cv_ok(status))
        status = attendance_get(books, &session, state->ids.id.text, &state->attendance);
    if (cv_ok(status) && state->attendance.entry_count > 0) /* as it was before corrections */
        state->attendance.state = state->attendance.entries[0].state;
    return status;
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)attendance_wire(arena, &state->attendance);
}

const struct cv_creation attendance_creation = {
    "attendance", "attendance_id", SESSION_NAME, sizeof(struct state), read, record, load, wire};

CREATION_METHOD(learning, attendance, Attendance);
