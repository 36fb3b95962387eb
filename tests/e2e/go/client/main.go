// Command client: grpc-go as the judge of a server. Prints a line for each step of the scenario.
package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/encoding/gzip"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	reflectionpb "google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/descriptorpb"

	pb "caravan.test/judge/judgepb"
)

const (
	patience = 30 * time.Second // of a call
	long     = 600_000          // milliseconds that nobody waits for
)

// A judge is one client with its connection; its steps say what is wrong, or nothing.
type judge struct {
	conn *grpc.ClientConn
	stub pb.JudgeClient
}

type step struct {
	name string
	run  func(context.Context, *judge) error
}

func expect[T comparable](what string, seen, wanted T) error {
	if seen == wanted {
		return nil
	}
	return fmt.Errorf("%s: %.200v instead of %.200v", what, seen, wanted)
}

func expectCode(err error, wanted codes.Code) error {
	if status.Code(err) == wanted {
		return nil
	}
	return fmt.Errorf("%v instead of %v", err, wanted)
}

// ---- messages ----

func unary(ctx context.Context, j *judge) error {
	answer, err := j.stub.Say(ctx, &pb.SayRequest{Text: "早上好"})
	return errors.Join(err, expect("text", answer.GetText(), "早上好"))
}

func empty(ctx context.Context, j *judge) error {
	answer, err := j.stub.Say(ctx, &pb.SayRequest{})
	return errors.Join(err, expect("text", answer.GetText(), ""),
		expect("padding", len(answer.GetPadding()), 0))
}

func large(ctx context.Context, j *judge) error {
	text := strings.Repeat("x", 1<<20)
	answer, err := j.stub.Say(ctx, &pb.SayRequest{Text: text, ReplyBytes: 1 << 20})
	return errors.Join(err, expect("text", answer.GetText() == text, true),
		expect("padding", len(answer.GetPadding()), 1<<20))
}

func compressed(ctx context.Context, j *judge) error {
	var header metadata.MD
	text := strings.Repeat("x", 20_000)
	ctx = metadata.AppendToOutgoingContext(ctx, "compress", gzip.Name)
	answer, err := j.stub.Say(ctx, &pb.SayRequest{Text: text, ReplyBytes: 300_000},
		grpc.UseCompressor(gzip.Name), grpc.Header(&header))
	return errors.Join(err, expect("text", answer.GetText() == text, true),
		expect("padding", len(answer.GetPadding()), 300_000),
		expect("request", strings.Join(header["request-compressed"], ","), "1"))
}

