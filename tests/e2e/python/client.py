"""grpcio as the judge of a server. Prints a line for each step of the scenario."""
import queue
import time

import grpc
from google.protobuf import descriptor_pb2

from shared import CHECK, REFLECT, WATCH, health, options, read, reflection
from judge.v1 import judge_pb2 as pb, judge_pb2_grpc as rpc
from google.rpc import error_details_pb2, status_pb2

PATIENCE_S = 30
LONG_MS = 600_000
CODES = {code.value[0]: code for code in grpc.StatusCode}
ENDLESS = pb.CountRequest(to=2**63 - 1, padding_bytes=1000)
PATIENT = pb.SayRequest(delay_ms=LONG_MS, heed=True)


def same(what, seen, wanted):
    if seen != wanted:
        raise AssertionError(f"{what}: {seen!r} instead of {wanted!r}")


def failed(call):
    """The error a call ends with."""
    try:
        call()
    except grpc.RpcError as error:
        return error
    raise AssertionError("it succeeded")


def expired(error):
    """Where our server resets the call at its deadline before the library's own timer, grpcio may
    call that a cancellation."""
    wanted = (grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.CANCELLED)
    same(f"expired with {error.code()}", error.code() in wanted, True)


def numbers(count, factor=1):
    return [factor * value for value in range(1, count + 1)]


def sent(values):
    return (pb.Number(value=value) for value in values)


def received(call):
    return [number.value for number in call]


class Writer:
    """A stream of requests that goes on while the client looks at the answers."""
    def __init__(self):
        self.queue = queue.Queue()

    def write(self, value):
        self.queue.put(pb.Number(value=value))

    def close(self):
        self.queue.put(None)

    def __iter__(self):
        return iter(self.queue.get, None)


