"""Debian's python3-grpcio as an office that teaches: consent, seats and the waiting list, a
certificate that anybody can check, a person who wants to be forgotten, and exchanges.

usage: judge_training.py CARAVAN_TRAINING GENERATED"""
import collections
import concurrent.futures
import subprocess
import sys
import tempfile

import grpc

from described import reflected
from server import Server, check, finish, generated

program, generated_folder = sys.argv[1:3]
generated(generated_folder)

from caravan.common.v1 import audit_pb2, audit_pb2_grpc  # noqa: E402
from caravan.training.v1 import (award_pb2, certificate_pb2, cohort_pb2, course_pb2,  # noqa: E402
                                 enrolment_pb2, exam_result_pb2, exchanges_pb2_grpc,
                                 learning_pb2_grpc, organisation_pb2, pairing_pb2, person_pb2,
                                 privacy_pb2, session_pb2, training_report_pb2)
from stock_caller import PATIENCE_S, Caller, all_of, day, refused, today  # noqa: E402

COURSE = "courses/welding"
SPRING = f"{COURSE}/cohorts/spring"
RUSH = f"{COURSE}/cohorts/rush"
SEATS = 28
APPLICANTS = 60
STATE = enrolment_pb2.EnrolmentState


def person(office, who, purposes=("TRAINING", "CERTIFICATE")):
    return office.CreatePerson(person_pb2.CreatePersonRequest(
        person_id=who, request_id=f"person {who}", person=dict(
            full_name=f"Name of {who}", contact=f"{who}@village.test", consents=[
                dict(purpose=f"CONSENT_PURPOSE_{purpose}", text_version="v1",
                     given_date=day("2025-01-01")) for purpose in purposes])))


def cohort(office, name, seats, waiting):
    office.CreateCohort(cohort_pb2.CreateCohortRequest(
        parent=COURSE, cohort_id=name, cohort=dict(
            title=name, capacity=seats, waiting_capacity=waiting, first_date=day("2025-03-01"),
            last_date=today(300), languages=["zh", "ug"])))
    office.MoveCohort(cohort_pb2.MoveCohortRequest(name=f"{COURSE}/cohorts/{name}",
                                                   move=cohort_pb2.COHORT_MOVE_OPEN))


def applies(parent, who):
    return enrolment_pb2.CreateEnrolmentRequest(
        parent=parent, enrolment_id=who, request_id=f"{parent} {who}",
        enrolment=dict(person=f"persons/{who}"))


def moved(office, name, move, **more):
    return office.MoveEnrolment(enrolment_pb2.MoveEnrolmentRequest(
        name=name, move=f"ENROLMENT_MOVE_{move}", **more))


def founded(office):
    office.CreateOrganisation(organisation_pb2.CreateOrganisationRequest(
        organisation_id="workshop", organisation=dict(title="Workshop", title_zh="工坊",
                                                      kind="ORGANISATION_KIND_WORKSHOP")))
    office.CreateOrganisation(organisation_pb2.CreateOrganisationRequest(
        organisation_id="school", organisation=dict(title="School",
                                                    kind="ORGANISATION_KIND_SCHOOL")))
    office.CreateCourse(course_pb2.CreateCourseRequest(course_id="welding", course=dict(
        title="Welding", title_zh="焊接", kind="COURSE_KIND_VOCATIONAL", minutes=600,
        organisation="organisations/workshop")))
    cohort(office, "spring", 2, 1)


