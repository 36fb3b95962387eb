// judge_steady ADDRESS RATE [CA CERT KEY]: a stock client that calls steadily, RATE times a second
// over four connections, and does not mind what happens to the server. Each 100 ms it prints how
// many calls were answered and how many failed; "renew" on its stdin makes it read its certificates
// and connect anew, which it tells when nothing of the old is left; the end of its stdin ends it.
#include "judge_support.hh"

#include <fcntl.h>
#include <fstream>
#include <iostream>
#include <sstream>
#include <unistd.h>

using Clock = std::chrono::steady_clock;

struct Call {
    Context context;
    pb::SayRequest request;
    pb::SayResponse response;
    grpc::Status status;
    std::unique_ptr<grpc::ClientAsyncResponseReader<pb::SayResponse>> reader;
    unsigned generation;
};

static std::string read_file(const std::string &path)
{
    std::ostringstream text;

    text << std::ifstream(path).rdbuf();
    return text.str();
}

class Steady
{
  public:
    Steady(int argc, char **argv) : address_(argv[1]), rate_(atoi(argv[2]))
    {
        if (argc == 6)
            files_ = {argv[3], argv[4], argv[5]};
        connect();
    }
    int run();

  private:
    void connect();
    void start();
    void ended(std::unique_ptr<Call> call);
    void tell();
    void listen();

    std::string address_;
    long rate_;
    std::vector<std::string> files_; // CA, certificate, key; empty: cleartext
    std::vector<std::unique_ptr<pb::Judge::Stub>> stubs_;
    grpc::CompletionQueue queue_;
    unsigned generation_ = 0; // of the connections
    long running_ = 0;
    long running_old_ = 0; // of these: on connections of the generation before
    long started_ = 0;
    long answered_ = 0;
    long failed_ = 0;
    std::string why_; // the first failure
    bool over_ = false;
};

void Steady::connect()
{
    auto credentials = grpc::InsecureChannelCredentials();
    grpc::ChannelArguments arguments;

    if (!files_.empty())
        credentials = grpc::SslCredentials(
            {read_file(files_[0]), read_file(files_[2]), read_file(files_[1])});
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1); // a connection for each
    stubs_.clear();
    for (int i = 0; i < 4; i++)
        stubs_.push_back(
            pb::Judge::NewStub(grpc::CreateCustomChannel(address_, credentials, arguments)));
}

void Steady::start()
{
    Call *call = new Call; // until its tag comes back

    call->generation = generation_;
    call->request.set_text(std::to_string(started_));
    call->request.set_delay_ms(started_ % 20);
    call->reader = stubs_[started_ % stubs_.size()]->AsyncSay(&call->context, call->request,
                                                             &queue_);
    call->reader->Finish(&call->response, &call->status, call);
    started_++;
    running_++;
}

void Steady::ended(std::unique_ptr<Call> call)
{
    running_--;
    if (call->generation != generation_ && --running_old_ == 0)
        std::cout << "renewed" << std::endl;
    if (call->status.ok() && call->response.text() == call->request.text()) {
        answered_++;
        return;
    }
    failed_++;
    if (why_.empty())
        why_ = std::to_string(call->status.error_code()) + " " + call->status.error_message();
}

void Steady::tell()
{
    std::cout << answered_ << " " << failed_ << " " << why_ << std::endl;
}

void Steady::listen()
{
    char bytes[64];
    ssize_t n = read(0, bytes, sizeof(bytes));

    if (n == 0)
        over_ = true;
    if (n <= 0)
        return;
    generation_++; // the calls hold their channels
    running_old_ = running_;
    connect();
    if (running_old_ == 0)
        std::cout << "renewed" << std::endl;
}

int Steady::run()
{
    auto begin = Clock::now();
    auto told = begin;
    void *tag;
    bool fine;

    (void)fcntl(0, F_SETFL, O_NONBLOCK);
    while (!over_ || running_ > 0) {
        auto now = Clock::now();
        long due = std::chrono::duration_cast<std::chrono::milliseconds>(now - begin).count() *
                   rate_ / 1000;

        listen();
        while (!over_ && started_ < due)
            start();
        if (now - told > std::chrono::milliseconds(100)) {
            tell();
            told = now;
        }
        while (queue_.AsyncNext(&tag, &fine, std::chrono::system_clock::now() +
                                                 std::chrono::milliseconds(1)) ==
               grpc::CompletionQueue::GOT_EVENT)
            ended(std::unique_ptr<Call>(static_cast<Call *>(tag)));
    }
    tell();
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 3 && argc != 6) {
        std::cerr << "usage: judge_steady ADDRESS RATE [CA CERT KEY]\n";
        return 2;
    }
    return Steady(argc, argv).run();
}
