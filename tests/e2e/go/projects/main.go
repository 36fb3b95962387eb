// Command projects: grpc-go as a programme office of several people. One submits money and another
// approves it, a certification is granted and retracted, a challenge is solved for its reward.
// Prints a line for each step.
package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	commonpb "caravan.test/judge/commonpb"
	pb "caravan.test/judge/projectspb"
	"caravan.test/judge/steps"
	typepb "caravan.test/judge/typepb"
)

const (
	programme = "programmes/jw"
	road      = programme + "/projects/road"
	line      = road + "/budgetLines/works"
	clerk     = "clerk"
	chief     = "chief"
	lab       = "lab"
)

type office struct {
	conn        *grpc.ClientConn
	projects    pb.ProjectsClient
	development pb.DevelopmentClient
	engagement  pb.EngagementClient
}

func money(fen int64) *commonpb.Money {
	return &commonpb.Money{Currency: "CNY", MinorUnits: fen}
}

func day(year, month, day int32) *typepb.Date {
	return &typepb.Date{Year: year, Month: month, Day: day}
}

// So many days from today, in China.
func soon(days int) *typepb.Date {
	year, month, date := time.Now().In(time.FixedZone("", 8*3600)).AddDate(0, 0, days).Date()
	return day(int32(year), int32(month), int32(date))
}

func (o *office) founded(ctx context.Context) error {
	_, err := o.projects.CreateProgramme(steps.As(ctx, clerk), &pb.CreateProgrammeRequest{
		ProgrammeId: "jw", Programme: &pb.Programme{Title: "Long road",
			StartDate: day(2023, 1, 1), EndDate: day(2026, 12, 31)}})
	if err != nil {
		return err
	}
	for _, partner := range []string{"builder", "hospital", "institute"} {
		_, err := o.projects.CreatePartner(steps.As(ctx, clerk), &pb.CreatePartnerRequest{
			Parent: programme, PartnerId: partner, Partner: &pb.Partner{Title: partner}})
		if err != nil {
			return err
		}
	}
	_, err = o.projects.CreateProject(steps.As(ctx, clerk), &pb.CreateProjectRequest{
		Parent: programme, ProjectId: "road", Project: &pb.Project{Title: "Road",
			Partner: programme + "/partners/builder",
			Sectors: []*pb.SectorShare{{Code: "roads", ShareBasisPoints: 10000}},
			Sites:   []*pb.Site{{Id: "town", Title: "Town", ShareBasisPoints: 10000}}}})
	return err
}

func (o *office) report(ctx context.Context, request *pb.ReportRequest) (*pb.ReportResponse, error) {
	request.Programme = programme
	return o.projects.Report(steps.As(ctx, chief), request)
}

func (o *office) budgeted(ctx context.Context) error {
	create := &pb.CreateBudgetLineRequest{Parent: road, BudgetLineId: "works", RequestId: "works",
		BudgetLine: &pb.BudgetLine{Title: "Works", FiscalYear: 2025, Amount: money(0),
			EffectiveDate: day(2025, 1, 10)}}
	_, err := o.projects.CreateBudgetLine(steps.As(ctx, clerk), create)
	if err := steps.Refused(err, codes.InvalidArgument, "budget_line.amount"); err != nil {
		return err
	}
	create.BudgetLine.Amount = money(100000)
	entered, err := o.projects.CreateBudgetLine(steps.As(ctx, clerk), create)
	if err != nil {
		return err
	}
	again, err := o.projects.CreateBudgetLine(steps.As(ctx, clerk), create)
	if err := errors.Join(err, steps.Expect("sent again", proto.Equal(again, entered),
		true)); err != nil {
		return err
	}
	before, err := o.report(ctx, &pb.ReportRequest{})
	if err := errors.Join(err,
		steps.Expect("pending", before.GetTotal().GetPending().GetBudgetMinor(), 100000),
		steps.Expect("budget", before.GetTotal().GetBudgetMinor(), 0)); err != nil {
		return err
	}
	approve := &pb.MoveEntryRequest{Name: line, Move: pb.EntryMove_ENTRY_MOVE_APPROVE,
		Etag: entered.Etag}
	_, err = o.projects.MoveBudgetLine(steps.As(ctx, clerk), approve)
	if err := steps.Refused(err, codes.PermissionDenied, "SELF_APPROVAL"); err != nil {
		return err
	}
	approved, err := o.projects.MoveBudgetLine(steps.As(ctx, chief), approve)
	if err := errors.Join(err,
		steps.Expect("who approved", approved.GetStanding().GetJudgedBy(), chief)); err != nil {
		return err
	}
	after, err := o.report(ctx, &pb.ReportRequest{})
	known, failed := o.report(ctx, &pb.ReportRequest{KnownAt: before.KnownAt})
	return errors.Join(err, failed,
		steps.Expect("budget", after.GetTotal().GetBudgetMinor(), 100000),
		steps.Expect("the report of before", proto.Equal(known, before), true))
}

// Fifty promises at once where there is money for 28; then all of them are approved.
func (o *office) promised(ctx context.Context) error {
	const callers, fit, each = 50, 28, 3500
	var group sync.WaitGroup
	errs := make([]error, callers)
	for n := range callers {
		group.Go(func() {
			_, errs[n] = o.projects.CreateCommitment(steps.As(ctx, clerk),
				&pb.CreateCommitmentRequest{Parent: road, CommitmentId: fmt.Sprint("c", n),
					Commitment: &pb.Commitment{BudgetLine: line, Amount: money(each),
						EffectiveDate: day(2025, 2, 1)}})
		})
	}
	group.Wait()
	fitted := 0
	for _, err := range errs {
		if err == nil {
			fitted++
		} else if err := steps.Refused(err, codes.FailedPrecondition,
			"BUDGET_EXCEEDED"); err != nil {
			return err
		}
	}
	read, err := o.report(ctx, &pb.ReportRequest{})
	if err := errors.Join(err, steps.Expect("promises", fitted, fit)); err != nil {
		return err
	}
	approved, err := o.projects.ApproveEntries(steps.As(ctx, chief), &pb.ApproveEntriesRequest{
		Parent: programme, SubmittedThrough: read.KnownAt})
	after, failed := o.report(ctx, &pb.ReportRequest{})
	return errors.Join(err, failed, steps.Expect("approved", approved.GetApprovedCount(), fit),
		steps.Expect("committed", after.GetTotal().GetCommittedMinor(), fit*each))
}

