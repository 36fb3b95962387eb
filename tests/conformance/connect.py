"""connectconformance, the suite of the Connect protocol's makers, for what it has of gRPC.

It starts our server or our client by itself, in every combination of compression and TLS that
connect/config.yaml allows, with one of its own, written in Go, on the other side. No case is known
to fail.
"""
import os
import re
import subprocess

from judges import Failed, go_program

PACKAGE = "connectrpc.com/conformance/cmd/connectconformance@v1.0.5"
CONFIG = os.path.join(os.path.dirname(os.path.abspath(__file__)), "connect", "config.yaml")
# Fewer: the judge did not understand what we speak.
CASES = {"server": 743, "client": 845}
BOUND_S = 900


def judge(bench, mode):
    """The summary of one mode."""
    command = [go_program(PACKAGE), "--conf", CONFIG, "--mode", mode, "--",
               bench.program(f"conformance-{mode}")]
    path = os.path.join(bench.logs, f"connect-{mode}.log")
    with open(path, "w", encoding="utf-8") as log:
        code = subprocess.run(command, stdout=log, stderr=log, timeout=BOUND_S,
                              check=False).returncode
    with open(path, encoding="utf-8", errors="replace") as log:
        said = log.read()
    counts = re.search(r"^Total cases: (\d+)\n(\d+) passed, (\d+) failed", said, re.MULTILINE)
    if code != 0 or counts is None:
        raise Failed(f"{mode}: {said[-4000:]}\nall of it: {path}")
    total, passed, failed = map(int, counts.groups())
    if failed != 0 or passed != total or total < CASES[mode]:
        raise Failed(f"{mode}: {passed} of {total} cases passed, expected {CASES[mode]}: {path}")
    return f"{mode}: {passed} of {total} cases passed"


def run(bench):
    return [judge(bench, mode) for mode in CASES]
