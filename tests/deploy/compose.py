"""The services in containers, as deploy/docker-compose.yml runs them: built, filled with the
demonstration, restarted, killed and cut off under load, and stopped. On the Docker engine that is
there, or on one of our own.

usage: compose.py FOLDER
  FOLDER  where what is made stays: images for the next time, logs, keys of the office"""
import datetime
import importlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
FOLDER = os.path.abspath(sys.argv[1])
GENERATED = os.path.join(FOLDER, "py")
sys.path[:0] = [os.path.join(ROOT, "tests", "e2e"), GENERATED]

from demonstration import commands  # noqa: E402
from engine import Engine, Skipped  # noqa: E402
from prometheus import Prometheus, eventually, known_alerts  # noqa: E402
from server import check, failures, finish  # noqa: E402

SERVICES = {"projects": 7101, "logistics": 7102, "training": 7103}
NETWORKS = ("inside", "office")
COMPOSE = os.path.join(ROOT, "deploy", "docker-compose.yml")
TAG = "compose-test"
SEED = "2026"
HEALTHY_S = 90
DRAINED_S = 10
NOBODY = "65532"
# Where each may write, and as whom it does; of Prometheus that is its image's.
PLACES = {**{service: ("/records", NOBODY) for service in SERVICES},
          "prometheus": ("/prometheus", "65534")}

BEGAN = time.monotonic()


