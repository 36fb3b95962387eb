"""One table of bad input, sent as raw frames; each line with the exact answer, and after each line
the same server still answers a good call."""
import socket
import struct
import sys

import grpc
import h2.config
import h2.connection
import h2.events

from server import Server, check, finish, generated

generated(sys.argv[2])
from judge.v1 import judge_pb2 as pb, judge_pb2_grpc as rpc  # noqa: E402

SAY = "/judge.v1.Judge/Say"


def frame(message, flag=0, length=None):
    return struct.pack(">BI", flag, len(message) if length is None else length) + message


def varint(n):
    out = b""
    while n > 0x7F:
        out += bytes([n & 0x7F | 0x80])
        n >>= 7
    return out + bytes([n])


def field(number, payload):
    return varint(number << 3 | 2) + varint(len(payload)) + payload


def nested(depth):
    """A google.protobuf.Value of lists of lists: two levels of messages for each."""
    message = b""
    for _ in range(depth):
        message = field(6, field(1, message))  # Value.list_value.values
    return message


class Answer:
    def __init__(self):
        self.headers, self.trailers, self.reset, self.closed = {}, {}, None, False

    @property
    def status(self):
        value = self.trailers.get("grpc-status", self.headers.get("grpc-status"))
        return None if value is None else int(value)

    @property
    def message(self):
        return self.trailers.get("grpc-message", self.headers.get("grpc-message", ""))


def send(server, body, path=SAY, end=True, replace=(), extra=()):
    """One call on a connection of its own; waits for its end."""
    headers = {":method": "POST", ":scheme": "http", ":path": path, ":authority": "x",
               "content-type": "application/grpc", "te": "trailers"}
    for key, value in replace:
        if value is None:
            headers.pop(key)
        else:
            headers[key] = value  # in its place: pseudo-header fields come first
    conn = h2.connection.H2Connection(h2.config.H2Configuration(
        client_side=True, header_encoding="utf-8", validate_outbound_headers=False,
        normalize_outbound_headers=False))
    answer = Answer()
    with socket.create_connection((server.host, server.port), timeout=20) as sock:
        conn.initiate_connection()
        conn.send_headers(1, list(headers.items()) + list(extra), end_stream=body is None)
        sock.sendall(conn.data_to_send())
        sent, done = 0, False
        while not done:
            try:
                while body is not None and sent <= len(body):
                    n = min(len(body) - sent, conn.local_flow_control_window(1),
                            conn.max_outbound_frame_size)
                    if n == 0 and sent < len(body):
                        break
                    last = sent + n == len(body)
                    conn.send_data(1, body[sent:sent + n], end_stream=end and last)
                    sent += n
                    if last:
                        body = None
                sock.sendall(conn.data_to_send())
                data = sock.recv(65536)
            except (h2.exceptions.ProtocolError, OSError) as error:
                answer.closed = repr(error)
                break
            if not data:
                answer.closed = True
                break
            for event in conn.receive_data(data):
                if isinstance(event, h2.events.ResponseReceived):
                    answer.headers = dict(event.headers)
                elif isinstance(event, h2.events.TrailersReceived):
                    answer.trailers = dict(event.headers)
                elif isinstance(event, h2.events.StreamReset):
                    answer.reset, done = event.error_code, True
                elif isinstance(event, h2.events.StreamEnded):
                    done = True
                elif isinstance(event, h2.events.ConnectionTerminated):
                    answer.closed, done = True, True
    return answer


GOOD = frame(pb.SayRequest(text="a").SerializeToString())
OK, CANCELLED, INVALID, DEADLINE = 0, 1, 3, 4
EXHAUSTED, UNIMPLEMENTED, INTERNAL = 8, 12, 13

