"""Our client against servers that do wrong (bad_server.py, on python3-h2): the six cases of
gRPC's doc/negative-http2-interop-test-descriptions.md."""
import subprocess

import bad_server
from judges import Failed

BOUND_S = 60


def judge(bench, name):
    with bad_server.BadServer(bad_server.CASES[name]) as server:
        done = subprocess.run(
            [bench.program("interop-client"), "--server_host=127.0.0.1",
             f"--server_port={server.port}", f"--test_case={name}"],
            capture_output=True, text=True, timeout=BOUND_S, check=False)
    if done.returncode != 0 or server.faults:
        raise Failed(f"{name}: {'; '.join(server.faults)} {done.stderr[-2000:]}")
    if name == "goaway" and len(server.connections) != 2:
        raise Failed(f"goaway: {len(server.connections)} connections, expected 2")


def run(bench):
    for name in bad_server.CASES:
        judge(bench, name)
    return [f"{len(bad_server.CASES)} of {len(bad_server.CASES)} cases passed"]
