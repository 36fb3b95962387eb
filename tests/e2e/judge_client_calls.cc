#include "judge_client.hh"

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

#include <grpcpp/impl/client_unary_call.h>

using grpc::StatusCode;
using Stub = pb::Judge::Stub;

static const size_t LIMIT = 4 * 1024 * 1024; // of a message, on both sides

// ---- one message out, one back ----

static pb::SayRequest say_text(const std::string &text)
{
    pb::SayRequest request;

    request.set_text(text);
    return request;
}

static void unary(Stub *stub)
{
    for (const std::string &text : {std::string("早上好"), std::string()}) {
        Context context;
        pb::SayResponse response;

        check_code("unary", stub->Say(&context, say_text(text), &response), StatusCode::OK);
        check("the text comes back", response.text() == text, response.text());
    }
}

static void empty(Stub *stub)
{
    Context context;
    pb::SayResponse response;

    check_code("an empty request", stub->Say(&context, {}, &response), StatusCode::OK);
    check("an empty answer", response.ByteSizeLong() == 0, response.ShortDebugString());
}

static void many(Stub *stub)
{
    struct Call {
        Context context;
        pb::SayResponse response;
        grpc::Status status;
        std::unique_ptr<grpc::ClientAsyncResponseReader<pb::SayResponse>> reader;
    };
    std::vector<Call> calls(100);
    grpc::CompletionQueue queue;
    void *tag;
    bool ok;

    for (size_t i = 0; i < calls.size(); i++) {
        pb::SayRequest request = say_text(std::to_string(i));

        request.set_delay_ms(i % 7);
        calls[i].reader = stub->AsyncSay(&calls[i].context, request, &queue);
        calls[i].reader->Finish(&calls[i].response, &calls[i].status, nullptr);
    }
    for (size_t i = 0; i < calls.size(); i++)
        check("one of many ends", queue.Next(&tag, &ok) && ok);
    for (size_t i = 0; i < calls.size(); i++)
        check("one of many is answered",
              calls[i].status.ok() && calls[i].response.text() == std::to_string(i));
}

// A request of exactly `size` bytes.
static pb::SayRequest say_of_size(size_t size)
{
    pb::SayRequest request = say_text(std::string(size, 'x'));

    request.mutable_text()->resize(size - (request.ByteSizeLong() - size));
    return request;
}

static void large_messages(Stub *stub)
{
    pb::SayRequest request = say_of_size(LIMIT);
    {
        Context context;
        pb::SayResponse response;

        check("the request is as large as allowed", request.ByteSizeLong() == LIMIT);
        check_code("at the limit both ways", stub->Say(&context, request, &response),
                   StatusCode::OK);
        check("all of it comes back", response.text() == request.text());
    }
    {
        Context context;
        pb::SayResponse response;

        request.mutable_text()->push_back('x');
        grpc::Status status = stub->Say(&context, request, &response);
        check_code("one byte over the limit", status, StatusCode::RESOURCE_EXHAUSTED);
        check("the refusal names the limit",
              status.error_message().find("4194304") != std::string::npos, status.error_message());
    }
}

// gzip both ways, small and large enough to be worked on beside the loop.
static void compressed(Stub *stub)
{
    for (size_t size : {size_t(1), size_t(5000), size_t(300000)}) {
        Context context;
        pb::SayResponse response;

        context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
        context.AddMetadata("compress", "gzip");
        check_code("compressed", stub->Say(&context, say_text(std::string(size, 'x')), &response),
                   StatusCode::OK);
        check("compressed text comes back", response.text() == std::string(size, 'x'));
        check("the server saw it compressed",
              (context.GetServerInitialMetadata().count("request-compressed") == 1) == (size > 1));
    }
}

static void compressed_conversation(Stub *stub)
{
    Context context;
    pb::Number number;
    bool same = true;

    context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
    context.AddMetadata("compress", "gzip");
    auto both = stub->Chat(&context);
    for (int i = 0; i < 20; i++) {
        number.set_value(i);
        number.set_padding(std::string(i % 2 == 0 ? 100000 : 10, 'y'));
        both->Write(number);
        same = same && both->Read(&number) && number.value() == 2 * i;
    }
    both->WritesDone();
    check("a compressed conversation keeps its order", same);
    check_code("a compressed conversation", both->Finish(), StatusCode::OK);
}

// Its deflate, which is no gzip, is refused.
static void unknown_compression(Stub *stub)
{
    Context context;
    pb::SayResponse response;

    context.set_compression_algorithm(GRPC_COMPRESS_DEFLATE);
    check_code("deflate", stub->Say(&context, say_text(std::string(1000, 'x')), &response),
               StatusCode::UNIMPLEMENTED);
}

// ---- streams ----

