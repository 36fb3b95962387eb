"""Stock gRPC clients and servers of other languages and our own walk through one scenario, in both
directions: theirs calls our server, our channel calls theirs. In cleartext, over TLS, and over TLS
with a certificate of the client, too.

usage: languages.py [--bin FOLDER] [--judges FOLDER] [LANGUAGE...]
  --bin      where our build has its tests and certificates (build/dev)
  --judges   where the judges are built and kept (build/judges); theirs is all that is in it
Ends with a table: what passed, for each step, language and direction. A language without its
toolchain is skipped and says what to install (exit code 77 if none was left); with CI=true that is
a failure.

How a judge is to behave. Client: `--target HOST:PORT`, for TLS `--ca FILE` (whom to trust) and
`--name NAME` (whom the server's certificate must be for), `--cert FILE --key FILE` (who it is); it
prints `ok - STEP` or `not ok - STEP: why` for each step; with `--refused` only the step "refused":
a call that ends with UNAVAILABLE, because the two do not get to speak with each other. Server: as
our own programs are, `--listen`, `--tls-cert`, `--tls-key`, `--tls-client-ca`, the ready line, and
exit code 0 on SIGTERM.
"""
import argparse
import os
import re
import subprocess
import sys

import toolchains
from server import Server

# Step and what happens in it. The service is tests/support/proto/judge/v1/judge.proto.
SCENARIO = {
    "unary": "Chinese text comes back",
    "empty": "an empty request, an empty answer",
    "large": "1 MiB up and 2 MiB down in one call",
    "gzip": "20 kB up and 300 kB down, compressed by gzip both ways",
    "many": "100 calls at once on one connection",
    "client_streaming": "1000 numbers up, their sum comes back",
    "server_streaming": "0 and 1000 messages of 2000 bytes come in order",
    "server_streaming_error": "three messages, then ABORTED",
    "bidi_in_step": "100 numbers, each answered before the next is sent",
    "bidi_at_once": "1000 numbers and the half-close first, then 1000 answers",
    "half_close_first": "Sum and Chat with no message at all",
    "server_ends_first": "OUT_OF_RANGE while the client is still sending",
    "metadata": "ASCII and -bin, two values of one key in order: as headers and as trailers",
    "metadata_with_error": "the same, on a call that ends with NOT_FOUND",
    "every_code": "1 to 16, each with a message of UTF-8, control characters and %",
    "details": "google.rpc.Status with ErrorInfo and BadRequest",
    "unimplemented": "an unknown method and an unknown service",
    "deadline": "DEADLINE_EXCEEDED here, and the handler there learns of it",
    "deadline_of_stream": "the same in the middle of an endless stream",
    "deadline_told": "the handler knows how much time is left; without a deadline: that there is "
                     "none",
    "cancel_unary": "CANCELLED here, and the handler there learns of it",
    "cancel_streams": "the same for streams of all three kinds",
    "health": "Check: all, the service, an unknown one (NOT_FOUND)",
    "health_watch": "Watch says at once how it is, and ends by being cancelled",
    "reflection": "the list of services, the file of a symbol",
}
# Who must not get through: step, how the server is started, how the client is.
REFUSALS = {
    "refuses_authority": ("tls", "other-ca", "caravan.test"),
    "refuses_name": ("tls", "ca", "another.test"),
    "wants_certificate": ("mtls", "ca", "caravan.test"),
}
WAYS = ("clear", "tls", "mtls")
CLIENT_SECONDS = 240
LINE = re.compile(r"(ok|not ok)(?: \d+)? - (\w+)(?:: (.*))?$")


class Certificates:
    def __init__(self, folder):
        self.folder = folder

    def path(self, name):
        return os.path.join(self.folder, name)

    def server(self, way):
        if way == "clear":
            return []
        options = ["--tls-cert", self.path("server.pem"), "--tls-key", self.path("server.key")]
        return options + (["--tls-client-ca", self.path("ca.pem")] if way == "mtls" else [])

    def client(self, way, ca="ca", name="caravan.test", own=True):
        if way == "clear":
            return []
        options = ["--ca", self.path(ca + ".pem"), "--name", name]
        if way == "mtls" and own:
            options += ["--cert", self.path("client.pem"), "--key", self.path("client.key")]
        return options


