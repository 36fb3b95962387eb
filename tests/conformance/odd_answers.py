"""Answers to one small UnaryCall that no server should give, and a few that look odd and are right;
each with the code that the call ends with (rules: gRPC's PROTOCOL-HTTP2.md, statuscodes.md and
http-grpc-status-mapping.md)."""
import struct

from hyperframe import frame as frames

from bad_server import HEADERS, TRAILERS, Connection

OK, CANCELLED, UNKNOWN, PERMISSION_DENIED, EXHAUSTED = 0, 1, 2, 7, 8
UNIMPLEMENTED, INTERNAL, UNAVAILABLE, UNAUTHENTICATED = 12, 13, 14, 16
EMPTY = bytes(5)  # the prefix of a message without fields


class Odd(Connection):
    """Answers with the frames of `script`, and answers any later request as it should be."""
    script = None

    def request(self, stream):
        if len(self.server.connections) == 1 and stream == 1:
            self.raw(*type(self).script(self, stream))
        else:
            self.raw(*good(self, stream))

    # ---- frames ----

    def headers(self, stream, fields, *flags):
        return frames.HeadersFrame(stream, self.h2.encoder.encode(fields),
                                   flags=["END_HEADERS", *flags])

    def head(self, stream, *flags):
        return self.headers(stream, HEADERS, *flags)

    def tail(self, stream, fields=TRAILERS):
        return self.headers(stream, fields, "END_STREAM")


def data(stream, payload=EMPTY, *flags):
    return frames.DataFrame(stream, payload, flags=flags)


def good(connection, stream):
    return connection.head(stream), data(stream), connection.tail(stream)


def reset(code):
    return lambda c, s: (c.head(s), data(s), frames.RstStreamFrame(s, error_code=code))


def reset_at_once(code):
    return lambda c, s: (frames.RstStreamFrame(s, error_code=code),)


def http(status, *fields):
    return lambda c, s: (c.headers(s, [(":status", str(status)), *fields]),
                         data(s, b"<html>", "END_STREAM"))


def body(*payloads):
    return lambda c, s: (c.head(s), *(data(s, p) for p in payloads), c.tail(s))


def trailers(*fields):
    return lambda c, s: (c.head(s), data(s), c.tail(s, list(fields)))


def unknown(stream, kind=0xEE):
    frame = frames.ExtensionFrame(type=kind, stream_id=stream)
    frame.flag_byte, frame.body, frame.body_len = 0xFF, b"anything", 8
    return frame


ANSWERS = {
    "the message in pieces": (OK, body(EMPTY[:1], EMPTY[1:4], EMPTY[4:])),
    "padded": (OK, lambda c, s: (c.head(s), frames.DataFrame(s, EMPTY, pad_length=9,
                                                             flags=["PADDED"]), c.tail(s))),
    "empty DATA": (OK, body(b"", b"", EMPTY, b"")),
    "frames of no known type": (OK, lambda c, s: (
        unknown(0), c.head(s), unknown(s), data(s), unknown(s, 0x21), c.tail(s))),
    "PRIORITY": (OK, lambda c, s: (
        c.head(s), frames.PriorityFrame(s, depends_on=0), data(s), c.tail(s))),
    "100 before 200": (OK, lambda c, s: (
        c.headers(s, [(":status", "100")]), *good(c, s))),
    "more settings": (OK, lambda c, s: (
        c.head(s), frames.SettingsFrame(0, settings={4: 7, 0x99: 1}), data(s), c.tail(s))),
    "HEADERS after the trailers": (OK, lambda c, s: (*good(c, s), c.tail(s))),
    "DATA after the trailers": (OK, lambda c, s: (*good(c, s), data(s, b"more"))),
    "RST_STREAM after the trailers": (OK, lambda c, s: (
        *good(c, s), frames.RstStreamFrame(s, error_code=0))),
    "a status beside a 404": (UNAUTHENTICATED, lambda c, s: (
        c.headers(s, [(":status", "404"), HEADERS[1], ("grpc-status", "16")], "END_STREAM"),)),
    "no message": (UNIMPLEMENTED, body()),
    "two messages": (UNIMPLEMENTED, body(EMPTY + EMPTY)),
    "half a message": (INTERNAL, body(struct.pack(">BI", 0, 9) + b"half")),
    "half a prefix": (INTERNAL, body(EMPTY[:3])),
    "compressed without an encoding": (INTERNAL, body(b"\x01" + EMPTY[1:])),
    "a flag of 7": (INTERNAL, body(b"\x07" + EMPTY[1:])),
    "a message of 4 GiB": (EXHAUSTED, body(b"\x00\xff\xff\xff\xff")),
    "a message that is none": (INTERNAL, body(struct.pack(">BI", 0, 2) + b"\xff\xff")),
    "END_STREAM without trailers": (UNKNOWN, lambda c, s: (
        c.head(s), data(s, EMPTY, "END_STREAM"))),
    "trailers without a status": (UNKNOWN, trailers(("x-other", "1"))),
    "a status of letters": (UNKNOWN, trailers(("grpc-status", "ok"))),
    "a status of 99": (UNKNOWN, trailers(("grpc-status", "99"))),
    "another content-type": (UNKNOWN, http(200, ("content-type", "text/html"))),
    "HTTP 400": (INTERNAL, http(400)),
    "HTTP 401": (UNAUTHENTICATED, http(401)),
    "HTTP 403": (PERMISSION_DENIED, http(403)),
    "HTTP 404": (UNIMPLEMENTED, http(404)),
    "HTTP 429": (UNAVAILABLE, http(429)),
    "HTTP 500": (UNKNOWN, http(500)),
    "HTTP 502": (UNAVAILABLE, http(502)),
    "HTTP 503": (UNAVAILABLE, http(503)),
    "HTTP 504": (UNAVAILABLE, http(504)),
    "a name in upper case": (INTERNAL, lambda c, s: (
        c.headers(s, [*HEADERS, ("X-Upper", "1")]), data(s), c.tail(s))),
    "a body before the headers": (UNAVAILABLE, lambda c, s: (data(s),)),  # the connection ends
    "RST_STREAM: PROTOCOL_ERROR": (INTERNAL, reset(1)),
    "RST_STREAM: INTERNAL_ERROR": (INTERNAL, reset(2)),
    "RST_STREAM: CANCEL": (CANCELLED, reset(8)),
    "RST_STREAM: ENHANCE_YOUR_CALM": (EXHAUSTED, reset(11)),
    "RST_STREAM: INADEQUATE_SECURITY": (PERMISSION_DENIED, reset(12)),
    "RST_STREAM: REFUSED_STREAM, once": (OK, reset_at_once(7)),
    "GOAWAY that has not seen the call": (OK, lambda c, s: (
        frames.GoAwayFrame(0, last_stream_id=0, error_code=0),)),
}