static void client_streaming(Stub *stub)
{
    for (int count : {0, 1, 1000}) {
        Context context;
        pb::Total total;
        auto writer = stub->Sum(&context, &total);
        pb::Number number;

        for (int i = 1; i <= count; i++) {
            number.set_value(i);
            writer->Write(number);
        }
        writer->WritesDone();
        check_code("client streaming of " + std::to_string(count), writer->Finish(),
                   StatusCode::OK);
        check("the sum of " + std::to_string(count),
              total.count() == static_cast<unsigned>(count) &&
                  total.sum() == count * (count + 1) / 2,
              total.ShortDebugString());
    }
}

static void client_streaming_ended_early(Stub *stub)
{
    Context context;
    pb::Total total;
    auto writer = stub->Sum(&context, &total);
    pb::Number number;
    int written = 0;

    number.set_value(-1);
    number.set_padding(std::string(1000, 'x'));
    while (writer->Write(number)) // until the server has said its last
        written++;
    check_code("client streaming ended by the server", writer->Finish(), StatusCode::OUT_OF_RANGE);
}

static void count(Stub *stub, int64_t to, StatusCode code)
{
    Context context;
    pb::CountRequest request;
    pb::Number number;
    int64_t seen = 0;
    bool in_order = true;

    request.set_to(to);
    request.set_padding_bytes(2000);
    request.set_code(code);
    auto reader = stub->Count(&context, request);
    while (reader->Read(&number))
        in_order = in_order && number.value() == ++seen && number.padding().size() == 2000;
    check_code("server streaming of " + std::to_string(to), reader->Finish(), code);
    check("all in order of " + std::to_string(to), in_order && seen == to);
}

static void server_streaming(Stub *stub)
{
    count(stub, 0, StatusCode::OK);
    count(stub, 1000, StatusCode::OK);
}

static void server_streaming_error(Stub *stub)
{
    count(stub, 3, StatusCode::ABORTED);
}

static void bidi_in_step(Stub *stub)
{
    Context context;
    auto stream = stub->Chat(&context);
    pb::Number number;
    bool right = true;

    for (int i = 0; i < 100 && right; i++) {
        pb::Number answer;

        number.set_value(i);
        right = stream->Write(number) && stream->Read(&answer) && answer.value() == 2 * i;
    }
    stream->WritesDone();
    check("bidi, each answered before the next", right);
    check("bidi, nothing after the last", !stream->Read(&number));
    check_code("bidi", stream->Finish(), StatusCode::OK);
}

static void bidi_at_once(Stub *stub)
{
    Context context;
    auto stream = stub->Chat(&context);
    pb::Number number;
    int64_t seen = 0;

    for (int i = 1; i <= 1000; i++) {
        number.set_value(i);
        check("bidi, one of many sent", stream->Write(number));
    }
    stream->WritesDone();
    while (stream->Read(&number) && number.value() == 2 * (seen + 1))
        seen++;
    check("bidi, all answered in order", seen == 1000, std::to_string(seen));
    check_code("bidi at once", stream->Finish(), StatusCode::OK);
}

static void bidi_nothing_sent(Stub *stub)
{
    Context context;
    auto stream = stub->Chat(&context);
    pb::Number number;

    stream->WritesDone();
    check("bidi, nothing sent, nothing read", !stream->Read(&number));
    check_code("bidi, nothing sent", stream->Finish(), StatusCode::OK);
}

// ---- deadlines and cancellation ----

// The client's own deadline ends the call and resets it; or the server's was earlier. Either way
// the handler has to learn of it.
static bool left(const pb::TallyResponse &now, const pb::TallyResponse &before)
{
    return now.cancelled() + now.expired() > before.cancelled() + before.expired();
}

static void deadlines(Stub *stub)
{
    pb::TallyResponse before = tally(stub);
    Context context(std::chrono::milliseconds(500));
    pb::SayRequest request;
    pb::SayResponse response;

    request.set_delay_ms(600 * 1000);
    request.set_heed(true);
    check_code("deadline", stub->Say(&context, request, &response), StatusCode::DEADLINE_EXCEEDED);
    check("the handler learns of the deadline",
          until(stub, [&](const pb::TallyResponse &now) { return left(now, before); }));
}

static void deadline_of_a_stream(Stub *stub)
{
    pb::TallyResponse before = tally(stub);
    Context context(std::chrono::milliseconds(500));
    pb::CountRequest request;
    pb::Number number;

    request.set_to(INT64_MAX);
    auto reader = stub->Count(&context, request);
    while (reader->Read(&number))
        ;
    check_code("deadline of a stream", reader->Finish(), StatusCode::DEADLINE_EXCEEDED);
    check("the streaming handler learns of the deadline",
          until(stub, [&](const pb::TallyResponse &now) { return left(now, before); }));
}

