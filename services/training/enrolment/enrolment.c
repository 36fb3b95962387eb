#include "enrolment/enrolment.h"

#include "app/date.h"
#include "person/person.h"

static const char *person_read_id(struct cv_check *check, const char *name)
{
    struct cv_id *id = cv_arena_zalloc(check->arena, sizeof(*id));

    if (id == NULL)
        return "";
    cv_check_name(check, "enrolment.person", name, PERSON_NAME, id);
    return id->text;
}

static void application_check(struct cv_check *check, const struct enrolment *enrolment)
{
    if (enrolment->applied_date != CV_DATE_NONE)
        cv_check_fail(check, "enrolment.applied_date",
                      "enrolment.applied_date is today's, but with a state: of what is history");
    if (enrolment->enrolled_date != CV_DATE_NONE)
        cv_check_fail(check, "enrolment.enrolled_date",
                      "enrolment.enrolled_date is for history, with a state");
    if (enrolment->ended_date != CV_DATE_NONE)
        cv_check_fail(check, "enrolment.ended_date",
                      "enrolment.ended_date is for history, with a state");
}

static void history_check(struct cv_check *check, const struct enrolment *enrolment)
{
    bool over = enrolment->state != ENROLMENT_ENROLLED;

    if (enrolment->state != ENROLMENT_ENROLLED && enrolment->state != ENROLMENT_WITHDREW &&
        (enrolment->state < ENROLMENT_COMPLETED || enrolment->state > ENROLMENT_NO_SHOW))
        cv_check_fail(check, "enrolment.state",
                      "enrolment.state must be ENROLLED, WITHDREW, COMPLETED, FAILED or NO_SHOW, "
                      "for history, or not set, for an application");
    if (enrolment->applied_date == CV_DATE_NONE)
        cv_check_fail(check, "enrolment.applied_date",
                      "enrolment.applied_date is required of history");
    if (enrolment->state != ENROLMENT_WITHDREW && enrolment->enrolled_date == CV_DATE_NONE)
        cv_check_fail(check, "enrolment.enrolled_date",
                      "enrolment.enrolled_date is required of who had a seat");
    if (enrolment->enrolled_date != CV_DATE_NONE &&
        enrolment->enrolled_date < enrolment->applied_date)
        cv_check_fail(check, "enrolment.enrolled_date",
                      "enrolment.enrolled_date must not be before applied_date");
    if (over == (enrolment->ended_date == CV_DATE_NONE))
        cv_check_fail(check, "enrolment.ended_date",
                      over ? "enrolment.ended_date is required of what is over"
                           : "enrolment.ended_date must not be set of who is still enrolled");
    if (over && (enrolment->ended_date < enrolment->applied_date ||
                 enrolment->ended_date < enrolment->enrolled_date))
        cv_check_fail(check, "enrolment.ended_date",
                      "enrolment.ended_date must not be before what it ends");
}

void enrolment_read(struct cv_check *check, const Caravan__Training__V1__Enrolment *message,
                    struct enrolment *enrolment)
{
    enrolment->person = person_read_id(check, message->person);
    enrolment->state = message->state;
    cv_field_enum(check, "enrolment.state", &caravan__training__v1__enrolment_state__descriptor,
                  enrolment->state, false);
    enrolment->applied_date =
        cv_field_past_date(check, "enrolment.applied_date", message->applied_date, false);
    enrolment->enrolled_date =
        cv_field_past_date(check, "enrolment.enrolled_date", message->enrolled_date, false);
    enrolment->ended_date =
        cv_field_past_date(check, "enrolment.ended_date", message->ended_date, false);
    if (enrolment->state == 0)
        application_check(check, enrolment);
    else
        history_check(check, enrolment);
}

Caravan__Training__V1__Enrolment *enrolment_wire(struct cv_arena *arena,
                                                 const struct enrolment *enrolment)
{
    Caravan__Training__V1__Enrolment *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__training__v1__enrolment__init(message);
    message->name = cv_arena_printf(arena, "courses/%s/cohorts/%s/enrolments/%s", enrolment->course,
                                    enrolment->cohort, enrolment->id);
    if (enrolment->person[0] != '\0')
        message->person = cv_arena_printf(arena, "persons/%s", enrolment->person);
    message->state = (Caravan__Training__V1__EnrolmentState)enrolment->state;
    message->applied_date = cv_wire_date(arena, enrolment->applied_date);
    message->enrolled_date = cv_wire_date(arena, enrolment->enrolled_date);
    message->ended_date = cv_wire_date(arena, enrolment->ended_date);
    message->sequence = enrolment->sequence;
    message->waiting_place = (int32_t)enrolment->waiting_place;
    if (enrolment->state == ENROLMENT_OFFERED || enrolment->state == ENROLMENT_LAPSED)
        message->hold_until_time = cv_wire_time(arena, enrolment->hold_until_us);
    message->etag = cv_wire_text(cv_field_etag(arena, enrolment->version));
    message->create_time = cv_wire_time(arena, enrolment->created_us);
    message->update_time = cv_wire_time(arena, enrolment->recorded_us);
    return message;
}