func many(ctx context.Context, j *judge) error {
	var all sync.WaitGroup
	errs := make([]error, 100)
	for i := range errs {
		all.Go(func() {
			text := strconv.Itoa(i)
			answer, err := j.stub.Say(ctx, &pb.SayRequest{Text: text, DelayMs: uint32(i % 7)})
			errs[i] = errors.Join(err, expect("text", answer.GetText(), text))
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// ---- streams ----

func clientStreaming(ctx context.Context, j *judge) error {
	stream, err := j.stub.Sum(ctx)
	if err != nil {
		return err
	}
	for i := range int64(1000) {
		if err := stream.Send(&pb.Number{Value: i + 1}); err != nil {
			return err
		}
	}
	total, err := stream.CloseAndRecv()
	return errors.Join(err, expect("sum", total.GetSum(), 500500),
		expect("count", total.GetCount(), 1000))
}

// counted reads to the end: the values have to be 1, 2, 3 ... times `factor`.
func counted(recv func() (*pb.Number, error), factor int64) (count int64, err error) {
	for {
		number, err := recv()
		if err != nil {
			return count, err
		}
		count++
		if number.GetValue() != factor*count {
			return count, fmt.Errorf("%d after %d", number.GetValue(), count-1)
		}
	}
}

func serverStreaming(ctx context.Context, j *judge) error {
	for _, to := range []int64{0, 1000} {
		stream, err := j.stub.Count(ctx, &pb.CountRequest{To: to, PaddingBytes: 2000})
		if err != nil {
			return err
		}
		count, err := counted(stream.Recv, 1)
		if err != io.EOF || count != to {
			return fmt.Errorf("%d of %d, then %v", count, to, err)
		}
	}
	return nil
}

func serverStreamingError(ctx context.Context, j *judge) error {
	stream, err := j.stub.Count(ctx, &pb.CountRequest{To: 3, Code: int32(codes.Aborted)})
	if err != nil {
		return err
	}
	count, err := counted(stream.Recv, 1)
	return errors.Join(expect("count", count, 3), expectCode(err, codes.Aborted))
}

func bidiInStep(ctx context.Context, j *judge) error {
	stream, err := j.stub.Chat(ctx)
	if err != nil {
		return err
	}
	for i := range int64(100) {
		if err := stream.Send(&pb.Number{Value: i}); err != nil {
			return err
		}
		answer, err := stream.Recv()
		if err := errors.Join(err, expect("answer", answer.GetValue(), 2*i)); err != nil {
			return err
		}
	}
	if err := stream.CloseSend(); err != nil {
		return err
	}
	_, err = stream.Recv()
	return expect("end", err, io.EOF)
}

func bidiAtOnce(ctx context.Context, j *judge) error {
	stream, err := j.stub.Chat(ctx)
	if err != nil {
		return err
	}
	for i := range int64(1000) {
		if err := stream.Send(&pb.Number{Value: i + 1}); err != nil {
			return err
		}
	}
	if err := stream.CloseSend(); err != nil {
		return err
	}
	count, err := counted(stream.Recv, 2)
	return errors.Join(expect("count", count, 1000), expect("end", err, io.EOF))
}

func halfCloseFirst(ctx context.Context, j *judge) error {
	sum, err := j.stub.Sum(ctx)
	if err != nil {
		return err
	}
	total, err := sum.CloseAndRecv()
	if err := errors.Join(err, expect("count", total.GetCount(), 0)); err != nil {
		return err
	}
	chat, err := j.stub.Chat(ctx)
	if err != nil {
		return err
	}
	if err := chat.CloseSend(); err != nil {
		return err
	}
	_, err = chat.Recv()
	return expect("end", err, io.EOF)
}

func serverEndsFirst(ctx context.Context, j *judge) error {
	stream, err := j.stub.Sum(ctx)
	if err != nil {
		return err
	}
	for err == nil { // until it says its last
		err = stream.Send(&pb.Number{Value: -1, Padding: make([]byte, 1000)})
	}
	err = stream.RecvMsg(&pb.Total{})
	return errors.Join(expectCode(err, codes.OutOfRange),
		expect("message", status.Convert(err).Message(), "a negative number"))
}

// ---- metadata ----

var everyByte = func() string {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	return string(all)
}()

func metadataOf(way string) metadata.MD {
	return metadata.Pairs(way+"text", "a value; with = signs", way+"twice", "first",
		way+"twice", "second", way+"all-bin", everyByte, way+"twice-bin", "\x00",
		way+"twice-bin", "\x00\xff")
}

func comesBack(ctx context.Context, j *judge, code codes.Code) error {
	var header, trailer metadata.MD
	ctx = metadata.NewOutgoingContext(ctx, metadata.Join(metadataOf("echo-"), metadataOf("trail-")))
	_, err := j.stub.Say(ctx, &pb.SayRequest{Code: int32(code)}, grpc.Header(&header),
		grpc.Trailer(&trailer))
	err = expectCode(err, code)
	for _, part := range []struct {
		wanted, seen metadata.MD
	}{{metadataOf("echo-"), header}, {metadataOf("trail-"), trailer}} {
		for key, values := range part.wanted {
			if !slices.Equal(part.seen[key], values) {
				err = errors.Join(err, fmt.Errorf("%s: %q", key, part.seen[key]))
			}
		}
	}
	return err
}

func metadataEchoed(ctx context.Context, j *judge) error {
	return comesBack(ctx, j, codes.OK)
}

func metadataWithError(ctx context.Context, j *judge) error {
	return comesBack(ctx, j, codes.NotFound)
}

// ---- errors ----

func everyCode(ctx context.Context, j *judge) error {
	const message = "50% 元\t\r\n😈"
	for code := codes.Canceled; code <= codes.Unauthenticated; code++ {
		_, err := j.stub.Say(ctx, &pb.SayRequest{Code: int32(code), Message: message})
		if err := errors.Join(expectCode(err, code),
			expect("message", status.Convert(err).Message(), message)); err != nil {
			return err
		}
	}
	return nil
}

func details(ctx context.Context, j *judge) error {
	_, err := j.stub.Say(ctx, &pb.SayRequest{Code: int32(codes.InvalidArgument), Message: "no",
		Reason: "TOO_MUCH", Field: "budget.amount"})
	told := status.Convert(err)
	if err := errors.Join(expectCode(err, codes.InvalidArgument),
		expect("details", len(told.Details()), 2)); err != nil {
		return err
	}
	info, _ := told.Details()[0].(*errdetails.ErrorInfo)
	bad, _ := told.Details()[1].(*errdetails.BadRequest)
	return errors.Join(expect("reason", info.GetReason(), "TOO_MUCH"),
		expect("domain", info.GetDomain(), "caravan"),
		expect("violations", len(bad.GetFieldViolations()), 1),
		expect("field", bad.GetFieldViolations()[0].GetField(), "budget.amount"))
}

func unimplemented(ctx context.Context, j *judge) error {
	for _, path := range []string{"/judge.v1.Judge/None", "/judge.v1.None/Say"} {
		err := j.conn.Invoke(ctx, path, &pb.SayRequest{}, &pb.SayResponse{})
		if err := expectCode(err, codes.Unimplemented); err != nil {
			return err
		}
	}
	return nil
}

// ---- deadlines and cancellation ----

var endless = &pb.CountRequest{To: math.MaxInt64, PaddingBytes: 1000}

// until asks for a tally after each round trip, until it is as it should be.
func until(ctx context.Context, j *judge, due func(*pb.TallyResponse) bool) error {
	for {
		tally, err := j.stub.Tally(ctx, &pb.TallyRequest{})
		if err != nil {
			return fmt.Errorf("waiting for the handlers: %w", err)
		}
		if due(tally) {
			return nil
		}
		_, _ = j.stub.Say(ctx, &pb.SayRequest{DelayMs: 5})
	}
}

// learns: `calls` handlers more than before have ended because nobody waits for them any more.
func learns(ctx context.Context, j *judge, before *pb.TallyResponse, calls uint64) error {
	return until(ctx, j, func(now *pb.TallyResponse) bool {
		left := now.Cancelled + now.Expired - before.Cancelled - before.Expired
		return left == calls && now.Started == now.Ended
	})
}

func deadline(ctx context.Context, j *judge) error {
	before, err := j.stub.Tally(ctx, &pb.TallyRequest{})
	if err != nil {
		return err
	}
	short, cancel := context.WithTimeout(ctx, 500*time.Millisecond)
	defer cancel()
	_, err = j.stub.Say(short, &pb.SayRequest{DelayMs: long, Heed: true})
	return errors.Join(expectCode(err, codes.DeadlineExceeded), learns(ctx, j, before, 1))
}

func deadlineOfStream(ctx context.Context, j *judge) error {
	before, err := j.stub.Tally(ctx, &pb.TallyRequest{})
	if err != nil {
		return err
	}
	short, cancel := context.WithTimeout(ctx, 500*time.Millisecond)
	defer cancel()
	stream, err := j.stub.Count(short, endless)
	if err == nil {
		_, err = counted(stream.Recv, 1)
	}
	return errors.Join(expectCode(err, codes.DeadlineExceeded), learns(ctx, j, before, 1))
}

func deadlineTold(ctx context.Context, j *judge) error {
	answer, err := j.stub.Say(context.Background(), &pb.SayRequest{TellTime: true})
	if err := errors.Join(err, expect("no deadline", answer.GetRemainingMs(), 0)); err != nil {
		return err
	}
	given, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	answer, err = j.stub.Say(given, &pb.SayRequest{TellTime: true})
	if left := answer.GetRemainingMs(); left < 10_000 || left > 20_000 {
		err = errors.Join(err, fmt.Errorf("%d ms of 20 s", left))
	}
	return err
}

func cancelUnary(ctx context.Context, j *judge) error {
	before, err := j.stub.Tally(ctx, &pb.TallyRequest{})
	if err != nil {
		return err
	}
	waiting, cancel := context.WithCancel(ctx)
	result := make(chan error, 1)
	go func() {
		_, err := j.stub.Say(waiting, &pb.SayRequest{DelayMs: long, Heed: true})
		result <- err
	}()
	err = until(ctx, j, func(now *pb.TallyResponse) bool { return now.Started-now.Ended == 1 })
	cancel()
	return errors.Join(err, expectCode(<-result, codes.Canceled), learns(ctx, j, before, 1))
}

func cancelStreams(ctx context.Context, j *judge) error {
	before, err := j.stub.Tally(ctx, &pb.TallyRequest{})
	if err != nil {
		return err
	}
	running, cancel := context.WithCancel(ctx)
	defer cancel()
	count, err1 := j.stub.Count(running, endless)
	chat, err2 := j.stub.Chat(running)
	sum, err3 := j.stub.Sum(running)
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	if err := errors.Join(chat.Send(&pb.Number{}), sum.Send(&pb.Number{})); err != nil {
		return err
	}
	err = until(ctx, j, func(now *pb.TallyResponse) bool { return now.Started-now.Ended == 3 })
	cancel()
	_, err1 = counted(count.Recv, 1)
	_, err2 = chat.Recv()
	for err2 == nil { // the answer to what we have sent
		_, err2 = chat.Recv()
	}
	err3 = sum.RecvMsg(&pb.Total{})
	return errors.Join(err, expectCode(err1, codes.Canceled), expectCode(err2, codes.Canceled),
		expectCode(err3, codes.Canceled), learns(ctx, j, before, 3))
}

// ---- health and reflection ----

func healthCheck(ctx context.Context, j *judge) error {
	health := healthpb.NewHealthClient(j.conn)
	for _, name := range []string{"", "judge.v1.Judge"} {
		answer, err := health.Check(ctx, &healthpb.HealthCheckRequest{Service: name})
		if err := errors.Join(err, expect(name, answer.GetStatus(),
			healthpb.HealthCheckResponse_SERVING)); err != nil {
			return err
		}
	}
	_, err := health.Check(ctx, &healthpb.HealthCheckRequest{Service: "none"})
	return expectCode(err, codes.NotFound)
}

func healthWatch(ctx context.Context, j *judge) error {
	watching, cancel := context.WithCancel(ctx)
	defer cancel()
	stream, err := healthpb.NewHealthClient(j.conn).Watch(watching,
		&healthpb.HealthCheckRequest{Service: "judge.v1.Judge"})
	if err != nil {
		return err
	}
	first, err := stream.Recv()
	if err := errors.Join(err, expect("at once", first.GetStatus(),
		healthpb.HealthCheckResponse_SERVING)); err != nil {
		return err
	}
	cancel()
	_, err = stream.Recv()
	return expectCode(err, codes.Canceled)
}

func reflection(ctx context.Context, j *judge) error {
	stream, err := reflectionpb.NewServerReflectionClient(j.conn).ServerReflectionInfo(ctx)
	if err != nil {
		return err
	}
	ask := func(request *reflectionpb.ServerReflectionRequest) *reflectionpb.ServerReflectionResponse {
		var answer *reflectionpb.ServerReflectionResponse
		if err == nil {
			err = stream.Send(request)
		}
		if err == nil {
			answer, err = stream.Recv()
		}
		return answer
	}
	list := ask(&reflectionpb.ServerReflectionRequest{
		MessageRequest: &reflectionpb.ServerReflectionRequest_ListServices{}})
	file := ask(&reflectionpb.ServerReflectionRequest{
		MessageRequest: &reflectionpb.ServerReflectionRequest_FileContainingSymbol{
			FileContainingSymbol: "judge.v1.Judge"}})
	if err != nil {
		return err
	}
	listed := slices.ContainsFunc(list.GetListServicesResponse().GetService(),
		func(s *reflectionpb.ServiceResponse) bool { return s.GetName() == "judge.v1.Judge" })
	found := slices.ContainsFunc(file.GetFileDescriptorResponse().GetFileDescriptorProto(),
		func(raw []byte) bool {
			parsed := &descriptorpb.FileDescriptorProto{}
			return proto.Unmarshal(raw, parsed) == nil &&
				parsed.GetName() == "judge/v1/judge.proto" &&
				parsed.GetService()[0].GetMethod()[1].GetClientStreaming()
		})
	return errors.Join(expect("listed", listed, true), expect("file", found, true))
}

var scenario = []step{
	{"unary", unary}, {"empty", empty}, {"large", large},
	{"gzip", compressed}, {"many", many},
	{"client_streaming", clientStreaming}, {"server_streaming", serverStreaming},
	{"server_streaming_error", serverStreamingError}, {"bidi_in_step", bidiInStep},
	{"bidi_at_once", bidiAtOnce}, {"half_close_first", halfCloseFirst},
	{"server_ends_first", serverEndsFirst}, {"metadata", metadataEchoed},
	{"metadata_with_error", metadataWithError}, {"every_code", everyCode}, {"details", details},
	{"unimplemented", unimplemented}, {"deadline", deadline},
	{"deadline_of_stream", deadlineOfStream}, {"deadline_told", deadlineTold},
	{"cancel_unary", cancelUnary}, {"cancel_streams", cancelStreams}, {"health", healthCheck},
	{"health_watch", healthWatch}, {"reflection", reflection},
}

// refused: the two do not get to speak with each other.
func refused(ctx context.Context, j *judge) error {
	_, err := j.stub.Say(ctx, &pb.SayRequest{})
	return expectCode(err, codes.Unavailable)
}

func credentialsOf(ca, cert, key, name string) (credentials.TransportCredentials, error) {
	if ca == "" {
		return insecure.NewCredentials(), nil
	}
	pem, err := os.ReadFile(ca)
	if err != nil {
		return nil, err
	}
	config := &tls.Config{RootCAs: x509.NewCertPool(), ServerName: name}
	config.RootCAs.AppendCertsFromPEM(pem)
	if cert != "" {
		pair, err := tls.LoadX509KeyPair(cert, key)
		if err != nil {
			return nil, err
		}
		config.Certificates = []tls.Certificate{pair}
	}
	return credentials.NewTLS(config), nil
}

func run() error {
	target := flag.String("target", "", "host:port of the server")
	ca := flag.String("ca", "", "whom to trust; without: cleartext")
	cert := flag.String("cert", "", "who we are")
	key := flag.String("key", "", "its key")
	name := flag.String("name", "", "whom the server's certificate must be for")
	isRefused := flag.Bool("refused", false, "only see that no call succeeds")
	flag.Parse()
	creds, err := credentialsOf(*ca, *cert, *key, *name)
	if err != nil {
		return err
	}
	conn, err := grpc.NewClient(*target, grpc.WithTransportCredentials(creds))
	if err != nil {
		return err
	}
	defer conn.Close()
	steps := scenario
	if *isRefused {
		steps = []step{{"refused", refused}}
	}
	j := &judge{conn, pb.NewJudgeClient(conn)}
	for _, step := range steps {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		if err := step.run(ctx, j); err != nil {
			why := bytes.ReplaceAll([]byte(err.Error()), []byte("\n"), []byte("; "))
			fmt.Printf("not ok - %s: %s\n", step.name, why)
		} else {
			fmt.Printf("ok - %s\n", step.name)
		}
		cancel()
	}
	return nil
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
