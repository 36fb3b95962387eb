// Command server: the judge service on grpc-go. It behaves as tests/support/judge.c does, says on
// stdout when it is ready, and ends in peace on SIGTERM.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"os/signal"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/encoding/gzip"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/reflection"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/protoadapt"

	pb "caravan.test/judge/judgepb"
)

// A judge counts what its handlers have seen.
type judge struct {
	pb.UnimplementedJudgeServer // Weigh is left out: a method that the server does not implement

	started, ended, cancelled, expired, sent, received atomic.Uint64
}

// end counts a handler's end; a client that has left takes no more of its answer.
func (j *judge) end(ctx context.Context) {
	switch ctx.Err() {
	case context.Canceled:
		j.cancelled.Add(1)
	case context.DeadlineExceeded:
		j.expired.Add(1)
	}
	j.ended.Add(1)
}

// echoMetadata does what the metadata of the call asks for.
func echoMetadata(ctx context.Context) {
	header, trailer := metadata.MD{}, metadata.MD{}
	sent, _ := metadata.FromIncomingContext(ctx)
	for key, values := range sent {
		switch {
		case strings.HasPrefix(key, "echo-"):
			header[key] = values
		case strings.HasPrefix(key, "trail-"):
			trailer[key] = values
		}
	}
	if slices.Contains(sent["compress"], gzip.Name) {
		_ = grpc.SetSendCompressor(ctx, gzip.Name)
	}
	_ = grpc.SetHeader(ctx, header)
	_ = grpc.SetTrailer(ctx, trailer)
}

func statusOf(request *pb.SayRequest) error {
	var details []protoadapt.MessageV1
	told := status.New(codes.Code(request.GetCode()), request.GetMessage())
	if request.GetReason() != "" {
		details = append(details, &errdetails.ErrorInfo{
			Reason: request.GetReason(), Domain: "caravan"})
	}
	if request.GetField() != "" {
		details = append(details, &errdetails.BadRequest{
			FieldViolations: []*errdetails.BadRequest_FieldViolation{{Field: request.GetField()}}})
	}
	if len(details) == 0 {
		return told.Err()
	}
	with, err := told.WithDetails(details...)
	if err != nil {
		return err
	}
	return with.Err()
}

func (j *judge) Say(ctx context.Context, request *pb.SayRequest) (*pb.SayResponse, error) {
	j.started.Add(1)
	defer j.end(ctx)
	answer := &pb.SayResponse{Text: request.GetText(),
		Padding: make([]byte, request.GetReplyBytes())}
	if deadline, ok := ctx.Deadline(); ok && request.GetTellTime() {
		answer.RemainingMs = uint32(time.Until(deadline).Milliseconds())
	}
	echoMetadata(ctx)
	var over <-chan struct{}
	if request.GetHeed() {
		over = ctx.Done()
	}
	select {
	case <-time.After(time.Duration(request.GetDelayMs()) * time.Millisecond):
	case <-over:
		return nil, status.FromContextError(ctx.Err()).Err()
	}
	if request.GetCode() != 0 {
		return nil, statusOf(request)
	}
	return answer, nil
}

func (j *judge) Sum(stream grpc.ClientStreamingServer[pb.Number, pb.Total]) error {
	j.started.Add(1)
	defer j.end(stream.Context())
	total := &pb.Total{}
	for {
		number, err := stream.Recv()
		if err == io.EOF {
			return stream.SendAndClose(total)
		}
		if err != nil {
			return err
		}
		if number.GetValue() < 0 {
			return status.Error(codes.OutOfRange, "a negative number")
		}
		j.received.Add(1)
		total.Sum += number.GetValue()
		total.Count++
	}
}

func (j *judge) Count(request *pb.CountRequest, stream grpc.ServerStreamingServer[pb.Number]) error {
	j.started.Add(1)
	defer j.end(stream.Context())
	padding := make([]byte, request.GetPaddingBytes())
	for i := int64(1); i <= request.GetTo(); i++ {
		if err := stream.Send(&pb.Number{Value: i, Padding: padding}); err != nil {
			return err
		}
		j.sent.Add(1)
	}
	return status.Error(codes.Code(request.GetCode()), "as asked for")
}

func (j *judge) Chat(stream grpc.BidiStreamingServer[pb.Number, pb.Number]) error {
	j.started.Add(1)
	defer j.end(stream.Context())
	for {
		number, err := stream.Recv()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		j.received.Add(1)
		number.Value *= 2
		if err := stream.Send(number); err != nil {
			return err
		}
		j.sent.Add(1)
	}
}

func (j *judge) Tally(context.Context, *pb.TallyRequest) (*pb.TallyResponse, error) {
	return &pb.TallyResponse{Started: j.started.Load(), Ended: j.ended.Load(),
		Cancelled: j.cancelled.Load(), Expired: j.expired.Load(), Sent: j.sent.Load(),
		Received: j.received.Load()}, nil
}

func credentialsOf(cert, key, clientCA string) (credentials.TransportCredentials, error) {
	if cert == "" {
		return insecure.NewCredentials(), nil
	}
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, err
	}
	config := &tls.Config{Certificates: []tls.Certificate{pair}}
	if clientCA != "" {
		pem, err := os.ReadFile(clientCA)
		if err != nil {
			return nil, err
		}
		config.ClientCAs = x509.NewCertPool()
		config.ClientCAs.AppendCertsFromPEM(pem)
		config.ClientAuth = tls.RequireAndVerifyClientCert
	}
	return credentials.NewTLS(config), nil
}

func run() error {
	listen := flag.String("listen", "127.0.0.1:0", "where")
	cert := flag.String("tls-cert", "", "who we are; without: cleartext")
	key := flag.String("tls-key", "", "its key")
	clientCA := flag.String("tls-client-ca", "", "who signed the clients we let in")
	flag.Parse()
	creds, err := credentialsOf(*cert, *key, *clientCA)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		return err
	}
	server := grpc.NewServer(grpc.Creds(creds))
	healthy := health.NewServer()
	healthy.SetServingStatus("judge.v1.Judge", healthpb.HealthCheckResponse_SERVING)
	healthpb.RegisterHealthServer(server, healthy)
	pb.RegisterJudgeServer(server, &judge{})
	reflection.Register(server)

	asked, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	context.AfterFunc(asked, server.GracefulStop)
	fmt.Printf("{\"event\":\"ready\",\"listen\":[%q]}\n", listener.Addr())
	return server.Serve(listener)
}

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}
