// The groups of checks of the client from libgrpc++.
#ifndef TESTS_E2E_JUDGE_CLIENT_HH
#define TESTS_E2E_JUDGE_CLIENT_HH

#include "judge_support.hh"

// A step of the scenario of languages.py, or one that only this client has.
struct Step {
    std::string name;
    std::function<void()> walk;
};

// judge_client_calls.cc: everything a call can say.
std::vector<Step> call_steps(const std::shared_ptr<grpc::Channel> &channel);
// judge_client_services.cc: health and reflection.
std::vector<Step> service_steps(const std::shared_ptr<grpc::Channel> &channel);
// judge_client_load.cc: many calls at once and slow readers; then servers that come and go.
// `memory_mib`: how much the server's resident memory may grow under them.
void judge_load(Server &server, const std::shared_ptr<grpc::Channel> &channel, long memory_mib);
void judge_life(const std::string &program, const std::vector<std::string> &options);

#endif
