// interop-cpp: the compressed cases of gRPC's interop tests on libgrpc++, since grpc-go's programs
// do not have them. `interop-cpp server` serves and prints its port; `interop-cpp client PORT CASE`
// plays a client.
#include "grpc/testing/test.grpc.pb.h"

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>

// Exported by libgrpc for tests, and in no header.
uint32_t grpc_call_test_only_get_message_flags(grpc_call *call);

namespace {

using namespace grpc::testing;

constexpr uint32_t kCompressed = 0x40000000u; // of a message that has come, and was inflated

template <class Context> bool came_compressed(Context *context)
{
    return (grpc_call_test_only_get_message_flags(context->c_call()) & kCompressed) != 0;
}

// ---- server ----

class Service final : public TestService::Service {
    static grpc::Status unexpected()
    {
        return {grpc::StatusCode::INVALID_ARGUMENT, "compressed, or not, where it should not be"};
    }

    grpc::Status UnaryCall(grpc::ServerContext *context, const SimpleRequest *request,
                           SimpleResponse *response) override
    {
        if (request->has_expect_compressed() &&
            request->expect_compressed().value() != came_compressed(context))
            return unexpected();
        if (request->has_response_compressed())
            context->set_compression_algorithm(
                request->response_compressed().value() ? GRPC_COMPRESS_GZIP : GRPC_COMPRESS_NONE);
        response->mutable_payload()->set_body(
            std::string(static_cast<size_t>(request->response_size()), '\0'));
        return grpc::Status::OK;
    }

    grpc::Status StreamingInputCall(grpc::ServerContext *context,
                                    grpc::ServerReader<StreamingInputCallRequest> *reader,
                                    StreamingInputCallResponse *response) override
    {
        StreamingInputCallRequest request;
        size_t bytes = 0;

        while (reader->Read(&request)) {
            if (request.has_expect_compressed() &&
                request.expect_compressed().value() != came_compressed(context))
                return unexpected();
            bytes += request.payload().body().size();
        }
        response->set_aggregated_payload_size(static_cast<int32_t>(bytes));
        return grpc::Status::OK;
    }

    grpc::Status
    StreamingOutputCall(grpc::ServerContext *context, const StreamingOutputCallRequest *request,
                        grpc::ServerWriter<StreamingOutputCallResponse> *writer) override
    {
        context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
        for (const ResponseParameters &parameters : request->response_parameters()) {
            StreamingOutputCallResponse response;
            grpc::WriteOptions options;

            response.mutable_payload()->set_body(
                std::string(static_cast<size_t>(parameters.size()), '\0'));
            if (!parameters.compressed().value())
                options.set_no_compression();
            if (!writer->Write(response, options))
                break;
        }
        return grpc::Status::OK;
    }
};

int serve()
{
    Service service;
    grpc::ServerBuilder builder;
    int port = 0;

    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&service);
    std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
    if (server == nullptr)
        return 1;
    std::cout << port << std::endl;
    server->Wait(); // until it is killed
    return 0;
}

// ---- client ----

void expect(bool condition, const std::string &what)
{
    if (condition)
        return;
    std::cerr << what << std::endl;
    std::exit(1);
}

using Stub = std::unique_ptr<TestService::Stub>;

SimpleRequest large()
{
    SimpleRequest request;

    request.mutable_payload()->set_body(std::string(271828, '\0'));
    request.set_response_size(314159);
    return request;
}

void say(const Stub &stub, bool compressed, bool announced, grpc::StatusCode code)
{
    grpc::ClientContext context;
    SimpleRequest request = large();
    SimpleResponse response;

    if (compressed)
        context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
    request.mutable_expect_compressed()->set_value(announced);
    grpc::Status status = stub->UnaryCall(&context, request, &response);
    expect(status.error_code() == code, "another status: " + status.error_message());
    expect(code != grpc::OK || response.payload().body().size() == 314159, "another size");
}

