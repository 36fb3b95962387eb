// The groups of checks of the client from libgrpc++.
#ifndef TESTS_E2E_JUDGE_CLIENT_HH
#define TESTS_E2E_JUDGE_CLIENT_HH

#include "judge_support.hh"

// judge_client_calls.cc: one call at a time, everything a call can say.
void judge_calls(const std::shared_ptr<grpc::Channel> &channel);
// judge_client_services.cc: health and reflection.
void judge_services(const std::shared_ptr<grpc::Channel> &channel);
// judge_client_load.cc: many calls at once and slow readers; then servers that come and go.
// `memory_mib`: how much the server's resident memory may grow under them.
void judge_load(Server &server, const std::shared_ptr<grpc::Channel> &channel, long memory_mib);
void judge_life(const std::string &program, const std::vector<std::string> &options);

#endif
