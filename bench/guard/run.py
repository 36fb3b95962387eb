#!/usr/bin/env python3
"""Hold what a call costs against what is recorded, in figures that no clock is needed for.

Instructions (callgrind), allocations and bytes copied (a preloaded counter) and system calls
(strace) of caravan-echo for each call, as the difference between a short and a long load, so that
starting and ending do not count. Recorded values are in guard/recorded.json; whoever changes one on
purpose writes it anew with --record and says why in the commit.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from programs import Failed, Load, Server  # noqa: E402
from run import Run  # noqa: E402

RECORDED = os.path.join(HERE, "recorded.json")
SHAPES = {"10x100": (10, 100), "50x1": (50, 1)}
CALLS = (2000, 12000)
# How far a figure may be above its record: share, and a little for batches that fall otherwise.
SLACK = {"instructions": (0.05, 0), "allocations": (0, 0.01), "copied": (0.05, 0),
         "system calls": (0, None)}
# These are not held against a record but against the goal itself.
SYSTEM_CALLS = {"10x100": 0.05, "50x1": 2.2}


class Tooled(Server):
    """A server under a tool that writes to a file."""
    def __init__(self, command, environment=None):
        self.errors = tempfile.TemporaryFile("w+")
        self.environment = environment
        super().__init__("caravan under a tool", command)

    def popen(self, command, **options):
        options["stderr"] = self.errors
        return super().popen(command, env={**os.environ, **(self.environment or {})}, **options)


def served(load, shape, count, command, environment=None):
    """Serve so many calls; what the tool wrote to standard error."""
    server = Tooled(command, environment)
    try:
        load.run(server, *shape, "--count", str(count), "--seconds", "60")
    finally:
        server.stop()
    server.errors.seek(0)
    return server.errors.read()


def per_call(measure):
    few, many = (measure(count) for count in CALLS)
    return [(b - a) / (CALLS[1] - CALLS[0]) for a, b in zip(few, many)]


def instructions(load, shape, echo):
    def one(count):
        text = served(load, shape, count,
                      ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *echo])
        return [int(re.search(r"Collected : (\d+)", text).group(1))]
    return per_call(one)[0]


def counted(load, shape, echo, counter):
    def one(count):
        text = served(load, shape, count, echo, {"LD_PRELOAD": counter})
        found = json.loads(text.splitlines()[-1])
        return [found["allocations"], found["copied"]]
    return per_call(one)


def system_calls(load, shape, echo):
    with Server("caravan", echo) as server:
        return Run.traced(load, server, *shape, 20000)


def measure(build):
    load = Load(os.path.join(build, "bench", "caravan-load"))
    echo = [os.path.join(build, "bin", "caravan-echo"), "0"]
    counter = os.path.join(build, "bench", "libbench_count.so")
    found = {}
    for name, shape in SHAPES.items():
        allocations, copied = counted(load, shape, echo, counter)
        found[name] = {"instructions": round(instructions(load, shape, echo)),
                       "allocations": max(0, round(allocations, 3)), "copied": round(copied),
                       "system calls": round(system_calls(load, shape, echo), 3)}
    return found


def judge(found, recorded):
    failed = 0
    print(f"{'load':8} {'of each call':14} {'found':>10} {'recorded':>10} {'at most':>10}")
    for shape, figures in found.items():
        for name, value in figures.items():
            share, more = SLACK[name]
            was = recorded[shape][name]
            most = SYSTEM_CALLS[shape] if more is None else was * (1 + share) + more
            verdict = "" if value <= most else "  TOO MUCH"
            failed += value > most
            print(f"{shape:8} {name:14} {value:>10} {was:>10} {most:>10.3f}{verdict}")
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build/release", help="default: %(default)s")
    parser.add_argument("--record", action="store_true", help="write what is found as the record")
    options = parser.parse_args()
    try:
        found = measure(os.path.abspath(options.build))
    except (Failed, OSError, subprocess.TimeoutExpired, AttributeError) as failed:
        print(f"guard: {failed}", file=sys.stderr)
        return 1
    if options.record:
        with open(RECORDED, "w", encoding="ascii") as out:
            json.dump(found, out, indent=1)
            out.write("\n")
    with open(RECORDED, encoding="ascii") as file:
        failed = judge(found, json.load(file))
    print(f"{8 - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