void client_compressed_unary(const Stub &stub)
{
    say(stub, false, true, grpc::INVALID_ARGUMENT);
    say(stub, true, true, grpc::OK);
    say(stub, false, false, grpc::OK);
}

void server_compressed_unary(const Stub &stub)
{
    for (bool compressed : {true, false}) {
        grpc::ClientContext context;
        SimpleRequest request = large();
        SimpleResponse response;

        request.mutable_response_compressed()->set_value(compressed);
        grpc::Status status = stub->UnaryCall(&context, request, &response);
        expect(status.ok(), status.error_message());
        expect(came_compressed(&context) == compressed, "compressed, or not, as not asked for");
        expect(response.payload().body().size() == 314159, "another size");
    }
}

struct Message {
    size_t size;
    bool compressed;
    bool announced;
};

void send(const Stub &stub, std::initializer_list<Message> messages, grpc::StatusCode code)
{
    grpc::ClientContext context;
    StreamingInputCallResponse response;
    size_t bytes = 0;

    context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
    std::unique_ptr<grpc::ClientWriter<StreamingInputCallRequest>> writer =
        stub->StreamingInputCall(&context, &response);
    for (const Message &message : messages) {
        StreamingInputCallRequest request;
        grpc::WriteOptions options;

        request.mutable_payload()->set_body(std::string(message.size, '\0'));
        request.mutable_expect_compressed()->set_value(message.announced);
        if (!message.compressed)
            options.set_no_compression();
        writer->Write(request, options);
        bytes += message.size;
    }
    writer->WritesDone();
    grpc::Status status = writer->Finish();
    expect(status.error_code() == code, "another status: " + status.error_message());
    expect(code != grpc::OK ||
               static_cast<size_t>(response.aggregated_payload_size()) == bytes,
           "another sum");
}

void client_compressed_streaming(const Stub &stub)
{
    send(stub, {{27182, false, true}}, grpc::INVALID_ARGUMENT);
    send(stub, {{27182, true, true}, {45904, false, false}}, grpc::OK);
}

void server_compressed_streaming(const Stub &stub)
{
    grpc::ClientContext context;
    StreamingOutputCallRequest request;
    StreamingOutputCallResponse response;
    const struct {
        int32_t size;
        bool compressed;
    } wanted[] = {{31415, true}, {92653, false}};

    for (const auto &one : wanted) {
        ResponseParameters *parameters = request.add_response_parameters();

        parameters->set_size(one.size);
        parameters->mutable_compressed()->set_value(one.compressed);
    }
    std::unique_ptr<grpc::ClientReader<StreamingOutputCallResponse>> reader =
        stub->StreamingOutputCall(&context, request);
    for (const auto &one : wanted) {
        expect(reader->Read(&response), "an answer is missing");
        expect(came_compressed(&context) == one.compressed, "compressed, or not, as not asked for");
        expect(response.payload().body().size() == static_cast<size_t>(one.size), "another size");
    }
    expect(!reader->Read(&response), "one answer too many");
    expect(reader->Finish().ok(), "no OK at the end");
}

int call(const std::string &port, const std::string &name)
{
    const struct {
        const char *name;
        void (*run)(const Stub &stub);
    } cases[] = {
        {"client_compressed_unary", client_compressed_unary},
        {"server_compressed_unary", server_compressed_unary},
        {"client_compressed_streaming", client_compressed_streaming},
        {"server_compressed_streaming", server_compressed_streaming},
    };
    Stub stub = TestService::NewStub(
        grpc::CreateChannel("127.0.0.1:" + port, grpc::InsecureChannelCredentials()));

    for (const auto &one : cases) {
        if (name != one.name)
            continue;
        one.run(stub);
        return 0;
    }
    return 2;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc == 2 && std::string(argv[1]) == "server")
        return serve();
    if (argc == 4 && std::string(argv[1]) == "client")
        return call(argv[2], argv[3]);
    std::cerr << "usage: interop-cpp server | interop-cpp client PORT CASE" << std::endl;
    return 2;
}
