// The judge service once more, on libgrpc++: our channel calls it. It behaves as
// tests/support/judge.c does, says on stdout when it is ready, and ends in peace on SIGTERM. usage:
// judge_foreign_server --listen ADDRESS [--streams N] [--gzip] [--tls-cert FILE --tls-key FILE
//                      [--tls-client-ca FILE]]
#include "judge/v1/judge.grpc.pb.h"

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>

#include <grpcpp/alarm.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <pthread.h>

namespace pb = judge::v1;

// What the handlers have seen.
static std::atomic<uint64_t> started;
static std::atomic<uint64_t> ended;
static std::atomic<uint64_t> cancelled;
static std::atomic<uint64_t> sent;
static std::atomic<uint64_t> received;

static void end(bool left)
{
    cancelled += left ? 1 : 0;
    ended++;
}

template <typename Context> static void echo_metadata(Context *context)
{
    for (const auto &pair : context->client_metadata()) {
        std::string key(pair.first.data(), pair.first.size());
        std::string value(pair.second.data(), pair.second.size());

        if (key == "compress" && value == "gzip")
            context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
        if (key.compare(0, 5, "echo-") == 0)
            context->AddInitialMetadata(key, value);
        if (key.compare(0, 6, "trail-") == 0)
            context->AddTrailingMetadata(key, value);
    }
}

static grpc::Status status_of(const pb::SayRequest &request)
{
    google::rpc::Status details;

    if (request.code() == 0)
        return grpc::Status::OK;
    details.set_code(request.code());
    details.set_message(request.message());
    if (!request.reason().empty()) {
        google::rpc::ErrorInfo info;
        info.set_reason(request.reason());
        info.set_domain("caravan");
        details.add_details()->PackFrom(info);
    }
    if (!request.field().empty()) {
        google::rpc::BadRequest bad;
        bad.add_field_violations()->set_field(request.field());
        details.add_details()->PackFrom(bad);
    }
    return {static_cast<grpc::StatusCode>(request.code()), request.message(),
            details.details_size() == 0 ? "" : details.SerializeAsString()};
}

// Until the deadline; 0: there is none, which the library tells as one in the far future.
static uint32_t remaining_ms(grpc::CallbackServerContext *context)
{
    auto left = context->deadline() - std::chrono::system_clock::now();
    auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(left).count();

    return ms < 0 || ms > UINT32_MAX ? 0 : static_cast<uint32_t>(ms);
}

// Say: answers after its delay, or, if it heeds, as soon as nobody waits any more.
class Saying : public grpc::ServerUnaryReactor
{
  public:
    Saying(grpc::CallbackServerContext *context, const pb::SayRequest *request,
           pb::SayResponse *response)
        : context_(context), request_(request), response_(response)
    {
        started++;
        if (request->tell_time())
            response->set_remaining_ms(remaining_ms(context));
        echo_metadata(context);
        alarm_.Set(std::chrono::system_clock::now() +
                       std::chrono::milliseconds(request->delay_ms()),
                   [this](bool) { answer(); });
    }
    void OnCancel() override
    {
        if (request_->heed())
            alarm_.Cancel();
    }
    void OnDone() override
    {
        delete this;
    }

  private:
    void answer()
    {
        response_->set_text(request_->text());
        response_->set_padding(std::string(request_->reply_bytes(), '\0'));
        end(context_->IsCancelled());
        Finish(status_of(*request_));
    }

    grpc::CallbackServerContext *context_;
    const pb::SayRequest *request_;
    pb::SayResponse *response_;
    grpc::Alarm alarm_;
};

