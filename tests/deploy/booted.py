"""The Debian package under a systemd that runs: its services are started as docs/deployment.md
says, asked, restarted under calls, killed and stopped.

usage: booted.py PACKAGE.deb"""
import contextlib
import json
import os
import re
import signal
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from bare import bare, install, run  # noqa: E402
from machine import Machine, NotHere, why_not  # noqa: E402
from metrics import scrape  # noqa: E402
from server import check, finish  # noqa: E402

PACKAGE = sys.argv[1]
SERVICES = {"projects": 7101, "logistics": 7102, "training": 7103}
UNITS = [f"caravan@{service}.service" for service in SERVICES]
SOCKETS = [f"caravan-{service}.socket" for service in SERVICES]
OFFICE = "/etc/caravan/keys/office"
EXPOSURE_MAX = 1.5
RATE = 100  # calls a second
IN_FLIGHT = 4  # no service is so busy that it would refuse as few
CONNECTIONS = 4  # of `caravan load`
PATIENCE_S = 60
LOAD_S = 600
KILLS = 6  # one more than systemd bears by itself, within ten seconds
STOP_S = 15  # TimeoutStopSec, after which it would be killed
QUICK = "[Service]\nWatchdogSec=5\nRestartSec=100ms\n"  # so that nobody waits for long
METRICS = "[Service]\nEnvironment=CARAVAN_METRICS=unix:%S/caravan-%i/metrics\n"
STARTED = "grpc_server_call_started_total"


def until(holds):
    end = time.monotonic() + PATIENCE_S
    between = threading.Event()
    while not holds():
        if time.monotonic() > end:
            return False
        between.wait(0.05)
    return True


class Office:
    """Who uses the services of a machine."""

    def __init__(self, machine):
        self.machine = machine

    def shown(self, unit, what):
        return self.machine.run("systemctl", "show", "--value", "-p", what, unit).strip()

    def is_active(self, unit):
        return self.shown(unit, "ActiveState") == "active"

    def main_pids(self):
        return [int(self.shown(unit, "MainPID")) for unit in UNITS]

    def health(self, service, *, known=True):
        """(exit code, what it says)"""
        keys = [f"CARAVAN_TLS_CA={OFFICE}/ca.pem"]
        if known:
            keys += [f"CARAVAN_TLS_CERT={OFFICE}/cert.pem", f"CARAVAN_TLS_KEY={OFFICE}/key.pem"]
        done = self.machine.began("env", "CARAVAN_LANG=en", *keys, "caravan", "health", "--timeout",
                                  PATIENCE_S, "--server", f"127.0.0.1:{SERVICES[service]}")
        return done.returncode, done.stdout

    def all_serve(self, when):
        for service in SERVICES:
            code, said = self.health(service)
            check(f"{service} serves {when}", code == 0 and "is serving" in said, said)

    def drop_in(self, name, text):
        folder = f"{self.machine.root}/etc/systemd/system/caravan@.service.d"
        os.makedirs(folder, exist_ok=True)
        with open(f"{folder}/{name}.conf", "w", encoding="ascii") as file:
            file.write(text)
        self.machine.run("systemctl", "daemon-reload")

    def counts(self, service, name):
        try:
            return scrape("unix:%s/var/lib/private/caravan-%s/metrics"
                          % (self.machine.root, service)).sum(name)
        except (ConnectionError, FileNotFoundError):
            return 0  # it is being started

    def is_busy(self, service):
        """Wait until its caller is connected, and has called for half a second."""
        if not until(lambda: self.counts(service, "caravan_server_connections") >= CONNECTIONS):
            return False
        wanted = self.counts(service, STARTED) + RATE // 2
        return until(lambda: self.counts(service, STARTED) >= wanted)


class Load:
    """Calls to a service, as a unit of the machine's, so that they end with it."""

    def __init__(self, office, service):
        self.machine, self.unit = office.machine, f"calls-{service}.service"
        self.office, self.service = office, service
        self.begin(0.1)  # of what is called for
        check(f"there is something to call {service} for", until(self.has_ended))
        self.begin(LOAD_S)

    def begin(self, seconds):
        self.machine.run(
            "systemd-run", "--quiet", "--collect", f"--unit={self.unit}",
            "--property=StandardOutput=truncate:/calls.json",
            "--property=StandardError=journal", "--setenv=CARAVAN_LANG=en",
            "caravan", "load", self.service, "--target", f"127.0.0.1:{SERVICES[self.service]}",
            "--json", "--rate", RATE, "--in-flight", IN_FLIGHT, "--deadline", PATIENCE_S,
            "--ramp", "0", "--tls-ca", f"{OFFICE}/ca.pem", "--tls-cert",
            f"{OFFICE}/cert.pem", "--tls-key", f"{OFFICE}/key.pem", "--duration", seconds)

    def has_ended(self):
        return self.office.shown(self.unit, "ActiveState") in ("inactive", "failed")

    def codes(self):
        """How often its calls ended how, and why the first of a method that failed did so, now that
        it is to end."""
        self.machine.run("systemctl", "kill", "--signal=INT", self.unit)
        check("the caller ends", until(self.has_ended))
        with open(f"{self.machine.root}/calls.json", encoding="utf-8") as file:
            result = json.load(file)
        return result["total"]["codes"], [method["first_refusal"] for method in result["methods"]
                                          if "first_refusal" in method]


# ---- what must hold ----

