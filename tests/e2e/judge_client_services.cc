#include "judge_client.hh"

#include "grpc/health/v1/health.grpc.pb.h"
#include "grpc/reflection/v1/reflection.grpc.pb.h"
#include "grpc/reflection/v1alpha/reflection.grpc.pb.h"

#include <google/protobuf/descriptor.pb.h>

#include <set>

using grpc::StatusCode;
namespace health = grpc::health::v1;

static health::HealthCheckRequest of_service(const std::string &name)
{
    health::HealthCheckRequest request;

    request.set_service(name);
    return request;
}

static void health_check(health::Health::Stub *stub)
{
    for (const char *name : {"", "judge.v1.Judge", "grpc.health.v1.Health"}) {
        Context context;
        health::HealthCheckResponse response;

        check_code("health of \"" + std::string(name) + "\"",
                   stub->Check(&context, of_service(name), &response), StatusCode::OK);
        check("is serving", response.status() == health::HealthCheckResponse::SERVING);
    }
    Context context;
    health::HealthCheckResponse response;

    check_code("health of an unknown service", stub->Check(&context, of_service("none"), &response),
               StatusCode::NOT_FOUND);
}

static void health_list(health::Health::Stub *stub)
{
    Context context;
    health::HealthListResponse response;

    check_code("health list", stub->List(&context, {}, &response), StatusCode::OK);
    for (const char *name : {"", "judge.v1.Judge"}) {
        auto found = response.statuses().find(name);

        check("the list has \"" + std::string(name) + "\" as serving",
              found != response.statuses().end() &&
                  found->second.status() == health::HealthCheckResponse::SERVING);
    }
}

static void health_watch(health::Health::Stub *stub, const std::string &name,
                         health::HealthCheckResponse::ServingStatus first)
{
    Context context;
    health::HealthCheckResponse response;
    auto reader = stub->Watch(&context, of_service(name));

    check("watching \"" + name + "\" says at once how it is",
          reader->Read(&response) && response.status() == first);
    context.TryCancel();
    check("nothing more while nothing changes", !reader->Read(&response));
    check_code("the watch ends by cancelling", reader->Finish(), StatusCode::CANCELLED);
}

// Both versions have the same messages under other names.
template <typename Service, typename Request, typename Response>
static void reflected(const std::string &version, const std::shared_ptr<grpc::Channel> &channel)
{
    Context context;
    auto stub = Service::NewStub(channel);
    auto stream = stub->ServerReflectionInfo(&context);
    auto ask = [&](const std::function<void(Request *)> &fill) {
        Request request;
        Response response;

        fill(&request);
        check(version + ": answered", stream->Write(request) && stream->Read(&response));
        return response;
    };
    auto judges = [&](const Response &response) {
        google::protobuf::FileDescriptorProto file;

        return response.file_descriptor_response().file_descriptor_proto_size() > 0 &&
               file.ParseFromString(response.file_descriptor_response().file_descriptor_proto(0)) &&
               file.name() == "judge/v1/judge.proto" &&
               file.service(0).method(1).client_streaming();
    };
    std::set<std::string> names;

    Response list = ask([](Request *request) { request->set_list_services(""); });
    for (const auto &service : list.list_services_response().service())
        names.insert(service.name());
    check(version + ": services",
          names.count("judge.v1.Judge") == 1 && names.count("grpc.health.v1.Health") == 1);
    for (const char *symbol : {"judge.v1.Judge", "judge.v1.Judge.Say", "judge.v1.SayRequest"})
        check(version + ": file of " + symbol,
              judges(ask([&](Request *request) { request->set_file_containing_symbol(symbol); })));
    check(version + ": file by name", judges(ask([](Request *request) {
              request->set_file_by_filename("judge/v1/judge.proto");
          })));
    for (bool by_name : {false, true}) {
        Response unknown = ask([&](Request *request) {
            if (by_name)
                request->set_file_by_filename("no/such.proto");
            else
                request->set_file_containing_symbol("no.Such");
        });
        check(version + ": unknown",
              unknown.error_response().error_code() == StatusCode::NOT_FOUND);
    }
    stream->WritesDone();
    check_code(version, stream->Finish(), StatusCode::OK);
}

std::vector<Step> service_steps(const std::shared_ptr<grpc::Channel> &channel)
{
    std::shared_ptr<health::Health::Stub> stub = health::Health::NewStub(channel);

    return {
        {"health", [=] { health_check(stub.get()); }},
        {"health_list", [=] { health_list(stub.get()); }},
        {"health_watch",
         [=] {
             health_watch(stub.get(), "judge.v1.Judge", health::HealthCheckResponse::SERVING);
             health_watch(stub.get(), "none", health::HealthCheckResponse::SERVICE_UNKNOWN);
         }},
        {"reflection",
         [=] {
             reflected<grpc::reflection::v1::ServerReflection,
                       grpc::reflection::v1::ServerReflectionRequest,
                       grpc::reflection::v1::ServerReflectionResponse>("reflection v1", channel);
         }},
        {"reflection_alpha",
         [=] {
             reflected<grpc::reflection::v1alpha::ServerReflection,
                       grpc::reflection::v1alpha::ServerReflectionRequest,
                       grpc::reflection::v1alpha::ServerReflectionResponse>("reflection v1alpha",
                                                                            channel);
         }},
    };
}
