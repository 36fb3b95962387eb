"""Three programs that name each other's things: what is not there is refused where it is written,
and so is everything while the one that knows does not answer.

usage: references.py CARAVAN PROJECTS LOGISTICS TRAINING GENERATED"""
import os
import signal
import subprocess
import sys
import tempfile
import time

import grpc

from server import Server, check, finish, generated

caravan, *paths, generated_folder = sys.argv[1:]
generated(generated_folder)

from caravan.common.v1 import references_pb2, references_pb2_grpc  # noqa: E402
from caravan.logistics.v1 import consignment_pb2  # noqa: E402
from caravan.projects.v1 import donation_pb2  # noqa: E402
from caravan.training.v1 import (cohort_pb2, course_pb2, learning_import_pb2,  # noqa: E402
                                 learning_pb2_grpc)
from google.protobuf import field_mask_pb2  # noqa: E402
from set_of_three import LINE, NAMES, PROJECT, SetOfThree, sow  # noqa: E402
from stock_caller import Caller, day, details_of, refused  # noqa: E402

PROGRAMS = dict(zip(NAMES, paths))
COURSE = "courses/welding"
NO_LINE = f"{PROJECT}/budgetLines/none"
IN_TIME_S = 4


def cohort(name, line, **more):
    return cohort_pb2.CreateCohortRequest(parent=COURSE, cohort_id=name, cohort=dict(
        title=name, capacity=10, first_date=day("2025-03-01"), last_date=day("2025-06-01"),
        budget_line=line, **more))


def consignment(name, project):
    return consignment_pb2.CreateConsignmentRequest(consignment_id=name, consignment=dict(
        corridor="corridors/c", consignor=dict(title="A"), consignee=dict(title="B"),
        origin="places/a", destination="places/b", project=project,
        lines=[dict(description="Onions")]))


def donation(name, reference):
    return donation_pb2.CreateDonationRequest(
        parent="programmes/jw", donation_id=name, donation=dict(
            title=name, donor="programmes/jw/partners/giver", pledge_date=day("2025-05-01"),
            reference=reference, lines=[dict(item="coats", goods="Coats", quantity=1, unit="piece",
                                             unit_value=dict(minor_units=1), basis=1)]))


def told(call, request):
    """(code, message) of a call."""
    try:
        call(request)
    except grpc.RpcError as error:
        return error.code().name, error.details()
    return "OK", ""


def creates(three):
    learning, corridors, engagement = three.learning(), three.corridors(), three.engagement()
    check("what is there is written", refused(learning.CreateCohort, cohort("a", LINE))[0] == "OK")
    check("what is not is refused by its name",
          told(learning.CreateCohort, cohort("b", NO_LINE)) ==
          ("NOT_FOUND", f"the projects service knows no {NO_LINE}"))
    check("and nothing was stored", refused(
        learning.GetCohort, cohort_pb2.GetCohortRequest(name=f"{COURSE}/cohorts/b"))[0] ==
        "NOT_FOUND")
    check("a project is asked for", refused(corridors.CreateConsignment, consignment(
        "none", "programmes/jw/projects/none")) == ("NOT_FOUND", "NOT_FOUND"))
    check("one that is there is taken", refused(
        corridors.CreateConsignment, consignment("onions", PROJECT))[0] == "OK")
    check("a text that is no name is kept as it is", refused(
        corridors.CreateConsignment, consignment("free", "the road, phase 2"))[0] == "OK")
    check("what brought a gift is asked for", refused(
        engagement.CreateDonation, donation("d", "consignments/none"))[0] == "NOT_FOUND")
    check("and taken", refused(
        engagement.CreateDonation, donation("d", "consignments/onions"))[0] == "OK")
    move = donation_pb2.MoveDonationRequest(
        name="programmes/jw/donations/d", etag="v1", movement=dict(
            move=1, date=day("2025-05-10"), reference="consignments/none"))
    check("in a movement, too", refused(engagement.MoveDonation, move) ==
          ("NOT_FOUND", "NOT_FOUND"))
    move.movement.reference = "consignments/free"
    check("which is then taken", refused(engagement.MoveDonation, move)[0] == "OK")


