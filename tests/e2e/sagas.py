"""A cohort that is paid by a project: what it costs is reserved, given back or settled there, also
when either program is killed at any moment of any call between the two, and when both are killed by
chance again and again: nothing is reserved twice, nothing stays behind.

usage: sagas.py PROJECTS LOGISTICS TRAINING GENERATED [sweep] [DIE_AT] [CHANCE_COHORTS]
  DIE_AT  the library that ends a program by its nth write: each of them is tried, too
"""
import os
import random
import select
import subprocess
import sys
import threading
import time

import grpc

from server import check, finish, generated

*paths, generated_folder = sys.argv[1:5]
generated(generated_folder)

from caravan.projects.v1 import (budget_line_pb2, commitment_pb2, disbursement_pb2,  # noqa: E402
                                 entry_pb2)
from caravan.training.v1 import cohort_pb2  # noqa: E402
from frame_proxy import FrameProxy  # noqa: E402
from set_of_three import LINE, NAMES, PROJECT, SetOfThree, sow  # noqa: E402
from stock_caller import all_of, day, refused  # noqa: E402

SWEEP = "sweep" in sys.argv[5:]
DIE_AT = next((word for word in sys.argv[5:] if word.endswith(".so")), None)
CHANCE_COHORTS = int(next((word for word in sys.argv[5:] if word.isdigit()), 20))
BUDGET, COST, PAID = 10_000_000, 100, 60
CROWD = 100
PATIENCE_S = 90
FUNDING = cohort_pb2.FundingState.Value
ENTRY = entry_pb2.EntryState.Name


def patiently(call, request):
    """A call that is repeated while the program is away. The answer."""
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            return call(request)
        except grpc.RpcError as error:
            if error.code() is not grpc.StatusCode.UNAVAILABLE or time.monotonic() > end:
                raise


def patient(call):
    return lambda request: patiently(call, request)


class Office:
    """The three, with the proxy between training and projects."""

    def __init__(self):
        self.three = SetOfThree(dict(zip(NAMES, paths)))
        folder = self.three.folder.name
        self.proxy = FrameProxy(f"{folder}/proxy.sock", f"{folder}/projects.sock")
        training = self.three.programs["training"]
        training.stop()
        training.command = [word.replace("projects.sock", "proxy.sock")
                            for word in training.command]
        training.start()
        sow(self.three, BUDGET)
        self.learning, self.clerk = self.three.learning(), self.three.projects()
        self.chief = self.three.projects("chief")
        self.count = 0
        self.held = 0  # what should be pending or committed on the line

    def killer(self, name):
        def kill():
            self.three.programs[name].kill()
            self.three.programs[name].start()
        return kill

    def doom(self, name, writes):
        """Start it again so that it dies by this write from now on, and is then started again."""
        program = self.three.programs[name]
        program.kill()
        os.environ.update(LD_PRELOAD=DIE_AT, DIE_AT=str(writes))
        try:
            program.start()
        except SystemExit:  # before it was ready
            pass
        finally:
            del os.environ["LD_PRELOAD"], os.environ["DIE_AT"]

        def revive():
            program.process.wait()
            program.start()
        self.doomed = (program, threading.Thread(target=revive))
        self.doomed[1].start()

    def spare(self):
        """Whether it has died; if not, nothing threatens it any more."""
        program, reviver = self.doomed
        died = program.process.poll() is not None or not reviver.is_alive()
        if not died:
            program.process.kill()
        reviver.join()
        return died

    def new(self, cost=COST):
        self.count += 1
        patiently(self.learning.CreateCohort, cohort_pb2.CreateCohortRequest(
            parent="courses/welding", cohort_id=f"c{self.count}", cohort=dict(
                title="C", capacity=10, first_date=day("2025-03-01"),
                last_date=day("2025-06-01"), budget_line=LINE,
                estimate=dict(currency="CNY", minor_units=cost))))
        return f"courses/welding/cohorts/c{self.count}"

    def move(self, name, move, **more):
        return patiently(self.learning.MoveCohort, cohort_pb2.MoveCohortRequest(
            name=name, move=f"COHORT_MOVE_{move}", request_id=f"{name} {move}", **more))

    def get(self, name):
        return patiently(self.learning.GetCohort, cohort_pb2.GetCohortRequest(name=name))

    def wait(self, name, *states):
        """The cohort, once its funding is in one of them."""
        end = time.monotonic() + PATIENCE_S
        while True:
            cohort = self.get(name)
            if cohort.funding.state in [FUNDING(f"FUNDING_STATE_{state}") for state in states]:
                return cohort
            if time.monotonic() > end:
                raise SystemExit(f"{name} is not {states}: {cohort}")

    def approve(self, cohort):
        found = patiently(self.chief.GetCommitment, commitment_pb2.GetCommitmentRequest(
            name=cohort.funding.commitment))
        patiently(self.chief.MoveCommitment, entry_pb2.MoveEntryRequest(
            name=found.name, move="ENTRY_MOVE_APPROVE", etag=found.etag))

    def entries(self, cohort):
        """[(amount, state)] of everything there that is the cohort's: commitments, payments."""
        base = cohort.funding.commitment.rpartition("/")[2]
        if not base:
            return []
        found = all_of(patient(self.clerk.ListCommitments), commitment_pb2.ListCommitmentsRequest,
                       "commitments", parent=PROJECT) + \
            all_of(patient(self.clerk.ListDisbursements), disbursement_pb2.ListDisbursementsRequest,
                   "disbursements", parent=PROJECT)
        return sorted((entry.amount.minor_units, ENTRY(entry.standing.state)[12:])
                      for entry in found if entry.name.rpartition("/")[2].startswith(base))

    def on_line(self):
        """What is pending or committed there."""
        line = patiently(self.clerk.GetBudgetLine, budget_line_pb2.GetBudgetLineRequest(name=LINE))
        return line.committed.minor_units + line.pending.minor_units


