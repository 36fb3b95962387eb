"""Who speaks HTTP/2 and not gRPC, and who says more on a stream than may be said."""
import subprocess
import sys

from hyperframe import frame as frames

from raw import Raw, message
from server import Server, check, finish, generated

generated(sys.argv[2])
from judge.v1 import judge_pb2 as pb  # noqa: E402

STREAM_CLOSED = 5


def say(**fields):
    return message(pb.SayRequest(**fields).SerializeToString())


def curl(server, path, *options):
    """HTTP status, content-type and body."""
    told = subprocess.run(
        ["curl", "--silent", "--http2-prior-knowledge", "--max-time", "20", *options, "--write-out",
         "\n%{http_code} %{content_type}", f"http://{server.address}{path}"],
        capture_output=True, text=True, check=True).stdout
    body, last = told.rsplit("\n", 1)
    status, _, kind = last.partition(" ")
    return int(status), kind, body


def people_and_probes(server):
    text = "text/plain; charset=utf-8"
    status, kind, body = curl(server, "/")
    check("GET / says what this is", (status, kind) == (200, text) and "gRPC server" in body, body)
    status, kind, body = curl(server, "/", "--head")
    check("HEAD / has no body", (status, kind) == (200, text) and "gRPC" not in body, body)
    status, kind, body = curl(server, "/index.html")
    check("GET of anything else finds nothing", (status, kind) == (404, text) and body != "", body)
    status, kind, _ = curl(server, "/judge.v1.Judge/Say")
    check("a method is not there for GET", (status, kind) == (404, text), kind)
    status, _, _ = curl(server, "/", "--data", "hello")
    check("POST is for gRPC", status == 415, status)
    status, _, _ = curl(server, "/", "--request", "DELETE")
    check("so is what is neither GET nor POST", status == 405, status)
    status, kind, _ = curl(server, "/", "--header", "content-type: application/grpc")
    check("GET as gRPC is answered as gRPC", (status, kind) == (405, "application/grpc"), kind)


def whole_requests(server):
    """No answer comes before the end of a request that is not gRPC; its trailers mean nothing."""
    with Raw(server) as raw:
        fields = raw.encoder.encode([(":method", "POST"), (":scheme", "http"), (":path", "/"),
                                     (":authority", "x"), ("content-type", "text/plain")])
        trailers = raw.encoder.encode([("content-type", "application/grpc")])
        ping = frames.PingFrame(0, b"12345678")
        raw.send(frames.HeadersFrame(1, fields, flags=["END_HEADERS"]), raw.data(1, b"x", ()), ping)
        early = []
        while not isinstance(frame := raw.read(), frames.PingFrame):
            early.append(frame)
        check("nothing before its end", not [f for f in early if f.stream_id == 1], early)
        raw.send(raw.data(1, b"y", ()),
                 frames.HeadersFrame(1, trailers, flags=["END_HEADERS", "END_STREAM"]))
        answer = raw.until(frames.HeadersFrame, stream_id=1)
        check("then the answer", answer.fields[":status"] == "415", answer.fields)


def hung_up(server, name, first, ready, then):
    """After `first`, and the frame that `ready` is happy with, the answer to `then` is an end."""
    with Raw(server) as raw:
        raw.send(*first(raw))
        while not ready(raw.read()):
            pass
        raw.send(then(raw))
        goaway = raw.until(frames.GoAwayFrame)
        check(name, goaway is not None and goaway.error_code == STREAM_CLOSED, goaway)
        check("and the connection ends", raw.read() is None and raw.ended)


def streams_that_are_over(server):
    """RFC 9113, 5.1: whoever has ended a stream says no more on it."""
    def call(stream):
        return lambda raw: (raw.headers(stream), raw.data(stream, say()))

    def cancelled(raw):
        return raw.headers(1), frames.RstStreamFrame(1, 8), frames.PingFrame(0, b"12345678")

    def answered(frame):
        return isinstance(frame, frames.HeadersFrame) and "END_STREAM" in frame.flags

    def ponged(frame):
        return isinstance(frame, frames.PingFrame)

    hung_up(server, "DATA on a stream that is over", call(1), answered,
            lambda raw: raw.data(1, b"more"))
    hung_up(server, "HEADERS on a stream that is over", call(1), answered,
            lambda raw: raw.headers(1))
    hung_up(server, "DATA on a stream that was cancelled", cancelled, ponged,
            lambda raw: raw.data(1, b"more"))
    hung_up(server, "a stream below the newest", call(5), answered, lambda raw: raw.headers(3))


def streams_that_we_ended(server):
    """Whom we reset may not know yet."""
    with Raw(server) as raw:
        raw.send(raw.headers(1, "/judge.v1.Judge/None"))
        check("an early answer", raw.until(frames.RstStreamFrame).error_code == 0)
        raw.send(raw.data(1, say(), ()), raw.data(1, b""), raw.headers(3), raw.data(3, say()))
        answer = raw.until(frames.HeadersFrame, stream_id=3)
        check("what was on its way is no fault", answer is not None)


with Server(sys.argv[1], "--log-level", "error") as server:
    people_and_probes(server)
    whole_requests(server)
    streams_that_are_over(server)
    streams_that_we_ended(server)
finish()
