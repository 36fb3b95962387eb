"""What the projects and the training service are measured by: rows as the hub's.

Raw SQLite is the same statements in the same run: what the service asked, written down once and
asked again (bench-replay)."""
import json
import os
import statistics
import subprocess

import hub_rows
import results as res
from programs import Failed

CALLERS = 64
ENTRY = "INSERT INTO commitment ("
APPLICATION = "INSERT INTO enrolment ("
TURN = 20000  # entries or applications
COHORTS = 500
RUSHES = 20
PROJECTS, ENTRIES, OBSERVATIONS, REPORTS = 1000, 100000, 1000000, 20
MEMORY_MIB = 64


class Offices(hub_rows.Hub):
    def load(self, server, *order):
        done = subprocess.run([self.program("caravan-office-load"), str(server.port),
                               *map(str, order)], timeout=1800, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            raise Failed(f"{' '.join(map(str, order))}: {done.stderr.strip()}")
        return json.loads(done.stdout)

    def turn(self, name, *order, recording=None):
        """One order to a service on an empty store: what came of it, and the memory it took."""
        with self.folder() as folder, self.service(folder, recording, name) as server:
            return self.load(server, *order), server.peak_kib() / 1024

    def beside_raw(self, title, name, mark, *order):
        """The median rates of ours and of raw SQLite, their ratio, and the most memory."""
        ours, raw, memory = [], [], []
        with self.folder() as scratch:
            recording = f"{scratch}/recording"
            self.turn(name, *order, recording=recording)
            for number in range(self.rounds):
                self.progress(f"offices, {title}: round {number + 1} of {self.rounds}")
                found, mib = self.turn(name, *order)
                ours.append(found["per_second"])
                memory.append(mib)
                raw.append(self.replay(recording, mark=mark)["per_second"])
        return (statistics.median(ours), statistics.median(raw),
                res.spread([a / b for a, b in zip(ours, raw)]), max(memory))

    def memory(self, name, what, mib):
        self.row(f"most memory of caravan-{name}, {what}", f"at most {MEMORY_MIB} MiB",
                 f"{mib:.1f} MiB", mib <= MEMORY_MIB)

    def entries(self):
        rate, raw, ratio, _ = self.beside_raw("entries of money", "projects", ENTRY, "entries",
                                              TURN, CALLERS)
        self.row(f"entries of money, each submitted by one and approved by another: two calls, "
                 f"{CALLERS} callers", "at least 10,000/s", f"{res.number(rate)}/s", rate >= 10000)
        self.row("the same over raw SQLite doing the same statements", "at least 0.60",
                 f"{res.ratio(ratio)}: {res.number(rate)} of {res.number(raw)} entries/s",
                 ratio["median"] >= 0.6)

    def seats(self):
        rate, raw, ratio, memory = self.beside_raw("applications", "training", APPLICATION,
                                                   "seats", TURN, CALLERS, COHORTS)
        self.row(f"applications to {COHORTS} cohorts, {CALLERS} callers", "at least 5,000/s",
                 f"{res.number(rate)}/s; {res.ratio(ratio)} of raw SQLite's {res.number(raw)}/s",
                 rate >= 5000)
        self.memory("training", f"{TURN:,} people with {TURN:,} applications, serving", memory)

    def rush(self):
        self.progress("offices, 200 applicants at once")
        found, _ = self.turn("training", "rush", RUSHES)
        self.row("200 applicants at once for 28 seats", "exactly 28, and an ordered list",
                 f"{RUSHES} of {RUSHES} times, at {res.number(found['per_second'])} "
                 "applications/s", True)

    def books(self):
        self.progress(f"offices, books of {OBSERVATIONS:,} observations")
        found, memory = self.turn("projects", "books", PROJECTS, ENTRIES, OBSERVATIONS, REPORTS)
        self.row(f"Report over {PROJECTS:,} projects, {ENTRIES:,} entries of money and "
                 f"{OBSERVATIONS:,} observations, right after a write", "at most 100 ms",
                 f"p50 {found['report_p50_us'] / 1000:.1f} ms, p99 "
                 f"{found['report_p99_us'] / 1000:.1f} ms", found["report_p99_us"] <= 100000)
        self.memory("projects", "importing that and serving", memory)

    def measure(self):
        self.entries()
        self.seats()
        self.rush()
        self.books()
        return self.rows


def smoke(options):
    """Do the programs still work together?"""
    offices = Offices(options, lambda _: None)
    with offices.folder() as folder:
        recorded = os.path.exists(offices.program("libbench_record.so"))  # not with a sanitizer
        for name, mark, order in (("projects", ENTRY, ("entries", 200, CALLERS)),
                                  ("training", APPLICATION, ("seats", 200, CALLERS, 20))):
            recording = f"{folder}/{name}" if recorded else None
            offices.turn(name, *order, recording=recording)
            if recorded and offices.replay(recording, mark=mark)["calls"] < 200:
                raise Failed("rows are missing in what was written down")
    offices.turn("training", "rush", 1)
    offices.turn("projects", "books", 10, 100, 1000, 2)
