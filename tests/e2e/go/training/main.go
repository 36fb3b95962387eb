// Command training: grpc-go as an office that teaches. Consent, seats and the waiting list, a
// certificate that anybody can check, a person who is forgotten, and exchanges. Prints a line for
// each step.
package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"caravan.test/judge/steps"
	pb "caravan.test/judge/trainingpb"
	typepb "caravan.test/judge/typepb"
)

const (
	course   = "courses/welding"
	cohort   = course + "/cohorts/spring"
	seats    = 28
	waiting  = 30
	applying = 64
	office   = "office"
	head     = "head"
)

type judge struct {
	conn      *grpc.ClientConn
	learning  pb.LearningClient
	exchanges pb.ExchangesClient
	enrolled  []*pb.Enrolment // in the order of their applications
	paper     *pb.Certificate
}

func day(year, month, day int32) *typepb.Date {
	return &typepb.Date{Year: year, Month: month, Day: day}
}

func who(number int) string {
	return fmt.Sprint("p", number)
}

func consent(purpose pb.ConsentPurpose) *pb.Consent {
	return &pb.Consent{Purpose: purpose, TextVersion: "v1", GivenDate: day(2025, 1, 1)}
}

func (j *judge) founded(ctx context.Context) error {
	ctx = steps.As(ctx, office)
	_, err := j.learning.CreateCourse(ctx, &pb.CreateCourseRequest{CourseId: "welding",
		Course: &pb.Course{Title: "Welding", Kind: pb.CourseKind_COURSE_KIND_VOCATIONAL}})
	if err != nil {
		return err
	}
	_, err = j.learning.CreateCohort(ctx, &pb.CreateCohortRequest{Parent: course,
		CohortId: "spring", Cohort: &pb.Cohort{Title: "Spring", Capacity: seats,
			WaitingCapacity: waiting, FirstDate: day(2025, 3, 1), LastDate: day(2025, 6, 1)}})
	if err != nil {
		return err
	}
	_, err = j.learning.MoveCohort(ctx, &pb.MoveCohortRequest{Name: cohort,
		Move: pb.CohortMove_COHORT_MOVE_OPEN})
	for n := 0; n < applying && err == nil; n++ {
		_, err = j.learning.CreatePerson(ctx, &pb.CreatePersonRequest{PersonId: who(n),
			Person: &pb.Person{FullName: "Name of " + who(n), Consents: []*pb.Consent{
				consent(pb.ConsentPurpose_CONSENT_PURPOSE_TRAINING),
				consent(pb.ConsentPurpose_CONSENT_PURPOSE_CERTIFICATE)}}})
	}
	return err
}

func (j *judge) apply(ctx context.Context, person string) error {
	_, err := j.learning.CreateEnrolment(ctx, &pb.CreateEnrolmentRequest{Parent: cohort,
		EnrolmentId: person, Enrolment: &pb.Enrolment{Person: "persons/" + person}})
	return err
}

func (j *judge) consented(ctx context.Context) error {
	ctx = steps.As(ctx, office)
	_, err := j.learning.CreatePerson(ctx, &pb.CreatePersonRequest{PersonId: "eve",
		Person: &pb.Person{}})
	return errors.Join(err, steps.Refused(j.apply(ctx, "eve"), codes.FailedPrecondition,
		"CONSENT_MISSING"), steps.Refused(j.apply(ctx, "nobody"), codes.NotFound, "NOT_FOUND"))
}

// More people than seats and places, all at once: exactly the seats are taken, and the list is in
// the order of the applications.
func (j *judge) rushed(ctx context.Context) error {
	ctx = steps.As(ctx, office)
	var group sync.WaitGroup
	errs := make([]error, applying)
	for n := range applying {
		group.Go(func() { errs[n] = j.apply(ctx, who(n)) })
	}
	group.Wait()
	full := 0
	for _, err := range errs {
		if err != nil {
			full++
			if err := steps.Refused(err, codes.FailedPrecondition, "WAITLIST_FULL"); err != nil {
				return err
			}
		}
	}
	list, err := j.learning.ListEnrolments(ctx, &pb.ListEnrolmentsRequest{Parent: cohort,
		PageSize: 1000})
	if err := errors.Join(err, steps.Expect("refused", full, applying-seats-waiting),
		steps.Expect("applied", len(list.GetEnrolments()), seats+waiting)); err != nil {
		return err
	}
	j.enrolled = list.Enrolments
	for n, one := range j.enrolled {
		state, place := pb.EnrolmentState_ENROLMENT_STATE_ENROLLED, 0
		if n >= seats {
			state, place = pb.EnrolmentState_ENROLMENT_STATE_WAITLISTED, n-seats+1
		}
		if err := errors.Join(steps.Expect("state", one.State, state),
			steps.Expect("place", int(one.WaitingPlace), place)); err != nil {
			return fmt.Errorf("%s: %w", one.Name, err)
		}
	}
	return nil
}

