"""Debian's python3-grpcio, a client we did not write, judges our server."""
import sys
import threading
import time

import grpc

from server import Server, check, finish, generated

generated(sys.argv[2])
from judge.v1 import judge_pb2 as pb, judge_pb2_grpc as rpc  # noqa: E402
from google.rpc import error_details_pb2, status_pb2  # noqa: E402
import importlib.util  # noqa: E402
import os  # noqa: E402


def module(path, name):
    """A generated file below grpc/, which is also the name of the library itself."""
    spec = importlib.util.spec_from_file_location(name, os.path.join(sys.argv[2], path))
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


health = module("grpc/health/v1/health_pb2.py", "cv_health_pb2")
reflection = module("grpc/reflection/v1/reflection_pb2.py", "cv_reflection_pb2")
alpha = module("grpc/reflection/v1alpha/reflection_pb2.py", "cv_reflection_alpha_pb2")


def code_of(call):
    try:
        call()
        return grpc.StatusCode.OK
    except grpc.RpcError as error:
        return error.code()


def unary(judge):
    check("unary", judge.Say(pb.SayRequest(text="早上好")).text == "早上好")
    check("1 MB both ways",
          len(judge.Say(pb.SayRequest(text="x" * 1000000, reply_bytes=1000000)).padding) == 1000000)
    check("empty", judge.Say(pb.SayRequest()).text == "")
    waits = [judge.Say.future(pb.SayRequest(text=str(i), delay_ms=i % 7)) for i in range(500)]
    check("500 at once", [w.result().text for w in waits] == [str(i) for i in range(500)])


def streams(judge):
    total = judge.Sum(pb.Number(value=i) for i in range(1, 1001))
    check("client streaming", (total.sum, total.count) == (500500, 1000), total)
    check("client streaming, nothing sent", judge.Sum(iter(())).count == 0)
    check("client streaming ended early",
          code_of(lambda: judge.Sum(pb.Number(value=-1 if i == 5 else 1) for i in range(10000)))
          == grpc.StatusCode.OUT_OF_RANGE)
    got = [n.value for n in judge.Count(pb.CountRequest(to=1000, padding_bytes=2000))]
    check("server streaming", got == list(range(1, 1001)))
    check("server streaming, nothing sent", list(judge.Count(pb.CountRequest(to=0))) == [])
    got = [n.value for n in judge.Chat(pb.Number(value=i) for i in range(1000))]
    check("bidi streaming", got == [2 * i for i in range(1000)])
    check("bidi, nothing sent", list(judge.Chat(iter(()))) == [])


def slow_reader(judge):
    call = judge.Count(pb.CountRequest(to=3000, padding_bytes=10000))
    seen = 0
    for number in call:
        seen += 1
        if seen in (1, 1000):
            for _ in range(50):  # a reader who falls behind: the window shuts, other calls go on
                judge.Say(pb.SayRequest())
    check("slow reader gets all", seen == 3000, seen)


def deadlines(judge):
    begin = time.monotonic()
    code = code_of(lambda: judge.Say(pb.SayRequest(delay_ms=5000), timeout=0.1))
    check("deadline", code == grpc.StatusCode.DEADLINE_EXCEEDED, code)
    check("deadline in time", time.monotonic() - begin < 3)
    call = judge.Count(pb.CountRequest(to=10**9), timeout=0.2)
    code = code_of(lambda: [None for _ in call])
    check("deadline of a stream", code == grpc.StatusCode.DEADLINE_EXCEEDED, code)


def cancellation(judge):
    call = judge.Count(pb.CountRequest(to=10**9))
    next(call)
    call.cancel()
    code = code_of(lambda: [None for _ in call])
    check("cancelled", code == grpc.StatusCode.CANCELLED, code)
    wait = judge.Say.future(pb.SayRequest(delay_ms=300))
    wait.cancel()
    check("cancelled before the answer", wait.cancelled())
    check("still serving", judge.Say(pb.SayRequest(text="a")).text == "a")


def metadata(judge):
    sent = (("echo-text", "value"), ("echo-data-bin", bytes(range(256))),
            ("trail-text", "last"), ("trail-data-bin", b"\x00"), ("trail-data-bin", b""))
    _, call = judge.Say.with_call(pb.SayRequest(), metadata=sent)
    leading, trailing = dict(call.initial_metadata()), list(call.trailing_metadata())
    check("leading metadata", leading.get("echo-text") == "value", leading)
    check("leading -bin", leading.get("echo-data-bin") == bytes(range(256)), leading)
    check("trailing metadata", ("trail-text", "last") in trailing, trailing)
    check("trailing -bin, twice",
          [v for k, v in trailing if k == "trail-data-bin"] == [b"\x00", b""], trailing)


