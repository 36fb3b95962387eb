"""Our client against servers that do wrong, on python3-h2: the six cases of gRPC's
doc/negative-http2-interop-test-descriptions.md (bad_server.py), and a table of odd answers
(odd_answers.py)."""
import subprocess

import bad_server
import odd_answers
from judges import Failed

BOUND_S = 60


def judge(bench, name, kind, *options):
    with bad_server.BadServer(kind) as server:
        done = subprocess.run(
            [bench.program("interop-client"), "--server_host=127.0.0.1",
             f"--server_port={server.port}", *options],
            capture_output=True, text=True, timeout=BOUND_S, check=False)
    if done.returncode != 0 or server.faults:
        raise Failed(f"{name}: {'; '.join(server.faults)} {done.stderr[-2000:]}")
    if name == "goaway" and len(server.connections) != 2:
        raise Failed(f"goaway: {len(server.connections)} connections, expected 2")


def run(bench):
    for name, kind in bad_server.CASES.items():
        judge(bench, name, kind, f"--test_case={name}")
    for name, (code, script) in odd_answers.ANSWERS.items():
        kind = type("Answer", (odd_answers.Odd,), {"script": staticmethod(script)})
        judge(bench, name, kind, "--test_case=unary_code", f"--expected_code={code}")
    odd = len(odd_answers.ANSWERS)
    return [f"{len(bad_server.CASES)} of {len(bad_server.CASES)} cases passed",
            f"{odd} of {odd} odd answers ended as they should"]