func (j *judge) move(ctx context.Context, enrolment *pb.Enrolment, move pb.EnrolmentMove) error {
	_, err := j.learning.MoveEnrolment(ctx, &pb.MoveEnrolmentRequest{Name: enrolment.Name,
		Move: move})
	return err
}

func (j *judge) promoted(ctx context.Context) error {
	ctx = steps.As(ctx, office)
	first := j.enrolled[seats]
	err := errors.Join(
		steps.Refused(j.move(ctx, first, pb.EnrolmentMove_ENROLMENT_MOVE_ACCEPT),
			codes.FailedPrecondition, "WRONG_STATE"),
		j.move(ctx, j.enrolled[3], pb.EnrolmentMove_ENROLMENT_MOVE_WITHDRAW))
	offered, failed := j.learning.GetEnrolment(ctx, &pb.GetEnrolmentRequest{Name: first.Name})
	if err := errors.Join(err, failed, steps.Expect("the first who waits", offered.GetState(),
		pb.EnrolmentState_ENROLMENT_STATE_OFFERED)); err != nil {
		return err
	}
	err = j.move(ctx, first, pb.EnrolmentMove_ENROLMENT_MOVE_ACCEPT)
	spring, failed := j.learning.GetCohort(ctx, &pb.GetCohortRequest{Name: cohort})
	return errors.Join(err, failed, steps.Expect("taken", spring.GetTaken(), seats),
		steps.Expect("waiting", spring.GetWaiting(), waiting-1))
}

func (j *judge) verify(ctx context.Context, code, name string) (*pb.VerifyCertificateResponse,
	error) {
	return j.learning.VerifyCertificate(steps.As(ctx, "anybody"),
		&pb.VerifyCertificateRequest{Code: code, FullName: name})
}

func (j *judge) certified(ctx context.Context) error {
	byOffice := steps.As(ctx, office)
	_, err := j.learning.MoveCohort(byOffice, &pb.MoveCohortRequest{Name: cohort,
		Move: pb.CohortMove_COHORT_MOVE_START})
	issue := &pb.IssueCertificateRequest{Enrolment: j.enrolled[0].Name}
	_, early := j.learning.IssueCertificate(byOffice, issue)
	err = errors.Join(err, steps.Refused(early, codes.FailedPrecondition, "NOT_ELIGIBLE"),
		j.move(byOffice, j.enrolled[0], pb.EnrolmentMove_ENROLMENT_MOVE_COMPLETE))
	if err != nil {
		return err
	}
	if j.paper, err = j.learning.IssueCertificate(byOffice, issue); err != nil {
		return err
	}
	name := "Name of " + strings.TrimPrefix(j.paper.Person, "persons/")
	told, err := j.verify(ctx, strings.ToLower(j.paper.Code), name)
	if err := errors.Join(err, steps.Expect("course", told.GetCourseTitle(), "Welding"),
		steps.Expect("name", told.GetNameCheck(), pb.NameCheck_NAME_CHECK_SAME)); err != nil {
		return err
	}
	proposed, err := j.learning.MoveCertificate(byOffice, &pb.MoveCertificateRequest{
		Name: j.paper.Name, Move: pb.CertificateMove_CERTIFICATE_MOVE_PROPOSE_REVOCATION,
		ReasonCode: pb.CertificateReason_CERTIFICATE_REASON_MISUSED, Reason: "was copied"})
	if err != nil {
		return err
	}
	revoke := &pb.MoveCertificateRequest{Name: j.paper.Name, Etag: proposed.Etag,
		Move: pb.CertificateMove_CERTIFICATE_MOVE_REVOKE}
	_, alone := j.learning.MoveCertificate(byOffice, revoke)
	_, err = j.learning.MoveCertificate(steps.As(ctx, head), revoke)
	told, failed := j.verify(ctx, j.paper.Code, name)
	return errors.Join(err, failed,
		steps.Refused(alone, codes.PermissionDenied, "SELF_APPROVAL"),
		steps.Expect("validity", told.GetValidity(),
			pb.CertificateValidity_CERTIFICATE_VALIDITY_REVOKED))
}

