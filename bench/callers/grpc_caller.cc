// bench-grpc-caller PORT CONNECTIONS CALLS SECONDS: the same as caravan-caller on gRPC C++, its
// asynchronous API, one thread.
#include "bench/v1/echo.grpc.pb.h"

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

namespace {

using bench::v1::Echo;
using bench::v1::Scan;
using Clock = std::chrono::steady_clock;

constexpr const char *KEY = "01234567-89ab-cdef-0123-456789abcdef";

class Calling {
public:
    Calling(Echo::Stub *stub, grpc::CompletionQueue *queue) : stub_(stub), queue_(queue)
    {
        scan_.set_parcel_id("CN123456789CN");
        scan_.set_hub_id(17);
        scan_.set_time_ms(1790000000000);
        scan_.set_code(4);
        scan_.set_idem_key(KEY);
        scan_.set_note("north gate, track 4");
    }

    void call()
    {
        reader_.reset();
        context_ = std::make_unique<grpc::ClientContext>();
        reader_ = stub_->AsyncEcho(context_.get(), scan_, queue_);
        reader_->Finish(&answer_, &status_, this);
    }

    bool answered_rightly() const { return status_.ok() && answer_.idem_key() == KEY; }

private:
    Echo::Stub *stub_;
    grpc::CompletionQueue *queue_;
    std::unique_ptr<grpc::ClientContext> context_;
    std::unique_ptr<grpc::ClientAsyncResponseReader<Scan>> reader_;
    grpc::Status status_;
    Scan scan_;
    Scan answer_;
};

} // namespace

int main(int argc, char **argv)
{
    if (argc != 5) {
        std::fprintf(stderr, "usage: bench-grpc-caller PORT CONNECTIONS CALLS SECONDS\n");
        return 2;
    }
    const int connections = std::atoi(argv[2]);
    const int each = std::atoi(argv[3]);
    const double seconds = std::atof(argv[4]);
    grpc::CompletionQueue queue;
    std::vector<std::unique_ptr<Echo::Stub>> stubs;
    std::vector<std::unique_ptr<Calling>> callings;

    for (int i = 0; i < connections; i++) {
        grpc::ChannelArguments arguments;

        arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1); // a connection of its own
        arguments.SetInt(GRPC_ARG_MINIMAL_STACK, 1);
        arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
        arguments.SetString(GRPC_ARG_OPTIMIZATION_TARGET, "throughput");
        stubs.push_back(Echo::NewStub(grpc::CreateCustomChannel(
            std::string("127.0.0.1:") + argv[1], grpc::InsecureChannelCredentials(), arguments)));
        for (int k = 0; k < each; k++)
            callings.push_back(std::make_unique<Calling>(stubs.back().get(), &queue));
    }
    const auto begin = Clock::now() + std::chrono::milliseconds(100);
    const auto end = begin + std::chrono::duration_cast<Clock::duration>(
                                 std::chrono::duration<double>(seconds));
    for (auto &calling : callings)
        calling->call();
    size_t under_way = callings.size();
    long count = 0;
    bool failed = false;
    void *tag = nullptr;
    bool ok = false;
    while (under_way > 0 && queue.Next(&tag, &ok)) {
        auto *calling = static_cast<Calling *>(tag);
        const auto now = Clock::now();

        failed = failed || !ok || !calling->answered_rightly();
        count += now >= begin && now < end;
        if (now < end && !failed)
            calling->call();
        else
            under_way--;
    }
    std::printf("{\"calls\":%ld,\"seconds\":%.6f,\"per_second\":%.1f}\n", count, seconds,
                static_cast<double>(count) / seconds);
    return failed ? 1 : 0;
}
