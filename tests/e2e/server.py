"""Starts one of our servers and reads its ready line; used by the judges in Python."""
import json
import signal
import subprocess
import sys


class Server:
    def __init__(self, program, *options):
        """`program`: its path, or the words of the command that starts it."""
        command = [program] if isinstance(program, str) else program
        self.process = subprocess.Popen(
            [*command, "--listen", "127.0.0.1:0", *options], stdout=subprocess.PIPE)
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("the server did not start")
        self.ready = json.loads(line)
        self.address = self.ready["listen"][0]
        self.host, port = self.address.rsplit(":", 1)
        self.port = int(port)
        self.own_port = int(self.ready["listen"][-1].rsplit(":", 1)[1])

    def rss_mib(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            line = next(line for line in status if line.startswith("VmRSS:"))
        return int(line.split()[1]) // 1024

    def ask_to_drain(self):
        self.process.send_signal(signal.SIGTERM)

    def stop(self):
        """Ask it to drain; its exit code says whether it could."""
        self.ask_to_drain()
        return self.process.wait(timeout=60)

    def end(self):
        """Its exit code, and what it said at its end."""
        line = self.process.stdout.readline()
        return self.process.wait(timeout=60), json.loads(line or "{}")

    def __enter__(self):
        return self

    def __exit__(self, kind, *rest):
        if self.process.poll() is None:
            code = self.stop()
            if code != 0 and kind is None:
                raise SystemExit(f"the server ended with {code}")


def generated(folder):
    """Where the generated code is; google.* is a namespace package, ours joins it."""
    sys.path.insert(0, folder)


failures = []


def check(name, condition, seen=""):
    print(("ok   " if condition else "FAIL ") + name + ("" if condition else f": {seen!r}"))
    if not condition:
        failures.append(name)


def finish():
    if failures:
        raise SystemExit(f"{len(failures)} failed: {', '.join(failures)}")
    print("all held")
