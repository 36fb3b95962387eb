"""The line between two services is cut in the middle of deliveries: it swallows what it is given,
or it closes. The sender says that nobody answers and how much waits; once there is a line again,
all that happened meanwhile is there within seconds, once, in the order of its subject.

usage: cut_events.py CARAVAN_LOGISTICS CARAVAN_PROJECTS CARAVAN GENERATED hole|close"""
import json
import os
import select
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

from relay import Relay
from server import Server, check, finish, generated

logistics, projects, caravan, generated_folder, how = sys.argv[1:6]
generated(generated_folder)

import grpc  # noqa: E402
from caravan.logistics.v1 import sale_period_pb2, sales_pb2_grpc  # noqa: E402
from stock_caller import day  # noqa: E402

FOUND_S = 40  # a line that swallows is found after 13 seconds of silence, and 3 for one more try
BACK_S = 20
MONTHS = [f"salePeriods/{year}-{month:02}" for year in range(2010, 2012) for month in range(1, 13)]


class Sender(Server):
    """The logistics service, and what it says in its log."""

    def __init__(self, folder, peer):
        self.log = open(os.path.join(folder, "log"), "w+", encoding="utf-8")
        command = ["sh", "-c", 'exec "$0" "$@" 2>"$LOG"', logistics]
        os.environ["LOG"] = self.log.name
        super().__init__(command, "--store", f"sqlite:{folder}/logistics.db", "--peer",
                         f"projects={peer}", "--metrics", "127.0.0.1:0")
        self.events = []

    def said(self, event):
        """How often it has said that so far."""
        self.events += [json.loads(line).get("event") for line in self.log.readlines()
                        if line.endswith("\n")]
        return self.events.count(event)

    def outbox(self, name):
        with urllib.request.urlopen(f"http://{self.ready['metrics']}/metrics", timeout=10) as page:
            lines = page.read().decode().splitlines()
        return float(next(line for line in lines if line.startswith(
            f'caravan_outbox_{name}{{receiver="projects"}}')).rsplit(" ", 1)[1])


class Clerk(threading.Thread):
    """States month after month anew until he is told to stop, whether there is a line or not."""

    def __init__(self, sales):
        super().__init__(daemon=True)
        self.sales = sales
        self.stopped = threading.Event()
        self.count = 0

    def run(self):
        for month in MONTHS:
            self.sales.CloseSalePeriod(sale_period_pb2.CloseSalePeriodRequest(name=month),
                                       timeout=10)
            self.count += 1
        while not self.stopped.wait(0.05):
            month = MONTHS[self.count % len(MONTHS)]
            self.sales.CreateSale(a_sale(month), timeout=10)
            self.sales.RestateSalePeriod(sale_period_pb2.RestateSalePeriodRequest(
                name=month, reason="late"), timeout=10)
            self.count += 1

    def end(self):
        self.stopped.set()
        self.join()


def a_sale(month):
    from caravan.logistics.v1 import sale_pb2
    return sale_pb2.CreateSaleRequest(sale=dict(
        product="apple", origin="Wensu", channel="retail", buyer_region="Hangzhou",
        quantity_milli=1000, unit="t", amount=dict(currency="CNY", minor_units=1000),
        signed_date=day(f"{month[-7:]}-02")))


def wait_until(what, seconds):
    """How long it took; None: too long."""
    begun = time.monotonic()
    while not what():
        if time.monotonic() > begun + seconds:
            return None
        select.select([], [], [], 0.05)
    return time.monotonic() - begun


def cut(relay, sender):
    delivered, down = sender.outbox("delivered_total"), sender.said("peer_down")
    check("it is in the middle of deliveries", wait_until(
        lambda: sender.outbox("delivered_total") > delivered + 10, BACK_S) is not None)
    relay.set(how)
    took = wait_until(lambda: sender.said("peer_down") > down, FOUND_S)
    check("the log says that nobody answers", took is not None)
    seen = wait_until(lambda: sender.outbox("waiting_events") > 0 and
                      0.5 < sender.outbox("lag_seconds") < 2 * (FOUND_S + BACK_S), BACK_S)
    check("so do the metrics", seen is not None)
    listed = subprocess.run([caravan, "events", "list", "--logistics", sender.address],
                            capture_output=True, text=True, timeout=30, check=False)
    check("what waits can be seen", listed.stdout.count("sales_stated") > 10, listed)
    up = sender.said("peer_up")
    relay.set("pass")
    back = wait_until(lambda: sender.said("peer_up") > up and
                      sender.outbox("lag_seconds") < 0.5, BACK_S)
    check("then all goes on", back is not None)
    print(f"{how}: found after {took or 0:.1f} s, back after {back or 0:.1f} s")


def judge(folder, count):
    rows = {}
    for name, table in (("logistics", "event_out"), ("projects", "event_in")):
        with sqlite3.connect(os.path.join(folder, name + ".db")) as store:
            rows[name] = store.execute(f"SELECT uid, subject, subject_sequence FROM {table} "
                                       "ORDER BY uid").fetchall()
    check("each event is in, once", rows["logistics"] == rows["projects"] and
          len(rows["logistics"]) == count, [len(found) for found in rows.values()] + [count])
    for program, name in ((logistics, "logistics"), (projects, "projects")):
        done = subprocess.run([program, "verify", "--store", f"sqlite:{folder}/{name}.db"],
                              capture_output=True, text=True, check=False)
        check(f"{name} verifies", done.returncode == 0, done)


def main(folder):
    with Server(projects, "--store", f"sqlite:{folder}/projects.db",
                "--log-level", "error") as there:
        relay = Relay(there.address)
        with Sender(folder, relay.address) as here, grpc.insecure_channel(here.address) as channel:
            clerk = Clerk(sales_pb2_grpc.SalesStub(channel))
            clerk.start()
            cut(relay, here)
            clerk.end()
            check("nothing waits at the end", wait_until(
                lambda: here.outbox("delivered_total") == clerk.count, BACK_S) is not None,
                (here.outbox("delivered_total"), clerk.count))
            check("nothing was refused", here.outbox("refused_total") == 0)
    judge(folder, clerk.count)


with tempfile.TemporaryDirectory(prefix="caravan-cut-") as where:
    main(where)
finish()