def seated(office):
    for who in ("an", "bo", "cai", "du"):
        person(office, who)
    person(office, "eve", purposes=())
    check("nobody is enrolled without his consent", refused(
        office.CreateEnrolment, applies(SPRING, "eve")) ==
        ("FAILED_PRECONDITION", "CONSENT_MISSING"))
    code, field = refused(office.GiveConsent, person_pb2.GiveConsentRequest(
        name="persons/eve", consent=dict(purpose="CONSENT_PURPOSE_TRAINING", text_version="v1",
                                         given_date=today(2))))
    check("nor with one of tomorrow", (code, field) == ("INVALID_ARGUMENT", "consent.given_date"),
          (code, field))
    places = [office.CreateEnrolment(applies(SPRING, who)) for who in ("an", "bo", "cai")]
    check("two seats, and a place on the list", [(e.state, e.waiting_place) for e in places] ==
          [(STATE.ENROLMENT_STATE_ENROLLED, 0)] * 2 + [(STATE.ENROLMENT_STATE_WAITLISTED, 1)],
          places)
    check("an application sent again is the same",
          office.CreateEnrolment(applies(SPRING, "cai")) == places[2])
    again = applies(SPRING, "an")
    again.enrolment_id, again.request_id = "again", "again"
    check("one person, one seat", refused(office.CreateEnrolment, again) ==
          ("ALREADY_EXISTS", "ALREADY_ENROLLED"))
    check("a full list is full", refused(office.CreateEnrolment, applies(SPRING, "du")) ==
          ("FAILED_PRECONDITION", "WAITLIST_FULL"))
    check("what waits is not accepted", refused(
        office.MoveEnrolment, enrolment_pb2.MoveEnrolmentRequest(
            name=places[2].name, move=enrolment_pb2.ENROLMENT_MOVE_ACCEPT)) ==
        ("FAILED_PRECONDITION", "WRONG_STATE"))
    moved(office, places[0].name, "WITHDRAW")
    offered = office.GetEnrolment(enrolment_pb2.GetEnrolmentRequest(name=places[2].name))
    check("who withdraws leaves his seat to the first who waits",
          offered.state == STATE.ENROLMENT_STATE_OFFERED and offered.HasField("hold_until_time"),
          offered)
    moved(office, offered.name, "ACCEPT")
    spring = office.GetCohort(cohort_pb2.GetCohortRequest(name=SPRING))
    check("two seats are taken", (spring.taken, spring.waiting) == (2, 0), spring)
    steps = all_of(office.ListEnrolmentSteps, enrolment_pb2.ListEnrolmentStepsRequest, "steps",
                   parent=offered.name)
    check("how he came to it stays written", [(step.from_state, step.to_state) for step in steps] ==
          [(STATE.ENROLMENT_STATE_APPLIED, STATE.ENROLMENT_STATE_WAITLISTED),
           (STATE.ENROLMENT_STATE_WAITLISTED, STATE.ENROLMENT_STATE_OFFERED),
           (STATE.ENROLMENT_STATE_OFFERED, STATE.ENROLMENT_STATE_ENROLLED)], steps)


def rushed(office):
    """More people than seats and places together, all at once."""
    cohort(office, "rush", SEATS, APPLICANTS - SEATS - 5)
    people = [f"p{n}" for n in range(APPLICANTS)]
    with concurrent.futures.ThreadPoolExecutor(16) as threads:
        list(threads.map(lambda who: person(office, who), people))
        said = collections.Counter(threads.map(
            lambda who: refused(office.CreateEnrolment, applies(RUSH, who)), people))
    check("of all at once five are told that all is full", said ==
          {("OK", ""): APPLICANTS - 5, ("FAILED_PRECONDITION", "WAITLIST_FULL"): 5}, said)
    rows = all_of(office.ListEnrolments, enrolment_pb2.ListEnrolmentsRequest, "enrolments",
                  parent=RUSH)
    check("exactly the seats are taken, by those who came first",
          [row.state for row in rows] == [STATE.ENROLMENT_STATE_ENROLLED] * SEATS +
          [STATE.ENROLMENT_STATE_WAITLISTED] * (APPLICANTS - 5 - SEATS), rows)
    check("and the list is in order",
          [row.waiting_place for row in rows[SEATS:]] == list(range(1, APPLICANTS - 4 - SEATS)) and
          [row.sequence for row in rows] == sorted({row.sequence for row in rows}), rows)


def taught(office):
    office.MoveCohort(cohort_pb2.MoveCohortRequest(name=SPRING,
                                                   move=cohort_pb2.COHORT_MOVE_START))
    lesson = office.CreateSession(session_pb2.CreateSessionRequest(
        parent=SPRING, session_id="one", session=dict(title="One", date=day("2025-03-01"),
                                                      minutes=90)))
    for who, state in (("bo", "PRESENT"), ("cai", "ABSENT")):
        office.CreateAttendance(session_pb2.CreateAttendanceRequest(
            parent=lesson.name, attendance_id=who, attendance=dict(
                enrolment=f"{SPRING}/enrolments/{who}", state=f"ATTENDANCE_STATE_{state}")))
    office.CloseAttendance(session_pb2.CloseAttendanceRequest(name=lesson.name))
    correct = session_pb2.CorrectAttendanceRequest(
        name=f"{lesson.name}/attendances/cai", state="ATTENDANCE_STATE_LATE", reason="was late")
    return correct


