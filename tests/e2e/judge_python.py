"""Debian's python3-grpcio, a client we did not write, judges our server: what is not in the
scenario of languages.py."""
import sys
import threading

import grpc

from server import Server, check, finish, generated

generated(sys.argv[2])
from judge.v1 import judge_pb2 as pb, judge_pb2_grpc as rpc  # noqa: E402
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


def many(judge):
    waits = [judge.Say.future(pb.SayRequest(text=str(i), delay_ms=i % 7)) for i in range(500)]
    check("500 at once", [w.result().text for w in waits] == [str(i) for i in range(500)])


def compressed(judge):
    ways = dict(compression=grpc.Compression.Gzip, metadata=(("compress", "gzip"),))
    for size in (1, 5000, 300000):
        got, call = judge.Say.with_call(pb.SayRequest(text="x" * size, reply_bytes=size), **ways)
        check(f"gzip both ways, {size}", (got.text, len(got.padding)) == ("x" * size, size))
        seen = ("request-compressed", "1") in [tuple(m) for m in call.initial_metadata()]
        check(f"gzip seen by the server, {size}", seen == (size > 1))
    got = judge.Count(pb.CountRequest(to=50, padding_bytes=50000), **ways)
    check("gzip from a stream", [n.value for n in got] == list(range(1, 51)))
    sizes = [(100000, 10)[i % 2] for i in range(50)]
    sent = (pb.Number(value=i, padding=bytes(size)) for i, size in enumerate(sizes))
    got = [(n.value, len(n.padding)) for n in judge.Chat(sent, **ways)]
    check("gzip in a conversation", got == [(2 * i, size) for i, size in enumerate(sizes)])
    call = judge.Say.future(pb.SayRequest(text="x" * 100), compression=grpc.Compression.Deflate)
    check("deflate is refused", call.code() == grpc.StatusCode.UNIMPLEMENTED)


def slow_reader(judge):
    call = judge.Count(pb.CountRequest(to=3000, padding_bytes=10000))
    seen = 0
    for number in call:
        seen += 1
        if seen in (1, 1000):
            for _ in range(50):  # a reader who falls behind: the window shuts, other calls go on
                judge.Say(pb.SayRequest())
    check("slow reader gets all", seen == 3000, seen)


def health_listed(channel):
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
        many(judge)
        compressed(judge)
        slow_reader(judge)
        health_listed(channel)
        reflected(channel, reflection, "v1")
        reflected(channel, alpha, "v1alpha")
        watched_until_drained(server, channel)
finish()