class Judge:
    def __init__(self, channel):
        self.channel = channel
        self.stub = rpc.JudgeStub(channel)

    def say(self, timeout=PATIENCE_S, **request):
        return self.stub.Say(pb.SayRequest(**request), timeout=timeout)

    # ---- messages ----

    def unary(self):
        same("text", self.say(text="早上好").text, "早上好")

    def empty(self):
        same("answer", self.say(), pb.SayResponse())

    def large(self):
        text = "x" * 2**20
        answer = self.say(text=text, reply_bytes=2**20)
        same("answer", (answer.text == text, len(answer.padding)), (True, 2**20))

    def gzip(self):
        text = "x" * 20_000
        answer, call = self.stub.Say.with_call(
            pb.SayRequest(text=text, reply_bytes=300_000), timeout=PATIENCE_S,
            metadata=[("compress", "gzip")], compression=grpc.Compression.Gzip)
        same("answer", (answer.text == text, len(answer.padding)), (True, 300_000))
        same("request", dict(call.initial_metadata()).get("request-compressed"), "1")

    def many(self):
        answers = [self.stub.Say.future(pb.SayRequest(text=str(i), delay_ms=i % 7),
                                        timeout=PATIENCE_S) for i in range(100)]
        same("texts", [a.result().text for a in answers], [str(i) for i in range(100)])

    # ---- streams ----

    def client_streaming(self):
        total = self.stub.Sum(sent(numbers(1000)), timeout=PATIENCE_S)
        same("total", (total.sum, total.count), (500500, 1000))

    def server_streaming(self):
        for to in (0, 1000):
            request = pb.CountRequest(to=to, padding_bytes=2000)
            same("values", received(self.stub.Count(request, timeout=PATIENCE_S)), numbers(to))

    def server_streaming_error(self):
        call = self.stub.Count(pb.CountRequest(to=3, code=10), timeout=PATIENCE_S)
        same("values", [next(call).value for _ in range(3)], [1, 2, 3])
        same("code", failed(lambda: next(call)).code(), grpc.StatusCode.ABORTED)

    def bidi_in_step(self):
        requests = Writer()
        answers = self.stub.Chat(iter(requests), timeout=PATIENCE_S)
        for value in numbers(100):
            requests.write(value)
            same("answer", next(answers).value, 2 * value)
        requests.close()
        same("rest", received(answers), [])

    def bidi_at_once(self):
        answers = self.stub.Chat(sent(numbers(1000)), timeout=PATIENCE_S)
        same("values", received(answers), numbers(1000, 2))

    def half_close_first(self):
        same("total", self.stub.Sum(iter(()), timeout=PATIENCE_S), pb.Total())
        same("values", received(self.stub.Chat(iter(()), timeout=PATIENCE_S)), [])

    def server_ends_first(self):
        negative = pb.Number(value=-1, padding=bytes(1000))
        error = failed(lambda: self.stub.Sum(iter(lambda: negative, None), timeout=PATIENCE_S))
        same("status", (error.code(), error.details()),
             (grpc.StatusCode.OUT_OF_RANGE, "a negative number"))

    # ---- metadata ----

    def comes_back(self, code):
        pairs = [("text", "a value; with = signs"), ("twice", "first"), ("twice", "second"),
                 ("all-bin", bytes(range(256))), ("twice-bin", b"\0"), ("twice-bin", b"\0\xff")]
        metadata = [(way + key, value) for way in ("echo-", "trail-") for key, value in pairs]
        call = self.stub.Say.future(pb.SayRequest(code=code), metadata=metadata,
                                    timeout=PATIENCE_S)
        same("code", call.code().value[0], code)
        for way, seen in (("echo-", call.initial_metadata()), ("trail-", call.trailing_metadata())):
            for key in dict(pairs):
                same(way + key, [v for k, v in seen if k == way + key],
                     [v for k, v in pairs if k == key])

    def metadata(self):
        self.comes_back(0)

    def metadata_with_error(self):
        self.comes_back(5)

    # ---- errors ----

    def every_code(self):
        message = "50% 元\t\r\n😈"
        for code in range(1, 17):
            error = failed(lambda: self.say(code=code, message=message))
            same("status", (error.code(), error.details()), (CODES[code], message))

    def details(self):
        error = failed(lambda: self.say(code=3, message="no", reason="TOO_MUCH",
                                        field="budget.amount"))
        raw = dict(error.trailing_metadata())["grpc-status-details-bin"]
        told = status_pb2.Status.FromString(raw)
        info, bad = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
        same("status", (told.code, told.message, len(told.details)), (3, "no", 2))
        told.details[0].Unpack(info)
        told.details[1].Unpack(bad)
        same("info", (info.reason, info.domain), ("TOO_MUCH", "caravan"))
        same("fields", [v.field for v in bad.field_violations], ["budget.amount"])

    def unimplemented(self):
        for path in ("/judge.v1.Judge/None", "/judge.v1.None/Say"):
            method = self.channel.unary_unary(path)
            same("code", failed(lambda: method(b"", timeout=PATIENCE_S)).code(),
                 grpc.StatusCode.UNIMPLEMENTED)

    # ---- deadlines and cancellation ----

    def tally(self):
        return self.stub.Tally(pb.TallyRequest(), timeout=PATIENCE_S)

    def until(self, due):
        """Asks for a tally after each round trip, until it is as it should be."""
        end = time.monotonic() + PATIENCE_S
        while not due(now := self.tally()):
            same(f"the handlers: {now}, in time", time.monotonic() < end, True)
            self.say(delay_ms=5)

    def learn(self, before, calls):
        """So many more than before have ended because nobody waits for them any more."""
        left = before.cancelled + before.expired + calls
        self.until(lambda now: now.cancelled + now.expired == left and now.started == now.ended)

    def run(self, calls):
        self.until(lambda now: now.started - now.ended == calls)

    def deadline(self):
        before = self.tally()
        error = failed(lambda: self.stub.Say(PATIENT, timeout=0.5))
        expired(error)
        self.learn(before, 1)

    def deadline_of_stream(self):
        before = self.tally()
        error = failed(lambda: received(self.stub.Count(ENDLESS, timeout=0.5)))
        expired(error)
        self.learn(before, 1)

    def deadline_told(self):
        same("without", self.say(timeout=None, tell_time=True).remaining_ms, 0)
        left = self.say(timeout=20, tell_time=True).remaining_ms
        same(f"{left} ms of 20 s", 10_000 <= left <= 21_000, True)  # it rounds up what it sends

    def cancel_unary(self):
        before = self.tally()
        call = self.stub.Say.future(PATIENT)
        self.run(1)
        call.cancel()
        same("code", call.code(), grpc.StatusCode.CANCELLED)
        self.learn(before, 1)

    def cancel_streams(self):
        before = self.tally()
        chatting, summing = Writer(), Writer()
        count = self.stub.Count(ENDLESS)
        chat = self.stub.Chat(iter(chatting))
        total = self.stub.Sum.future(iter(summing))
        chatting.write(1)
        summing.write(1)
        self.run(3)
        for call in (count, chat, total):
            call.cancel()
        for call in (count, chat, total):
            same("code", call.code(), grpc.StatusCode.CANCELLED)
        self.learn(before, 3)
        chatting.close()
        summing.close()

    # ---- health and reflection ----

    def health(self):
        check = self.channel.unary_unary(CHECK, health.HealthCheckRequest.SerializeToString,
                                         health.HealthCheckResponse.FromString)
        for service in ("", "judge.v1.Judge"):
            answer = check(health.HealthCheckRequest(service=service), timeout=PATIENCE_S)
            same(service, answer.status, health.HealthCheckResponse.SERVING)
        unknown = health.HealthCheckRequest(service="none")
        same("none", failed(lambda: check(unknown, timeout=PATIENCE_S)).code(),
             grpc.StatusCode.NOT_FOUND)

    def health_watch(self):
        watch = self.channel.unary_stream(WATCH, health.HealthCheckRequest.SerializeToString,
                                          health.HealthCheckResponse.FromString)
        call = watch(health.HealthCheckRequest(service="judge.v1.Judge"), timeout=PATIENCE_S)
        same("at once", next(call).status, health.HealthCheckResponse.SERVING)
        call.cancel()
        same("code", call.code(), grpc.StatusCode.CANCELLED)

    def reflection(self):
        ask = reflection.ServerReflectionRequest
        method = self.channel.stream_stream(REFLECT, ask.SerializeToString,
                                            reflection.ServerReflectionResponse.FromString)
        listed, held = method(iter([ask(list_services=""),
                                    ask(file_containing_symbol="judge.v1.Judge")]),
                              timeout=PATIENCE_S)
        names = [service.name for service in listed.list_services_response.service]
        same("listed", "judge.v1.Judge" in names, True)
        files = [descriptor_pb2.FileDescriptorProto.FromString(raw)
                 for raw in held.file_descriptor_response.file_descriptor_proto]
        judges = next(file for file in files if file.name == "judge/v1/judge.proto")
        same("file", judges.service[0].method[1].client_streaming, True)

    def refused(self):
        """The two do not get to speak with each other."""
        same("code", failed(self.say).code(), grpc.StatusCode.UNAVAILABLE)


SCENARIO = (
    "unary", "empty", "large", "gzip", "many", "client_streaming", "server_streaming",
    "server_streaming_error", "bidi_in_step", "bidi_at_once", "half_close_first",
    "server_ends_first", "metadata", "metadata_with_error", "every_code", "details",
    "unimplemented", "deadline", "deadline_of_stream", "deadline_told", "cancel_unary",
    "cancel_streams", "health", "health_watch", "reflection")


def connected(given):
    if given.ca is None:
        return grpc.insecure_channel(given.target)
    own = (read(given.key), read(given.cert)) if given.cert else ()
    return grpc.secure_channel(given.target, grpc.ssl_channel_credentials(read(given.ca), *own),
                               (("grpc.ssl_target_name_override", given.name),))


def main():
    given = options("--target", "--ca", "--cert", "--key", "--name")
    with connected(given) as channel:
        judge = Judge(channel)
        for step in ("refused",) if given.refused else SCENARIO:
            try:
                getattr(judge, step)()
                print(f"ok - {step}", flush=True)
            except (AssertionError, grpc.RpcError, StopIteration) as why:
                print(f"not ok - {step}: " + str(why).replace("\n", " "), flush=True)


main()