def corrected(office, head, correct):
    check("a closed list is not corrected by who wrote it", refused(
        office.CorrectAttendance, correct) == ("PERMISSION_DENIED", "SELF_APPROVAL"))
    entries = head.CorrectAttendance(correct).entries
    check("but by another one, and what was written stays", [entry.state for entry in entries] ==
          [session_pb2.ATTENDANCE_STATE_ABSENT, session_pb2.ATTENDANCE_STATE_LATE], entries)
    rates = office.GetAttendanceRates(session_pb2.GetAttendanceRatesRequest(name=SPRING))
    check("both were there", rates.cohort.basis_points == 10000, rates)


def verified(office, code, name=""):
    return office.VerifyCertificate(certificate_pb2.VerifyCertificateRequest(code=code,
                                                                             full_name=name))


def certified(office, head, anybody):
    moved(office, f"{SPRING}/enrolments/bo", "COMPLETE")
    issue = certificate_pb2.IssueCertificateRequest(enrolment=f"{SPRING}/enrolments/cai")
    check("who did not complete has no certificate", refused(office.IssueCertificate, issue) ==
          ("FAILED_PRECONDITION", "NOT_ELIGIBLE"))
    issue.enrolment = f"{SPRING}/enrolments/bo"
    paper = office.IssueCertificate(issue)
    check("one for each person and cohort", refused(office.IssueCertificate, issue) ==
          ("ALREADY_EXISTS", "CERTIFICATE_EXISTS"))
    told = verified(anybody, paper.code.lower(), "Name of bo")
    check("anybody checks it by its code", (told.validity, told.name_check, told.course_title) ==
          (certificate_pb2.CERTIFICATE_VALIDITY_VALID, certificate_pb2.NAME_CHECK_SAME,
           "Welding"), told)
    slip = paper.code[:-1] + ("2" if paper.code[-1] != "2" else "3")
    told = verified(anybody, slip)
    check("a slip is told as one", told.mistyped and told.course_title == "", told)
    propose = certificate_pb2.MoveCertificateRequest(
        name=paper.name, move=certificate_pb2.CERTIFICATE_MOVE_PROPOSE_REVOCATION,
        reason_code=certificate_pb2.CERTIFICATE_REASON_MISUSED, reason="was copied")
    paper = office.MoveCertificate(propose)
    revoke = certificate_pb2.MoveCertificateRequest(
        name=paper.name, move=certificate_pb2.CERTIFICATE_MOVE_REVOKE, etag=paper.etag)
    check("nobody revokes alone", refused(office.MoveCertificate, revoke) ==
          ("PERMISSION_DENIED", "SELF_APPROVAL"))
    head.MoveCertificate(revoke)
    check("revoked, it says so", verified(anybody, paper.code).validity ==
          certificate_pb2.CERTIFICATE_VALIDITY_REVOKED)
    return paper


