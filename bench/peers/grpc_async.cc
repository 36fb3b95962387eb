// bench-grpc PORT [CERTIFICATE KEY]: the same service on gRPC C++, its asynchronous API, one
// thread. The options are those that make it fastest here: minimal stack, throughput, no bandwidth
// probes but windows that never stop it.
#include "bench/v1/echo.grpc.pb.h"

#include <grpcpp/grpcpp.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

namespace {

using bench::v1::Echo;
using bench::v1::Scan;

struct Step {
    virtual ~Step() = default;
    virtual void proceed(bool ok) = 0;
};

// One unary call: asked for, answered, finished, and then used again for the next.
class EchoCall : public Step {
public:
    EchoCall(Echo::AsyncService *service, grpc::ServerCompletionQueue *queue)
        : service_(service), queue_(queue)
    {
        listen();
    }

    void proceed(bool ok) override
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

// One stream: scans are taken until there are no more, and told how many there were.
class PourCall : public Step {
public:
    PourCall(Echo::AsyncService *service, grpc::ServerCompletionQueue *queue)
        : service_(service), queue_(queue)
    {
        listen();
    }

    void proceed(bool ok) override
    {
        switch (state_) {
        case State::Listening:
            state_ = State::Reading;
            stream_->Read(&scan_, this);
            break;
        case State::Reading:
            if (ok) {
                count_++;
                stream_->Read(&scan_, this);
                break;
            }
            scan_.Clear();
            scan_.set_time_ms(count_);
            state_ = State::Ending;
            stream_->WriteAndFinish(scan_, grpc::WriteOptions(), grpc::Status::OK, this);
            break;
        case State::Ending:
            listen();
            break;
        }
    }

private:
    enum class State { Listening, Reading, Ending };

    void listen()
    {
        state_ = State::Listening;
        count_ = 0;
        stream_.reset();
        context_ = std::make_unique<grpc::ServerContext>();
        stream_ = std::make_unique<grpc::ServerAsyncReaderWriter<Scan, Scan>>(context_.get());
        service_->RequestPour(context_.get(), stream_.get(), queue_, queue_, this);
    }

    Echo::AsyncService *service_;
    grpc::ServerCompletionQueue *queue_;
    std::unique_ptr<grpc::ServerContext> context_;
    std::unique_ptr<grpc::ServerAsyncReaderWriter<Scan, Scan>> stream_;
    Scan scan_;
    State state_ = State::Listening;
    long count_ = 0;
};

std::string contents(const char *path)
{
    std::ifstream file(path);
    std::stringstream text;

    text << file.rdbuf();
    return text.str();
}

std::shared_ptr<grpc::ServerCredentials> credentials(int argc, char **argv)
{
    if (argc < 4)
        return grpc::InsecureServerCredentials();
    grpc::SslServerCredentialsOptions options;
    options.pem_key_cert_pairs.push_back({contents(argv[3]), contents(argv[2])});
    return grpc::SslServerCredentials(options);
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 2 && argc != 4) {
        std::fprintf(stderr, "usage: bench-grpc PORT [CERTIFICATE KEY]\n");
        return 2;
    }
    Echo::AsyncService service;
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort(std::string("127.0.0.1:") + argv[1], credentials(argc, argv), &port);
    builder.AddChannelArgument(GRPC_ARG_MINIMAL_STACK, 1);
    builder.AddChannelArgument(GRPC_ARG_OPTIMIZATION_TARGET, "throughput");
    builder.AddChannelArgument(GRPC_ARG_HTTP2_BDP_PROBE, 0);
    builder.AddChannelArgument(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 4 * 1024 * 1024);
    builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_FRAME_SIZE, 1024 * 1024);
    builder.RegisterService(&service);
    std::unique_ptr<grpc::ServerCompletionQueue> queue = builder.AddCompletionQueue();
    std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
    if (!server || port == 0) {
        std::fprintf(stderr, "bench-grpc: cannot listen\n");
        return 1;
    }
    std::printf("{\"event\":\"ready\",\"service\":\"grpc-async\",\"listen\":[\"127.0.0.1:%d\"]}\n",
                port);
    std::fflush(stdout);
    for (int i = 0; i < 2000; i++) // as many calls as the largest load has under way, twice
        new EchoCall(&service, queue.get());
    new PourCall(&service, queue.get());
    void *tag = nullptr;
    bool ok = false;
    while (queue->Next(&tag, &ok))
        static_cast<Step *>(tag)->proceed(ok);
    return 0;
}
