"""h2spec: HTTP/2 and HPACK, frame by frame, against our server: all groups, --strict, cleartext and
TLS. No case is skipped or known to fail."""
import os
import re
import subprocess

import certificates
import peers
from judges import Failed, go_program

# 2.6.0: its tags do not fit its module's name, so the commit is named.
PACKAGE = "github.com/summerwind/h2spec/cmd/h2spec@v0.0.0-20200804131034-70ac22940108"
CASES = 147
BOUND_S = 300


def judge(bench, name, folder, *options):
    with peers.Server(bench.program("interop-server"), folder) as server:
        said = subprocess.run(
            [go_program(PACKAGE), "--host=127.0.0.1", f"--port={server.port}", "--strict",
             "--timeout=10", *options],
            capture_output=True, text=True, timeout=BOUND_S, check=False).stdout
    counts = re.search(r"(\d+) tests, (\d+) passed, (\d+) skipped, (\d+) failed", said)
    if counts is None or [int(n) for n in counts.groups()] != [CASES, CASES, 0, 0]:
        raise Failed(f"{name}: {said[said.find('Failures:'):][-8000:]}")
    return f"{name}: {CASES} of {CASES} cases passed"


def run(bench):
    folder = os.path.join(bench.logs, "certificates")
    certificates.make(folder)
    return [judge(bench, "cleartext", None), judge(bench, "TLS", folder, "--tls", "--insecure")]
