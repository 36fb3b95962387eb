/* Counters and states that are kept beside the steps and entries they follow from. */
#include "training.h"

/* In the order of enrolment_store.h: OFFERED, ENROLLED, COMPLETED, FAILED and NO_SHOW have a seat;
 * WITHDREW, LAPSED and CANCELLED have left. */
#define OF_COHORT  "FROM enrolment e WHERE e.org_id = s.org_id AND e.cohort_uid = s.cohort_uid"
#define WITH_SEAT  " AND e.state IN (3, 4, 7, 8, 9)"
#define WHO_WAITS  " AND e.state = 2"
#define STEPS_OF_E "enrolment_step t WHERE t.org_id = e.org_id AND t.cohort_uid = e.cohort_uid "

#define SAME_PERSON                                                                                \
    "b.org_id = a.org_id AND b.assessment_uid = a.assessment_uid AND b.person_uid = a.person_uid"

const struct cv_recount training_recounts[] = {
    CV_RECOUNT("seats: taken and waiting", "cohort_seats s",
               "s.taken <> (SELECT COUNT(*) " OF_COHORT WITH_SEAT
               ") OR s.waiting <> (SELECT COUNT(*) " OF_COHORT WHO_WAITS
               ") OR s.last_sequence <> (SELECT COALESCE(MAX(e.sequence), 0) " OF_COHORT ")"),
    CV_RECOUNT("seats: as many as the cohort has",
               "cohort h JOIN cohort_version v ON v.org_id = h.org_id AND v.uid = h.uid "
               "AND v.version = h.version LEFT JOIN cohort_seats s ON s.org_id = h.org_id "
               "AND s.cohort_uid = h.uid",
               "s.capacity IS NULL OR s.capacity <> v.capacity "
               "OR s.waiting_capacity <> v.waiting_capacity"),
    CV_RECOUNT("enrolments: where the last step led",
               "enrolment e LEFT JOIN enrolment_step l ON l.org_id = e.org_id "
               "AND l.cohort_uid = e.cohort_uid AND l.sequence = e.sequence "
               "AND l.number = e.version",
               "l.to_state IS NULL OR l.to_state <> e.state OR e.version <> (SELECT COUNT(*) "
               "FROM " STEPS_OF_E "AND t.sequence = e.sequence) OR e.left_sequence <> "
               "CASE WHEN e.state IN (5, 6, 10) THEN e.sequence ELSE 0 END"),
    CV_RECOUNT("steps of enrolments: from where the one before led",
               "enrolment_step s LEFT JOIN enrolment_step b ON b.org_id = s.org_id "
               "AND b.cohort_uid = s.cohort_uid AND b.sequence = s.sequence "
               "AND b.number = s.number - 1",
               "s.from_state <> COALESCE(b.to_state, 1) OR (b.number IS NULL) <> (s.number = 1)"),
    CV_RECOUNT("attendances: what the last entry says",
               "attendance a LEFT JOIN attendance_entry l ON l.org_id = a.org_id "
               "AND l.attendance_uid = a.uid AND l.number = a.entries",
               "l.state IS NULL OR l.state <> a.state OR a.entries <> (SELECT COUNT(*) FROM "
               "attendance_entry t WHERE t.org_id = a.org_id AND t.attendance_uid = a.uid)"),
    CV_RECOUNT("attendances: of somebody in the cohort",
               "attendance a JOIN session n ON n.org_id = a.org_id AND n.uid = a.session_uid "
               "LEFT JOIN enrolment e ON e.org_id = a.org_id AND e.uid = a.enrolment_uid",
               "e.cohort_uid IS NULL OR e.cohort_uid <> n.cohort_uid"),
    CV_RECOUNT("attempts: one after the other, and not more than allowed",
               "attempt a JOIN assessment s ON s.org_id = a.org_id AND s.uid = a.assessment_uid",
               "a.number > s.attempts_allowed OR (a.number > 1 AND NOT EXISTS (SELECT 1 "
               "FROM attempt b WHERE " SAME_PERSON " AND b.number = a.number - 1))"),
    CV_RECOUNT("certificates: where the last step led, and nowhere from REVOKED", "certificate c",
               "c.state <> COALESCE((SELECT t.to_state FROM certificate_step t "
               "WHERE t.org_id = c.org_id AND t.certificate_uid = c.uid "
               "ORDER BY t.number DESC LIMIT 1), 0) OR EXISTS (SELECT 1 FROM certificate_step t "
               "WHERE t.org_id = c.org_id AND t.certificate_uid = c.uid AND t.from_state = 3)"),
    CV_RECOUNT("certificates: one that is not revoked for each person and cohort",
               "certificate c LEFT JOIN certificate_live v ON v.org_id = c.org_id "
               "AND v.cohort_uid = c.cohort_uid AND v.person_uid = c.person_uid "
               "AND v.certificate_uid = c.uid",
               "(v.certificate_uid IS NULL) <> (c.state = 3)"),
    CV_RECOUNT("certificates: none that lives without being there",
               "certificate_live v LEFT JOIN certificate c ON c.org_id = v.org_id "
               "AND c.uid = v.certificate_uid",
               "c.uid IS NULL"),
    CV_RECOUNT("certificates: only of what is revoked is there a successor",
               "certificate c JOIN certificate o ON o.org_id = c.org_id "
               "AND o.uid = c.supersedes_uid",
               "o.state <> 3 OR o.person_uid <> c.person_uid OR o.cohort_uid <> c.cohort_uid"),
    CV_RECOUNT("persons: nothing is left of who was erased", "person p WHERE p.erased_us > 0",
               "p.full_name <> '' OR p.contact <> '' OR p.organisation_uid IS NOT NULL "
               "OR EXISTS (SELECT 1 FROM person_consent c WHERE c.org_id = p.org_id "
               "AND c.person_uid = p.uid) OR EXISTS (SELECT 1 FROM enrolment e "
               "WHERE e.org_id = p.org_id AND e.person_uid = p.uid AND e.state IN (2, 3, 4))"),
    CV_RECOUNT("exam results: which stand",
               "exam_result x LEFT JOIN exam_result_place l ON l.org_id = x.org_id "
               "AND l.exam_result_uid = x.uid",
               "(l.exam_result_uid IS NULL) <> EXISTS (SELECT 1 FROM struck_record s "
               "WHERE s.org_id = x.org_id AND s.uid = x.uid)"),
    {NULL, NULL},
};
