#include "learning.h"

struct cv_status learning_serve(struct cv_server *server, struct training *service)
{
    const struct caravan_training_v1_learning_handlers handlers = {
        .create_organisation = &create_organisation,
        .get_organisation = &get_organisation,
        .list_organisations = &list_organisations,
        .update_organisation = &update_organisation,
        .create_person = &create_person,
        .get_person = &get_person,
        .list_persons = &list_persons,
        .update_person = &update_person,
        .give_consent = &give_consent,
        .withdraw_consent = &withdraw_consent,
        .create_course = &create_course,
        .get_course = &get_course,
        .list_courses = &list_courses,
        .update_course = &update_course,
        .create_cohort = &create_cohort,
        .get_cohort = &get_cohort,
        .list_cohorts = &list_cohorts,
        .update_cohort = &update_cohort,
        .move_cohort = &move_cohort,
        .create_enrolment = &create_enrolment,
        .enrol_persons = &enrol_persons,
        .get_enrolment = &get_enrolment,
        .list_enrolments = &list_enrolments,
        .move_enrolment = &move_enrolment,
        .list_enrolment_steps = &list_enrolment_steps,
        .create_session = &create_session,
        .get_session = &get_session,
        .list_sessions = &list_sessions,
        .update_session = &update_session,
        .close_attendance = &close_attendance,
        .create_attendance = &create_attendance,
        .list_attendances = &list_attendances,
        .correct_attendance = &correct_attendance,
        .get_attendance_rates = &get_attendance_rates,
        .import_learning = &import_learning,
    };

    return caravan_training_v1_learning_serve(server, &handlers, service);
}
