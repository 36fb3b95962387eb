// Package steps is what the scenarios of our services have in common: who calls, what a refusal
// told, what reflection says, and a line for each step.
package steps

import (
	"context"
	"flag"
	"fmt"
	"os"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	reflectionpb "google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/descriptorpb"
)

// Patience is that of a whole scenario.
const Patience = 60 * time.Second

// Step is one part of a scenario; it says what is wrong, or nothing.
type Step struct {
	Name string
	Run  func(context.Context) error
}

// Expect compares.
func Expect[T comparable](what string, seen, wanted T) error {
	if seen == wanted {
		return nil
	}
	return fmt.Errorf("%s: %.200v instead of %.200v", what, seen, wanted)
}

// As says who makes the calls.
func As(ctx context.Context, principal string) context.Context {
	return metadata.AppendToOutgoingContext(ctx, "caravan-principal", principal)
}

// Refused expects a refusal with that code and, in its details, that reason; of InvalidArgument
// the field that is wrong.
func Refused(err error, code codes.Code, reason string) error {
	told := status.Convert(err)
	seen := ""
	for _, detail := range told.Details() {
		switch detail := detail.(type) {
		case *errdetails.ErrorInfo:
			if detail.GetDomain() == "caravan" && code != codes.InvalidArgument {
				seen = detail.GetReason()
			}
		case *errdetails.BadRequest:
			if code == codes.InvalidArgument {
				seen = detail.GetFieldViolations()[0].GetField()
			}
		}
	}
	if told.Code() == code && seen == reason && told.Message() != "" {
		return nil
	}
	return fmt.Errorf("%v (%s) instead of %v (%s)", err, seen, code, reason)
}

// What the server says of the file with that symbol.
func described(call reflectionpb.ServerReflection_ServerReflectionInfoClient,
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

// Reflected walks over the service: whoever knows the server alone finds every message of every
// method.
func Reflected(ctx context.Context, conn *grpc.ClientConn, service *grpc.ServiceDesc) error {
	call, err := reflectionpb.NewServerReflectionClient(conn).ServerReflectionInfo(ctx)
	if err != nil {
		return err
	}
	file, err := described(call, service.ServiceName)
	if err != nil {
		return err
	}
	for _, method := range file.Service[0].Method {
		for _, message := range []string{method.GetInputType(), method.GetOutputType()} {
			if _, err := described(call, message[1:]); err != nil {
				return err
			}
		}
	}
	return Expect("methods", len(file.Service[0].Method),
		len(service.Methods)+len(service.Streams))
}

// Main connects to --target and walks through the scenario, until something is wrong.
func Main(scenario func(*grpc.ClientConn) []Step) {
	target := flag.String("target", "", "host:port of the server")
	flag.Parse()
	conn, err := grpc.NewClient(*target,
		grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		fmt.Println("not ok - connect:", err)
		os.Exit(1)
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(context.Background(), Patience)
	defer cancel()
	for _, step := range scenario(conn) {
		if err := step.Run(ctx); err != nil {
			fmt.Printf("not ok - %s: %v\n", step.Name, err)
			os.Exit(1)
		}
		fmt.Println("ok -", step.Name)
	}
}