class Judge final : public pb::Judge::WithCallbackMethod_Say<pb::Judge::Service>
{
    grpc::ServerUnaryReactor *Say(grpc::CallbackServerContext *context,
                                  const pb::SayRequest *request, pb::SayResponse *response) override
    {
        return new Saying(context, request, response);
    }
    grpc::Status Sum(grpc::ServerContext *context, grpc::ServerReader<pb::Number> *reader,
                     pb::Total *total) override
    {
        pb::Number number;

        started++;
        while (reader->Read(&number)) {
            if (number.value() < 0) {
                end(false);
                return {grpc::StatusCode::OUT_OF_RANGE, "a negative number"};
            }
            received++;
            total->set_sum(total->sum() + number.value());
            total->set_count(total->count() + 1);
        }
        end(context->IsCancelled());
        return grpc::Status::OK;
    }
    grpc::Status Count(grpc::ServerContext *context, const pb::CountRequest *request,
                       grpc::ServerWriter<pb::Number> *writer) override
    {
        pb::Number number;
        bool left = false; // known before IsCancelled() says so

        started++;
        number.set_padding(std::string(request->padding_bytes(), '\0'));
        for (int64_t i = 1; i <= request->to() && !left; i++) {
            number.set_value(i);
            left = !writer->Write(number);
            sent += left ? 0 : 1;
        }
        end(left || context->IsCancelled());
        return {static_cast<grpc::StatusCode>(request->code()),
                request->code() == 0 ? "" : "as asked for"};
    }
    grpc::Status Chat(grpc::ServerContext *context,
                      grpc::ServerReaderWriter<pb::Number, pb::Number> *stream) override
    {
        pb::Number number;
        bool left = false;

        started++;
        while (!left && stream->Read(&number)) {
            received++;
            number.set_value(2 * number.value());
            left = !stream->Write(number);
            sent += left ? 0 : 1;
        }
        end(left || context->IsCancelled());
        return grpc::Status::OK;
    }
    grpc::Status Tally(grpc::ServerContext *, const pb::TallyRequest *,
                       pb::TallyResponse *response) override
    {
        response->set_started(started);
        response->set_ended(ended);
        response->set_cancelled(cancelled);
        response->set_sent(sent);
        response->set_received(received);
        return grpc::Status::OK;
    }
    // Weigh is left out: a method that the server does not implement.
};

static std::string content(const char *path)
{
    std::ifstream file(path);
    std::ostringstream all;

    all << file.rdbuf();
    return all.str();
}

// What the TLS options say.
struct Files {
    const char *cert = nullptr;
    const char *key = nullptr;
    const char *client_ca = nullptr;
};

static std::shared_ptr<grpc::ServerCredentials> credentials(const Files &files)
{
    grpc::SslServerCredentialsOptions options(
        files.client_ca == nullptr ? GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE
                                   : GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);

    if (files.cert == nullptr)
        return grpc::InsecureServerCredentials();
    options.pem_key_cert_pairs.push_back({content(files.key), content(files.cert)});
    if (files.client_ca != nullptr)
        options.pem_root_certs = content(files.client_ca);
    return grpc::SslServerCredentials(options);
}

int main(int argc, char **argv)
{
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin(); // before there is a builder
    grpc::ServerBuilder builder;
    std::string address;
    Judge judge;
    Files files;
    sigset_t signals;
    int port = 0;
    int number;

    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr); // before there is any other thread
    for (int i = 1; i < argc; i++) {
        if (std::strcmp(argv[i], "--gzip") == 0)
            builder.SetDefaultCompressionAlgorithm(GRPC_COMPRESS_GZIP);
        else if (std::strcmp(argv[i], "--listen") == 0 && i + 1 < argc)
            address = argv[++i];
        else if (std::strcmp(argv[i], "--streams") == 0 && i + 1 < argc)
            builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, std::atoi(argv[++i]));
        else if (std::strcmp(argv[i], "--tls-cert") == 0 && i + 1 < argc)
            files.cert = argv[++i];
        else if (std::strcmp(argv[i], "--tls-key") == 0 && i + 1 < argc)
            files.key = argv[++i];
        else if (std::strcmp(argv[i], "--tls-client-ca") == 0 && i + 1 < argc)
            files.client_ca = argv[++i];
        else
            return 2;
    }
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    builder.AddListeningPort(address, credentials(files), &port);
    builder.RegisterService(&judge);
    std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
    if (server == nullptr)
        return 1;
    server->GetHealthCheckService()->SetServingStatus("judge.v1.Judge", true);
    if (address.compare(0, 5, "unix:") != 0)
        address = address.substr(0, address.rfind(':') + 1) + std::to_string(port);
    std::printf("{\"event\":\"ready\",\"listen\":[\"%s\"]}\n", address.c_str());
    std::fflush(stdout);
    sigwait(&signals, &number);
    server->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(20));
    server->Wait();
    return 0;
}
