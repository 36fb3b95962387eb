"""grpc-go in front of one of our services: go/SCENARIO, built by Go's own tools.

usage: judge_go.py SCENARIO PROGRAM JUDGES
Skipped (77) without Go; with CI=true that is a failure."""
import os
import subprocess
import sys
import tempfile

import toolchains
from server import Server

scenario, program, judges = sys.argv[1:4]
try:
    client = os.path.join(os.path.dirname(toolchains.built("go", judges, "")[0][0]), scenario)
except toolchains.Missing as missing:
    print(f"go: skipped: {missing}")
    raise SystemExit(1 if os.environ.get("CI") == "true" else 77) from None
with tempfile.TemporaryDirectory(prefix="caravan-go-") as scratch, \
        Server(program, "--store", f"sqlite:{scratch}/s.db", "--log-level", "error") as server:
    subprocess.run([client, "--target", server.address], check=True, timeout=100)
