"""A line between two programs that a test can cut: a TCP relay that passes bytes on, swallows them,
or closes and refuses."""
import socket
import threading


class Relay:
    """What is connected when the line is cut stays so, as when a router has forgotten it."""

    def __init__(self, target):
        host, port = target.rsplit(":", 1)
        self.target = (host, int(port))
        self.lock = threading.Lock()
        self.mode = "pass"
        self.lines = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def set(self, mode):
        """"pass"; "hole": takes all and gives nothing; "close": and refuses."""
        with self.lock:
            self.mode = mode
            if mode != "pass":
                for line in self.lines:
                    line.cut(mode == "close")
                self.lines = []

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            with self.lock:
                if self.mode == "close":
                    client.close()
                    continue
                line = Line(client)
                self.lines.append(line)
                if self.mode == "hole":
                    line.cut(False)
                    continue
            line.pass_on(self.target)


class Line:
    def __init__(self, client):
        self.ends = [client]
        self.is_cut = False

    def cut(self, close):
        self.is_cut = True
        if close:
            for end in self.ends:
                end.shutdown(socket.SHUT_RDWR)

    def pass_on(self, target):
        self.ends.append(socket.create_connection(target))
        for one, other in (self.ends, self.ends[::-1]):
            threading.Thread(target=self.pump, args=(one, other), daemon=True).start()

    def pump(self, one, other):
        try:
            while data := one.recv(65536):
                if not self.is_cut:
                    other.sendall(data)
            if not self.is_cut:
                other.shutdown(socket.SHUT_WR)
        except OSError:
            pass
