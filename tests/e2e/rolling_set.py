"""Each of the three services is started anew, twice, under so many calls a second of our load maker
and what some stock clients ask beside. Its socket is handed over from one process to the next, as
systemd does it, and nobody is told to try again: yet no call fails, and none counts twice.

usage: rolling_set.py CARAVAN PROJECTS LOGISTICS TRAINING GENERATED RATE"""
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading

from metrics import scrape
from server import check, finish, generated
from supervisor import Started

caravan, *paths, generated_folder = sys.argv[1:6]
RATE = int(sys.argv[6])
generated(generated_folder)

from callers import CALLERS, Load, Office  # noqa: E402

PROGRAMS = dict(zip(("projects", "logistics", "training"), paths))
RESTARTS = 2
DURATION_MAX_S = 300
CONNECTIONS = 4 + CALLERS  # of the load maker, and of stock clients
STARTED = "grpc_server_call_started_total"
PATIENCE_S = 60


class Service:
    """One of them, on a socket that outlives its processes."""

    def __init__(self, name, folder):
        self.name, self.folder = name, folder
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.address = "127.0.0.1:%d" % self.socket.getsockname()[1]
        self.start()

    def start(self):
        keys = f"{self.folder}/{self.name}"
        self.process = Started(
            PROGRAMS[self.name], "--store", f"sqlite:{self.folder}/{self.name}.db", "--metrics",
            f"unix:{self.folder}/metrics", "--tls-cert", f"{keys}/cert.pem", "--tls-key",
            f"{keys}/key.pem", "--tls-client-ca", f"{keys}/ca.pem", "--log-level", "warn",
            sockets=[self.socket], listen=[self.address])

    def restart(self):
        log = self.process.said()
        check(f"{self.name} ends in peace", self.process.process.returncode == 0, log)
        self.start()

    def counts(self, name):
        return scrape(f"unix:{self.folder}/metrics").sum(name)

    def is_busy(self):
        """Wait until all callers are connected, and have called for half a second."""
        return until(lambda: self.counts("caravan_server_connections") >= CONNECTIONS) and \
            self.goes_on()

    def goes_on(self):
        """Wait until there were more calls."""
        wanted = self.counts(STARTED) + RATE // 2
        return until(lambda: self.counts(STARTED) >= wanted)


def until(holds):
    between = threading.Event()
    for _ in range(PATIENCE_S * 20):
        if holds():
            return True
        between.wait(0.05)
    return False


def load(service, folder, *options):
    """`caravan load` as it runs."""
    office = f"{folder}/office"
    return subprocess.Popen(
        [caravan, "load", service.name, "--target", service.address, "--json", "--rate", str(RATE),
         "--tls-ca", f"{office}/ca.pem", "--tls-cert", f"{office}/cert.pem", "--tls-key",
         f"{office}/key.pem", "--ramp", "0", *options], stdout=subprocess.PIPE, encoding="utf-8",
        env={**os.environ, "CARAVAN_LANG": "en"})


def result(process):
    """What it has measured, now that it is to end."""
    process.send_signal(signal.SIGINT)
    return json.loads(process.communicate(timeout=PATIENCE_S)[0])["total"]


def rolled(name, folder):
    """(calls, the longest wait in ms)"""
    service = Service(name, folder)
    office = Office(f"{folder}/office", {name: service.address})
    if name == "projects":
        office.prepare()
    making = load(service, folder, "--duration", "0.1")  # of what is called for
    check(f"there is something to call {name} for", making.wait(timeout=PATIENCE_S) == 0)
    with Load(office, "rolling", [name], retries=False) as stock:
        loading = load(service, folder, "--duration", str(DURATION_MAX_S))
        check(f"{name} is called", service.is_busy())
        for _ in range(RESTARTS):
            service.restart()
            check("and again", service.is_busy())
        loaded = result(loading)
        check(f"calls to {name} go on", stock.goes_on(name), stock.failed[:3])
    check(f"none of {loaded['calls']} calls to {name} failed", set(loaded["codes"]) == {"OK"},
          loaded["codes"])
    stock.judge()
    service.process.said()
    service.socket.close()
    return loaded["calls"] + stock.count(), loaded["max_us"] / 1000


def main():
    with tempfile.TemporaryDirectory(prefix="caravan-rolling-") as folder:
        subprocess.run([caravan, "keys", folder], check=True, stdout=subprocess.DEVNULL)
        for name in PROGRAMS:
            calls, longest = rolled(name, folder)
            print(f"{name}: {RESTARTS} restarts in {calls} calls, the longest wait "
                  f"{longest:.0f} ms")
    finish()


main()
