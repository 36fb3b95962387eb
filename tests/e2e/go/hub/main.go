// Command hub: grpc-go as a device and as a screen of a parcel hub. It makes a hub, streams scans,
// loses its place and finds it again, and watches the hub's log with resuming. Prints a line for
// each step.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	pb "caravan.test/judge/logisticspb"
	"caravan.test/judge/steps"
)

const (
	hub    = "hubs/east"
	tunnel = hub + "/readers/tunnel"
	scans  = 1000
	batch  = 100
)

var began = time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, -3).UnixMicro()

// The device's scan of that running number.
func scan(number int64) *pb.Scan {
	return &pb.Scan{
		Number:       number,
		Step:         pb.ScanStep_SCAN_STEP_INBOUND,
		Carrier:      "zto",
		ParcelNumber: fmt.Sprintf("%013d", number),
		OccurUs:      began + number*1000,
		Offset:       &pb.Scan_UtcOffsetMinutes{UtcOffsetMinutes: 480},
	}
}

func made(ctx context.Context, stub pb.HubsClient) error {
	_, err := stub.CreateHub(ctx, &pb.CreateHubRequest{HubId: "east", RequestId: "hub",
		Hub: &pb.Hub{Title: "East", UtcOffsetMinutes: 480}})
	if err != nil {
		return err
	}
	_, err = stub.CreateReader(ctx, &pb.CreateReaderRequest{Parent: hub, ReaderId: "tunnel",
		RequestId: "tunnel",
		Reader:    &pb.Reader{Title: "Tunnel", Kind: pb.ReaderKind_READER_KIND_BELT}})
	return err
}

// Send the scans from first to last, all messages before the first answer is looked at; how often
// each outcome was said, and what is on disk.
func stream(ctx context.Context, stub pb.HubsClient, first, last int64) (map[pb.ScanOutcome]int,
	int64, error) {
	call, err := stub.StreamScans(ctx)
	if err != nil {
		return nil, 0, err
	}
	message := &pb.StreamScansRequest{Parent: tunnel}
	for number := first; number <= last; number++ {
		message.Scans = append(message.Scans, scan(number))
		if len(message.Scans) == batch || number == last {
			if err := call.Send(message); err != nil {
				return nil, 0, err
			}
			message = &pb.StreamScansRequest{}
		}
	}
	if err := call.CloseSend(); err != nil {
		return nil, 0, err
	}
	outcomes, durable := map[pb.ScanOutcome]int{}, int64(0)
	for {
		answer, err := call.Recv()
		if errors.Is(err, io.EOF) {
			return outcomes, durable, nil
		}
		if err != nil {
			return nil, 0, err
		}
		for _, outcome := range answer.Outcomes {
			outcomes[outcome]++
		}
		durable = answer.DurableNumber
	}
}

func streamed(ctx context.Context, stub pb.HubsClient) error {
	outcomes, durable, err := stream(ctx, stub, 1, scans)
	return errors.Join(err, steps.Expect("on disk", durable, scans),
		steps.Expect("applied", outcomes[pb.ScanOutcome_SCAN_OUTCOME_APPLIED], scans))
}

func resent(ctx context.Context, stub pb.HubsClient) error {
	outcomes, durable, err := stream(ctx, stub, scans-batch+1, scans+batch)
	return errors.Join(err, steps.Expect("on disk", durable, scans+batch),
		steps.Expect("known", outcomes[pb.ScanOutcome_SCAN_OUTCOME_DUPLICATE], batch),
		steps.Expect("new", outcomes[pb.ScanOutcome_SCAN_OUTCOME_APPLIED], batch))
}

// Watch from there until so many records have come; where to resume.
func watch(ctx context.Context, stub pb.HubsClient, resume, wanted int64,
	seen map[int64]*pb.ScanRecord) (int64, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	call, err := stub.WatchHub(ctx, &pb.WatchHubRequest{Parent: hub, ResumeSequence: resume})
	if err != nil {
		return 0, err
	}
	for int64(len(seen)) < wanted {
		answer, err := call.Recv()
		if err != nil {
			return 0, err
		}
		for _, record := range answer.Records {
			if record.Sequence != resume+1 {
				return 0, fmt.Errorf("%d follows %d", record.Sequence, resume)
			}
			resume = record.Sequence
			seen[resume] = record
		}
	}
	return resume, nil
}

func watched(ctx context.Context, stub pb.HubsClient) error {
	seen := map[int64]*pb.ScanRecord{}
	resume, err := watch(ctx, stub, 0, scans/2, seen)
	if err != nil {
		return err
	}
	if resume, err = watch(ctx, stub, resume, scans+batch, seen); err != nil {
		return err
	}
	for sequence, record := range seen {
		if !proto.Equal(record.Scan, scan(sequence)) {
			return fmt.Errorf("%v came back as %v", scan(sequence), record.Scan)
		}
	}
	failed := make(chan error, 1)
	go func() {
		_, err := watch(ctx, stub, resume, scans+2*batch, seen)
		failed <- err
	}()
	_, _, err = stream(ctx, stub, scans+batch+1, scans+2*batch)
	return errors.Join(err, <-failed)
}

func main() {
	steps.Main(func(conn *grpc.ClientConn) []steps.Step {
		stub := pb.NewHubsClient(conn)
		of := func(run func(context.Context, pb.HubsClient) error) func(context.Context) error {
			return func(ctx context.Context) error { return run(ctx, stub) }
		}
		return []steps.Step{
			{Name: "made", Run: of(made)},
			{Name: "streamed", Run: of(streamed)},
			{Name: "resent", Run: of(resent)},
			{Name: "watched", Run: of(watched)},
			{Name: "reflected", Run: func(ctx context.Context) error {
				return steps.Reflected(ctx, conn, &pb.Hubs_ServiceDesc)
			}},
		}
	})
}