func (o *office) developed(ctx context.Context) error {
	ctx = steps.As(ctx, clerk)
	park, err := o.development.CreateCertification(ctx, &pb.CreateCertificationRequest{
		Parent: programme, CertificationId: "park", Certification: &pb.Certification{
			Title: "Park", Project: road, Site: "town", Subject: "park", Grade: "4A",
			Kind: pb.CertificationKind_CERTIFICATION_KIND_SCENIC_AREA,
			Moves: []*pb.DatedMove{{Move: pb.DevelopmentMove_DEVELOPMENT_MOVE_APPLY,
				Date: day(2025, 2, 1)}}}})
	if err != nil {
		return err
	}
	step := &pb.RecordMoveRequest{Name: park.Name, Etag: park.Etag, Move: &pb.DatedMove{
		Move: pb.DevelopmentMove_DEVELOPMENT_MOVE_LAPSE, Date: day(2025, 6, 1)}}
	_, err = o.development.MoveCertification(ctx, step)
	if err := steps.Refused(err, codes.FailedPrecondition, "WRONG_STATE"); err != nil {
		return err
	}
	step.Move.Move = pb.DevelopmentMove_DEVELOPMENT_MOVE_GRANT
	if _, err = o.development.MoveCertification(ctx, step); err != nil {
		return err
	}
	_, err = o.development.MoveCertification(ctx, step)
	if err := steps.Refused(err, codes.Aborted, "ETAG_MISMATCH"); err != nil {
		return err
	}
	found, err := o.development.DevelopmentReport(ctx,
		&pb.DevelopmentReportRequest{Programme: programme})
	if err != nil {
		return err
	}
	return errors.Join(steps.Expect("rows", len(found.Standing), 1),
		steps.Expect("state", found.Standing[0].State,
			pb.DevelopmentState_DEVELOPMENT_STATE_GRANTED))
}

func (o *office) challenged(ctx context.Context) error {
	dust, err := o.engagement.CreateChallenge(steps.As(ctx, clerk), &pb.CreateChallengeRequest{
		Parent: programme, ChallengeId: "dust", Challenge: &pb.Challenge{Title: "Dust",
			Poster: programme + "/partners/hospital", BudgetLine: line, Reward: money(2000),
			Mode: pb.ClaimMode_CLAIM_MODE_SINGLE, ClaimDeadline: soon(30),
			DeliveryDeadline: soon(60)}})
	if err != nil {
		return err
	}
	move := func(who string, step *pb.ChallengeMove) error {
		moved, err := o.engagement.MoveChallenge(steps.As(ctx, who), &pb.MoveChallengeRequest{
			Name: dust.Name, Etag: dust.Etag, Move: step})
		if err == nil {
			dust = moved
		}
		return err
	}
	claim := &pb.ChallengeMove{Move: pb.ChallengeMoveKind_CHALLENGE_MOVE_KIND_CLAIM, Claim: "one",
		Partner: programme + "/partners/institute"}
	accept := &pb.ChallengeMove{Move: pb.ChallengeMoveKind_CHALLENGE_MOVE_KIND_ACCEPT,
		Claim: "one"}
	err = move(clerk, &pb.ChallengeMove{Move: pb.ChallengeMoveKind_CHALLENGE_MOVE_KIND_POST})
	err = errors.Join(err,
		steps.Refused(move(clerk, claim), codes.PermissionDenied, "OWN_CHALLENGE"),
		move(lab, claim), move(lab, &pb.ChallengeMove{
			Move:  pb.ChallengeMoveKind_CHALLENGE_MOVE_KIND_DELIVER,
			Claim: "one", Reference: "a filter"}),
		steps.Refused(move(lab, accept), codes.PermissionDenied, "SELF_APPROVAL"),
		move(chief, accept))
	after, failed := o.report(ctx, &pb.ReportRequest{})
	return errors.Join(err, failed,
		steps.Expect("reward", dust.RewardState, pb.RewardState_REWARD_STATE_POSTED),
		steps.Expect("promised", after.GetTotal().GetPending().GetCommittedMinor(), 2000))
}

func (o *office) reflected(ctx context.Context) error {
	return errors.Join(steps.Reflected(ctx, o.conn, &pb.Projects_ServiceDesc),
		steps.Reflected(ctx, o.conn, &pb.Development_ServiceDesc),
		steps.Reflected(ctx, o.conn, &pb.Engagement_ServiceDesc))
}

func main() {
	steps.Main(func(conn *grpc.ClientConn) []steps.Step {
		o := &office{conn, pb.NewProjectsClient(conn), pb.NewDevelopmentClient(conn),
			pb.NewEngagementClient(conn)}
		return []steps.Step{
			{Name: "founded", Run: o.founded},
			{Name: "budgeted", Run: o.budgeted},
			{Name: "promised", Run: o.promised},
			{Name: "developed", Run: o.developed},
			{Name: "challenged", Run: o.challenged},
			{Name: "reflected", Run: o.reflected},
		}
	})
}
