"""HTTP/2 one frame at a time, for what no library would send."""
import socket
import struct

import hpack
from hyperframe import frame as frames

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
SAY = "/judge.v1.Judge/Say"


def message(payload, flag=0, length=None):
    """gRPC's prefix before a message."""
    return struct.pack(">BI", flag, len(payload) if length is None else length) + payload


class Raw:
    """One connection; says its preface and SETTINGS, and what it is told to."""

    def __init__(self, server, greet=True, timeout=20):
        self.encoder, self.decoder = hpack.Encoder(), hpack.Decoder()
        self.bytes, self.ended = b"", False
        self.sock = socket.create_connection((server.host, server.port), timeout=timeout)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if greet:
            self.sock.sendall(PREFACE + frames.SettingsFrame(0).serialize())

    def __enter__(self):
        return self

    def __exit__(self, *rest):
        self.sock.close()

    def send(self, *what):
        """Frames or bytes, all in one write."""
        self.sock.sendall(b"".join(w if isinstance(w, bytes) else w.serialize() for w in what))

    def fields(self, path=SAY, extra=()):
        return self.encoder.encode([
            (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "x"),
            ("content-type", "application/grpc"), ("te", "trailers"), *extra])

    def headers(self, stream, path=SAY, extra=(), flags=("END_HEADERS",)):
        return frames.HeadersFrame(stream, self.fields(path, extra), flags=flags)

    def data(self, stream, payload=b"", flags=("END_STREAM",)):
        return frames.DataFrame(stream, payload, flags=flags)

    def read(self):
        """The next frame; None at the end of the connection (`ended` says: in peace)."""
        while True:
            if len(self.bytes) >= 9:
                frame, length = frames.Frame.parse_frame_header(memoryview(self.bytes[:9]))
                if len(self.bytes) >= 9 + length:
                    frame.parse_body(memoryview(self.bytes[9:9 + length]))
                    self.bytes = self.bytes[9 + length:]
                    if isinstance(frame, frames.HeadersFrame):
                        frame.fields = dict(self.decoder.decode(frame.data))
                    return frame
            try:
                more = self.sock.recv(65536)
            except ConnectionError:
                return None
            if not more:
                self.ended = True
                return None
            self.bytes += more

    def until(self, kind, **having):
        """Read until a frame of this kind with these attributes; None: the connection ended."""
        while (frame := self.read()) is not None:
            if isinstance(frame, kind) and all(getattr(frame, k) == v for k, v in having.items()):
                return frame
        return None
