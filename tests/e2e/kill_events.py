"""Events from the logistics service to the projects service while one of them is killed: by each
write of either, from its start to the last event that is settled, the program is ended once, as
kill -9 does it. Started again, each event had its effect, once, in the order of its subject.

usage: kill_events.py CARAVAN_LOGISTICS CARAVAN_PROJECTS GENERATED DIE_AT EVERY
  DIE_AT  the library that ends a program by its nth write
  EVERY   try each so many-th write; 1: all"""
import os
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

from server import Server, check, finish, generated

logistics, projects, generated_folder, die_at = sys.argv[1:5]
EVERY = int(sys.argv[5])
generated(generated_folder)

import grpc  # noqa: E402
from caravan.events.v1 import events_pb2, events_pb2_grpc  # noqa: E402
from caravan.logistics.v1 import sale_period_pb2, sales_pb2_grpc  # noqa: E402

MONTHS = [f"salePeriods/{year}-{month:02}" for year in range(2010, 2025)
          for month in range(1, 13)]  # more than one batch
PATIENCE_S = 20
WRITES_MAX = 400


class Program:
    """A service that may die before it is ready."""

    def __init__(self, program, folder, name, options=(), writes=0):
        self.store = os.path.join(folder, name + ".db")
        dying = {"LD_PRELOAD": die_at, "DIE_AT": str(writes)} if writes else {}
        self.process = subprocess.Popen(
            [program, "--listen", "127.0.0.1:0", "--store", "sqlite:" + self.store,
             "--log-level", "error", *options],
            stdout=subprocess.PIPE, env={**os.environ, **dying})

    def wait_ready(self):
        return bool(self.process.stdout.readline())

    def is_dead(self):
        return self.process.poll() is not None

    def end(self):
        if not self.is_dead():
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=60)
        self.process.stdout.close()
        return code


def rows(store, sql):
    """What lies in the file, without opening it: only the service may do that."""
    with tempfile.TemporaryDirectory(prefix="caravan-copy-") as copy:
        for end in ("", "-wal"):
            if os.path.exists(store + end):
                shutil.copy(store + end, os.path.join(copy, "s.db" + end))
        try:
            db = sqlite3.connect(os.path.join(copy, "s.db"))
            found = db.execute(sql).fetchall()
            db.close()
        except sqlite3.DatabaseError:  # caught in the middle of a write
            return []
        return found


def settled(store):
    found = rows(store, "SELECT sequence FROM event_peer")
    return found[0][0] if found else 0


def receiver(folder, writes=0):
    return Program(projects, folder, "projects", ("--listen", f"unix:{folder}/socket"), writes)


def sender(folder, writes=0):
    return Program(logistics, folder, "logistics", ("--peer", f"projects=unix:{folder}/socket"),
                   writes)


def wait_until(what):
    until = time.monotonic() + PATIENCE_S
    while not what():
        if time.monotonic() > until:
            return False
        select.select([], [], [], 0.02)
    return True


def judge(when, folder):
    """Both have ended."""
    sent = rows(folder + "/logistics.db", "SELECT uid, subject, subject_sequence FROM event_out")
    got = rows(folder + "/projects.db", "SELECT uid, subject, subject_sequence FROM event_in")
    check(f"{when}: each event is in, once", sorted(sent) == sorted(got) and
          len(sent) == len(MONTHS) + 1, (len(sent), len(got)))
    for program, name in ((logistics, "logistics"), (projects, "projects")):
        verified = subprocess.run([program, "verify", "--store", f"sqlite:{folder}/{name}.db"],
                                  capture_output=True, text=True, check=False)
        if verified.returncode != 0:
            check(f"{when}: {name} verifies", False, verified.stdout + verified.stderr)


def one(original, who, writes):
    """True: it died by that write."""
    with tempfile.TemporaryDirectory(prefix="caravan-events-") as folder:
        shutil.copy(original, folder)
        there = receiver(folder, writes if who == "projects" else 0)
        ready = there.wait_ready()
        here = sender(folder, writes if who == "logistics" else 0)
        mortal = here if who == "logistics" else there
        wait_until(lambda: mortal.is_dead() or
                   (ready and settled(folder + "/logistics.db") == len(MONTHS) + 1))
        died = mortal.is_dead()
        if died and who == "projects":
            there.end()
            there = receiver(folder)
            there.wait_ready()
        elif died:
            here.end()
            here = sender(folder)
        check(f"{who}, write {writes}: all is settled",
              wait_until(lambda: settled(folder + "/logistics.db") == len(MONTHS) + 1))
        here.end()
        there.end()
        judge(f"{who}, write {writes}", folder)
        return died


def prepare(folder):
    """A logistics service that stood alone so far, with events that wait."""
    with Server(logistics, "--store", f"sqlite:{folder}/logistics.db", "--log-level", "error") \
            as server, grpc.insecure_channel(server.address) as channel:
        sales = sales_pb2_grpc.SalesStub(channel)
        for month in MONTHS:
            sales.CloseSalePeriod(sale_period_pb2.CloseSalePeriodRequest(name=month), timeout=10)
        sales.CreateSale(a_sale(), timeout=10)
        sales.RestateSalePeriod(sale_period_pb2.RestateSalePeriodRequest(
            name=MONTHS[0], reason="late"), timeout=10)
        watch = events_pb2_grpc.EventsStub(channel).WatchEvents(
            events_pb2.WatchEventsRequest(), timeout=10)
        heard = 0
        for answer in watch:
            heard += answer.HasField("event")
            if answer.caught_up:
                break
        watch.cancel()
        check("a stock client hears of each", heard == len(MONTHS) + 1, heard)


def a_sale():
    from caravan.logistics.v1 import sale_pb2
    from google.type import date_pb2
    request = sale_pb2.CreateSaleRequest()
    request.sale.product = "apple"
    request.sale.origin = "Wensu"
    request.sale.channel = "retail"
    request.sale.buyer_region = "Hangzhou"
    request.sale.quantity_milli = 1000
    request.sale.unit = "t"
    request.sale.amount.currency = "CNY"
    request.sale.amount.minor_units = 1000
    request.sale.signed_date.CopyFrom(date_pb2.Date(year=2010, month=1, day=2))
    return request


def main():
    with tempfile.TemporaryDirectory(prefix="caravan-events-") as folder:
        prepare(folder)
        for who in ("logistics", "projects"):
            writes = 1
            while one(f"{folder}/logistics.db", who, writes) and writes < WRITES_MAX:
                writes += EVERY
            check(f"{who}: some write was the last", 1 < writes < WRITES_MAX, writes)
            print(f"{who}: killed by each of {writes // EVERY} writes")


main()
finish()
