"""Traces reach a collector, a stock gRPC server of Python: across services, by calls and by
events; and a collector that hangs, is not there or refuses holds nobody up.

usage: traces.py JUDGE PROJECTS LOGISTICS TRAINING GENERATED CERTIFICATES"""
import contextlib
import os
import select
import socket
import statistics
import subprocess
import sys
import threading
import time
from concurrent import futures

import grpc

from metrics import scrape
from server import Server, check, finish, generated

program, *paths, generated_folder, MADE = sys.argv[1:]
generated(generated_folder)
from caravan.logistics.v1 import sale_pb2, sale_period_pb2, sales_pb2_grpc  # noqa: E402
from caravan.training.v1 import cohort_pb2, learning_pb2_grpc  # noqa: E402
from judge.v1 import judge_pb2 as pb, judge_pb2_grpc as rpc  # noqa: E402
from opentelemetry.proto.collector.trace.v1 import (  # noqa: E402
    trace_service_pb2 as otlp, trace_service_pb2_grpc as otlp_grpc)
from set_of_three import LINE, NAMES, SetOfThree, sow  # noqa: E402
from stock_caller import day  # noqa: E402

SERVER, CLIENT, CONSUMER = 2, 3, 5
SPAN = "b7ad6b7169203331"
PATIENCE_S = 30


def parent(trace, sampled=True):
    return (("traceparent", f"00-{trace}-{SPAN}-0{int(sampled)}"),
            ("tracestate", "vendor=a1"))


def swallow(call, *arguments, **options):
    with contextlib.suppress(grpc.RpcError):
        call(*arguments, **options)


class Collector(otlp_grpc.TraceServiceServicer):
    def __init__(self, answer=None, credentials=None):
        """`answer`: of (number of the request, request, context); None: all is taken."""
        self.answer = answer or (lambda number, request, context: None)
        self.spans, self.requests, self.batches = [], 0, []
        self.lock = threading.Lock()
        self.server = grpc.server(futures.ThreadPoolExecutor(max_workers=8))
        otlp_grpc.add_TraceServiceServicer_to_server(self, self.server)
        if credentials is None:
            self.port = self.server.add_insecure_port("127.0.0.1:0")
        else:
            self.port = self.server.add_secure_port("127.0.0.1:0", credentials)
        self.address = f"127.0.0.1:{self.port}"
        self.server.start()

    def Export(self, request, context):
        with self.lock:
            self.requests += 1
            number = self.requests
        partial = self.answer(number, request, context)
        with self.lock:
            self.batches.append(sum(len(scope.spans) for resource in request.resource_spans
                                    for scope in resource.scope_spans))
            for resource in request.resource_spans:
                who = {pair.key: pair.value.string_value for pair in resource.resource.attributes}
                self.spans += [(who, span) for scope in resource.scope_spans
                               for span in scope.spans]
        return otlp.ExportTraceServiceResponse(partial_success=partial)

    def of_trace(self, trace):
        with self.lock:
            return [(who["service.name"], span) for who, span in self.spans
                    if span.trace_id.hex() == trace]

    def wait(self, trace, *wanted):
        """The spans of a trace, by (service, kind, name), once these are there."""
        end = time.monotonic() + PATIENCE_S
        while True:
            found = {(name, span.kind, span.name): span for name, span in self.of_trace(trace)}
            if all(key in found for key in wanted) or time.monotonic() > end:
                check(f"spans of {trace[:4]}", all(key in found for key in wanted), list(found))
                return [found.get(key) for key in wanted]
            select.select([], [], [], 0.02)

    def __enter__(self):
        return self

    def __exit__(self, *rest):
        self.server.stop(None)


def attributes(span):
    return {pair.key: getattr(pair.value, pair.value.WhichOneof("value"))
            for pair in span.attributes}


def by_a_call(three, collector):
    trace = "a" * 32
    learning = learning_pb2_grpc.LearningStub(three.channel("training"))
    learning.CreateCohort(cohort_pb2.CreateCohortRequest(
        parent="courses/welding", cohort_id="c1", cohort=dict(
            title="C", capacity=10, first_date=day("2025-03-01"), last_date=day("2025-06-01"),
            budget_line=LINE)), metadata=parent(trace), timeout=PATIENCE_S)
    asks = "caravan.common.v1.References/CheckReferences"
    root, out, answer = collector.wait(
        trace, ("training", SERVER, "caravan.training.v1.Learning/CreateCohort"),
        ("training", CLIENT, asks), ("projects", SERVER, asks))
    if None in (root, out, answer):
        return
    check("one is the child of the other", (root.parent_span_id.hex(), out.parent_span_id,
                                            answer.parent_span_id) ==
          (SPAN, root.span_id, out.span_id))
    check("tracestate comes along", {span.trace_state for span in (root, out, answer)} ==
          {"vendor=a1"}, answer.trace_state)
    check("times lie within each other", root.start_time_unix_nano <= out.start_time_unix_nano <=
          out.end_time_unix_nano <= root.end_time_unix_nano and
          abs(root.end_time_unix_nano / 1e9 - time.time()) < 60)
    found = attributes(answer)
    check("what a server's span says", {
        "rpc.system": "grpc", "rpc.service": "caravan.common.v1.References",
        "rpc.method": "CheckReferences", "rpc.grpc.status_code": 0}.items() <= found.items(),
        found)
    check("and a client's", attributes(out)["peer.service"] == "projects", attributes(out))
    check("nothing went wrong", not root.status.code and not out.status.code)


