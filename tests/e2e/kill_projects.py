"""kill -9 under write load, fifty times on one store of caravan-projects: each acknowledged write
is there, once; none is there by half; each start is quick. What was not acknowledged is sent again
under its request_id, and then is there once, too."""
import collections
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import threading
import time

from server import Server, check, finish, generated

program, generated_folder = sys.argv[1:3]
generated(generated_folder)

import grpc  # noqa: E402
from caravan.projects.v1 import (budget_line_pb2, commitment_pb2, disbursement_pb2,  # noqa: E402
                                 programme_pb2, project_pb2, projects_pb2_grpc)

KILLS = 50
IN_FLIGHT = 64
ACKS_MAX = 400  # each life ends at some number of acknowledgements up to this
START_MAX_S = 2.0
PATIENCE_S = 30
DAY = {"year": 2025, "month": 1, "day": 2}


class Life:
    """One life of the service: a project of its own, written to until the kill."""

    def __init__(self, number, kill_after):
        self.number = number
        self.kill_after = kill_after
        self.parent = f"programmes/jw/projects/p{number}"
        self.lock = threading.RLock()  # a call that is over at once comes home inside start()
        self.writes = []  # (method, request)
        self.acked = set()  # names
        self.failed = []  # writes whose outcome nobody knows
        self.refused = []
        self.under_way = 0
        self.killed = False
        self.all_home = threading.Event()

    def promise(self):
        return "CreateCommitment", commitment_pb2.CreateCommitmentRequest(
            parent=self.parent, request_id=f"{self.number}-{len(self.writes)}",
            commitment=dict(budget_line=f"{self.parent}/budgetLines/l",
                            amount=dict(minor_units=2), effective_date=DAY))

    def payment(self, promise):
        return "CreateDisbursement", disbursement_pb2.CreateDisbursementRequest(
            parent=self.parent, request_id=f"{self.number}-{len(self.writes)}",
            disbursement=dict(commitment=promise, amount=dict(minor_units=1), effective_date=DAY))

    def start(self, write):
        method, request = write
        self.writes.append(write)
        self.under_way += 1
        call = getattr(self.stub, method).future(request, timeout=PATIENCE_S)
        call.add_done_callback(lambda done: self.on_done(write, done))

    def on_done(self, write, done):
        with self.lock:
            if done.exception() is None:
                self.on_acked(write[0], done.result().name)
            elif done.code() == grpc.StatusCode.UNAVAILABLE:
                self.failed.append(write)
            else:
                self.refused.append((done.code(), done.details()))
            self.on_home()

    def on_home(self):
        self.under_way -= 1
        if self.killed and self.under_way == 0:
            self.all_home.set()

    def on_acked(self, method, name):
        self.acked.add(name)
        if len(self.acked) >= self.kill_after:
            self.kill()
        if self.killed:
            return
        paid = method == "CreateCommitment" and len(self.writes) % 2 == 0
        self.start(self.payment(name) if paid else self.promise())

    def kill(self):
        if not self.killed:
            self.killed = True
            self.server.process.kill()

    def run(self, server, stub):
        """Write until killed, then wait until every call has come back."""
        self.server = server
        self.stub = stub
        with self.lock:
            self.under_way += 1  # this loop, too
            for _ in range(IN_FLIGHT):
                self.start(self.promise())
            if self.kill_after == 0:
                self.kill()
            self.on_home()
        if not self.all_home.wait(PATIENCE_S):
            raise SystemExit("calls that never came back")
        server.process.wait()


# ---- what the service says afterwards ----

def all_of(list_method, request_type, parent, field):
    found, token = [], ""
    while True:
        page = list_method(request_type(parent=parent, page_size=1000, page_token=token),
                           timeout=PATIENCE_S)
        found += getattr(page, field)
        token = page.next_page_token
        if not token:
            return found


def look(stub, life):
    """Names of what is there; False instead if accounts and rows differ."""
    line = stub.GetBudgetLine(
        budget_line_pb2.GetBudgetLineRequest(name=f"{life.parent}/budgetLines/l"),
        timeout=PATIENCE_S)
    promises = all_of(stub.ListCommitments, commitment_pb2.ListCommitmentsRequest, life.parent,
                      "commitments")
    payments = all_of(stub.ListDisbursements, disbursement_pb2.ListDisbursementsRequest,
                      life.parent, "disbursements")
    paid = collections.Counter()
    for payment in payments:
        paid[payment.commitment] += payment.amount.minor_units
    whole = (line.pending.minor_units == sum(p.amount.minor_units for p in promises) and
             all(p.pending.minor_units == paid[p.name] for p in promises))
    return whole and [row.name for row in promises + payments]