def walk(client, *options):
    """What the client says of each step: "" for one that passed."""
    said = {}
    try:
        told = subprocess.run([*client, *options], stdout=subprocess.PIPE, text=True,
                              timeout=CLIENT_SECONDS, env={**os.environ,
                                                           "CMOCKA_MESSAGE_OUTPUT": "TAP"})
        output, code = told.stdout, told.returncode
    except subprocess.TimeoutExpired as slow:
        output, code = (slow.stdout or b"").decode(), "not within its time"
    step = None
    for line in output.splitlines():
        match = LINE.match(line)
        if match:
            step = match.group(2)
            said[step] = "" if match.group(1) == "ok" else match.group(3) or "failed"
        elif line.startswith("#") and said.get(step):
            said[step] += line[1:]
    if code not in (0, 1) or not said:
        said["ends"] = f"the client ended with {code}"
    return said


def one_way(client, server, certificates):
    """Step -> ways in which it passed, and what failed, of one direction."""
    passed, failed = {}, []

    def note(step, way, why):
        passed.setdefault(step, set())
        if why == "":
            passed[step].add(way)
        else:
            failed.append(f"{step} ({way}): {why}")

    for way in WAYS:
        with Server(server, *certificates.server(way)) as running:
            said = walk(client, "--target", running.address, *certificates.client(way))
            for step in [*SCENARIO, *(said.keys() - SCENARIO.keys())]:
                note(step, way, said.get(step, "nothing was said of it"))
            for step, (needs, ca, name) in REFUSALS.items():
                if needs == way:
                    said = walk(client, "--refused", "--target", running.address,
                                *certificates.client(way, ca, name, own=False))
                    note(step, way, said.get("refused", "nothing was said of it"))
    return passed, failed


def table(results):
    """results: (language, direction) -> passed; what passed everywhere it should is "ok"."""
    heads = [f"{language}{direction}" for language, direction in results]
    width = max(map(len, [*SCENARIO, *REFUSALS]))
    print("\n" + " " * width + "  " + "  ".join(heads))
    for step in [*SCENARIO, *REFUSALS]:
        wanted = {REFUSALS[step][0]} if step in REFUSALS else set(WAYS)
        cells = []
        for head, passed in zip(heads, results.values()):
            cell = "ok" if passed.get(step, set()) >= wanted else "FAIL"
            cells.append(cell.ljust(len(head)))
        print(step.ljust(width) + "  " + "  ".join(cells).rstrip())
    print("x>  our server, called by x's client;  >x  x's server, called by our channel")


def judged(language, options, results, failures):
    certificates = Certificates(os.path.join(options.bin, "certificates"))
    ours = os.path.join(options.bin, "tests", "judge_server")
    channel = os.path.join(options.bin, "tests", "judge_channel")
    client, server = toolchains.built(language, options.judges, options.bin)
    for direction, caller, called in ((">", client, [ours, "--log-level", "error"]),
                                      ("<", [channel], server)):
        passed, failed = one_way(caller, called, certificates)
        results[language, direction] = passed
        for failure in failed:
            print(f"FAIL {language}{direction} {failure}", flush=True)
        failures.extend(failed)


def main():
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--bin", default=os.path.join(root, "build", "dev"))
    parser.add_argument("--judges", default=os.path.join(root, "build", "judges"))
    parser.add_argument("languages", nargs="*")
    options = parser.parse_args()
    results, failures, skipped = {}, [], 0
    for language in options.languages or toolchains.LANGUAGES:
        try:
            judged(language, options, results, failures)
        except toolchains.Missing as missing:
            print(f"{language}: skipped: {missing}", flush=True)
            skipped += 1
    if results:
        table(results)
    if failures or skipped and os.environ.get("CI") == "true":
        return 1
    return 77 if not results else 0


sys.exit(main())