def by_an_event(three, collector):
    trace = "e" * 32
    sales = sales_pb2_grpc.SalesStub(three.channel("logistics"))
    sales.CreateSale(sale_pb2.CreateSaleRequest(sale=dict(
        product="apple", origin="Wensu", channel="retail", buyer_region="Hangzhou",
        quantity_milli=1000, unit="t", amount=dict(currency="CNY", minor_units=100),
        signed_date=day("2024-01-02"))), timeout=PATIENCE_S)
    sales.CloseSalePeriod(sale_period_pb2.CloseSalePeriodRequest(name="salePeriods/2024-01"),
                          metadata=parent(trace), timeout=PATIENCE_S)
    closed, took = collector.wait(
        trace, ("logistics", SERVER, "caravan.logistics.v1.Sales/CloseSalePeriod"),
        ("projects", CONSUMER, "sales_stated"))
    if None not in (closed, took):
        check("an event is the child of what it came of", took.parent_span_id == closed.span_id)
        check("with tracestate", (closed.trace_state, took.trace_state) ==
              ("vendor=a1", "vendor=a1"), took.trace_state)
        check("and says whence", attributes(took)["peer.service"] == "logistics",
              attributes(took))


def across_the_set():
    with Collector() as collector:
        with SetOfThree(dict(zip(NAMES, paths)), options=("--otlp", collector.address)) as three:
            sow(three)
            by_a_call(three, collector)
            by_an_event(three, collector)
        who = {tuple(sorted(who.items())) for who, _ in collector.spans}
        check("each says who it is", sorted(dict(one)["service.name"] for one in who) ==
              sorted(NAMES) and all("service.version" in dict(one) for one in who), who)
        spans = [(span.trace_id, span.span_id) for _, span in collector.spans]
        check("no span comes twice", len(spans) == len(set(spans)))


def counted(server):
    now = scrape(server.ready["metrics"])
    return {what: now.sum(f"caravan_otlp_{what}_total") for what in ("sent", "failed", "dropped")}


def wait_settled(server, count):
    """What became of so many spans, once all have come to something."""
    end = time.monotonic() + PATIENCE_S
    while True:
        found = counted(server)
        if sum(found.values()) >= count or time.monotonic() > end:
            return found
        select.select([], [], [], 0.02)


def judge_server(collector, *options):
    return Server(program, "--log-level", "error", "--metrics", "127.0.0.1:0", "--otlp", collector,
                  *options)


def which_are_sent():
    with Collector() as collector, judge_server(
            collector.address, "--trace-sample", "0.25") as server, \
            grpc.insecure_channel(server.address) as channel:
        judge = rpc.JudgeStub(channel)
        for i in range(1, 41):
            judge.Say(pb.SayRequest(), metadata=parent(f"{i:032x}", sampled=i % 2 == 0))
        for _ in range(400):
            judge.Say(pb.SayRequest())
        channel.unary_unary("/grpc.health.v1.Health/Check")(b"", timeout=20,
                                                            metadata=parent("b" * 32))
        swallow(judge.Say, pb.SayRequest(code=5, reason="NOT_THERE", message="secret"),
                metadata=parent("c" * 32))
        swallow(judge.Say, pb.SayRequest(code=13, message="broken"), metadata=parent("d" * 32))
        began = time.monotonic()
        check("what is left is sent at the end", server.stop() == 0 and
              time.monotonic() - began < 5)
    kept = [span for _, span in collector.spans if not span.parent_span_id]
    told = [span for _, span in collector.spans if span.trace_id.hex().startswith("0" * 20)]
    check("those whose beginner says so", len(told) == 20, len(told))
    check("of those that begin here a share", 60 <= len(kept) <= 150, len(kept))
    check("no health that is well", not collector.of_trace("b" * 32))
    refused, broken = (dict(collector.of_trace(c * 32)).get("judge") for c in "cd")
    check("a wrong request is no error of the server", refused.status.code == 0 and
          attributes(refused)["error.type"] == "NOT_THERE" and "secret" not in str(refused),
          refused)
    check("what broke is", (broken.status.code, broken.status.message) == (2, "broken"), broken)
    check("who called", attributes(broken)["network.peer.address"] == "127.0.0.1" and
          attributes(broken)["network.peer.port"] > 0, attributes(broken))