def look_after(stub, life):
    there = look(stub, life)
    check(f"life {life.number}: accounts equal the sums of their rows", there is not False)
    check(f"life {life.number}: {len(life.acked)} acknowledged writes are there",
          life.acked <= set(there or ()), life.acked - set(there or ()))
    check(f"life {life.number}: nothing was refused", not life.refused, life.refused)
    for method, request in life.failed:
        life.acked.add(getattr(stub, method)(request, timeout=PATIENCE_S).name)
    there = look(stub, life)
    check(f"life {life.number}: {len(life.failed)} more are there once, sent again",
          there is not False and sorted(there) == sorted(life.acked) and
          len(life.acked) == len(life.writes), len(there or ()))


# ---- what lies in the file, without opening it: only the service may do that ----

TAKEN = """
SELECT line_uid, SUM(amount_minor) FROM commitment GROUP BY line_uid UNION ALL
SELECT commitment_uid, SUM(amount_minor) FROM disbursement GROUP BY commitment_uid
"""


def examine(folder, when):
    with tempfile.TemporaryDirectory(prefix="caravan-copy-") as copy:
        for name in ("s.db", "s.db-wal"):
            if os.path.exists(os.path.join(folder, name)):
                shutil.copy(os.path.join(folder, name), copy)
        db = sqlite3.connect(os.path.join(copy, "s.db"))
        check(f"{when}: the file is whole",
              db.execute("PRAGMA integrity_check").fetchall() == [("ok",)])
        check(f"{when}: accounts in the file equal the sums of its rows",
              dict(db.execute("SELECT uid, pending_minor FROM account WHERE pending_minor <> 0")) ==
              dict(db.execute(TAKEN)))
        db.close()


# ---- fifty lives ----

def sow(stub, life):
    stub.CreateProject(project_pb2.CreateProjectRequest(
        parent="programmes/jw", project_id=f"p{life.number}",
        project=dict(title="x", sectors=[dict(code="a", share_basis_points=10000)])),
        timeout=PATIENCE_S)
    stub.CreateBudgetLine(budget_line_pb2.CreateBudgetLineRequest(
        parent=life.parent, budget_line_id="l",
        budget_line=dict(title="x", fiscal_year=2025, amount=dict(minor_units=1000000),
                         effective_date=DAY)), timeout=PATIENCE_S)


def main(folder):
    chance = random.Random(20250701)
    before, slowest, acked, again = None, 0.0, 0, 0
    for number in range(KILLS + 1):
        began = time.monotonic()
        server = Server(program, "--store", f"sqlite:{folder}/s.db", "--log-level", "error")
        slowest = max(slowest, time.monotonic() - began)
        with grpc.insecure_channel(server.address, [("grpc.enable_retries", 0)]) as channel:
            stub = projects_pb2_grpc.ProjectsStub(channel)
            if before is None:
                stub.CreateProgramme(programme_pb2.CreateProgrammeRequest(
                    programme_id="jw", programme=dict(title="x", start_date=DAY, end_date=DAY)),
                    timeout=PATIENCE_S)
            else:
                look_after(stub, before)
                again += len(before.failed)
            if number == KILLS:
                check("it ends gracefully", server.stop() == 0)
                break
            life = Life(number, chance.choice((0, 1, chance.randrange(ACKS_MAX))))
            sow(stub, life)
            life.run(server, stub)
        acked += len(life.acked)
        examine(folder, f"kill {number}")
        before = life
    examine(folder, "the end")
    check(f"each start within {START_MAX_S} s", slowest < START_MAX_S, slowest)
    check("there was load", acked > KILLS * 20 and again > KILLS, (acked, again))
    print(f"{KILLS} kills, {acked} acknowledged, {again} sent again, "
          f"slowest start {slowest * 1000:.0f} ms")


with tempfile.TemporaryDirectory(prefix="caravan-kill-") as scratch:
    main(scratch)
finish()
