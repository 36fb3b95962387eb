#include "judge_support.hh"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <mutex>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static int failed;
static std::string last;
static std::mutex lock;

void check(const std::string &name, bool held, const std::string &seen)
{
    std::lock_guard<std::mutex> guard(lock);

    std::printf("%s%s%s%s\n", held ? "ok   " : "FAIL ", name.c_str(), held ? "" : ": ",
                held ? "" : seen.c_str());
    std::fflush(stdout);
    if (!held) {
        failed++;
        last = name + ": " + seen;
    }
}

int failures()
{
    return failed;
}

std::string last_failure()
{
    return last;
}

void check_code(const std::string &name, const grpc::Status &status, grpc::StatusCode expected)
{
    check(name, status.error_code() == expected,
          std::to_string(status.error_code()) + " " + status.error_message());
}

int checked()
{
    std::printf(failed == 0 ? "all held\n" : "%d failed\n", failed);
    return failed == 0 ? 0 : 1;
}

[[noreturn]] static void die(const char *what)
{
    std::perror(what);
    std::exit(2);
}

Server::Server(const std::string &program, const std::vector<std::string> &options)
{
    std::vector<char *> words = {const_cast<char *>(program.c_str())};
    int ends[2];

    for (const std::string &option : options)
        words.push_back(const_cast<char *>(option.c_str()));
    words.push_back(nullptr);
    if (pipe(ends) != 0)
        die("pipe");
    pid_ = fork();
    if (pid_ == 0) { // only what is safe between fork and exec
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execv(words[0], words.data());
        _exit(127);
    }
    close(ends[1]);
    out_ = ends[0];
    std::string ready = read_line();
    size_t at = ready.find("\"listen\":[\"");
    if (pid_ < 0 || at == std::string::npos)
        die("the server did not start");
    at += std::strlen("\"listen\":[\"");
    address_ = ready.substr(at, ready.find('"', at) - at);
}

Server::~Server()
{
    if (pid_ < 0)
        return;
    ask_to_drain();
    check("the server ended in peace", wait() == 0);
}

std::string Server::read_line()
{
    std::string line;
    char c;

    while (read(out_, &c, 1) == 1 && c != '\n')
        line.push_back(c);
    return line;
}

void Server::ask_to_drain() const
{
    kill(pid_, SIGTERM);
}

int Server::wait()
{
    int status = 0;

    last_ = read_line();
    if (waitpid(pid_, &status, 0) != pid_)
        die("waitpid");
    pid_ = -1;
    close(out_);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

long Server::number(const std::string &key) const
{
    size_t at = last_.find("\"" + key + "\":");

    return at == std::string::npos ? -1 : std::atol(last_.c_str() + at + key.size() + 3);
}

long Server::peak_kib() const
{
    std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
    std::string line;

    while (std::getline(status, line)) {
        if (line.compare(0, 6, "VmHWM:") == 0)
            return std::atol(line.c_str() + 6);
    }
    return -1;
}

std::string socket_path()
{
    return "/tmp/judge-" + std::to_string(getpid()) + ".sock";
}

std::shared_ptr<grpc::Channel>
open_channel(const std::string &address, const grpc::ChannelArguments &arguments,
             const std::shared_ptr<grpc::ChannelCredentials> &credentials)
{
    grpc::ChannelArguments own = arguments;

    own.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    own.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
    own.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 100);
    own.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
    return grpc::CreateCustomChannel(address, credentials, own);
}

pb::TallyResponse tally(pb::Judge::Stub *stub)
{
    Context context;
    pb::TallyResponse response;

    check_code("tally", stub->Tally(&context, {}, &response), grpc::StatusCode::OK);
    return response;
}

// A round trip that the server makes last some milliseconds.
static void round_trip(pb::Judge::Stub *stub)
{
    Context context;
    pb::SayRequest request;
    pb::SayResponse response;

    request.set_delay_ms(5);
    (void)stub->Say(&context, request, &response);
}

bool until(pb::Judge::Stub *stub, const std::function<bool(const pb::TallyResponse &)> &condition)
{
    auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);

    while (std::chrono::steady_clock::now() < end) {
        Context context;
        pb::TallyResponse response;

        if (stub->Tally(&context, {}, &response).ok() && condition(response))
            return true;
        round_trip(stub);
    }
    return false;
}

long settled(pb::Judge::Stub *stub, const std::function<long(const pb::TallyResponse &)> &count)
{
    long last = -1;
    int same = 0;

    (void)until(stub, [&](const pb::TallyResponse &response) {
        long now = count(response);

        same = now == last ? same + 1 : 0;
        last = now;
        return same == 30;
    });
    return last;
}