def many(server, judge, until):
    """Calls until that holds; how long twenty at once take, in the middle."""
    took, began = [], time.monotonic()
    while not until(counted(server)) and time.monotonic() - began < 60:
        for _ in range(50):
            before = time.monotonic()
            waits = [judge.Say.future(pb.SayRequest()) for _ in range(20)]
            for wait in waits:
                wait.result()
            took.append(time.monotonic() - before)
    return statistics.median(took)


def one_that_hangs():
    over = threading.Event()
    with Collector(lambda *_: over.wait(60) and None) as collector, \
            judge_server(collector.address) as server, \
            grpc.insecure_channel(server.address) as channel:
        middle = many(server, rpc.JudgeStub(channel), lambda now: now["dropped"] > 0)
        found = counted(server)
        check("what finds no room is dropped and counted", found["dropped"] > 0, found)
        check("no call waits for the collector", middle < 0.5, middle)
        check("memory is bounded", server.rss_mib() < 400, server.rss_mib())
        began = time.monotonic()
        code, took = server.stop(), time.monotonic() - began
        check("the end waits two seconds for it", code == 0 and took < 6, (code, took))
        over.set()


def one_that_is_not_there():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with judge_server(address) as server, grpc.insecure_channel(server.address) as channel:
            judge = rpc.JudgeStub(channel)
            for _ in range(700):
                judge.Say(pb.SayRequest())
            began = time.monotonic()
            code, took = server.stop(), time.monotonic() - began
            check("nobody there: the end is soon", code == 0 and took < 6, (code, took))


def one_that_refuses():
    sizes = {}

    def answer(number, request, context):
        sizes[number] = len(request.resource_spans[0].scope_spans[0].spans)
        if number == 1:
            context.abort(grpc.StatusCode.UNAVAILABLE, "not now")
        if number == 3:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "never")
        if number == 4:
            return otlp.ExportTracePartialSuccess(rejected_spans=1, error_message="not that one")
        return None

    with Collector(answer) as collector, judge_server(collector.address) as server, \
            grpc.insecure_channel(server.address) as channel:
        judge = rpc.JudgeStub(channel)
        for _ in range(4):
            waits = [judge.Say.future(pb.SayRequest()) for _ in range(512)]
            for wait in waits:
                wait.result()
        found = wait_settled(server, 2048)
        lost = sizes[3] + 1
        check("what may help is tried again, the rest is lost and counted", found ==
              {"sent": 2048 - lost, "failed": lost, "dropped": 0}, (found, sizes))
        check("batches of 512 at most", max(sizes.values()) <= 512, sizes)
        check("the same again", sizes[1] == sizes[2], sizes)
        server.stop()
    spans = {span.span_id for _, span in collector.spans}
    check("and not twice", len(spans) == len(collector.spans) == 2048 - sizes[3], len(spans))


def by_tls():
    def read(name):
        with open(os.path.join(MADE, name), "rb") as file:
            return file.read()

    credentials = grpc.ssl_server_credentials([(read("server.key"), read("server.pem"))])
    with Collector(credentials=credentials) as collector:
        with judge_server(f"localhost:{collector.port}", "--otlp-tls-ca",
                          os.path.join(MADE, "ca.pem")) as server, \
                grpc.insecure_channel(server.address) as channel:
            rpc.JudgeStub(channel).Say(pb.SayRequest(), metadata=parent("f" * 32))
            server.stop()
        check("over TLS", len(collector.of_trace("f" * 32)) == 1)


def options():
    for words, told in (
            (("--trace-sample", "0.1"), "needs --otlp"),
            (("--otlp-tls-ca", "x"), "needs --otlp"),
            (("--otlp", "127.0.0.1:1", "--trace-sample", "7"), "from 0 to 1"),
            (("--otlp", "nowhere"), "--otlp"),
            (("--otlp", "otel.example:4317"), "--otlp-tls-ca"),
            (("--otlp", "127.0.0.1:1", "--otlp-tls-ca", "none.pem"), "none.pem")):
        done = subprocess.run([program, "--listen", "127.0.0.1:0", *words], capture_output=True,
                              text=True, timeout=60, check=False)
        check(" ".join(words) + " is refused", done.returncode in (1, 2) and told in done.stderr,
              (done.returncode, done.stderr))


options()
by_tls()
which_are_sent()
one_that_refuses()
one_that_is_not_there()
one_that_hangs()
across_the_set()
finish()