static void deadline_told(Stub *stub)
{
    grpc::ClientContext without;
    Context with(std::chrono::seconds(20));
    pb::SayRequest request;
    pb::SayResponse response;

    request.set_tell_time(true);
    check_code("no deadline", stub->Say(&without, request, &response), StatusCode::OK);
    check("none is told", response.remaining_ms() == 0, response.ShortDebugString());
    check_code("a deadline", stub->Say(&with, request, &response), StatusCode::OK);
    check("it is told", response.remaining_ms() > 10000 && response.remaining_ms() < 21000,
          response.ShortDebugString()); // the library rounds up what it sends
}

static void cancel_unary(Stub *stub)
{
    pb::TallyResponse before = tally(stub);
    Context context;
    pb::SayRequest request;
    pb::SayResponse response;
    grpc::Status status;

    request.set_delay_ms(600 * 1000);
    request.set_heed(true);
    grpc::CompletionQueue queue;
    auto call = stub->AsyncSay(&context, request, &queue);
    void *tag;
    bool ok;
    call->Finish(&response, &status, nullptr);
    check("the handler runs", until(stub, [&](const pb::TallyResponse &now) {
              return now.started() > before.started() && now.started() - now.ended() == 1;
          }));
    context.TryCancel();
    check("the cancelled call ends", queue.Next(&tag, &ok));
    check_code("cancelled", status, StatusCode::CANCELLED);
    check("the handler learns that the client has left",
          until(stub, [&](const pb::TallyResponse &now) {
              return now.cancelled() == before.cancelled() + 1 && now.started() == now.ended();
          }));
}

static void cancel_streams(Stub *stub)
{
    pb::TallyResponse before = tally(stub);
    Context counting;
    Context chatting;
    Context summing;
    pb::CountRequest request;
    pb::Number number;
    pb::Total total;

    request.set_to(INT64_MAX);
    auto reader = stub->Count(&counting, request);
    auto stream = stub->Chat(&chatting);
    auto writer = stub->Sum(&summing, &total);
    check("three streams are under way", reader->Read(&number) && stream->Write(number) &&
                                             stream->Read(&number) && writer->Write(number));
    check("three handlers run", until(stub, [&](const pb::TallyResponse &now) {
              return now.started() - now.ended() == 3;
          }));
    counting.TryCancel();
    chatting.TryCancel();
    summing.TryCancel();
    while (reader->Read(&number))
        ;
    check_code("server streaming cancelled", reader->Finish(), StatusCode::CANCELLED);
    check_code("bidi cancelled", stream->Finish(), StatusCode::CANCELLED);
    check_code("client streaming cancelled", writer->Finish(), StatusCode::CANCELLED);
    check("all three handlers learn it", until(stub, [&](const pb::TallyResponse &now) {
              return now.cancelled() == before.cancelled() + 3 && now.started() == now.ended();
          }));
}

// ---- metadata ----

using Pairs = std::multimap<grpc::string_ref, grpc::string_ref>;

static std::vector<std::string> values(const Pairs &pairs, const char *key)
{
    std::vector<std::string> found;
    auto range = pairs.equal_range(key);

    for (auto at = range.first; at != range.second; ++at)
        found.emplace_back(at->second.data(), at->second.size());
    return found;
}

static std::string every_byte()
{
    std::string bytes;

    for (int i = 0; i < 256; i++)
        bytes.push_back(static_cast<char>(i));
    return bytes;
}

static void metadata(Stub *stub)
{
    for (const char *way : {"echo-", "trail-"}) {
        Context context;
        pb::SayResponse response;
        std::string name(way);

        context.AddMetadata(name + "text", "a value, with commas, and = signs");
        context.AddMetadata(name + "twice", "first");
        context.AddMetadata(name + "twice", "second");
        context.AddMetadata(name + "empty", "");
        context.AddMetadata(name + "data-bin", every_byte());
        context.AddMetadata(name + "comma-bin", ",,");
        context.AddMetadata(name + "twice-bin", std::string("\0", 1));
        context.AddMetadata(name + "twice-bin", "");
        check_code(name + " metadata", stub->Say(&context, say_text("a"), &response),
                   StatusCode::OK);
        const Pairs &pairs = name == "echo-" ? context.GetServerInitialMetadata()
                                             : context.GetServerTrailingMetadata();
        auto is = [&](const char *key, const std::vector<std::string> &expected) {
            check(name + key, values(pairs, (name + key).c_str()) == expected);
        };
        is("text", {"a value, with commas, and = signs"});
        is("twice", {"first", "second"});
        is("empty", {""});
        is("data-bin", {every_byte()});
        is("comma-bin", {",,"});
        is("twice-bin", {std::string("\0", 1), ""});
        is("never-sent", {});
    }
}