# Each: make it ready, begin what is killed, where it must end and what must be there.
def opened(office):
    name = office.new()
    return name, lambda: office.move(name, "OPEN"), "RESERVED", "OPEN", [(COST, "SUBMITTED")], COST


def cancelled_while_asking(office):
    name = office.new()

    def begin():
        office.move(name, "OPEN")
        office.move(name, "CANCEL")
    return name, begin, "RELEASED", "CANCELLED", None, 0


def cancelled(office):
    name = office.new()
    office.move(name, "OPEN")
    office.wait(name, "RESERVED")
    return (name, lambda: office.move(name, "CANCEL"), "RELEASED", "CANCELLED",
            [(COST, "WITHDRAWN")], 0)


def cancelled_after_approval(office):
    name = office.new()
    office.move(name, "OPEN")
    office.approve(office.wait(name, "RESERVED"))
    return (name, lambda: office.move(name, "CANCEL"), "RELEASED", "CANCELLED",
            [(-COST, "SUBMITTED"), (COST, "APPROVED")], COST)


def completed(office):
    name = office.new()
    office.move(name, "OPEN")
    office.approve(office.wait(name, "RESERVED"))
    office.move(name, "START")
    return (name, lambda: office.move(name, "COMPLETE", actual_cost=dict(minor_units=PAID)),
            "SETTLED", "COMPLETED",
            [(PAID - COST, "SUBMITTED"), (PAID, "SUBMITTED"), (COST, "APPROVED")], COST)


CALLS = {opened: 1, cancelled_while_asking: 3, cancelled: 2, cancelled_after_approval: 2,
         completed: 3}


def once(office, scenario, kill=None):
    """Run it, with `kill` armed for what it begins."""
    name, begin, funding, state, entries, held = scenario(office)
    if kill is not None:
        kill()
    begin()
    cohort = office.wait(name, funding)
    found = office.entries(cohort)
    if entries is None:
        entries = [(COST, "WITHDRAWN")] if found else []
    office.held += held
    return (cohort_pb2.CohortState.Name(cohort.state) == f"COHORT_STATE_{state}" and
            found == entries), (cohort, found)