def client(three, *words, code=0):
    """What `caravan cohort` says."""
    address = three.addresses["training"]
    done = subprocess.run([caravan, "cohort", *words, "--training", address], encoding="utf-8",
                          capture_output=True, timeout=60, check=False,
                          env={**os.environ, "CARAVAN_LANG": "en"})
    check(f"caravan cohort {words[0]} ends with {code}", done.returncode == code, done)
    return done.stdout + done.stderr


def by_hand(three):
    paid = ("--title", "Paid", "--seats", "3", "--first-day", "2025-03-01", "--last-day",
            "2025-06-01", "--estimate", "500", "--budget-line")
    said = client(three, "new", "welding", "paid", *paid, LINE)
    check("what it will cost is shown", "minor_units: 50000" in said or "500" in said, said)
    check("what is not there is told", f"knows no {NO_LINE}" in client(
        three, "new", "welding", "other", *paid, NO_LINE, code=1))
    client(three, "move", "welding/paid", "open")
    end = time.monotonic() + 30
    while "RESERVED" not in client(three, "list", "welding") and time.monotonic() < end:
        continue
    check("it is listed as reserved", "RESERVED" in client(three, "list", "welding"))
    client(three, "move", "welding/paid", "start")
    said = client(three, "move", "welding/paid", "complete", "--cost", "400")
    check("and what it did cost is taken", "SETTLING" in said, said)


def updates(three):
    learning = three.learning()
    update = cohort_pb2.UpdateCohortRequest(cohort=dict(
        name=f"{COURSE}/cohorts/a", etag="*", title="A", budget_line=NO_LINE))
    update.update_mask.CopyFrom(field_mask_pb2.FieldMask(paths=["budget_line"]))
    check("an update asks", refused(learning.UpdateCohort, update) == ("NOT_FOUND", "NOT_FOUND"))
    update.update_mask.paths[:] = ["title"]
    check("but not for what it does not change",
          refused(learning.UpdateCohort, update)[0] == "OK")


def imports(three):
    learning = three.learning()
    rows = [dict(cohort=cohort(f"row-{i}", NO_LINE if i % 7 == 3 else LINE)) for i in range(1500)]
    asked = learning_import_pb2.ImportLearningRequest(rows=rows, validate_only=True)
    answer = learning.ImportLearning(asked)
    check("an import judges each row by it", answer.refused_count == 214, answer.refused_count)
    first = answer.refusals[0]
    check("and names row and field", (first.row, first.code, first.field) ==
          (3, grpc.StatusCode.NOT_FOUND.value[0], "cohort.budget_line"), first)
    many = [dict(cohort=cohort(f"row-{i}", f"{NO_LINE}-{i}")) for i in range(2500)]
    answer = learning.ImportLearning(learning_import_pb2.ImportLearningRequest(rows=many))
    check("more names than fit into one question are asked in several",
          answer.refused_count == 2500, answer.refused_count)


def asked_directly(three):
    stub = Caller(references_pb2_grpc.ReferencesStub(three.channel("projects")), "clerk")
    names = [LINE, NO_LINE, "programmes/jw", "programmes/no", PROJECT, "programmes/jw/partners/no"]
    answer = stub.CheckReferences(references_pb2.CheckReferencesRequest(names=names))
    check("who asks is told what is missing",
          list(answer.missing) == [NO_LINE, "programmes/no", "programmes/jw/partners/no"], answer)
    for wrong in ([], ["persons/x"], [LINE] * 1001):
        check("and what may not be asked", refused(stub.CheckReferences, (
            references_pb2.CheckReferencesRequest(names=wrong)))[0] == "INVALID_ARGUMENT")


