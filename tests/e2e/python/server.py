"""The judge service on grpcio. It behaves as tests/support/judge.c does, says on stdout when it is
ready, and ends in peace on SIGTERM."""
import concurrent.futures
import json
import signal
import threading

import grpc
from google.protobuf import descriptor_pool

from shared import CHECK, REFLECT, WATCH, health, options, read, reflection
from judge.v1 import judge_pb2 as pb, judge_pb2_grpc as rpc
from google.rpc import error_details_pb2, status_pb2

THREADS = 64  # calls at once, one each
FAR_S = 10**9
CODES = {code.value[0]: code for code in grpc.StatusCode}
lock = threading.Lock()
seen = pb.TallyResponse()


def count_one(name):
    with lock:
        setattr(seen, name, getattr(seen, name) + 1)


def time_left(context):
    """In seconds; None: there is no deadline, which grpcio tells as one in the far future."""
    remaining = context.time_remaining()
    return remaining if remaining is not None and remaining < FAR_S else None


class Running:
    """A handler under way; it ends once, by itself or because nobody waits any more."""
    def __init__(self, context):
        self.context, self.ended = context, False
        self.over = threading.Event()
        count_one("started")
        if not context.add_callback(self.left):
            self.left()

    def left(self):
        self.over.set()
        remaining = time_left(self.context)
        self.end("expired" if remaining is not None and remaining <= 0 else "cancelled")

    def end(self, how=None):
        with lock:
            if self.ended:
                return
            self.ended = True
        if how is not None:
            count_one(how)
        count_one("ended")


def echo_metadata(context):
    pairs = context.invocation_metadata()
    if ("compress", "gzip") in pairs:
        context.set_compression(grpc.Compression.Gzip)
    context.send_initial_metadata([p for p in pairs if p[0].startswith("echo-")])
    return [p for p in pairs if p[0].startswith("trail-")]


def details_of(request):
    told = status_pb2.Status(code=request.code, message=request.message)
    if request.reason:
        told.details.add().Pack(
            error_details_pb2.ErrorInfo(reason=request.reason, domain="caravan"))
    if request.field:
        bad = error_details_pb2.BadRequest()
        bad.field_violations.add(field=request.field)
        told.details.add().Pack(bad)
    return [("grpc-status-details-bin", told.SerializeToString())] if told.details else []


class Judge(rpc.JudgeServicer):
    """Weigh is left out: a method that the server does not implement."""
    def Say(self, request, context):
        remaining = time_left(context) if request.tell_time else None
        running = Running(context)
        trailers = echo_metadata(context)
        waits = running.over if request.heed else threading.Event()
        waits.wait(request.delay_ms / 1000)
        running.end()
        if request.code != 0:
            context.set_trailing_metadata(trailers + details_of(request))
            context.abort(CODES[request.code], request.message)
        context.set_trailing_metadata(trailers)
        return pb.SayResponse(text=request.text, padding=bytes(request.reply_bytes),
                              remaining_ms=0 if remaining is None else int(remaining * 1000))

    def Sum(self, requests, context):
        running = Running(context)
        total = pb.Total()
        for number in requests:
            if number.value < 0:
                running.end()
                context.abort(grpc.StatusCode.OUT_OF_RANGE, "a negative number")
            count_one("received")
            total.sum += number.value
            total.count += 1
        running.end()
        return total

    def Count(self, request, context):
        running = Running(context)
        padding = bytes(request.padding_bytes)
        for value in range(1, request.to + 1):
            count_one("sent")
            yield pb.Number(value=value, padding=padding)
        running.end()
        if request.code != 0:
            context.abort(CODES[request.code], "as asked for")

    def Chat(self, requests, context):
        running = Running(context)
        for number in requests:
            count_one("received")
            count_one("sent")
            yield pb.Number(value=2 * number.value, padding=number.padding)
        running.end()

    def Tally(self, request, context):
        with lock:
            return pb.TallyResponse.FromString(seen.SerializeToString())


def check(request, context):
    if request.service not in ("", "judge.v1.Judge"):
        context.abort(grpc.StatusCode.NOT_FOUND, "no such service")
    return health.HealthCheckResponse(status=health.HealthCheckResponse.SERVING)


def watch(request, context):
    over = threading.Event()
    context.add_callback(over.set)
    yield check(request, context)
    over.wait()


def reflect(requests, context):
    for request in requests:
        answer = reflection.ServerReflectionResponse(original_request=request)
        if request.HasField("list_services"):
            answer.list_services_response.service.add(name="judge.v1.Judge")
        else:
            pool = descriptor_pool.Default()
            file = pool.FindFileContainingSymbol(request.file_containing_symbol)
            answer.file_descriptor_response.file_descriptor_proto.append(file.serialized_pb)
        yield answer


class Standard(grpc.GenericRpcHandler):
    """Health and reflection, for which Debian has no Python packages."""
    METHODS = {
        CHECK: grpc.unary_unary_rpc_method_handler(
            check, health.HealthCheckRequest.FromString,
            health.HealthCheckResponse.SerializeToString),
        WATCH: grpc.unary_stream_rpc_method_handler(
            watch, health.HealthCheckRequest.FromString,
            health.HealthCheckResponse.SerializeToString),
        REFLECT: grpc.stream_stream_rpc_method_handler(
            reflect, reflection.ServerReflectionRequest.FromString,
            reflection.ServerReflectionResponse.SerializeToString),
    }

    def service(self, handler_call_details):
        return self.METHODS.get(handler_call_details.method)


def listen(server, given):
    if given.tls_cert is None:
        return server.add_insecure_port(given.listen)
    pair = [(read(given.tls_key), read(given.tls_cert))]
    ca = read(given.tls_client_ca) if given.tls_client_ca else None
    credentials = grpc.ssl_server_credentials(pair, ca, ca is not None)
    return server.add_secure_port(given.listen, credentials)


def main():
    given = options("--listen", "--tls-cert", "--tls-key", "--tls-client-ca")
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})  # before there is any other thread
    server = grpc.server(concurrent.futures.ThreadPoolExecutor(THREADS),
                         options=(("grpc.so_reuseport", 0),))
    rpc.add_JudgeServicer_to_server(Judge(), server)
    server.add_generic_rpc_handlers((Standard(),))
    port = listen(server, given)
    server.start()
    print(json.dumps({"event": "ready", "listen": [f"127.0.0.1:{port}"]}), flush=True)
    signal.sigwait({signal.SIGTERM})
    server.stop(20).wait()


main()
