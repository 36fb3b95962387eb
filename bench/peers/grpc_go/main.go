// bench-grpc-go PORT: the same service on grpc-go, one processor, windows that never stop it.
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"runtime/debug"

	"google.golang.org/grpc"

	"caravan.test/bench/benchpb"
)

type service struct {
	benchpb.UnimplementedEchoServer
}

func (service) Echo(_ context.Context, scan *benchpb.Scan) (*benchpb.Scan, error) {
	return scan, nil
}

func (service) Pour(stream grpc.BidiStreamingServer[benchpb.Scan, benchpb.Scan]) error {
	var count int64
	for {
		if _, err := stream.Recv(); err == io.EOF {
			return stream.Send(&benchpb.Scan{TimeMs: count})
		} else if err != nil {
			return err
		}
		count++
	}
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: bench-grpc-go PORT")
		os.Exit(2)
	}
	runtime.GOMAXPROCS(1)
	debug.SetGCPercent(400)
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	server := grpc.NewServer(
		grpc.InitialWindowSize(4<<20),
		grpc.InitialConnWindowSize(16<<20),
		grpc.ReadBufferSize(64<<10),
		grpc.WriteBufferSize(64<<10),
		grpc.SharedWriteBuffer(true),
		grpc.NumStreamWorkers(8),
	)
	benchpb.RegisterEchoServer(server, service{})
	fmt.Printf("{\"event\":\"ready\",\"service\":\"grpc-go\",\"listen\":[\"%s\"]}\n", listener.Addr())
	if err := server.Serve(listener); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