def begin(office):
    machine = office.machine
    machine.run("systemctl", "enable", "--now", *(unit[:-len(".service")] for unit in UNITS),
                "caravan-renew.timer")
    for unit in UNITS:
        check(f"{unit} is active, when `systemctl start` returns",
              office.is_active(unit) and office.shown(unit, "Type") == "notify")
        check("and enabled", office.shown(unit, "UnitFileState") == "enabled")
    check("the keys were made", office.shown("caravan-keys.service", "Result") == "success" and
          os.path.exists(f"{machine.root}{OFFICE}/key.pem"))
    check("and will be again", office.is_active("caravan-renew.timer"))
    office.all_serve("the office")
    code, said = office.health("projects", known=False)
    check("and nobody without a certificate", code != 0 and "is serving" not in said, said)


def walls(office):
    for unit in [*UNITS, "caravan-keys.service"]:
        said = office.machine.run("env", "SYSTEMD_COLORS=0", "systemd-analyze", "--no-pager",
                                  "security", unit)
        level = re.search(r"exposure level for \S+: ([\d.]+)", said)
        check(f"{unit} is exposed by at most {EXPOSURE_MAX}, says the manager",
              level and float(level[1]) <= EXPOSURE_MAX, said[-300:])
        print(f"     {level[1] if level else 'not judged'}")
    for service, pid in zip(SERVICES, office.main_pids()):
        user = office.machine.run("stat", "-c", "%u", f"/proc/{pid}").strip()
        folder = office.machine.run("stat", "-c", "%u %a",
                                    f"/var/lib/private/caravan-{service}").strip()
        check(f"{service} runs as a user of its own, with a folder of its own",
              61184 <= int(user) <= 65519 and folder == f"{user} 700", (user, folder))
    said = office.machine.log()
    check("systemd does all that the units ask for", "not support" not in said, said)


def restarted(office):
    """No call fails while systemd holds the socket."""
    office.drop_in("metrics", METRICS)
    office.machine.run("systemctl", "stop", *UNITS)
    office.machine.run("systemctl", "enable", "--now", *SOCKETS)
    check("nothing was started by that", not any(office.main_pids()))
    for service in SERVICES:
        unit = f"caravan@{service}.service"
        code, said = office.health(service)
        check(f"a connection starts {service}", code == 0 and office.is_active(unit), said)
        load = Load(office, service)
        check(f"{service} is called", office.is_busy(service))
        for _ in range(2):
            office.machine.run("systemctl", "restart", unit)
            check("and again, after a restart", office.is_busy(service))
        codes, why = load.codes()
        check(f"none of {sum(codes.values())} calls to {service} failed", set(codes) == {"OK"},
              (codes, why))


def renewed(office):
    before = office.main_pids()
    office.machine.run("systemctl", "start", "caravan-renew.service")
    check("renewal starts each again", not set(before) & set(office.main_pids()))
    office.all_serve("after it")


def killed(office, sign, reason, times=1):
    """Each is started again, without being asked."""
    for _ in range(times):
        before = office.main_pids()
        office.machine.run("systemctl", "kill", "--kill-whom=main", f"--signal={sign}", *UNITS)
        if not until(lambda: not {0, *before} & set(office.main_pids()) and
                     all(map(office.is_active, UNITS))):
            check(f"{sign}: each is started again", False, office.machine.log())
            return
    for unit in UNITS:
        check(f"{unit} is started again without end",
              office.shown(unit, "StartLimitIntervalUSec") == "0")
        said = office.machine.run("journalctl", "--no-pager", "--output=cat", f"--unit={unit}")
        check(f"{unit} is started again, {times} times, after it ended by {reason}",
              said.count(f"Failed with result '{reason}'") >= times, said[-2000:])
    office.all_serve(f"after {sign}")


def stopped(office):
    """Under calls, with its socket: what was begun is answered, then it is gone."""
    unit = "caravan@projects.service"
    load = Load(office, "projects")
    check("projects is called", office.is_busy("projects"))
    began = time.monotonic()
    office.machine.run("systemctl", "stop", "caravan-projects.socket", unit)
    took = time.monotonic() - began
    check(f"it stops in {took:.1f} s", took < STOP_S)
    check("by itself", [office.shown(unit, what) for what in
                        ("ActiveState", "Result", "ExecMainCode", "ExecMainStatus")] ==
          ["inactive", "success", "1", "0"], office.machine.log())
    said = office.machine.run("journalctl", "--no-pager", "--output=cat", f"--unit={unit}")
    check("it has drained", '"event":"drained"' in said.rsplit('"event":"draining"', 1)[-1],
          said[-2000:])
    codes, why = load.codes()
    check("calls were answered, and others told that nobody is there",
          "OK" in codes and set(codes) <= {"OK", "UNAVAILABLE"},
          (codes, why))
    check("nobody starts it again", not office.is_active(unit))


def tried(root):
    with Machine(root) as machine:
        machine.began("systemctl", "is-system-running", "--wait")
        office = Office(machine)
        begin(office)
        walls(office)
        restarted(office)
        renewed(office)
        killed(office, "SIGKILL", "signal")  # as the unit stands
        office.drop_in("quick", QUICK)
        machine.run("systemctl", "restart", *UNITS)
        killed(office, "SIGKILL", "signal", KILLS)
        killed(office, "SIGSTOP", "watchdog")
        stopped(office)


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # and nothing of it is left behind
    with contextlib.ExitStack() as scratch:
        root = scratch.enter_context(tempfile.TemporaryDirectory(prefix="caravan-booted-"))
        run("tar", "-C", root, "-x", "-f", bare())
        install(root, "systemd", "libmicrohttpd12", PACKAGE)
        try:
            tried(root)
        except NotHere as reason:
            return reason
    finish()
    return None


skipped = why_not() or main()
if skipped:
    print(f"skipped: {skipped}")
    if os.environ.get("CI") == "true":
        raise SystemExit("CI skips nothing")