static void metadata_with_an_error(Stub *stub)
{
    Context context;
    pb::SayRequest request;
    pb::SayResponse response;

    request.set_code(StatusCode::NOT_FOUND);
    context.AddMetadata("echo-a", "1");
    context.AddMetadata("trail-b", "2");
    check_code("an error with metadata", stub->Say(&context, request, &response),
               StatusCode::NOT_FOUND);
    check("its leading metadata",
          values(context.GetServerInitialMetadata(), "echo-a") == std::vector<std::string>{"1"});
    check("its trailing metadata",
          values(context.GetServerTrailingMetadata(), "trail-b") == std::vector<std::string>{"2"});
}

static void too_much_metadata(Stub *stub)
{
    Context context;
    pb::SayResponse response;

    context.AddMetadata("too-long", std::string(9000, 'x'));
    check_code("metadata over the limit", stub->Say(&context, say_text("a"), &response),
               StatusCode::RESOURCE_EXHAUSTED);
}

// ---- errors ----

static void every_code(Stub *stub)
{
    for (int code = 1; code <= 16; code++) {
        Context context;
        pb::SayRequest request;
        pb::SayResponse response;

        request.set_code(code);
        request.set_message("50% 元\t\r\n😈");
        grpc::Status status = stub->Say(&context, request, &response);
        check("code " + std::to_string(code),
              status.error_code() == code && status.error_message() == request.message() &&
                  status.error_details().empty(),
              std::to_string(status.error_code()) + " " + status.error_message());
    }
}

static void rich_error(Stub *stub)
{
    Context context;
    pb::SayRequest request;
    pb::SayResponse response;
    google::rpc::Status details;
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad;

    request.set_code(StatusCode::INVALID_ARGUMENT);
    request.set_message("no");
    request.set_reason("TOO_MUCH");
    request.set_field("budget.amount");
    grpc::Status status = stub->Say(&context, request, &response);
    check("the details are a google.rpc.Status", details.ParseFromString(status.error_details()));
    check("it agrees with the status", details.code() == 3 && details.message() == "no");
    check("it holds two", details.details_size() == 2, details.ShortDebugString());
    if (details.details_size() != 2)
        return;
    check("ErrorInfo", details.details(0).UnpackTo(&info) && info.reason() == "TOO_MUCH" &&
                           info.domain() == "caravan");
    check("BadRequest", details.details(1).UnpackTo(&bad) && bad.field_violations_size() == 1 &&
                            bad.field_violations(0).field() == "budget.amount");
}

static void unimplemented(const std::shared_ptr<grpc::Channel> &channel)
{
    for (const char *path : {"/judge.v1.Judge/None", "/judge.v1.None/Say"}) {
        Context context;
        pb::SayRequest request;
        pb::SayResponse response;
        grpc::internal::RpcMethod none(path, grpc::internal::RpcMethod::NORMAL_RPC, channel);
        grpc::internal::BlockingUnaryCallImpl<pb::SayRequest, pb::SayResponse> call(
            channel.get(), none, &context, request, &response);

        check_code(path, call.status(), StatusCode::UNIMPLEMENTED);
    }
}

std::vector<Step> call_steps(const std::shared_ptr<grpc::Channel> &channel)
{
    const std::vector<std::pair<const char *, void (*)(Stub *)>> calls = {
        {"unary", unary},
        {"empty", empty},
        {"large", large_messages},
        {"gzip", compressed},
        {"gzip_in_conversation", compressed_conversation},
        {"deflate_refused", unknown_compression},
        {"many", many},
        {"client_streaming", client_streaming},
        {"server_streaming", server_streaming},
        {"server_streaming_error", server_streaming_error},
        {"bidi_in_step", bidi_in_step},
        {"bidi_at_once", bidi_at_once},
        {"half_close_first", bidi_nothing_sent},
        {"server_ends_first", client_streaming_ended_early},
        {"metadata", metadata},
        {"metadata_with_error", metadata_with_an_error},
        {"too_much_metadata", too_much_metadata},
        {"every_code", every_code},
        {"details", rich_error},
        {"deadline", deadlines},
        {"deadline_of_stream", deadline_of_a_stream},
        {"deadline_told", deadline_told},
        {"cancel_unary", cancel_unary},
        {"cancel_streams", cancel_streams},
    };
    std::shared_ptr<Stub> stub = pb::Judge::NewStub(channel);
    std::vector<Step> steps = {{"unimplemented", [=] { unimplemented(channel); }}};

    for (const auto &call : calls)
        steps.push_back({call.first, [=] { call.second(stub.get()); }});
    return steps;
}
