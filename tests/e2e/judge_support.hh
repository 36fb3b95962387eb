// What the judges from libgrpc++ share: checks, and one of our servers as a child process.
#ifndef TESTS_E2E_JUDGE_SUPPORT_HH
#define TESTS_E2E_JUDGE_SUPPORT_HH

#include "judge/v1/judge.grpc.pb.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <grpcpp/grpcpp.h>

namespace pb = judge::v1;

// Say whether `held`; a check that failed makes checked() non-zero.
void check(const std::string &name, bool held, const std::string &seen = "");
void check_code(const std::string &name, const grpc::Status &status, grpc::StatusCode expected);
int checked(); // the program's exit code
// How many have failed so far, and what the last of them was.
int failures();
std::string last_failure();

// A call of the tests hangs never: 30 s, unless told otherwise.
struct Context : grpc::ClientContext {
    explicit Context(std::chrono::milliseconds timeout = std::chrono::seconds(30))
    {
        set_deadline(std::chrono::system_clock::now() + timeout);
    }
};

class Server
{
  public:
    // Returns when it is ready. It dies with this process.
    Server(const std::string &program, const std::vector<std::string> &options);
    ~Server(); // asked to drain, if nobody did
    Server(const Server &) = delete;
    Server &operator=(const Server &) = delete;

    const std::string &address() const // as gRPC names it
    {
        return address_;
    }
    void ask_to_drain() const;
    // Its exit code; -1 for a signal. Then `number` finds what it said at its end.
    int wait();
    long number(const std::string &key) const;
    long peak_kib() const; // most memory it ever had resident

  private:
    std::string read_line();

    pid_t pid_ = -1;
    int out_ = -1;
    std::string address_;
    std::string last_;
};

// Of this process's own unix socket; short, because a socket's name may be no longer than 107
// bytes.
std::string socket_path();

// A channel that shares its connection with no other.
std::shared_ptr<grpc::Channel>
open_channel(const std::string &address, const grpc::ChannelArguments &arguments = {},
             const std::shared_ptr<grpc::ChannelCredentials> &credentials =
                 grpc::InsecureChannelCredentials());
pb::TallyResponse tally(pb::Judge::Stub *stub);
// Until `condition`, asked once after each round trip, holds; false after 20 s.
bool until(pb::Judge::Stub *stub, const std::function<bool(const pb::TallyResponse &)> &condition);
// Until what `count` says has stayed the same for many round trips.
long settled(pb::Judge::Stub *stub, const std::function<long(const pb::TallyResponse &)> &count);

#endif
