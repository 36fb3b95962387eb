"""kill -9 of the three services, and of the client now and then, while `make demo` imports its
files, many times on one set of stores. Started again, and the same import run again, it ends in
the reports of a run that nobody disturbed, byte for byte.

usage: kill_demo.py BIN KILLS [--quick]
  --quick  without the trains and scans, which take minutes
What is imported and reported is what tools/demo says."""
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time

from demonstration import commands
from server import Server, check, finish

BIN, KILLS = sys.argv[1], int(sys.argv[2])
QUICK = "--quick" in sys.argv[3:]
CLIENT = os.path.join(BIN, "caravan")
SERVICES = {"projects": "CARAVAN_SERVER", "logistics": "CARAVAN_LOGISTICS_SERVER",
            "training": "CARAVAN_TRAINING_SERVER"}
LONG = ("/hub", "/corridor", "report hub", "report corridor", "check-figures")
IMPORT_S = 600
UNREACHABLE = 3  # exit code of the client
# When the services came to know of what they report: another time in each run.
KNOWN_AT = re.compile(r'("known_?at": *"|as recorded by )[\dT:.Z-]+', re.IGNORECASE)


class Services:
    """The three, each with its store in the folder. At what ports they are changes with each
    start."""

    def __init__(self, folder):
        self.folder = folder
        self.start()

    def start(self):
        self.running = {name: Server(os.path.join(BIN, f"caravan-{name}"), "--log-level", "error",
                                     "--store", f"sqlite:{self.folder}/{name}.db")
                        for name in SERVICES}

    def kill(self):
        for server in self.running.values():
            server.process.kill()
        for server in self.running.values():
            server.process.wait()
            server.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()

    def client(self, words):
        """The client at work."""
        return subprocess.Popen(
            [CLIENT, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, encoding="utf-8",
            env={**os.environ, "CARAVAN_LANG": "en",
                 **{SERVICES[name]: server.address for name, server in self.running.items()}})

    def run(self, words):
        """Until its end: how long it took."""
        began = time.monotonic()
        with self.client(words) as client:
            said = client.communicate(timeout=IMPORT_S)[0]
        if client.returncode != 0:
            raise SystemExit(f"{' '.join(words)} ended with {client.returncode}:\n{said}")
        return time.monotonic() - began

    def report(self, words, how):
        with self.client([*words, *how]) as client:
            said = client.communicate(timeout=IMPORT_S)[0]
        check(f"{' '.join((*words, *how))} is printed", client.returncode == 0, said)
        return KNOWN_AT.sub(r'\1', said)

    def reports(self, asked):
        return {(*words, *how): self.report(words, how) for words in asked
                for how in ((), ("--json",))}

    def stop(self):
        for name, server in self.running.items():
            check(f"{name} ends gracefully", server.stop() == 0)
            told = subprocess.run([os.path.join(BIN, f"caravan-{name}"), "verify", "--store",
                                   f"sqlite:{self.folder}/{name}.db"], capture_output=True,
                                  encoding="utf-8", timeout=IMPORT_S)
            check(f"{name}: the stored file verifies", told.returncode == 0,
                  told.stdout + told.stderr)


def undisturbed(imports, asked):
    """How long each import takes, and the reports in the end."""
    with tempfile.TemporaryDirectory(prefix="caravan-calm-") as folder, \
            Services(folder) as services:
        took = [services.run(words) for words in imports]
        found = services.reports(asked)
        services.stop()
        return took, found


def struck(services, words, after_s, client_too):
    """One import with everybody killed in its midst, if it is not over by then."""
    with services.client(words) as client:
        try:
            client.wait(after_s)
        except subprocess.TimeoutExpired:
            pass
        under_way = client.poll() is None
        if client_too and under_way:
            client.send_signal(signal.SIGKILL)
        services.kill()
        said = client.communicate(timeout=IMPORT_S)[0]
        wanted = {-signal.SIGKILL, 0} if client_too else {UNREACHABLE, 0}
        check(f"{words[0]} {os.path.basename(words[1])}, killed after {after_s:.2f} s, "
              f"{'with' if client_too else 'without'} the client", client.returncode in wanted,
              (client.returncode, said))
    services.start()
    return under_way


def disturbed(imports, asked, took, chance):
    """The reports in the end."""
    with tempfile.TemporaryDirectory(prefix="caravan-kill-") as folder, \
            Services(folder) as services:
        for number, (words, seconds) in enumerate(zip(imports, took)):
            first, last = (KILLS * at // len(imports) for at in (number, number + 1))
            for kill in range(first, last):
                after_s = chance.uniform(0, seconds)
                # Over by then: the machine was slower before, or most of it is there already.
                while not struck(services, words, after_s, kill % 3 == 0):
                    after_s /= 2
            services.run(words)
        found = services.reports(asked)
        services.stop()
        return found


def main(folder):
    subprocess.run([CLIENT, "demo-data", f"{folder}/sheets", "--seed", "2026"], check=True,
                   stdout=subprocess.DEVNULL, timeout=100)
    imports, asked = commands(f"{folder}/sheets", LONG if QUICK else ())
    check("the demonstration's commands are found", len(imports) > 5 and len(asked) > 2,
          (imports, asked))
    took, calm = undisturbed(imports, asked)
    found = disturbed(imports, asked, took, random.Random(20260331))
    for words, text in calm.items():
        check(f"{' '.join(words)}: {len(text)} bytes, the same", found[words] == text and
              len(text) > 100, found[words][:500])
    print(f"{KILLS} kills while something was imported, which takes {sum(took):.0f} s undisturbed")


with tempfile.TemporaryDirectory(prefix="caravan-demo-") as scratch:
    main(scratch)
finish()