def balanced(office):
    held = office.on_line()
    check("the line holds what it should, to the fen", held == office.held, (held, office.held))


def plain(office):
    for scenario in CALLS:
        good, seen = once(office, scenario)
        check(f"{scenario.__name__}: undisturbed", good, seen)
    balanced(office)


def refused_for_good(office):
    name = office.new(cost=BUDGET * 2)
    office.move(name, "OPEN")
    cohort = office.wait(name, "REFUSED")
    check("without room it says why, and stays planned",
          (cohort.state, cohort.funding.reason) ==
          (cohort_pb2.COHORT_STATE_PLANNED, "BUDGET_EXCEEDED"), cohort)
    update = cohort_pb2.UpdateCohortRequest(cohort=dict(
        name=name, etag="*", estimate=dict(minor_units=COST)))
    update.update_mask.paths.append("estimate")
    patiently(office.learning.UpdateCohort, update)
    patiently(office.learning.MoveCohort, cohort_pb2.MoveCohortRequest(
        name=name, move="COHORT_MOVE_OPEN"))
    cohort = office.wait(name, "RESERVED")
    check("with less it opens", cohort.state == cohort_pb2.COHORT_STATE_OPEN, cohort)
    office.held += COST
    update.cohort.estimate.minor_units = 2 * COST
    check("what is reserved is not changed",
          refused(office.learning.UpdateCohort, update) == ("FAILED_PRECONDITION", "FUNDED"))
    office.move(name, "START")
    check("nor settled with more", refused(
        office.learning.MoveCohort, cohort_pb2.MoveCohortRequest(
            name=name, move="COHORT_MOVE_COMPLETE", actual_cost=dict(minor_units=2 * COST))) ==
        ("FAILED_PRECONDITION", "COST_ABOVE_ESTIMATE"))
    office.move(name, "COMPLETE")
    end = time.monotonic() + PATIENCE_S
    while office.get(name).funding.reason != "NOT_APPROVED":
        if time.monotonic() > end:
            raise SystemExit("it does not say for what it waits")
    office.approve(cohort)
    cohort = office.wait(name, "SETTLED")
    check("it waits for the approval, and settles then", office.entries(cohort) ==
          [(COST, "APPROVED"), (COST, "SUBMITTED")], office.entries(cohort))
    balanced(office)


def down(office):
    projects = office.three.programs["projects"]
    name = office.new()
    projects.kill()
    office.move(name, "OPEN")
    end = time.monotonic() + PATIENCE_S
    while office.get(name).funding.reason != "PEER_UNAVAILABLE":
        if time.monotonic() > end:
            raise SystemExit("it does not say who is down")
    check("meanwhile it is planned",
          office.get(name).state == cohort_pb2.COHORT_STATE_PLANNED)
    projects.start()
    office.wait(name, "RESERVED")
    office.held += COST
    balanced(office)


def crowd(office, count):
    """Many of them at once: they do not wait for each other."""
    projects, training = (office.three.programs[name] for name in ("projects", "training"))
    names = [office.new() for _ in range(count)]
    projects.kill()
    for name in names:
        office.move(name, "OPEN")
    projects.start()
    training.kill()
    office.held += count * COST
    begun = time.monotonic()
    training.start()  # all are due at once
    while office.on_line() < office.held:
        if time.monotonic() > begun + PATIENCE_S:
            raise SystemExit("a crowd of sagas is too slow")
    print(f"{count} at once: {time.monotonic() - begun:.2f} s")
    balanced(office)


