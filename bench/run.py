#!/usr/bin/env python3
"""Measure caravan-echo beside other servers of the same call, in turns within one run.

One run is a list of rounds. In each round every server gets one short slice of load, one after the
other, and a server is compared with another only slice by slice within a round: what slows the
machine for a minute slows them alike. Servers are pinned to the first core, the load to the last.
"""
import argparse
import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import hub_rows
import office_rows
import results as res
import sales_rows
from programs import CORES, Failed, Load, Server, load_result, pinned, SERVER_CORES

BASE = "gRPC C++"
OURS = "caravan"
BARE = "bare: nghttp2, libuv"
SHAPES = ((1, 1), (50, 1), (10, 100))
# Calls under way, as connections x streams, beside raw SQLite with as many rows to a COMMIT.
DURABLE = ((1, 1), (10, 100))
SCANS = ("--path", "/bench.v1.Scans/CreateScan", "--unique")
HELD = 200


def commands(build, *, bare=True):
    """The servers, by the name they have in the tables; those of other languages where they were
    built. `bare`: with those that can only echo."""
    bench = os.path.join(build, "bench")
    servers = {
        BASE: [os.path.join(bench, "bench-grpc"), "0"],
        OURS: [os.path.join(build, "bin", "caravan-echo"), "0"],
        "tonic": [os.path.join(bench, "bench-tonic"), "0"],
        "grpc-go": [os.path.join(bench, "bench-grpc-go"), "0"],
    }
    if bare:
        servers["bare: nghttp2, libuv, protobuf-c"] = [os.path.join(bench, "bench-bare"), "0",
                                                       "codec"]
        servers[BARE] = [os.path.join(bench, "bench-bare"), "0", "raw"]
    return {name: command for name, command in servers.items() if os.path.exists(command[0])}


def certificate(folder):
    """A certificate nobody needs to trust, and its key."""
    paths = [os.path.join(folder, name) for name in ("cert.pem", "key.pem")]
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-days", "1", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-out", paths[0], "-keyout",
                    paths[1]], check=True, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return paths


def progress(text):
    print(f"\r\033[K{text}" if sys.stderr.isatty() else text, file=sys.stderr, flush=True,
          end="" if sys.stderr.isatty() else "\n")


def fixed_work_ms():
    """How long the machine needs for always the same: tells how quiet it is."""
    began = time.perf_counter()
    total = 0
    for i in range(100000):
        total += i * i
    return (time.perf_counter() - began) * 1000


