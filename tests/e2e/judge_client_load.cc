#include "judge_client.hh"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

using grpc::StatusCode;
using Stub = pb::Judge::Stub;

// ---- many calls at once ----

// Calls on a completion queue, each started at the end of the one before it. Its own thread.
class Pump
{
  public:
    // `total`: calls; 0: until they are refused. A handler waits less than `delay_ms`.
    Pump(Stub *stub, int at_once, int total, int delay_ms)
        : stub_(stub), at_once_(at_once), total_(total), delay_ms_(delay_ms),
          thread_([this] { run(); })
    {
    }
    ~Pump()
    {
        wait();
    }
    void wait_for(int answered)
    {
        std::unique_lock<std::mutex> guard(lock_);
        changed_.wait(guard, [&] { return ok_ >= answered || over_; });
    }
    void wait() // for all; then what follows may be asked
    {
        if (thread_.joinable())
            thread_.join();
    }
    int ok() const
    {
        return ok_;
    }
    int refused() const // UNAVAILABLE: may be repeated elsewhere
    {
        return refused_;
    }
    int other() const
    {
        return other_;
    }
    std::string seen() const
    {
        return std::to_string(ok_) + " answered, " + std::to_string(refused_) + " refused, " +
               std::to_string(other_) + " otherwise; " + why_;
    }

  private:
    struct Call {
        Context context;
        pb::SayRequest request;
        pb::SayResponse response;
        grpc::Status status;
        std::unique_ptr<grpc::ClientAsyncResponseReader<pb::SayResponse>> reader;
    };

    void run()
    {
        void *tag;
        bool fine;

        for (int i = 0; i < at_once_; i++)
            start();
        while (running_ > 0 && queue_.Next(&tag, &fine))
            ended(std::unique_ptr<Call>(static_cast<Call *>(tag)));
        std::lock_guard<std::mutex> guard(lock_);
        over_ = true;
        changed_.notify_all();
    }
    void start()
    {
        if (total_ > 0 && started_ == total_)
            return;
        Call *call = new Call; // until its tag comes back
        call->request.set_text(std::to_string(started_));
        call->request.set_delay_ms(started_++ % delay_ms_);
        running_++;
        call->reader = stub_->AsyncSay(&call->context, call->request, &queue_);
        call->reader->Finish(&call->response, &call->status, call);
    }
    void ended(std::unique_ptr<Call> call)
    {
        bool right = call->status.ok() && call->response.text() == call->request.text();

        running_--;
        if (right)
            start();
        std::lock_guard<std::mutex> guard(lock_);
        if (right)
            ok_++;
        else if (call->status.error_code() == StatusCode::UNAVAILABLE)
            refused_++;
        else
            other_++;
        if (!right)
            why_ = std::to_string(call->status.error_code()) + " " + call->status.error_message();
        changed_.notify_all();
    }

    Stub *stub_;
    int at_once_;
    int total_;
    int delay_ms_;
    grpc::CompletionQueue queue_;
    int started_ = 0;
    int running_ = 0;
    std::mutex lock_; // guards what follows until the thread has ended
    std::condition_variable changed_;
    bool over_ = false;
    int ok_ = 0;
    int refused_ = 0;
    int other_ = 0;
    std::string why_;    // the last error
    std::thread thread_; // last: it uses all above
};

static void thousand_at_once(Stub *stub)
{
    Pump pump(stub, 1000, 1000, 20);

    pump.wait();
    check("1,000 calls at once on one channel", pump.ok() == 1000, pump.seen());
}

// ---- slow readers ----

static const int64_t MESSAGES = 2000;
static const size_t PADDING = 100 * 1000; // of each: 200 MB in all

static void server_waits_for_slow_client(Stub *stub)
{
    Context context;
    pb::CountRequest request;
    pb::Number number;
    uint64_t before = tally(stub).sent();
    int64_t seen = 0;

    request.set_to(MESSAGES);
    request.set_padding_bytes(PADDING);
    auto reader = stub->Count(&context, request);
    long sent = settled(stub, [&](const pb::TallyResponse &now) { return now.sent() - before; });
    check("the handler is held while nobody reads", sent < MESSAGES / 4, std::to_string(sent));
    while (reader->Read(&number))
        seen += number.value() == seen + 1 ? 1 : 0;
    check_code("slow client", reader->Finish(), StatusCode::OK);
    check("the slow client gets all", seen == MESSAGES, std::to_string(seen));
}

// The handler of Chat takes the next message when its answer to the last has found room; as long as
// nobody reads the answers, the writer must come to a stop.
static void client_waits_for_slow_server(Stub *stub)
{
    Context context;
    auto stream = stub->Chat(&context);
    std::atomic<long> written(0);
    pb::Number number;
    int64_t seen = 0;
    std::thread writer([&] {
        pb::Number out;

        out.set_padding(std::string(PADDING, 'x'));
        for (int64_t i = 1; i <= MESSAGES; i++) {
            out.set_value(i);
            if (!stream->Write(out))
                break;
            written++;
        }
        stream->WritesDone();
    });
    long stopped_at = settled(stub, [&](const pb::TallyResponse &) { return written.load(); });

    check("the writer is held while the handler waits", stopped_at < MESSAGES / 4,
          std::to_string(stopped_at));
    while (stream->Read(&number))
        seen += number.value() == 2 * (seen + 1) ? 1 : 0;
    writer.join();
    check_code("slow server", stream->Finish(), StatusCode::OK);
    check("the slow server gets all", seen == MESSAGES, std::to_string(seen));
}