def step(text):
    print(f"== {time.monotonic() - BEGAN:3.0f} s: {text}", flush=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Set:
    """The services of one run, under a name of its own."""

    def __init__(self, engine):
        self.engine = engine
        self.project = f"caravantest{os.getpid()}"
        self.addresses = {}
        for service in SERVICES:
            port = free_port()
            self.addresses[service] = f"127.0.0.1:{port}"
            engine.env[f"CARAVAN_{service.upper()}_PORT"] = str(port)
        self.prometheus = Prometheus(f"127.0.0.1:{free_port()}")
        engine.env["CARAVAN_PROMETHEUS_PORT"] = self.prometheus.address.rsplit(":", 1)[1]
        engine.env["CARAVAN_TAG"] = TAG

    def compose(self, *words, **options):
        return self.engine.run(*Engine.compose_command(), "-p", self.project, "-f",
                               COMPOSE, "--profile", "watch", *words, **options)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is not None or failures:
            with open(os.path.join(FOLDER, "services.log"), "w", encoding="utf-8") as log:
                log.write(self.compose("logs", "--no-color", check=False).stdout)
            print(f"what the services said: {log.name}")
        self.compose("down", "--volumes", "--timeout", "5", check=False)

    def container(self, service):
        return self.compose("ps", "-aq" if service == "keys" else "-q", service).stdout.strip()

    def inspect(self, service):
        return json.loads(self.engine.docker("inspect", self.container(service)).stdout)[0]

    def until_healthy(self, services=tuple(SERVICES)):
        end = time.monotonic() + HEALTHY_S
        for service in services:
            while True:
                state = self.inspect(service)["State"]
                if state["Status"] == "running" and state["Health"]["Status"] == "healthy":
                    break
                if time.monotonic() > end:
                    raise SystemExit(f"{service} does not become healthy: {state}")

    def client(self, *words, sheets=None, check_code=True):
        """The client program in a container of its own, beside the services."""
        where = {"CARAVAN_SERVER": "projects:7101", "CARAVAN_LOGISTICS_SERVER": "logistics:7102",
                 "CARAVAN_TRAINING_SERVER": "training:7103", "CARAVAN_LANG": "en",
                 "CARAVAN_TLS_CA": "/keys/ca.pem", "CARAVAN_TLS_CERT": "/keys/cert.pem",
                 "CARAVAN_TLS_KEY": "/keys/key.pem"}
        return self.engine.docker(
            "run", "--rm", "--network", f"{self.project}_inside", "--read-only", "--cap-drop",
            "ALL", *(word for pair in where.items() for word in ("-e", "=".join(pair))),
            "-v", f"{self.project}_office-keys:/keys:ro",
            *(("-v", f"{sheets}:{sheets}:ro") if sheets else ()), f"caravan-client:{TAG}", *words,
            check=check_code)


# ---- what was built ----

def judge_images(services):
    sizes = []
    for service in SERVICES:
        image = f"caravan-{service}:{TAG}"
        told = json.loads(services.engine.docker("image", "inspect", image).stdout)[0]
        sizes.append(f"{service} {told['Size'] / 2**20:.1f}")
        check(f"{service} runs as nobody in particular",
              told["Config"]["User"] == f"{NOBODY}:{NOBODY}", told["Config"]["User"])
        made = services.engine.docker("create", image).stdout.strip()
        with subprocess.Popen(["docker", "export", made], env=services.engine.env,
                              stdout=subprocess.PIPE) as export:
            listed = subprocess.run(["tar", "-t"], stdin=export.stdout, encoding="utf-8",
                                    capture_output=True, check=True).stdout.split()
        services.engine.docker("rm", made)
        programs = {path for path in listed if re.search(r"bin/.", path)}
        check(f"in the image of {service} are two programs and no shell",
              programs == {"usr/bin/caravan", f"usr/bin/caravan-{service}"}, programs)
        check("and their libraries", len([path for path in listed if ".so" in path]) < 28, listed)
    return f"images of {', '.join(sizes)} MiB"


def judge_walls(services):
    for service, (place, who) in PLACES.items():
        told = services.inspect(service)
        host = told["HostConfig"]
        check(f"{service} may write to {place} alone", host["ReadonlyRootfs"] and
              [m["Destination"] for m in told["Mounts"] if m["RW"]] == [place], told["Mounts"])
        check("it has limits", host["Memory"] > 0 and host["PidsLimit"] > 0, host)
        check("its memory on disk runs nothing", "noexec" in host["Tmpfs"]["/tmp"], host["Tmpfs"])
        try:
            with open(f"/proc/{told['State']['Pid']}/status", encoding="ascii") as file:
                status = dict(line.split(":\t", 1) for line in file.read().splitlines()
                              if ":\t" in line)
        except OSError:
            continue  # the engine is on another machine, or in one of its own
        check("it has no capabilities, gets none, and may not ask the kernel for everything",
              int(status["CapEff"], 16) == 0 and int(status["CapBnd"], 16) == 0 and
              status["NoNewPrivs"] == "1" and status["Seccomp"] == "2", status)
        check("it is nobody", set(status["Uid"].split()) == {who}, status["Uid"])


def judge_keys(services, keys):
    check("the key of the office is its holder's alone",
          os.stat(f"{keys}/key.pem").st_mode & 0o777 == 0o400)
    said = services.compose("run", "--rm", "keys").stdout
    check("keys that are good are kept", said.count("kept") == 5 and "made" not in said, said)
    said = services.engine.docker(
        "run", "--rm", "--network", f"{services.project}_inside", "-v",
        f"{services.project}_office-keys:/keys:ro", f"caravan-client:{TAG}", "health", "--server",
        "projects:7101", "--tls-ca", "/keys/ca.pem", "--timeout", "3", check=False)
    check("without a certificate nobody is let in", said.returncode == 3, said)
    check("with one they are", "is serving" in services.client("health").stdout)


# ---- what is done with it ----

def demonstration(services):
    sheets = os.path.join(FOLDER, "sheets")
    shutil.rmtree(sheets, ignore_errors=True)
    os.makedirs(sheets)
    services.engine.docker("run", "--rm", "--user", f"{os.getuid()}:{os.getgid()}", "-v",
                           f"{sheets}:{sheets}", f"caravan-client:{TAG}", "demo-data", sheets,
                           "--seed", SEED)
    imports, reports = commands(sheets)
    for words in imports:
        services.client(*words, sheets=sheets)
    for words in reports:
        said = services.client(*words, check_code=False)
        check(f"{' '.join(words[:2])} is printed", said.returncode == 0, said)
    met = re.search(r"(\d+) of (\d+) published figures met", said.stdout)
    check("every published figure is met", met and met[1] == met[2] == "52", said.stdout[-500:])
    return f"{met[1]} of {met[2]} figures over mutual TLS" if met else ""


def drained(services, container):
    """(exit code, seconds from the wish to the end), by the service's own log."""
    state = json.loads(services.engine.docker("inspect", container).stdout)[0]["State"]
    said = services.engine.docker("logs", container)
    times = re.findall(r'"time":"([^"]*)Z".*"event":"(draining|drained)"', said.stderr)[-2:]
    if [event for _, event in times] != ["draining", "drained"]:
        return state["ExitCode"], float("inf")
    began, ended = (datetime.datetime.fromisoformat(at) for at, _ in times)
    return state["ExitCode"], (ended - began).total_seconds()


def restarts(services, load):
    took = []
    for service in SERVICES:
        check(f"calls to {service} are answered", load.goes_on(service))
        container = services.container(service)
        services.compose("stop", "--timeout", str(DRAINED_S), service)
        code, seconds = drained(services, container)
        took.append(seconds)
        check(f"{service} drains within {DRAINED_S} s, under load",
              code == 0 and seconds < DRAINED_S, (code, seconds))
        services.compose("start", service)
        check(f"and calls to {service} go on", load.goes_on(service), load.failed[:3])
    return f"{len(took)} restarts, drained in {max(took):.1f} s"


def kill(services, service):
    """As the kernel would, when memory runs out; the engine starts it again."""
    told = services.inspect(service)
    try:
        os.kill(told["State"]["Pid"], 9)
    except (PermissionError, ProcessLookupError):  # the engine runs elsewhere
        services.engine.docker("kill", told["Id"])
        services.engine.docker("start", told["Id"])
        return
    end = time.monotonic() + HEALTHY_S
    while services.inspect(service)["RestartCount"] == told["RestartCount"]:
        if time.monotonic() > end:
            raise SystemExit(f"{service} is not started again")


def kills(services, load):
    for service in SERVICES:
        check(f"calls to {service} are answered", load.goes_on(service))
        kill(services, service)
        check(f"{service} killed is started again, and calls go on", load.goes_on(service),
              load.failed[:3])
    return f"{len(SERVICES)} kills"


def watched(services):
    up = eventually(lambda: len(services.prometheus.query("up == 1")) == len(SERVICES))
    check("Prometheus has an answer of each", up, services.prometheus.query("up"))
    known_alerts(services.prometheus)
    return "Prometheus sees all of them"


def stop(services):
    took = []
    containers = {service: services.container(service) for service in SERVICES}
    services.compose("stop", "--timeout", str(DRAINED_S))
    for service, container in containers.items():
        code, seconds = drained(services, container)
        took.append(seconds)
        check(f"{service} ends in peace, within {DRAINED_S} s", code == 0 and seconds < DRAINED_S,
              (code, seconds))
        told = services.compose("run", "--rm", "--no-deps", "--entrypoint",
                                f"/usr/bin/caravan-{service}", service, "verify", "--store",
                                f"sqlite:/records/{service}.db", check=False)
        check("and its records add up", told.returncode == 0, told)
    return f"stopped in {max(took):.1f} s"


# ---- the test ----

def generate():
    """Python of our .proto files."""
    shutil.rmtree(GENERATED, ignore_errors=True)
    os.makedirs(GENERATED)
    protos = [os.path.relpath(os.path.join(folder, name), os.path.join(ROOT, "proto"))
              for part in ("caravan", "google")
              for folder, _, names in os.walk(os.path.join(ROOT, "proto", part))
              for name in names if name.endswith(".proto")]
    subprocess.run([sys.executable, "-m", "grpc_tools.protoc", f"-I{ROOT}/proto", "-I/usr/include",
                    f"--python_out={GENERATED}", f"--grpc_python_out={GENERATED}", *protos],
                   check=True)
    importlib.invalidate_caches()


def everything(services, held):
    step("Building the images")
    services.compose("build", "--quiet")
    held.append(judge_images(services))
    step("Starting the services")
    services.compose("up", "-d")
    services.until_healthy()
    keys = os.path.join(FOLDER, "office")
    shutil.rmtree(keys, ignore_errors=True)
    services.engine.docker("cp", f"{services.container('keys')}:/keys/office", keys)
    judge_walls(services)
    judge_keys(services, keys)
    step("Recording the demonstration, and its reports")
    held.append(demonstration(services))
    from callers import Load, Office  # these stand on what was generated
    from cut import cut
    office = Office(keys, services.addresses)
    office.prepare()
    for name, breaks in (("restart", restarts), ("kill", kills)):
        step(f"Calls, and a {name} of each service")
        with Load(office, name) as load:
            said = breaks(services, load)
        load.judge()
        held.append(f"{load.count()} calls through {said}, none lost or twice")
    services.until_healthy()
    held.append(watched(services))
    step("A network that is cut")
    held.append(cut(services, office, NETWORKS))
    step("Stopping")
    held.append(stop(services))


def main():
    held = []
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started ends with us
    os.makedirs(FOLDER, exist_ok=True)
    generate()
    step("A Docker engine, and what images begin with")
    try:
        with Engine(os.path.join(FOLDER, "engine")) as engine, Set(engine) as services:
            with open(COMPOSE, encoding="utf-8") as file:
                engine.find_prometheus(re.search(r"image: (prom/\S+)", file.read())[1])
            everything(services, held)
    except Skipped as reason:
        if os.environ.get("CI") == "true":
            raise SystemExit(f"skipped, which CI does not do: {reason}") from None
        print(f"skipped: {reason}")
        return
    finish()
    print(f"compose held in {time.monotonic() - BEGAN:.0f} s: {'; '.join(held)}")


main()
