"""The processes of a measurement: servers on one core, the load maker on another."""
import json
import os
import subprocess
import time

CORES = sorted(os.sched_getaffinity(0))
SERVER_CORES = {CORES[0]}
LOAD_CORES = {CORES[-1]}


class Failed(Exception):
    """A program did not do what was asked; the run is worth nothing."""


def pinned(cores):
    return lambda: os.sched_setaffinity(0, cores)


class Server:
    """A server under measurement, from its ready line to its end."""

    def __init__(self, name, command, cores=frozenset(SERVER_CORES)):
        self.name = name
        began = time.monotonic()
        self.process = self.popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                  text=True, preexec_fn=pinned(cores))
        line = self.process.stdout.readline()
        self.ready_ms = (time.monotonic() - began) * 1000
        try:
            self.port = int(json.loads(line)["listen"][0].rsplit(":", 1)[1])
        except (ValueError, KeyError):
            self.stop()
            raise Failed(f"{name} did not say that it is ready") from None

    def popen(self, command, **options):
        return subprocess.Popen(command, **options)

    @property
    def pid(self):
        return self.process.pid

    def rss_kib(self):
        return self._status_kib("VmRSS:")

    def peak_kib(self):
        """The most it ever had."""
        return self._status_kib("VmHWM:")

    def _status_kib(self, field):
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
            for line in status:
                if line.startswith(field):
                    return int(line.split()[1])
        raise Failed(f"{self.name} has ended")

    def threads(self):
        return len(os.listdir(f"/proc/{self.pid}/task"))

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def load_result(command, name):
    """What a maker of load says of one slice, in one line of JSON."""
    done = subprocess.run(command, timeout=120, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, preexec_fn=pinned(LOAD_CORES), check=False)
    if done.returncode != 0 or not done.stdout:
        raise Failed(f"{name}: {done.stderr.strip()}")
    result = json.loads(done.stdout.splitlines()[0])
    if result["calls"] == 0:
        raise Failed(f"{name}: no calls")
    return result


class Load:
    """The load maker."""

    def __init__(self, program):
        self.program = program

    def _command(self, server, connections, streams, options):
        return [self.program, "--port", str(server.port), "--pid", str(server.pid),
                "--connections", str(connections), "--streams", str(streams), *options]

    def run(self, server, connections, streams, *options):
        """One slice; returns what the load maker says of it."""
        return load_result(self._command(server, connections, streams, options),
                           f"{server.name} at {connections}x{streams}")

    def held(self, server, connections, measure):
        """Open the connections, make one call on each, then return measure() while they idle."""
        with subprocess.Popen(self._command(server, connections, 1, ["--hold"]), text=True,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              preexec_fn=pinned(LOAD_CORES)) as process:
            lines = [process.stdout.readline(), process.stdout.readline()]
            if '"held"' not in lines[1]:
                raise Failed(f"{server.name}: {connections} connections: {lines[0].strip()}")
            measured = measure()
            process.stdin.close()
            process.wait(10)
        return measured