def rich_errors(judge):
    for number in range(1, 17):
        try:
            judge.Say(pb.SayRequest(code=number, message="50% 元\n"))
            check(f"code {number}", False, "OK")
        except grpc.RpcError as error:
            check(f"code {number}", error.code().value[0] == number and
                  error.details() == "50% 元\n", (error.code(), error.details()))
    try:
        judge.Say(pb.SayRequest(code=3, message="no", reason="TOO_MUCH", field="budget.amount"))
    except grpc.RpcError as error:
        raw = dict(error.trailing_metadata())["grpc-status-details-bin"]
    status = status_pb2.Status.FromString(raw)
    info, bad = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
    check("details: status", (status.code, status.message) == (3, "no"), status)
    check("details: two", len(status.details) == 2, status)
    status.details[0].Unpack(info)
    status.details[1].Unpack(bad)
    check("details: reason", (info.reason, info.domain) == ("TOO_MUCH", "caravan"), info)
    check("details: field", bad.field_violations[0].field == "budget.amount", bad)


def healthy(channel):
    method = channel.unary_unary("/grpc.health.v1.Health/Check",
                                 request_serializer=health.HealthCheckRequest.SerializeToString,
                                 response_deserializer=health.HealthCheckResponse.FromString)
    check("health of the server", method(health.HealthCheckRequest()).status == 1)
    check("health of a service",
          method(health.HealthCheckRequest(service="judge.v1.Judge")).status == 1)
    code = code_of(lambda: method(health.HealthCheckRequest(service="none")))
    check("health of an unknown service", code == grpc.StatusCode.NOT_FOUND, code)
    listed = channel.unary_unary("/grpc.health.v1.Health/List",
                                 request_serializer=health.HealthListRequest.SerializeToString,
                                 response_deserializer=health.HealthListResponse.FromString)
    check("health list", "judge.v1.Judge" in listed(health.HealthListRequest()).statuses)


def reflected(channel, module, version):
    method = channel.stream_stream(
        f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo",
        request_serializer=module.ServerReflectionRequest.SerializeToString,
        response_deserializer=module.ServerReflectionResponse.FromString)
    ask = module.ServerReflectionRequest
    answers = list(method(iter([
        ask(list_services=""), ask(file_containing_symbol="judge.v1.Judge"),
        ask(file_by_filename="judge/v1/judge.proto"), ask(file_containing_symbol="no.Such")])))
    names = [s.name for s in answers[0].list_services_response.service]
    check(f"reflection {version}: services", "judge.v1.Judge" in names, names)
    from google.protobuf import descriptor_pb2
    for answer in answers[1:3]:
        raw = answer.file_descriptor_response.file_descriptor_proto[0]
        parsed = descriptor_pb2.FileDescriptorProto.FromString(raw)
        check(f"reflection {version}: file", parsed.name == "judge/v1/judge.proto" and
              parsed.service[0].method[1].client_streaming, parsed.name)
    check(f"reflection {version}: unknown",
          answers[3].error_response.error_code == grpc.StatusCode.NOT_FOUND.value[0])


def watched_until_drained(server, channel):
    method = channel.unary_stream("/grpc.health.v1.Health/Watch",
                                  request_serializer=health.HealthCheckRequest.SerializeToString,
                                  response_deserializer=health.HealthCheckResponse.FromString)
    seen = []
    first = threading.Event()

    def watch():
        try:
            for answer in method(health.HealthCheckRequest()):
                seen.append(answer.status)
                first.set()
        except grpc.RpcError:
            pass

    thread = threading.Thread(target=watch)
    thread.start()
    first.wait(20)
    judge = rpc.JudgeStub(channel)
    late = judge.Say.future(pb.SayRequest(text="late", delay_ms=300))
    check("in flight while draining", judge.Say(pb.SayRequest(text="x")).text == "x")
    code = server.stop()
    check("drained cleanly", code == 0, code)
    check("the running call was finished", late.result().text == "late")
    thread.join(20)
    check("watch: serving, then not", seen == [1, 2], seen)


with Server(sys.argv[1]) as server:
    with grpc.insecure_channel(server.address) as channel:
        judge = rpc.JudgeStub(channel)
        for part in (unary, streams, slow_reader, deadlines, cancellation, metadata, rich_errors):
            part(judge)
        healthy(channel)
        reflected(channel, reflection, "v1")
        reflected(channel, alpha, "v1alpha")
        watched_until_drained(server, channel)
finish()
