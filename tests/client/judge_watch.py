"""caravan watch hub on a pseudo-terminal and into a pipe, with a real service that is killed and
started again: the picture renews itself, fits the terminal, goes on where it was, and ends
clean."""
import fcntl
import json
import os
import pathlib
import pty
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from server import Server, check, finish  # noqa: E402

CARAVAN, LOGISTICS = sys.argv[1:3]
PATIENCE_S = 30
TABLES = {"hubs.csv": "id,title,utc_offset_minutes\nh,Hub,480\n",
          "readers.csv": "id,hub,kind\nr1,h,belt\n",
          "chutes.csv": "id,hub\nc1,h\nc2,h\n"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


PORT = free_port()
ADDRESS = f"127.0.0.1:{PORT}"
ENVIRONMENT = {**os.environ, "CARAVAN_LOGISTICS_SERVER": ADDRESS, "CARAVAN_SERVER": ADDRESS,
               "CARAVAN_LANG": "en", "CARAVAN_HUB": "h", "TERM": "xterm"}


def serve(work):
    return Server(LOGISTICS, "--store", f"sqlite:{work}/l.db", "--listen", ADDRESS,
                  "--log-level", "error")


def kill(server):
    server.process.kill()
    server.process.wait()


def ran(*words):
    done = subprocess.run([CARAVAN, *map(str, words)], encoding="utf-8", timeout=60,
                          capture_output=True, env=ENVIRONMENT)
    check(f"{words[0]} is done", done.returncode == 0, done)


class Belt:
    """The reader, whose numbers count on."""
    number = 0

    def scan(self, count):
        for _ in range(count):
            self.number += 1
            ran("call", "caravan.logistics.v1.Hubs/CaptureScan", json.dumps(
                {"parent": "hubs/h/readers/r1", "scan": {
                    "number": self.number, "step": "SCAN_STEP_DIVERTED", "carrier": "sf",
                    "parcelNumber": f"SF{1000000000000 + self.number}", "chute": "c1",
                    "occurUs": str(int(time.time()) * 1000000), "utcOffsetMinutes": 480}}))


class Screen:
    """A terminal of its own with the program on it, and what it shows."""

    def __init__(self, *words):
        self.seen = b""
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            os.execve(CARAVAN, [CARAVAN, *words], ENVIRONMENT)
        self.size(24, 80)
        self.before = None

    def size(self, rows, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self):
        if not select.select([self.master], [], [], 0.05)[0]:
            return
        try:
            self.seen += os.read(self.master, 65536)
        except OSError:
            pass  # the program has ended

    def picture(self):
        """The lines of the last one that was drawn whole."""
        pictures = self.seen.decode(errors="replace").split("\033[H")
        whole = [text for text in pictures[1:] if "\033[J" in text]
        text = whole[-1].split("\033[J")[0] if whole else ""
        return re.sub(r"\033\[\??[0-9;]*[A-Za-z]", "", text).split("\r\n")

    def shows(self, name, condition):
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            self.read()
            if condition(self.picture()):
                check(name, True)
                return
        check(name, False, self.picture())

    def says(self, word):
        self.shows(f"the screen says {word}", lambda lines: any(word in line for line in lines))

    def echoes(self):
        return bool(termios.tcgetattr(self.master)[3] & termios.ECHO)

    def ends(self, name):
        until = time.monotonic() + PATIENCE_S
        pid, status = 0, 0
        while pid == 0 and time.monotonic() < until:
            self.read()
            pid, status = os.waitpid(self.pid, os.WNOHANG)
        check(f"{name} ends it", pid == self.pid and os.waitstatus_to_exitcode(status) == 0, status)
        while select.select([self.master], [], [], 0)[0]:
            length = len(self.seen)
            self.read()
            if len(self.seen) == length:
                break
        text = self.seen.decode(errors="replace")
        check("the screen is given back", "\033[?1049l" in text and
              text.rindex("\033[?25h") > text.rindex("\033[?25l"), text[-200:])
        check("and the keys", self.echoes())
        check("the last count stays", " scans" in text[text.rindex("\033[?1049l"):], text[-200:])
        os.close(self.master)


def on_a_terminal(work, belt):
    server = serve(work)
    screen = Screen("watch", "hub")
    screen.says("hubs/h: 0 scans")
    check("keys are taken without echo", not screen.echoes())
    belt.scan(3)
    screen.says("hubs/h: 3 scans")
    screen.says("c1")
    kill(server)
    screen.says("No connection for")
    server = serve(work)
    belt.scan(2)  # before it is back, perhaps
    screen.says("hubs/h: 5 scans")
    screen.says("q ends it")
    screen.size(6, 30)
    screen.shows("a smaller terminal is not written over", lambda lines: len(lines) <= 6 and all(
        len(line) <= 30 for line in lines) and lines[0].startswith("hubs/h: 5 scans"))
    screen.size(24, 80)
    screen.shows("a larger one is used", lambda lines: len(lines) > 6)
    os.write(screen.master, b"q")
    screen.ends("q")
    screen = Screen("watch", "hub", "--resume", "0")
    screen.says("hubs/h: 5 scans")
    os.write(screen.master, b"\x03")
    screen.ends("Ctrl-C")
    return server


class Lines:
    """Into a pipe."""

    def __init__(self, *words):
        self.lines = []
        self.process = subprocess.Popen([CARAVAN, *words], env=ENVIRONMENT, encoding="utf-8",
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.lines.append(line)

    def are(self, count):
        until = time.monotonic() + PATIENCE_S
        while len(self.lines) < count and time.monotonic() < until:
            self.reader.join(0.05)
        check(f"{count} lines", len(self.lines) == count, self.lines)


def into_a_pipe(work, server, belt):
    watch = Lines("watch", "hub", "--resume", "0")
    watch.are(5)
    kill(server)
    server = serve(work)
    belt.scan(2)
    watch.are(7)
    check("each scan once, in its order",
          [line.split()[0] for line in watch.lines] == [str(n) for n in range(1, 8)], watch.lines)
    check("as words", watch.lines[0].split()[2:] ==
          ["DIVERTED", "sf", "SF1000000000001", "r1", "c1", "-"], watch.lines[0])
    check("and no picture", not any("\033" in line for line in watch.lines), watch.lines)
    watch.process.send_signal(signal.SIGINT)
    check("Ctrl-C ends it", watch.process.wait(PATIENCE_S) == 0)
    complaint = watch.process.stderr.read()
    check("that the connection was lost is said once", complaint.count("lost") == 1, complaint)
    watch.reader.join()
    return server


with tempfile.TemporaryDirectory() as folder:
    for table, rows in TABLES.items():
        (pathlib.Path(folder) / table).write_text(rows, encoding="utf-8")
    with serve(folder):
        ran("import", *(os.path.join(folder, table) for table in TABLES))
    BELT = Belt()
    last = into_a_pipe(folder, on_a_terminal(folder, BELT), BELT)
    for words, count in ((("--step", "落格"), 7), (("--step", "inbound"), 0), (("--chute", "c1"), 7),
                         (("--chute", "c2", "--step", "diverted"), 0), (("--strange",), 0),
                         (("--reader", "r1"), 7)):
        done = subprocess.run([CARAVAN, "watch", "hub", "--once", *words], env=ENVIRONMENT,
                              timeout=60, capture_output=True, encoding="utf-8")
        check(f"{' '.join(words)} shows {count}", f"hubs/h: {count} scans" in done.stdout, done)
    gone = subprocess.run([CARAVAN, "watch", "hub", "--hub", "none"], env=ENVIRONMENT, timeout=60,
                          capture_output=True)
    check("a hub that is not there is told", gone.returncode == 1, gone)
    check("the service ends", last.stop() == 0)
finish()
