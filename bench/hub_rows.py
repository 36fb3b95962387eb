"""What the logistics service's hub is measured by: its Speed table, row by row.

Service, SQLite and load share all cores. Raw SQLite is bench-replay: what the service asked of
SQLite for the same scans, written down once (replay/record.c) and asked again by a program that
does nothing else. Each turn has a new file on the disk of the build folder."""
import contextlib
import json
import os
import statistics
import subprocess
import tempfile

import results as res
from programs import CORES, Failed, Server

SCAN = "INSERT INTO scan "
TURN = 12000  # parcels of a turn: 96,000 scans
SINGLE = ("--callers", "1", "--calls", "3000")


def room(peak, seconds):
    """Parcels that have their scans at half the peak in so many seconds."""
    return int(peak / 2 * seconds / 8 // 1000 * 1000 + 1000)


class Recorded(Server):
    """The service with what it asks of SQLite written down."""
    def __init__(self, command, preload, recording):
        self.environment = {"LD_PRELOAD": preload, "BENCH_RECORD": recording}
        super().__init__("recorded", command, CORES)

    def popen(self, command, **options):
        return super().popen(command, env={**os.environ, **self.environment}, **options)


class Hub:
    def __init__(self, options, progress):
        self.build, self.rounds = options.build, max(1, options.rounds // 3)
        self.scans, self.progress = options.scans, progress
        self.rows = []

    def program(self, name):
        return os.path.join(self.build, "bench", name)

    @contextlib.contextmanager
    def folder(self):
        with tempfile.TemporaryDirectory(prefix="caravan-bench-", dir=self.build) as folder:
            yield folder

    @contextlib.contextmanager
    def service(self, folder, recording=None, name="logistics"):
        command = [os.path.join(self.build, "bin", f"caravan-{name}"), "--listen",
                   "127.0.0.1:0", "--store", f"sqlite:{folder}/s.db", "--log-level", "error"]
        with Server(name, command, CORES) if recording is None else \
                Recorded(command, self.program("libbench_record.so"), recording) as server:
            yield server

    def load(self, server, *options):
        done = subprocess.run([self.program("caravan-hub-load"), "--port", str(server.port),
                               "--pid", str(server.pid), *map(str, options)], timeout=900,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              check=False)
        if done.returncode != 0:
            raise Failed(f"{' '.join(map(str, options))}: {done.stderr.strip()}")
        return json.loads(done.stdout)

    def replay(self, recording, *how, mark=SCAN):
        with self.folder() as folder:
            done = subprocess.run([self.program("bench-replay"), recording, f"{folder}/raw.db",
                                   mark, *how], timeout=900, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            raise Failed(done.stderr.strip())
        return json.loads(done.stdout)

    def row(self, what, must, found, met):
        self.rows.append({"what": what, "must": must, "found": found, "met": bool(met)})

    # ---- beside raw SQLite ----

    def record(self, recording, *load):
        with self.folder() as folder, self.service(folder, recording) as server:
            self.load(server, "--prepare", "--to", TURN)
            self.load(server, *load)

    def streamed_turn(self):
        with self.folder() as folder, self.service(folder) as server:
            self.load(server, "--prepare", "--to", TURN)
            return self.load(server, "--streams", "--batch", 1000, "--to", TURN)

    def streamed(self, scratch):
        """Streams beside the same statements, and beside the rows of the log alone."""
        recording = f"{scratch}/streams"
        self.record(recording, "--streams", "--batch", 1000, "--single", "--to", TURN)
        turns = {"service": [], "raw": [], "rows": []}
        for number in range(self.rounds):
            self.progress(f"hub, streams: round {number + 1} of {self.rounds}")
            turns["service"].append(self.streamed_turn()["scans_per_second"])
            turns["raw"].append(self.replay(recording)["per_second"])
            turns["rows"].append(self.replay(recording, "rows")["per_second"])
        os.remove(recording)
        ratio = res.spread([a / b for a, b in zip(turns["service"], turns["raw"])])
        rate, raw, rows = (statistics.median(turns[name]) for name in ("service", "raw", "rows"))
        self.row("streamed scans over raw SQLite at 1,000 to a COMMIT", "at least 0.60",
                 f"{res.ratio(ratio)}: {res.number(rate)} of {res.number(raw)} scans/s; "
                 f"the log's rows alone: {res.number(rows)}", ratio["median"] >= 0.6)
        return rate

    def single(self, scratch):
        """Unary calls, many and one."""
        recording = f"{scratch}/single"
        self.record(recording, "--probe", "capture", *SINGLE)
        many, one, raw = [], [], []
        for number in range(self.rounds):
            self.progress(f"hub, single scans: round {number + 1} of {self.rounds}")
            with self.folder() as folder, self.service(folder) as server:
                self.load(server, "--prepare", "--to", 1000)
                one.append(self.load(server, "--probe", "capture", *SINGLE)["call_p50_us"])
                many.append(self.load(server, "--probe", "capture", "--callers", 64,
                                      "--seconds", 1)["per_second"])
            raw.append(self.replay(recording)["p50_us"])
        os.remove(recording)
        rate = statistics.median(many)
        more = statistics.median([a - b for a, b in zip(one, raw)]) / 1000
        self.row("single scans, 64 callers", "at least 25,000/s", f"{res.number(rate)}/s",
                 rate >= 25000)
        self.row("p50 of a single scan, 1 caller, over that of a raw COMMIT", "at most 0.4 ms more",
                 f"{statistics.median(one) / 1000:.2f} ms, {more:.2f} more", more <= 0.4)

    def beside(self, server, peak, first, seconds, *probe):
        """Single calls while streams run at half their peak."""
        last = first + room(peak, seconds)
        self.load(server, "--prepare", "--from", first, "--to", last)
        return self.load(server, "--streams", "--from", first, "--to", last, "--batch", 200,
                         "--ahead", 16, "--rate", peak / 2, "--callers", 64, *probe)

    # ---- a day, and a store that is full ----

    def a_day(self, peak):
        parcels = 600000 if self.scans >= 4800000 else 6000
        self.progress(f"hub, a day of {parcels} parcels")
        with self.folder() as folder, self.service(folder) as server:
            self.load(server, "--prepare", "--to", parcels)
            day = self.load(server, "--streams", "--to", parcels, "--day", parcels)
            report = self.load(server, "--probe", "report", "--calls", 50)
            self.row(f"a day of {parcels:,} parcels, 8 scans each, from an empty store",
                     "loaded in at most 90 s", f"{day['seconds']:.1f} s", day["seconds"] <= 90)
            self.row("HubReport of that day", "at most 50 ms",
                     f"p99 {report['call_p99_us'] / 1000:.1f} ms", report["call_p99_us"] <= 50000)
            self.progress("hub, single scans beside streams")
            beside = self.beside(server, peak, parcels, 5, "--probe", "capture", "--probe-rate",
                                 200)
            self.row("p99 of a single scan while streams run at half their peak", "at most 20 ms",
                     f"{beside['call_p99_us'] / 1000:.1f} ms at "
                     f"{res.number(beside['scans_per_second'])} scans/s",
                     beside["call_p99_us"] <= 20000)
            self.decided(server, parcels + 200000)

    def decided(self, server, first):
        self.progress("hub, decisions")
        self.load(server, "--streams", "--steps", 1, "--from", first, "--to", first + 25000)
        found = self.load(server, "--probe", "decide", "--from", first, "--to", first + 25000,
                          "--probe-rate", 5000, "--callers", 256, "--calls", 25000)
        self.row("p99 of DecideSort at 5,000/s", "at most 3 ms",
                 f"{found['call_p99_us'] / 1000:.2f} ms at {res.number(found['per_second'])}/s",
                 found["call_p99_us"] <= 3000 and found["per_second"] > 4900)

    def slice(self, server, first):
        """The rate with so many parcels stored, and where to go on."""
        self.load(server, "--prepare", "--from", first, "--to", first + TURN)
        found = self.load(server, "--streams", "--from", first, "--to", first + TURN)
        return found["scans_per_second"], first + TURN

    def full(self, peak):
        """Up to twenty million scans: is it as fast, and how large is it?"""
        few, many = self.scans // 20 // 8 // 1000 * 1000, self.scans // 8 // 1000 * 1000
        with self.folder() as folder:
            with self.service(folder) as server:
                at, rates = 0, []
                for until in (few, many):
                    while at < until:
                        to = min(until, at + 250000)
                        self.progress(f"hub, filling: {at * 8:,} of {self.scans:,} scans")
                        self.load(server, "--prepare", "--from", at, "--to", to, "--streams")
                        at = to
                    turns = []
                    for _ in range(3):
                        rate, at = self.slice(server, at)
                        turns.append(rate)
                    rates.append(statistics.median(turns))
                beside = self.beside(server, peak, at, 5, "--probe", "track", "--tracked", many,
                                     "--probe-rate", 200)
                at += room(peak, 5)
                memory = server.peak_kib() / 1024
            size = os.path.getsize(f"{folder}/s.db") / (at * 8)
        self.row(f"rate at {many * 8:,} scans stored over rate at {few * 8:,}", "at least 0.7",
                 f"{rates[1] / rates[0]:.2f}: {res.number(rates[1])} and {res.number(rates[0])} "
                 "scans/s", rates[1] / rates[0] >= 0.7)
        self.row("most memory of caravan-logistics with that, serving", "at most 64 MiB",
                 f"{memory:.1f} MiB", memory <= 64)
        self.row("bytes on disk for each scan, everything counted", "at most 120", f"{size:.0f}",
                 size <= 120)
        self.row(f"p99 of TrackParcel with {many * 8:,} scans stored, while streams run at half "
                 "their peak", "at most 5 ms", f"{beside['call_p99_us'] / 1000:.2f} ms at "
                 f"{res.number(beside['scans_per_second'])} scans/s", beside["call_p99_us"] <= 5000)

    def corridor(self):
        """The demonstration's trains: 170 in three years, box by box."""
        self.progress("corridor, three years of trains")
        client = os.path.join(self.build, "bin", "caravan")
        with self.folder() as folder, self.service(folder) as server:
            for words in (["demo-data", f"{folder}/demo"],
                          ["import", "--logistics", f"127.0.0.1:{server.port}", "--timeout", "600",
                           f"{folder}/demo/corridor"]):
                done = subprocess.run([client, *words], stdout=subprocess.PIPE, timeout=600,
                                      stderr=subprocess.STDOUT, text=True, check=False)
                if done.returncode != 0:
                    raise Failed(done.stdout)
            found = self.load(server, "--probe", "corridor", "--calls", 50)
        self.row("CorridorReport over three years", "at most 50 ms",
                 f"p99 {found['call_p99_us'] / 1000:.1f} ms, 170 trains",
                 found["call_p99_us"] <= 50000)

    def measure(self):
        with self.folder() as scratch:
            peak = self.streamed(scratch)
            self.single(scratch)
        self.a_day(peak)
        self.full(peak)
        self.corridor()
        return self.rows


def smoke(options):
    """Do the programs still work together?"""
    hub = Hub(options, lambda _: None)
    preload = hub.program("libbench_record.so")  # not there where a sanitizer is
    with hub.folder() as folder:
        recording = f"{folder}/recording" if os.path.exists(preload) else None
        with hub.service(folder, recording) as server:
            hub.load(server, "--prepare", "--streams", "--batch", 80, "--to", 800, "--ahead", 2,
                     "--probe", "capture", "--probe-rate", 50)
            hub.load(server, "--streams", "--steps", 1, "--from", 1000, "--to", 2000)
            hub.load(server, "--probe", "decide", "--from", 1000, "--to", 2000, "--calls", 100)
            hub.load(server, "--probe", "track", "--tracked", 800, "--calls", 100)
            hub.load(server, "--probe", "report", "--calls", 3)
        if recording is not None and hub.replay(recording)["calls"] < 800 * 8:
            raise Failed("scans are missing in what was written down")