def down(three):
    learning, projects = three.learning(), three.programs["projects"]
    message = f"the projects service does not answer, so {LINE} could not be checked; " \
        "nothing was stored"
    projects.kill()
    began = time.monotonic()
    check("while it is down that is said", told(learning.CreateCohort, cohort("c", LINE)) ==
          ("UNAVAILABLE", message), told(learning.CreateCohort, cohort("c", LINE)))
    check("long before the deadline", time.monotonic() - began < 15)
    check("with a reason", refused(learning.CreateCohort, cohort("c", LINE))[1] ==
          "PEER_UNAVAILABLE")
    said = client(three, "new", "welding", "c", "--title", "C", "--seats", "1", "--first-day",
                  "2025-03-01", "--last-day", "2025-03-02", "--budget-line", LINE, code=3)
    check("the client says who is down", message in said and "no server" not in said, said)
    check("nothing was stored", refused(learning.GetCohort, cohort_pb2.GetCohortRequest(
        name=f"{COURSE}/cohorts/c"))[0] == "NOT_FOUND")
    check("an import, too, ends with it", refused(
        learning.ImportLearning, learning_import_pb2.ImportLearningRequest(
            rows=[dict(cohort=cohort("c", LINE))])) == ("UNAVAILABLE", "PEER_UNAVAILABLE"))
    check("what names nothing of it goes on", refused(
        learning.CreateCohort, cohort("plain", ""))[0] == "OK")
    projects.start()
    end = time.monotonic() + 30
    while refused(learning.CreateCohort, cohort("c", LINE))[0] != "OK":
        if time.monotonic() > end:
            raise SystemExit("it was not found again")
    check("once it is back it is asked again", True)


def slow(three):
    stub = learning_pb2_grpc.LearningStub(three.channel("training"))
    process = three.programs["projects"].process
    process.send_signal(signal.SIGSTOP)
    try:
        stub.CreateCohort(cohort("slow", LINE), timeout=IN_TIME_S)
        error = None
    except grpc.RpcError as caught:
        error = caught
    check("one that is slow is named before the deadline", error is not None and
          error.code() is grpc.StatusCode.UNAVAILABLE and "in time" in error.details(), error)
    asked = stub.CreateCohort.future(cohort("between", LINE), timeout=30)
    process.kill()
    process.wait()
    check("so is one that is killed while it is asked",
          details_of(asked.exception())[0].reason == "PEER_UNAVAILABLE", asked.exception())
    three.programs["projects"].start()
    check("neither was stored", [refused(three.learning().GetCohort, cohort_pb2.GetCohortRequest(
        name=f"{COURSE}/cohorts/{name}"))[0] for name in ("slow", "between")] == ["NOT_FOUND"] * 2)


def alone():
    with Server(PROGRAMS["training"], "--store", "sqlite::memory:", "--log-level",
                "error") as server, grpc.insecure_channel(server.address) as channel:
        learning = Caller(learning_pb2_grpc.LearningStub(channel), "clerk")
        learning.CreateCourse(course_pb2.CreateCourseRequest(
            course_id="welding", course=dict(title="Welding", kind=1, minutes=600)))
        check("who stands alone keeps what is named",
              refused(learning.CreateCohort, cohort("x", NO_LINE))[0] == "OK")


def encrypted():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([caravan, "keys", folder], check=True, capture_output=True)
        with SetOfThree(PROGRAMS, keys=folder) as three:
            sow(three)
            learning = three.learning()
            check("over mutual TLS", refused(learning.CreateCohort, cohort("a", LINE))[0] == "OK")
            check("the same is refused", refused(
                learning.CreateCohort, cohort("b", NO_LINE)) == ("NOT_FOUND", "NOT_FOUND"))


def main():
    with SetOfThree(PROGRAMS) as three:
        sow(three)
        creates(three)
        by_hand(three)
        updates(three)
        imports(three)
        asked_directly(three)
        down(three)
        slow(three)
    alone()
    encrypted()
    finish()


main()