func (j *judge) forgotten(ctx context.Context) error {
	ctx = steps.As(ctx, office)
	person := j.paper.Person
	kept, err := j.learning.ExportPerson(ctx, &pb.ExportPersonRequest{Name: person})
	if err := errors.Join(err, steps.Expect("certificates", len(kept.GetCertificates()), 1),
		steps.Expect("enrolments", len(kept.GetEnrolments()), 1)); err != nil {
		return err
	}
	before, err := j.learning.GetCohort(ctx, &pb.GetCohortRequest{Name: cohort})
	if err != nil {
		return err
	}
	once, err := j.learning.ErasePerson(ctx, &pb.ErasePersonRequest{Name: person})
	twice, failed := j.learning.ErasePerson(ctx, &pb.ErasePersonRequest{Name: person})
	if err := errors.Join(err, failed, steps.Expect("erased again", proto.Equal(twice, once),
		true)); err != nil {
		return err
	}
	_, gone := j.learning.GetPerson(ctx, &pb.GetPersonRequest{Name: person})
	after, err := j.learning.GetCohort(ctx, &pb.GetCohortRequest{Name: cohort})
	told, failed := j.verify(ctx, j.paper.Code, kept.Person.FullName)
	return errors.Join(err, failed, steps.Refused(gone, codes.NotFound, "NOT_FOUND"),
		steps.Expect("taken", after.GetTaken(), before.Taken),
		steps.Expect("whose it was", told.GetNameCheck(),
			pb.NameCheck_NAME_CHECK_CANNOT_TELL))
}

func (j *judge) exchanged(ctx context.Context) error {
	ctx = steps.As(ctx, office)
	_, err := j.learning.CreateOrganisation(ctx, &pb.CreateOrganisationRequest{
		OrganisationId: "school", Organisation: &pb.Organisation{Title: "School",
			Kind: pb.OrganisationKind_ORGANISATION_KIND_SCHOOL}})
	if err != nil {
		return err
	}
	result := func(year, candidates, mean int32) error {
		_, err := j.exchanges.CreateExamResult(ctx, &pb.CreateExamResultRequest{
			ExamResult: &pb.ExamResult{Organisation: "organisations/school", Subject: "maths",
				Year: year, Paper: "province", Candidates: candidates, MeanHundredths: mean,
				EffectiveDate: day(year, 7, 1)}})
		return err
	}
	err = errors.Join(result(2024, 120, 6150), result(2025, 130, 6675),
		steps.Refused(result(2025, 9, 1), codes.AlreadyExists, "RESULT_EXISTS"))
	found, failed := j.exchanges.TrainingReport(ctx, &pb.TrainingReportRequest{})
	if err := errors.Join(err, failed,
		steps.Expect("changes", len(found.GetExamChanges()), 1)); err != nil {
		return err
	}
	change := found.ExamChanges[0]
	return errors.Join(steps.Expect("change", change.ChangeHundredths, 525),
		steps.Expect("of how many", change.ToCandidates, 130))
}

func (j *judge) reflected(ctx context.Context) error {
	return errors.Join(steps.Reflected(ctx, j.conn, &pb.Learning_ServiceDesc),
		steps.Reflected(ctx, j.conn, &pb.Exchanges_ServiceDesc))
}

func main() {
	steps.Main(func(conn *grpc.ClientConn) []steps.Step {
		j := &judge{conn: conn, learning: pb.NewLearningClient(conn),
			exchanges: pb.NewExchangesClient(conn)}
		return []steps.Step{
			{Name: "founded", Run: j.founded},
			{Name: "consented", Run: j.consented},
			{Name: "rushed", Run: j.rushed},
			{Name: "promoted", Run: j.promoted},
			{Name: "certified", Run: j.certified},
			{Name: "forgotten", Run: j.forgotten},
			{Name: "exchanged", Run: j.exchanged},
			{Name: "reflected", Run: j.reflected},
		}
	})
}