class Run:
    def __init__(self, options):
        self.options = options
        self.load = Load(os.path.join(options.build, "bench", "caravan-load"))
        self.noise = []
        self.found = {"machine": res.machine(), "cores": len(CORES), "rounds": options.rounds,
                      "began": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}

    def turns(self, title, names, run_slice, rounds=None):
        """Rounds of one kind of slice over all who are compared."""
        turns = {name: [] for name in names}
        rounds = rounds or self.options.rounds
        for number in range(rounds):
            progress(f"{title}: round {number + 1} of {rounds}")
            self.noise.append(fixed_work_ms())
            # Whoever goes first meets the machine as the last one left it: take turns in that too.
            for name in names[number % len(names):] + names[:number % len(names)]:
                turns[name].append(run_slice(name))
        return turns

    def note(self, title, key, turns):
        self.found.setdefault("calls", []).append({
            "title": title, "key": key,
            "servers": {name: res.summarise(found, turns[BASE]) for name, found in turns.items()},
            "ours_over": {name: res.ours_over(turns[OURS], found)
                          for name, found in turns.items() if name != OURS}})

    def compare(self, title, key, servers, connections, streams, *load_options, rounds=None):
        by_name = {server.name: server for server in servers}

        def one(name):
            return self.load.run(by_name[name], connections, streams, "--warmup", "0.06",
                                 "--seconds", str(self.options.slice), *load_options)
        self.note(title, key, self.turns(title, list(by_name), one, rounds))

    def fewer(self):
        return max(1, self.options.rounds // 2)

    def calls(self):
        with contextlib.ExitStack() as stack:
            servers = [stack.enter_context(Server(name, command))
                       for name, command in commands(self.options.build).items()]
            for connections, streams in SHAPES:
                self.compare(f"{connections} connections x {streams} calls at once",
                             f"{connections}x{streams}", servers, connections, streams)
            self.compare("10 x 100, every call with a deadline", "deadline", servers, 10, 100,
                         "--timeout", "20", rounds=self.fewer())
            self.compare("10,000 calls/s at fixed times over 10 connections", "rate", servers, 10,
                         100, "--rate", "10000", rounds=self.fewer())

    def secured(self):
        """TLS 1.3 with AES-128-GCM, beside gRPC C++."""
        with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
            cert, key = certificate(folder)
            programs = commands(self.options.build)
            servers = [
                stack.enter_context(Server(BASE, [*programs[BASE], cert, key])),
                stack.enter_context(Server(OURS, [*programs[OURS], "1", "--tls-cert", cert,
                                                  "--tls-key", key])),
            ]
            for connections, streams in ((10, 100), (50, 1)):
                self.compare(f"TLS 1.3, {connections} connections x {streams} calls at once",
                             f"tls {connections}x{streams}", servers, connections, streams,
                             "--tls", rounds=self.fewer())

    def bulk(self):
        """Many small messages of one call, and large ones."""
        program = os.path.join(self.options.build, "bench", "caravan-bulk")
        with contextlib.ExitStack() as stack:
            servers = {name: stack.enter_context(Server(name, command)) for name, command in
                       commands(self.options.build, bare=False).items()}
            for title, key, options in (
                    ("one call, a stream of 100-byte messages to the server", "stream",
                     ["--pour"]),
                    ("1 MiB there and back, four calls at once", "large", ["--large", "1048576"])):
                def one(name, options=options):
                    server = servers[name]
                    return load_result(
                        [program, "--port", str(server.port), "--pid", str(server.pid), *options,
                         "--seconds", str(2 * self.options.slice)], name)
                self.note(title, key, self.turns(title, list(servers), one, self.fewer()))

    def callers(self):
        """Our channel and that of gRPC C++, each on a core of its own against our server."""
        bench = os.path.join(self.options.build, "bench")
        programs = {BASE: "bench-grpc-caller", OURS: "caravan-caller"}
        command = commands(self.options.build)[OURS]
        with Server(OURS, command) as server:
            def one(name):
                return load_result([os.path.join(bench, programs[name]), str(server.port), "10",
                                    "100", str(self.options.slice)], name)
            self.note("callers: one thread, 10 channels x 100 calls at once", "caller",
                      self.turns("callers", list(programs), one, self.fewer()))

    def loops(self):
        """Two loop threads beside one. The load needs part of one of the cores, so calls/s say less
        than the CPU time that each call takes: loops that got in each other's way would need
        more."""
        command = commands(self.options.build)[OURS]
        with Server("one", [*command, "1"]) as one, Server("two", [*command, "2"], CORES) as two:
            servers = {"one loop": one, "two loops": two}

            def run_slice(name):
                return self.load.run(servers[name], 10, 100, "--warmup", "0.06", "--seconds",
                                     str(self.options.slice))
            turns = self.turns("loops", list(servers), run_slice, self.fewer())
        self.found["loops"] = res.ours_over(turns["two loops"], turns["one loop"])

    def standing(self):
        """Start, memory and system calls: each server alone and fresh."""
        self.found["standing"] = {}
        for name, command in commands(self.options.build).items():
            progress(f"at rest: {name}")
            with Server(name, command) as server:
                self.load.run(server, 1, 1, "--count", "1")
                idle = server.rss_kib()
                held = self.load.held(server, HELD, server.rss_kib)
                self.found["standing"][name] = {
                    "ready_ms": server.ready_ms, "idle_kib": idle, "threads": server.threads(),
                    "connection_kib": (held - idle) / HELD,
                    "system_calls": self.system_calls(server)}

    def system_calls(self, server):
        if shutil.which("strace") is None:
            return {}
        return {"50x1": self.traced(self.load, server, 50, 1, 5000),
                "10x100": self.traced(self.load, server, 10, 100, 100000)}

    @staticmethod
    def wait_for_tracer(server):
        """Further threads are attached after the line that says so."""
        give_up = time.monotonic() + 10
        while any("TracerPid:\t0\n" in status.read_text()
                  for status in pathlib.Path(f"/proc/{server.pid}/task").glob("*/status")):
            if time.monotonic() > give_up:
                raise Failed("strace does not attach to all threads of the server")

    @classmethod
    def traced(cls, load, server, connections, streams, calls):
        """System calls of the server for each call answered, counted by strace."""
        with subprocess.Popen(["strace", "-c", "-f", "-p", str(server.pid)], text=True,
                              stderr=subprocess.PIPE, preexec_fn=pinned(SERVER_CORES)) as strace:
            if "attached" not in strace.stderr.readline():
                raise Failed("strace cannot look at the server (ptrace is not allowed here)")
            cls.wait_for_tracer(server)
            load.run(server, connections, streams, "--count", str(calls), "--seconds", "60")
            strace.send_signal(signal.SIGINT)
            text = strace.stderr.read()
        total = re.search(r"^100\.00\s+\S+\s+(?:\S+\s+)?(\d+)\s+(?:\d+\s+)?total$", text, re.M)
        if total is None:
            raise Failed("strace printed no total")
        return int(total.group(1)) / calls

    def durable(self):
        """Creates through a service beside the same rows written with SQLite alone. Each slice has
        a new file on the disk of the build folder."""
        turns = {}
        rounds = max(1, self.options.rounds // 2)
        for number in range(rounds):
            progress(f"durable creates: round {number + 1} of {rounds}")
            for connections, streams in DURABLE:
                calls = connections * streams
                for name, slice_ in ((f"SQLite alone, {calls} to a COMMIT", self.raw_slice),
                                     (f"service, {calls} calls at once", self.service_slice)):
                    turns.setdefault((calls, name), []).append(slice_(connections, streams))
        self.found["durable"] = {}
        for (calls, name), found in turns.items():
            base = turns[calls, f"SQLite alone, {calls} to a COMMIT"]
            self.found["durable"][name] = res.summarise_rows(found, base)

    def new_store(self):
        return tempfile.TemporaryDirectory(prefix="caravan-bench-", dir=self.options.build)

    def raw_slice(self, connections, streams):
        with self.new_store() as folder:
            done = subprocess.run([os.path.join(self.options.build, "bench", "bench-raw-sqlite"),
                                   f"{folder}/raw.db", str(connections * streams),
                                   str(3 * self.options.slice)],
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                  timeout=120, check=False)
        if done.returncode != 0:
            raise Failed(done.stderr.strip())
        return json.loads(done.stdout)

    def service_slice(self, connections, streams):
        command = [os.path.join(self.options.build, "bench", "bench-scans")]
        with self.new_store() as folder, \
                Server("scans", [*command, "--store", f"sqlite:{folder}/s.db"], CORES) as server:
            return self.load.run(server, connections, streams, *SCANS, "--warmup", "0",
                                 "--seconds", str(3 * self.options.slice))

    def finish(self):
        noise = sorted(self.noise)
        self.found["noise_ms"] = {"best": noise[0], "median": noise[len(noise) // 2],
                                  "worst": noise[-1]}
        self.found["ended"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        return self.found


def smoke(options):
    """A moment of every shape on our own server: do the programs still work together?"""
    load = Load(os.path.join(options.build, "bench", "caravan-load"))
    with Server(OURS, commands(options.build)[OURS]) as server:
        for connections, streams in SHAPES:
            load.run(server, connections, streams, "--warmup", "0.01", "--seconds", "0.2")
        load.run(server, 10, 100, "--warmup", "0.01", "--seconds", "0.1", "--timeout", "20")
        load.run(server, 10, 100, "--warmup", "0.01", "--seconds", "0.1", "--rate", "2000")
        load.held(server, 20, server.rss_kib)
        bulk = [os.path.join(options.build, "bench", "caravan-bulk"), "--port", str(server.port),
                "--seconds", "0.3"]
        load_result([*bulk, "--pour"], OURS)
        load_result([*bulk, "--large", "1048576"], OURS)
        load_result([os.path.join(options.build, "bench", "caravan-caller"), str(server.port), "2",
                     "10", "0.5"], OURS)
    with tempfile.TemporaryDirectory(prefix="caravan-bench-") as folder:
        cert, key = certificate(folder)
        with Server(OURS, [*commands(options.build)[OURS], "1", "--tls-cert", cert, "--tls-key",
                           key]) as server:
            load.run(server, 2, 10, "--warmup", "0.01", "--seconds", "0.1", "--tls")
    hub_rows.smoke(options)
    sales_rows.smoke(options)
    office_rows.smoke(options)
    scans = os.path.join(options.build, "bench", "bench-scans")
    with tempfile.TemporaryDirectory(prefix="caravan-bench-") as folder, \
            Server("scans", [scans, "--store", f"sqlite:{folder}/s.db"]) as server:
        load.run(server, 2, 10, *SCANS, "--warmup", "0", "--seconds", "0.2")
        try:
            load.run(server, 1, 1, "--count", "1", "--path", "/bench.v1.Echo/None")
        except Failed as failed:
            if "grpc-status is not 0" not in str(failed):
                raise
        else:
            raise Failed("a call that was refused counted as answered")


def measured(options):
    run = Run(options)
    run.calls()
    run.secured()
    run.bulk()
    run.callers()
    run.loops()
    run.standing()
    run.durable()
    return run.finish()


def known():
    """What was measured last."""
    with open("docs/performance.json", encoding="utf-8") as results:
        return json.load(results)


def main():
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default=os.path.join(root, "build", "release"),
                        help="build folder (default build/release)")
    parser.add_argument("--rounds", type=int, default=15, help="paired turns (default 15)")
    parser.add_argument("--slice", type=float, default=0.3, help="seconds of a turn (default 0.3)")
    parser.add_argument("--scans", type=int, default=20000000,
                        help="how full the hub's store gets (default 20000000)")
    parser.add_argument("--only-hub", action="store_true",
                        help="measure the hub alone; what is known of the rest stays")
    parser.add_argument("--only-offices", action="store_true",
                        help="measure the projects and the training service alone")
    parser.add_argument("--smoke", action="store_true", help="only see that it works; 2 seconds")
    parser.add_argument("--print", action="store_true", help="print the tables, write nothing")
    options = parser.parse_args()
    os.chdir(root)
    try:
        if options.smoke:
            smoke(options)
            return 0
        found = known() if options.only_hub or options.only_offices else measured(options)
        if not options.only_offices:
            found["hub"] = hub_rows.Hub(options, progress).measure()
            found["hub"] += sales_rows.Sales(options, progress).measure()
        if not options.only_hub:
            found["offices"] = office_rows.Offices(options, progress).measure()
    except (Failed, OSError, subprocess.TimeoutExpired) as failed:
        progress("")
        print(f"bench: {failed}", file=sys.stderr)
        return 1
    progress("")
    if not options.print:
        res.write(found, "docs/performance.json", "docs/performance.md")
    print(res.markdown(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