def forgotten(office, paper, audit):
    name = "persons/bo"
    told = office.ExportPerson(privacy_pb2.ExportPersonRequest(name=name))
    check("a person is told all that is kept of him",
          (told.person.full_name, len(told.enrolments), len(told.certificates)) ==
          ("Name of bo", 1, 1), told)
    before = office.GetCohort(cohort_pb2.GetCohortRequest(name=SPRING))
    erase = privacy_pb2.ErasePersonRequest(name=name)
    check("erased twice is erased once", office.ErasePerson(erase) == office.ErasePerson(erase))
    check("then he is not there any more", refused(
        office.GetPerson, person_pb2.GetPersonRequest(name=name))[0] == "NOT_FOUND" and
        name not in [p.name for p in all_of(office.ListPersons, person_pb2.ListPersonsRequest,
                                            "persons")])
    check("nor can he apply", refused(office.CreateEnrolment, applies(RUSH, "bo")) ==
          ("NOT_FOUND", "NOT_FOUND"))
    after = office.GetCohort(cohort_pb2.GetCohortRequest(name=SPRING))
    check("seats are counted as before", (after.taken, after.waiting) ==
          (before.taken, before.waiting), (before, after))
    check("his certificate is found, without him", verified(
        office, paper.code, "Name of bo").name_check == certificate_pb2.NAME_CHECK_CANNOT_TELL)
    kept = all_of(audit.ListAuditEntries, audit_pb2.ListAuditEntriesRequest, "entries")
    check("the audit never knew his name", not any(
        b"Name of bo" in entry.before + entry.after or b"bo@village" in entry.before + entry.after
        for entry in kept) and len(kept) > APPLICANTS, len(kept))
    verdict = audit.VerifyAudit(audit_pb2.VerifyAuditRequest())
    check("and is whole", verdict.problem == audit_pb2.AUDIT_PROBLEM_UNSPECIFIED and
          verdict.checked_count == len(kept), verdict)


def exchanged(stub):
    pair = stub.CreatePairing(pairing_pb2.CreatePairingRequest(pairing_id="one", pairing=dict(
        kind="PAIRING_KIND_SCHOOL", home="organisations/school", host="organisations/workshop",
        start_date=day("2024-01-01"))))
    stub.CreateAward(award_pb2.CreateAwardRequest(award_id="first", award=dict(
        organisation="organisations/school", title="Robots", count=2,
        level="COMPETITION_LEVEL_NATIONAL", winners="AWARD_WINNERS_PUPILS",
        effective_date=day("2025-05-01"))))

    def exams(year, candidates, mean):
        return exam_result_pb2.CreateExamResultRequest(exam_result=dict(
            organisation="organisations/school", subject="maths", year=year, paper="province",
            candidates=candidates, mean_hundredths=mean, effective_date=day(f"{year}-07-01")))
    stub.CreateExamResult(exams(2024, 120, 6150))
    stub.CreateExamResult(exams(2025, 130, 6675))
    check("a result stands once", refused(stub.CreateExamResult, exams(2025, 9, 1)) ==
          ("ALREADY_EXISTS", "RESULT_EXISTS"))

    def report(**asked):
        return stub.TrainingReport(training_report_pb2.TrainingReportRequest(**asked))
    found = report()
    check("what was exchanged", (sum(row.pairings for row in found.pairings),
                                 sum(row.awards for row in found.awards)) == (1, 2), found)
    check("a change of exams with how many they were",
          [(c.from_candidates, c.to_candidates, c.change_hundredths, c.comparable)
           for c in found.exam_changes] == [(120, 130, 525, True)], found.exam_changes)
    stub.StrikePairing(pairing_pb2.StrikePairingRequest(name=pair.name, reason="another school"))
    check("what is struck counts in no report but those from before",
          not report().pairings and report(known_at=found.known_at,
                                           effective_through=found.effective_through) == found)


def main(folder):
    store = f"sqlite:{folder}/s.db"
    with Server(program, "--store", store, "--log-level", "error") as server:
        with grpc.insecure_channel(server.address) as channel:
            office, head, anybody = (Caller(learning_pb2_grpc.LearningStub(channel), name)
                                     for name in ("office", "head", "anybody"))
            founded(office)
            seated(office)
            rushed(office)
            corrected(office, head, taught(office))
            paper = certified(office, head, anybody)
            forgotten(office, paper, Caller(audit_pb2_grpc.AuditStub(channel), "head"))
            exchanged(Caller(exchanges_pb2_grpc.ExchangesStub(channel), "office"))
            for name, methods in (("Learning", 50), ("Exchanges", 18)):
                reflected(channel, generated_folder, f"caravan.training.v1.{name}", methods,
                          PATIENCE_S)
    told = subprocess.run([program, "verify", "--store", store], capture_output=True, text=True,
                          timeout=100)
    check("the stored file verifies", told.returncode == 0, told)


with tempfile.TemporaryDirectory(prefix="caravan-training-") as scratch:
    main(scratch)
finish()
