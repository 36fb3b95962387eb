"""A server of grpc.testing.TestService that does one thing wrong, frame by frame. It is asked for
UnaryCall with a large answer, always."""
import socket
import struct
import threading

import h2.config
import h2.connection
import h2.events
from h2.settings import SettingCodes
from hyperframe import frame as frames

LARGE_RESPONSE = 314159
HEADERS = [(":status", "200"), ("content-type", "application/grpc")]
TRAILERS = [("grpc-status", "0")]
PATIENCE_S = 30


def varint(number):
    out = b""
    while number > 0x7F:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def field(number, payload):
    return varint(number << 3 | 2) + varint(len(payload)) + payload


def answer():
    """SimpleResponse{payload 1 {body 2}}, with gRPC's prefix."""
    message = field(1, field(2, bytes(LARGE_RESPONSE)))
    return struct.pack(">BI", 0, len(message)) + message


class Connection:
    """One client's. Subclasses say what happens when a request is whole."""

    def __init__(self, server, sock):
        self.server, self.sock = server, sock
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(
            client_side=False, header_encoding="utf-8"))
        self.waiting = {}  # stream: what is left of its DATA, then what comes after it
        self.open = 0
        self.bytes = b""  # received, and not a frame yet

    def raw(self, *what):
        """Frames that h2 would not send, or would not like afterwards."""
        self.flush()
        self.sock.sendall(b"".join(f.serialize() for f in what))

    def flush(self):
        self.sock.sendall(self.h2.data_to_send())

    def send(self, stream, data, then):
        """DATA as the client makes room for it, then then()."""
        self.waiting[stream] = (data, then)
        self.pump()

    def pump(self):
        for stream, (data, then) in list(self.waiting.items()):
            while data and (room := min(self.h2.local_flow_control_window(stream),
                                        self.h2.max_outbound_frame_size)) > 0:
                self.h2.send_data(stream, data[:room])
                data = data[room:]
                self.between()
            self.waiting[stream] = (data, then)
            if not data:
                del self.waiting[stream]
                then(stream)
        self.flush()

    def end(self, stream):
        self.open -= 1
        self.h2.send_headers(stream, TRAILERS, end_stream=True)

    # ---- what subclasses change ----

    def begin(self):
        """The connection is new."""

    def between(self):
        """After each frame of ours."""

    def opened(self, stream):
        """A request has begun."""

    def request(self, stream):
        self.h2.send_headers(stream, HEADERS)
        self.between()
        self.send(stream, answer(), self.end)

    def event(self, event):
        """Any other."""

    # ---- the loop ----

    def handle(self, event):
        if isinstance(event, h2.events.RequestReceived):
            self.open += 1
            self.opened(event.stream_id)
        elif isinstance(event, h2.events.DataReceived):
            self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.StreamEnded):
            self.request(event.stream_id)
        else:
            self.event(event)

    def without_goaways(self, data):
        """h2 takes no frame after a GOAWAY, but a client that leaves may end what it has begun."""
        self.bytes += data
        passed = b""
        while True:
            head = 24 if self.bytes.startswith(b"PRI ") else 9
            length = head
            if head == 9 and len(self.bytes) >= 9:
                length += int.from_bytes(self.bytes[:3], "big")
            if len(self.bytes) < length:
                return passed
            if head == 24 or self.bytes[3] != frames.GoAwayFrame.type:
                passed += self.bytes[:length]
            self.bytes = self.bytes[length:]

    def serve(self):
        self.h2.initiate_connection()
        self.begin()
        self.flush()
        while data := self.sock.recv(65536):
            for event in self.h2.receive_data(self.without_goaways(data)):
                self.handle(event)
            self.pump()


class BadServer:
    """Serves connections of one kind, each on a thread of its own; `faults` says what clients did
    that they should not have done."""

    def __init__(self, kind):
        self.kind, self.faults, self.connections, self.threads = kind, [], [], []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.acceptor = threading.Thread(target=self.accept)
        self.acceptor.start()

    def accept(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            sock.settimeout(PATIENCE_S)
            connection = self.kind(self, sock)
            self.connections.append(connection)
            thread = threading.Thread(target=self.run, args=(connection,))
            self.threads.append(thread)
            thread.start()

    def run(self, connection):
        with connection.sock:
            try:
                connection.serve()
            except (ConnectionError, BrokenPipeError):
                pass
            except Exception as error:  # pylint: disable=broad-except
                self.faults.append(f"{type(error).__name__}: {error}")

    def __enter__(self):
        return self

    def __exit__(self, *rest):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.acceptor.join()
        for thread in self.threads:
            thread.join()


# ---- doc/negative-http2-interop-test-descriptions.md ----

def no_error(stream):
    return frames.RstStreamFrame(stream, error_code=0)


class Goaway(Connection):
    """GOAWAY when the first request is there; the answer all the same."""

    def request(self, stream):
        if len(self.server.connections) == 1:
            if stream != 1:
                self.server.faults.append(f"stream {stream} on a connection that is going away")
            self.raw(frames.GoAwayFrame(0, last_stream_id=stream, error_code=0))
        super().request(stream)


class RstAfterHeader(Connection):
    def request(self, stream):
        self.h2.send_headers(stream, HEADERS)
        self.raw(no_error(stream))


class RstDuringData(Connection):
    def request(self, stream):
        self.h2.send_headers(stream, HEADERS)
        self.send(stream, answer()[:LARGE_RESPONSE // 2], lambda s: self.raw(no_error(s)))


class RstAfterData(Connection):
    def request(self, stream):
        self.h2.send_headers(stream, HEADERS)
        self.send(stream, answer(), lambda s: self.raw(no_error(s)))


class Ping(Connection):
    """A PING between any two frames; each must have been answered before the client leaves."""
    pings, pongs = 0, 0

    def ping(self):
        self.pings += 1
        self.h2.ping(struct.pack(">Q", self.pings))

    def request(self, stream):
        self.ping()
        super().request(stream)

    def between(self):
        self.ping()

    def end(self, stream):
        super().end(stream)
        self.ping()

    def event(self, event):
        if isinstance(event, h2.events.PingAckReceived):
            self.pongs += 1

    def serve(self):
        super().serve()
        if self.pings == 0 or self.pings != self.pongs:
            self.server.faults.append(f"{self.pongs} of {self.pings} PINGs were answered")


class MaxStreams(Connection):
    """One stream at a time, as soon as the client knows."""
    known = False

    def begin(self):
        self.h2.update_settings({SettingCodes.MAX_CONCURRENT_STREAMS: 1})

    def event(self, event):
        if isinstance(event, h2.events.SettingsAcknowledged):
            self.known = self.known or SettingCodes.MAX_CONCURRENT_STREAMS in event.changed_settings

    def opened(self, stream):
        if self.known and self.open > 1:
            self.server.faults.append(f"{self.open} streams at once")


CASES = {
    "goaway": Goaway,
    "rst_after_header": RstAfterHeader,
    "rst_during_data": RstDuringData,
    "rst_after_data": RstAfterData,
    "ping": Ping,
    "max_streams": MaxStreams,
}
