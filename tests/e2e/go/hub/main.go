// Command hub: grpc-go as a device and as a screen of a parcel hub. It makes a hub, streams scans,
// loses its place and finds it again, and watches the hub's log with resuming. Prints a line for
// each step.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	reflectionpb "google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/descriptorpb"

	pb "caravan.test/judge/logisticspb"
)

const (
	patience = 60 * time.Second
	hub      = "hubs/east"
	tunnel   = hub + "/readers/tunnel"
	scans    = 1000
	batch    = 100
)

var began = time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, -3).UnixMicro()

func expect[T comparable](what string, seen, wanted T) error {
	if seen == wanted {
		return nil
	}
	return fmt.Errorf("%s: %.200v instead of %.200v", what, seen, wanted)
}

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
	return errors.Join(err, expect("on disk", durable, scans),
		expect("applied", outcomes[pb.ScanOutcome_SCAN_OUTCOME_APPLIED], scans))
}

func resent(ctx context.Context, stub pb.HubsClient) error {
	outcomes, durable, err := stream(ctx, stub, scans-batch+1, scans+batch)
	return errors.Join(err, expect("on disk", durable, scans+batch),
		expect("known", outcomes[pb.ScanOutcome_SCAN_OUTCOME_DUPLICATE], batch),
		expect("new", outcomes[pb.ScanOutcome_SCAN_OUTCOME_APPLIED], batch))
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

// What the server says of the file with that symbol.
func described(ctx context.Context, call reflectionpb.ServerReflection_ServerReflectionInfoClient,
	symbol string) (*descriptorpb.FileDescriptorProto, error) {
	err := call.Send(&reflectionpb.ServerReflectionRequest{
		MessageRequest: &reflectionpb.ServerReflectionRequest_FileContainingSymbol{
			FileContainingSymbol: symbol}})
	if err != nil {
		return nil, err
	}
	answer, err := call.Recv()
	if err != nil {
		return nil, err
	}
	files := answer.GetFileDescriptorResponse().GetFileDescriptorProto()
	if len(files) == 0 {
		return nil, fmt.Errorf("%s is in no file", symbol)
	}
	file := &descriptorpb.FileDescriptorProto{}
	return file, proto.Unmarshal(files[0], file)
}

// Whoever knows the server alone finds every message of every method.
func reflected(ctx context.Context, conn *grpc.ClientConn) error {
	call, err := reflectionpb.NewServerReflectionClient(conn).ServerReflectionInfo(ctx)
	if err != nil {
		return err
	}
	file, err := described(ctx, call, "caravan.logistics.v1.Hubs")
	if err != nil {
		return err
	}
	for _, method := range file.Service[0].Method {
		for _, message := range []string{method.GetInputType(), method.GetOutputType()} {
			if _, err := described(ctx, call, message[1:]); err != nil {
				return err
			}
		}
	}
	return expect("methods", len(file.Service[0].Method),
		len(pb.Hubs_ServiceDesc.Methods)+len(pb.Hubs_ServiceDesc.Streams))
}

func main() {
	target := flag.String("target", "", "host:port of the server")
	flag.Parse()
	conn, err := grpc.NewClient(*target,
		grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		fmt.Println("not ok - connect:", err)
		os.Exit(1)
	}
	defer conn.Close()
	stub := pb.NewHubsClient(conn)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for _, step := range []struct {
		name string
		run  func() error
	}{
		{"made", func() error { return made(ctx, stub) }},
		{"streamed", func() error { return streamed(ctx, stub) }},
		{"resent", func() error { return resent(ctx, stub) }},
		{"watched", func() error { return watched(ctx, stub) }},
		{"reflected", func() error { return reflected(ctx, conn) }},
	} {
		if err := step.run(); err != nil {
			fmt.Printf("not ok - %s: %v\n", step.name, err)
			os.Exit(1)
		}
		fmt.Println("ok -", step.name)
	}
}