# name, keyword arguments of send(), grpc-status, HTTP status, a word the message must hold
TABLE = [
    ("a good call", dict(body=GOOD), OK, 200, ""),
    ("unknown method", dict(body=GOOD, path="/judge.v1.Judge/None"), UNIMPLEMENTED, 200, "method"),
    ("unknown service", dict(body=GOOD, path="/none/Say"), UNIMPLEMENTED, 200, "method"),
    ("path without slash", dict(body=GOOD, path="judge.v1.Judge/Say"), None, None, ""),
    ("GET", dict(body=GOOD, replace=[(":method", "GET")]), INTERNAL, 405, "POST"),
    ("wrong content type", dict(body=GOOD, replace=[("content-type", "application/json")]),
     INTERNAL, 415, "content-type"),
    ("content type that only starts like ours",
     dict(body=GOOD, replace=[("content-type", "application/grpcfoo")]), INTERNAL, 415, ""),
    ("no content type", dict(body=GOOD, replace=[("content-type", None)]), INTERNAL, 415, ""),
    ("application/grpc+proto is ours",
     dict(body=GOOD, replace=[("content-type", "application/grpc+proto")]), OK, 200, ""),
    ("another encoding of messages",
     dict(body=GOOD, replace=[("content-type", "application/grpc+json")]), INTERNAL, 415, "+proto"),
    ("timeout without a unit", dict(body=GOOD, extra=[("grpc-timeout", "10")]), INTERNAL, 400,
     "grpc-timeout"),
    ("timeout of nine digits", dict(body=GOOD, extra=[("grpc-timeout", "123456789n")]), INTERNAL,
     400, "grpc-timeout"),
    ("negative timeout", dict(body=GOOD, extra=[("grpc-timeout", "-1S")]), INTERNAL, 400, ""),
    ("expired on arrival", dict(body=GOOD, extra=[("grpc-timeout", "0n")]), DEADLINE, 200, ""),
    ("unknown encoding", dict(body=GOOD, extra=[("grpc-encoding", "snappy")]), UNIMPLEMENTED, 200,
     "identity"),
    ("compressed without an encoding", dict(body=frame(b"x", flag=1)), INTERNAL, 200, "compressed"),
    ("flag of 7", dict(body=frame(b"x", flag=7)), INTERNAL, 200, "flag"),
    ("no message", dict(body=b""), UNIMPLEMENTED, 200, ""),
    ("two messages", dict(body=GOOD + GOOD), UNIMPLEMENTED, 200, ""),
    ("truncated prefix", dict(body=GOOD[:3]), INTERNAL, 200, "incomplete"),
    ("truncated message", dict(body=GOOD[:-1]), INTERNAL, 200, "incomplete"),
    ("oversized by its prefix", dict(body=frame(b"", length=5 * 1024 * 1024), end=False),
     EXHAUSTED, 200, "4194304"),
    ("oversized in full", dict(body=frame(field(1, b"x" * (5 * 1024 * 1024)))), EXHAUSTED, 200,
     "4194304"),
    ("garbage", dict(body=frame(b"\xff\xff\xff")), INTERNAL, 200, ""),
    ("wrong wire type", dict(body=frame(b"\x08\x01")), INTERNAL, 200, ""),
    ("bad UTF-8", dict(body=frame(field(1, b"\xff\xfe"))), INVALID, 200, "UTF-8"),
    ("NUL in a text", dict(body=frame(field(1, b"a\x00b"))), INVALID, 200, "UTF-8"),
    ("nested 20,000 deep", dict(body=frame(nested(10000)), path="/judge.v1.Judge/Weigh"),
     EXHAUSTED, 200, "deep"),
    ("300,000 elements",
     dict(body=frame(field(6, field(1, b"") * 300000)), path="/judge.v1.Judge/Weigh"), EXHAUSTED,
     200, "elements"),
    ("metadata over 8 KiB", dict(body=GOOD, extra=[("a", "x" * 9000)]), EXHAUSTED, 200, "metadata"),
    ("more than 128 fields", dict(body=GOOD, extra=[(f"k{i}", "") for i in range(130)]), EXHAUSTED,
     200, "metadata"),
    ("-bin that is no base64", dict(body=GOOD, extra=[("a-bin", "*")]), INVALID, 200, "base64"),
    ("control characters in metadata", dict(body=GOOD, extra=[("a", "b\x7f")]), None, None, ""),
    ("metadata over 32 KiB", dict(body=GOOD, extra=[("a", "x" * 40000)]), None, None, ""),
]


def refused_on_the_wire(answer):
    return answer.reset is not None or bool(answer.closed) or answer.status not in (None, OK)


def http_1(server):
    with socket.create_connection((server.host, server.port), timeout=20) as sock:
        sock.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        text = b""
        while chunk := sock.recv(65536):
            text += chunk
    check("HTTP/1.1 on the port", text.startswith(b"HTTP/1.1 400 ") and b"gRPC" in text, text)


def half_a_preface(server):
    with socket.create_connection((server.host, server.port), timeout=20) as sock:
        sock.sendall(b"PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n")
        sock.settimeout(20)
        while sock.recv(65536):
            pass
    check("half a preface ends the connection", True)


def flood(server, name, frames):
    """Many frames that cost the server and bring nothing: it hangs up."""
    with socket.create_connection((server.host, server.port), timeout=20) as sock:
        sock.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" +
                     b"\x00\x00\x00\x04\x00\x00\x00\x00\x00")
        ended = False
        try:
            for _ in range(400):
                sock.sendall(frames * 1000)
        except OSError:
            ended = True
        if not ended:
            try:
                while sock.recv(65536):
                    pass
                ended = True
            except OSError:
                ended = isinstance(sys.exc_info()[1], ConnectionError)
    check(name, ended)


with Server(sys.argv[1], "--log-level", "error") as server:
    with grpc.insecure_channel(server.address) as channel:
        judge = rpc.JudgeStub(channel)
        for name, arguments, status, http, word in TABLE:
            answer = send(server, **arguments)
            seen = (answer.status, answer.headers, answer.message, answer.reset, answer.closed)
            if status is None:
                check(name, refused_on_the_wire(answer), seen)
            else:
                check(name, answer.status == status and answer.headers.get(":status") == str(http)
                      and word in answer.message, seen)
                check(f"  without details: {name}", status == INVALID or
                      "grpc-status-details-bin" not in {**answer.headers, **answer.trailers}, seen)
            check(f"  still serving after: {name}", judge.Say(pb.SayRequest(text="a")).text == "a")
        http_1(server)
        half_a_preface(server)
        flood(server, "PING flood", b"\x00\x00\x08\x06\x00\x00\x00\x00\x00" + b"x" * 8)
        flood(server, "SETTINGS flood", b"\x00\x00\x00\x04\x00\x00\x00\x00\x00")
        check("  still serving after all", judge.Say(pb.SayRequest(text="a")).text == "a")
finish()
