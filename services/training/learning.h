/* The Learning service: organisations, people, and what they learn. Each method is one file,
 * verb_noun.c in the folder of its noun. */
#ifndef TRAINING_LEARNING_H
#define TRAINING_LEARNING_H

#include "caravan/training/v1/learning.caravan.h"
#include "training.h"

/* Register the service. `service` is borrowed for the life of the server. */
struct cv_status learning_serve(struct cv_server *server, struct training *service);

#define LEARNING_METHOD(name) extern const struct caravan_training_v1_learning_##name##_method name

LEARNING_METHOD(create_organisation);
LEARNING_METHOD(get_organisation);
LEARNING_METHOD(list_organisations);
LEARNING_METHOD(update_organisation);

LEARNING_METHOD(create_person);
LEARNING_METHOD(get_person);
LEARNING_METHOD(list_persons);
LEARNING_METHOD(update_person);
LEARNING_METHOD(give_consent);
LEARNING_METHOD(withdraw_consent);

LEARNING_METHOD(create_course);
LEARNING_METHOD(get_course);
LEARNING_METHOD(list_courses);
LEARNING_METHOD(update_course);

LEARNING_METHOD(create_cohort);
LEARNING_METHOD(get_cohort);
LEARNING_METHOD(list_cohorts);
LEARNING_METHOD(update_cohort);
LEARNING_METHOD(move_cohort);

LEARNING_METHOD(create_enrolment);
LEARNING_METHOD(enrol_persons);
LEARNING_METHOD(get_enrolment);
LEARNING_METHOD(list_enrolments);
LEARNING_METHOD(move_enrolment);
LEARNING_METHOD(list_enrolment_steps);

LEARNING_METHOD(create_session);
LEARNING_METHOD(get_session);
LEARNING_METHOD(list_sessions);
LEARNING_METHOD(update_session);
LEARNING_METHOD(close_attendance);

LEARNING_METHOD(create_attendance);
LEARNING_METHOD(list_attendances);
LEARNING_METHOD(correct_attendance);
LEARNING_METHOD(get_attendance_rates);

LEARNING_METHOD(import_learning);

LEARNING_METHOD(create_assessment);
LEARNING_METHOD(get_assessment);
LEARNING_METHOD(list_assessments);
LEARNING_METHOD(get_assessment_result);
LEARNING_METHOD(create_attempt);
LEARNING_METHOD(get_attempt);
LEARNING_METHOD(list_attempts);
LEARNING_METHOD(regrade_attempt);

LEARNING_METHOD(get_eligibility);
LEARNING_METHOD(issue_certificate);
LEARNING_METHOD(get_certificate);
LEARNING_METHOD(move_certificate);
LEARNING_METHOD(reissue_certificate);
LEARNING_METHOD(verify_certificate);

LEARNING_METHOD(get_review_task);
LEARNING_METHOD(list_review_tasks);
LEARNING_METHOD(close_review_task);

LEARNING_METHOD(export_person);
LEARNING_METHOD(erase_person);
LEARNING_METHOD(set_retention);
LEARNING_METHOD(list_retentions);
LEARNING_METHOD(run_retention);

#undef LEARNING_METHOD

/* The Creates in parts (service/creation.h), for imports. */
extern const struct cv_creation organisation_creation;
extern const struct cv_creation person_creation;
extern const struct cv_creation course_creation;
extern const struct cv_creation cohort_creation;
extern const struct cv_creation enrolment_creation;
extern const struct cv_creation session_creation;
extern const struct cv_creation attendance_creation;

extern const struct cv_creation assessment_creation;
extern const struct cv_creation attempt_creation;

#endif