void judge_load(Server &server, const std::shared_ptr<grpc::Channel> &channel, long memory_mib)
{
    std::unique_ptr<Stub> stub = pb::Judge::NewStub(channel);
    long before = server.peak_kib();

    thousand_at_once(stub.get());
    server_waits_for_slow_client(stub.get());
    client_waits_for_slow_server(stub.get());
    long grown = (server.peak_kib() - before) / 1024;
    check("the server's memory is bounded", before > 0 && grown < memory_mib,
          std::to_string(grown) + " MiB");
}

// ---- servers that come and go ----

static void wait_for_ready(const std::string &program, const std::string &path)
{
    std::shared_ptr<grpc::Channel> channel = open_channel("unix:" + path);
    std::unique_ptr<Stub> stub = pb::Judge::NewStub(channel);
    Context hasty;
    Context patient;
    pb::SayRequest request;
    pb::SayResponse response;
    grpc::Status status;
    grpc::CompletionQueue queue;
    void *tag;
    bool ok;

    check_code("nobody listens", stub->Say(&hasty, request, &response), StatusCode::UNAVAILABLE);
    patient.set_wait_for_ready(true);
    auto call = stub->AsyncSay(&patient, request, &queue);
    call->Finish(&response, &status, nullptr);
    Server server(program, {"--listen", "unix:" + path});
    check("the patient call ends", queue.Next(&tag, &ok));
    check_code("a call that waited for the server", status, StatusCode::OK);
}

static grpc::Status say_when_ready(Stub *stub)
{
    Context context;
    pb::SayResponse response;

    context.set_wait_for_ready(true);
    return stub->Say(&context, {}, &response);
}

static std::chrono::system_clock::time_point soon()
{
    return std::chrono::system_clock::now() + std::chrono::seconds(20);
}

// The same channel goes on with the server that comes after.
static void next_server(const std::string &program, const std::string &path)
{
    std::shared_ptr<grpc::Channel> channel = open_channel("unix:" + path);
    std::unique_ptr<Stub> stub = pb::Judge::NewStub(channel);

    for (int round = 0; round < 3; round++) {
        Server server(program, {"--listen", "unix:" + path});

        check_code("served by server " + std::to_string(round + 1), say_when_ready(stub.get()),
                   StatusCode::OK);
        server.ask_to_drain();
        check("the channel notices", channel->WaitForStateChange(GRPC_CHANNEL_READY, soon()));
        check("server " + std::to_string(round + 1) + " ends in peace", server.wait() == 0);
    }
}

// A conversation that is open when the server is asked to end is finished in peace.
static void conversation_outlives_the_signal(const std::string &program,
                                             const std::vector<std::string> &options)
{
    Server server(program, options);
    std::shared_ptr<grpc::Channel> channel = open_channel(server.address());
    std::unique_ptr<Stub> stub = pb::Judge::NewStub(channel);
    Context context;
    auto stream = stub->Chat(&context);
    pb::Number number;

    number.set_value(1);
    check("a conversation begins", stream->Write(number) && stream->Read(&number));
    server.ask_to_drain();
    // The connection takes no new call: from then on the server is draining.
    grpc::Status status;
    auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    do {
        Context next;
        pb::SayResponse response;
        status = stub->Say(&next, {}, &response);
    } while (status.ok() && std::chrono::steady_clock::now() < end);
    check_code("new calls are refused", status, StatusCode::UNAVAILABLE);
    number.set_value(21);
    check("the conversation goes on",
          stream->Write(number) && stream->Read(&number) && number.value() == 42);
    stream->WritesDone();
    check_code("and ends as it should", stream->Finish(), StatusCode::OK);
    check("then the server ends", server.wait() == 0);
}

// Under load, on four connections: every call is answered or refused so that it may be repeated,
// and none that a handler has seen goes unanswered.
static void drain_under_load(const std::string &program, const std::vector<std::string> &options)
{
    Server server(program, options);
    std::vector<std::shared_ptr<grpc::Channel>> channels;
    std::vector<std::unique_ptr<Stub>> stubs;
    std::vector<std::unique_ptr<Pump>> pumps;
    int answered = 0;
    int refused = 0;
    int other = 0;

    for (int i = 0; i < 4; i++) {
        channels.push_back(open_channel(server.address()));
        stubs.push_back(pb::Judge::NewStub(channels.back()));
        pumps.push_back(std::make_unique<Pump>(stubs.back().get(), 50, 0, 10));
    }
    for (auto &pump : pumps)
        pump->wait_for(300);
    server.ask_to_drain();
    check("the server under load ends in peace", server.wait() == 0);
    for (auto &pump : pumps) {
        pump->wait();
        answered += pump->ok();
        refused += pump->refused();
        other += pump->other();
        check("each is answered or refused", pump->other() == 0, pump->seen());
    }
    check("all four connections were refused in the end", refused > 0 && other == 0);
    check("no call that a handler saw is lost", server.number("started") == answered,
          std::to_string(server.number("started")) + " seen, " + std::to_string(answered) +
              " answered");
}

void judge_life(const std::string &program, const std::vector<std::string> &options)
{
    wait_for_ready(program, socket_path());
    next_server(program, socket_path());
    conversation_outlives_the_signal(program, options);
    drain_under_load(program, options);
}