def sweep(office):
    for scenario, calls in CALLS.items():
        for victim in ("training", "projects"):
            for moment in ("asked", "answered", "told"):
                for number in range(1, calls + 1):
                    kill = office.killer(victim)
                    good, seen = once(office, scenario, lambda: office.proxy.arm(
                        number, moment, kill))
                    fired = office.proxy.done.wait(
                        0 if scenario is cancelled_while_asking else 10)
                    check(f"{scenario.__name__}: {victim} killed when call {number} is {moment}",
                          good and (fired or scenario is cancelled_while_asking), seen)
                    office.proxy.plan = None
    balanced(office)


def by_writes(office):
    """Each write of either, from its start to the end of what follows, is its last."""
    for scenario in CALLS:
        for victim in ("training", "projects"):
            writes, died = 0, True
            while died:
                writes += 1
                good, seen = once(office, scenario, lambda: office.doom(victim, writes))
                died = office.spare()
                if not good:
                    check(f"{scenario.__name__}: {victim} killed by write {writes}", good, seen)
            check(f"{scenario.__name__}: {victim} killed by each of {writes - 1} writes",
                  writes > 5, writes)
    balanced(office)


def by_chance(office, count):
    """Many at once, and both killed again and again at any moment."""
    chance = random.Random(20261126)
    names = [office.new() for _ in range(count)]
    wished = {name: chance.choice(("OPEN", "CANCEL", "COMPLETE")) for name in names}
    left = {name: ["OPEN"] for name in names}
    kills = 0
    end = time.monotonic() + PATIENCE_S + count
    while left and time.monotonic() < end:
        office.killer(chance.choice(("training", "projects")))()
        kills += 1
        until = time.monotonic() + chance.uniform(0.05, 0.5)
        for name in chance.sample(sorted(left), len(left)):
            advance(office, name, wished[name], left)
            if time.monotonic() > until:
                break
        select.select([], [], [], max(0, until - time.monotonic()))  # few are left: let them
    check(f"all {count} come to their end in {kills} kills", not left, left)
    for name in names:
        cohort = office.wait(name, "RESERVED", "RELEASED", "SETTLED")
        found = office.entries(cohort)
        positive = [entry for entry in found if entry[0] == COST]
        held = 0 if (COST, "WITHDRAWN") in found or not found else COST
        office.held += held
        if len(positive) != 1 and cohort.funding.commitment:
            check(f"{name} is reserved once", False, found)
        if held and wished[name] == "CANCEL" and (-COST, "SUBMITTED") not in found:
            check(f"{name} is given back", False, found)
    balanced(office)


def advance(office, name, wish, left):
    """One step on for a cohort, if it can."""
    cohort = office.get(name)
    funding = cohort_pb2.FundingState.Name(cohort.funding.state)[14:]
    if funding == "UNSPECIFIED":
        office.move(name, "OPEN")
    elif wish == "CANCEL" and cohort.state != cohort_pb2.COHORT_STATE_CANCELLED:
        office.move(name, "CANCEL")
    elif wish == "COMPLETE" and funding == "RESERVED":
        if cohort.state == cohort_pb2.COHORT_STATE_OPEN:
            try:
                office.approve(cohort)
            except grpc.RpcError as error:
                if error.code() is not grpc.StatusCode.FAILED_PRECONDITION:
                    raise
            office.move(name, "START")
        office.move(name, "COMPLETE", actual_cost=dict(minor_units=PAID))
    elif funding == {"OPEN": "RESERVED", "CANCEL": "RELEASED", "COMPLETE": "SETTLED"}[wish]:
        del left[name]


def main():
    office = Office()
    with office.three:
        plain(office)
        refused_for_good(office)
        down(office)
        crowd(office, CROWD)
        if SWEEP:
            sweep(office)
        if DIE_AT:
            by_writes(office)
        by_chance(office, CHANCE_COHORTS)
        files = {name: f"{office.three.folder.name}/{name}" for name in NAMES}
        for program in office.three.programs.values():
            program.stop()
        for name, path in zip(NAMES, paths):
            done = subprocess.run([path, "verify", "--store", f"sqlite:{files[name]}"],
                                  capture_output=True, check=False)
            check(f"{name} verifies", done.returncode == 0, done)
    finish()


main()
