// grpc-async PORT: the same echo on gRPC C++, its asynchronous API, one thread. The options are
// those that make it fastest here: minimal stack, throughput, no bandwidth probes.
#include "bench/v1/echo.grpc.pb.h"

#include <grpcpp/grpcpp.h>

#include <cstdio>
#include <memory>
#include <string>

namespace {

using bench::v1::Echo;
using bench::v1::Scan;

// One call: asked for, answered, finished, and then used again for the next.
class Call {
public:
    Call(Echo::AsyncService *service, grpc::ServerCompletionQueue *queue)
        : service_(service), queue_(queue)
    {
        listen();
    }

    void proceed(bool ok)
    {
        if (answering_ || !ok) {
            listen();
            return;
        }
        answering_ = true;
        responder_->Finish(scan_, grpc::Status::OK, this);
    }

private:
    void listen()
    {
        answering_ = false;
        responder_.reset();
        context_ = std::make_unique<grpc::ServerContext>();
        responder_ = std::make_unique<grpc::ServerAsyncResponseWriter<Scan>>(context_.get());
        service_->RequestEcho(context_.get(), &scan_, responder_.get(), queue_, queue_, this);
    }

    Echo::AsyncService *service_;
    grpc::ServerCompletionQueue *queue_;
    std::unique_ptr<grpc::ServerContext> context_;
    std::unique_ptr<grpc::ServerAsyncResponseWriter<Scan>> responder_;
    Scan scan_;
    bool answering_ = false;
};

} // namespace

int main(int argc, char **argv)
{
    if (argc != 2) {
        std::fprintf(stderr, "usage: grpc-async PORT\n");
        return 2;
    }
    Echo::AsyncService service;
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort(std::string("127.0.0.1:") + argv[1], grpc::InsecureServerCredentials(),
                             &port);
    builder.AddChannelArgument(GRPC_ARG_MINIMAL_STACK, 1);
    builder.AddChannelArgument(GRPC_ARG_OPTIMIZATION_TARGET, "throughput");
    builder.AddChannelArgument(GRPC_ARG_HTTP2_BDP_PROBE, 0);
    builder.RegisterService(&service);
    std::unique_ptr<grpc::ServerCompletionQueue> queue = builder.AddCompletionQueue();
    std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
    if (!server || port == 0) {
        std::fprintf(stderr, "grpc-async: cannot listen\n");
        return 1;
    }
    std::printf("{\"event\":\"ready\",\"service\":\"grpc-async\",\"listen\":[\"127.0.0.1:%d\"]}\n",
                port);
    std::fflush(stdout);
    for (int i = 0; i < 2000; i++) // as many calls as the largest load has under way, twice
        new Call(&service, queue.get());
    void *tag = nullptr;
    bool ok = false;
    while (queue->Next(&tag, &ok))
        static_cast<Call *>(tag)->proceed(ok);
    return 0;
}
