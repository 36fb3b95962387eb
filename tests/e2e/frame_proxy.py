"""A unix socket before another one that sees calls go by, and does something at a chosen moment of
a chosen call: before it is passed on, when it is answered, or once its answer was passed on."""
import socket
import threading

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
HEADERS, END_STREAM = 1, 1


def exactly(sock, count):
    data = b""
    while len(data) < count:
        piece = sock.recv(count - len(data))
        if not piece:
            raise OSError("closed")
        data += piece
    return data


def frame(sock):
    """(all of its bytes, type, flags, stream)"""
    head = exactly(sock, 9)
    body = exactly(sock, int.from_bytes(head[:3], "big"))
    return head + body, head[3], head[4], int.from_bytes(head[5:9], "big") & 0x7FFFFFFF


class FrameProxy:
    def __init__(self, path, target):
        self.target = target
        self.lock = threading.Lock()
        self.calls = 0
        self.plan = None
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(16)
        threading.Thread(target=self.accept, daemon=True).start()

    def arm(self, number, moment, action):
        """At this `moment` ("asked", "answered", "told") of the call with this number from now on,
        counted from 1, run `action`, and cut the connection."""
        with self.lock:
            self.calls = 0
            self.plan = (number, moment, action)
        self.done = threading.Event()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            server = socket.socket(socket.AF_UNIX)
            try:
                server.connect(self.target)
            except OSError:
                client.close()
                continue
            numbers = {}
            for pump in (self.requests, self.answers):
                threading.Thread(target=self.run, args=(pump, client, server, numbers),
                                 daemon=True).start()

    def run(self, pump, client, server, numbers):
        try:
            pump(client, server, numbers)
        except OSError:
            pass
        for sock in (client, server):
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def moment(self, number, moment):
        """True: the connection is cut."""
        with self.lock:
            if self.plan is None or self.plan[:2] != (number, moment):
                return False
            action, self.plan = self.plan[2], None
        action()
        self.done.set()
        return True

    def requests(self, client, server, numbers):
        server.sendall(exactly(client, len(PREFACE)))
        while True:
            data, kind, _, stream = frame(client)
            if kind == HEADERS:
                with self.lock:
                    self.calls += 1
                    numbers[stream] = self.calls
                if self.moment(numbers[stream], "asked"):
                    return
            server.sendall(data)

    def answers(self, client, server, numbers):
        while True:
            data, kind, flags, stream = frame(server)
            if kind == HEADERS and self.moment(numbers.get(stream), "answered"):
                return
            client.sendall(data)
            if kind == HEADERS and flags & END_STREAM and \
                    self.moment(numbers.get(stream), "told"):
                return
