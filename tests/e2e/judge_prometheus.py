"""Debian's Prometheus scrapes the three services as deploy/prometheus says, knows their alerts, and
has an answer to every query of the dashboard.

usage: judge_prometheus.py BIN DEPLOY GENERATED: where programs, deploy and generated code are"""
import contextlib
import importlib.util
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading

import grpc

from dashboards import FILES, dashboard
from metrics import ask, needs_prometheus, promtool, scrape
from prometheus import Prometheus, eventually, known_alerts
from server import Server, check, finish

PROGRAMS, DEPLOY, GENERATED = sys.argv[1:4]
SERVICES = ("projects", "logistics", "training")


def health_module():
    """A generated file below grpc/, which is also the name of the library itself."""
    path = os.path.join(GENERATED, "grpc/health/v1/health_pb2.py")
    spec = importlib.util.spec_from_file_location("cv_health_pb2", path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


health = health_module()


def calls(addresses, over):
    """Something to count, until it is over: calls that end well, that do not, that read."""
    ask_health = health.HealthCheckRequest().SerializeToString()
    audit = "/caravan.common.v1.Audit/ListAuditEntries"
    with contextlib.ExitStack() as open_channels:
        channels = [open_channels.enter_context(grpc.insecure_channel(a)) for a in addresses]
        while not over.wait(0.02):
            for channel in channels:
                for path, request in (("/grpc.health.v1.Health/Check", ask_health),
                                      ("/nobody.Knows/This", b""), (audit, b"")):
                    with contextlib.suppress(grpc.RpcError):
                        channel.unary_unary(path)(request, timeout=20)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def configuration(servers, folder):
    """That of deploy/, with these targets in place of its own, asked every second."""
    with open(f"{DEPLOY}/prometheus/prometheus.yml", encoding="utf-8") as file:
        text = file.read()
    for name, server in servers.items():
        text, count = re.subn(rf'"{name}:91\d\d"', f'"{server.ready["metrics"]}"', text)
        check(f"prometheus.yml has a target for {name}", count == 1, count)
    text = re.sub(r"(scrape|evaluation)_interval: 15s", r"\1_interval: 1s", text)
    shutil.copy(f"{DEPLOY}/prometheus/alerts.yml", folder)
    path = f"{folder}/prometheus.yml"
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


class Own(Prometheus):
    """One of our own."""

    def __init__(self, config, folder):
        super().__init__(f"127.0.0.1:{free_port()}")
        self.log = open(f"{folder}/log", "w", encoding="utf-8")  # pylint: disable=R1732
        self.process = subprocess.Popen(
            ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={folder}/tsdb",
             f"--web.listen-address={self.address}", "--log.level=warn"],
            stdout=self.log, stderr=self.log)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(timeout=30)
        finally:
            self.process.kill()
            self.log.close()


def queries(board):
    """(title, expression, labels that the legend names) of everything it draws."""
    variables = {"$__rate_interval": "10s", "$__range": "60s", "$job": ".+"}
    for panel in board["panels"]:
        for target in panel.get("targets", []):
            title, asked = panel["title"], target["expr"]
            for name, value in variables.items():
                asked = asked.replace(name, value)
            check(f"{title}: no variable is left", not re.search(r"\$[a-z_{]", asked), asked)
            yield title, asked, set(re.findall(r"{{(\w+)}}", target["legendFormat"]))


def drawn(prometheus, board):
    for title, asked, named in queries(board):
        found = eventually(lambda asked=asked: prometheus.query(asked))
        check(f"{title} has a line", found, asked)
        check(f"{title} has a legend", all(named <= set(labels) for labels, _ in found), found)


def seen_down(prometheus, board):
    """The first figures of it, of a service that has ended."""
    asked = [asked for _, asked, _ in queries(board)]
    services = [(labels["job"], value) for labels, value in prometheus.query(asked[0])]
    check("the dashboard says who is down", sorted(services) == [
        ("logistics", 1), ("projects", 1), ("training", 0)], services)
    pending = asked[1].replace('"firing"', '"pending"')
    check("and that it matters now", prometheus.query(pending) == [({}, 1)], pending)


def explained(servers):
    """Each name that a service shows is in the page about them."""
    with open(f"{DEPLOY}/../docs/watching.md", encoding="utf-8") as file:
        page = file.read()
    for name, server in servers.items():
        unknown = [metric for metric in scrape(server.ready["metrics"]).types
                   if f"`{metric}`" not in page]
        check(f"what {name} shows is explained", not unknown, unknown)
        told = promtool("check", "metrics", given=ask(server.ready["metrics"])[2])
        check(f"promtool check metrics, {name}", told == "", told)


def counted(prometheus, servers, addresses):
    """Prometheus has the same figure as the service itself, once nobody calls any more."""
    for name, server in servers.items():
        labels = {"grpc_method": "other", "grpc_status": "UNIMPLEMENTED"}
        series = "grpc_server_call_duration_seconds_count"
        here = scrape(server.ready["metrics"]).get(series, **labels)
        asked = series + f'{{job="{name}",grpc_method="other",grpc_status="UNIMPLEMENTED"}}'
        found = eventually(lambda asked=asked, here=here: [
            value for _, value in prometheus.query(asked) if value == here])
        check(f"Prometheus has what {name} says", found and here > 0, (here, addresses))


def main():
    needs_prometheus()
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="caravan-prometheus-"))
        servers = {}
        for name in SERVICES:
            told = ("--peer", f"projects={servers['projects'].address}") if servers else ()
            servers[name] = stack.enter_context(Server(
                f"{PROGRAMS}/caravan-{name}", "--store", f"sqlite:{folder}/{name}.db",
                "--metrics", "127.0.0.1:0", *told))
        addresses = [server.address for server in servers.values()]
        over = threading.Event()
        load = threading.Thread(target=calls, args=(addresses, over))
        load.start()
        stack.callback(load.join)
        stack.callback(over.set)
        prometheus = stack.enter_context(Own(configuration(servers, folder), folder))
        up = eventually(lambda: len(prometheus.query("up == 1")) == 3)
        check("all three are up", up, prometheus.query("up"))
        for file in FILES:
            drawn(prometheus, dashboard(DEPLOY, file))
        known_alerts(prometheus)
        firing = prometheus.query('ALERTS{alertstate="firing"}')
        check("none fires for a service that is well", not firing, firing)
        explained(servers)
        over.set()
        load.join()
        counted(prometheus, servers, addresses)
        servers["training"].stop()
        down = eventually(lambda: [labels["job"] for labels, _ in prometheus.query("up == 0")])
        check("one that has ended is down", down == ["training"], down)
        pending = eventually(lambda: prometheus.query('ALERTS{alertname="ServiceDown"}'))
        check("and its alert begins to count", pending, pending)
        seen_down(prometheus, dashboard(DEPLOY, FILES[0]))
    finish()


main()
