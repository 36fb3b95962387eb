"""Debian's python3-grpcio as the devices and the screens of a hub: it streams scans, loses its
place and finds it again, and watches the hub's log with resuming.

usage: judge_hub.py CARAVAN_LOGISTICS GENERATED"""
import sys
import tempfile
import threading

import grpc

from described import reflected
from server import Server, check, finish, generated

program, generated_folder = sys.argv[1:3]
generated(generated_folder)

from caravan.logistics.v1 import parcel_pb2, scan_pb2  # noqa: E402
import hub_scans as hub  # noqa: E402

SCANS = 600
BATCH = 60


def outcomes(answers):
    """How often each was said, by its name."""
    found = {}
    for answer in answers:
        for outcome in answer.outcomes:
            name = scan_pb2.ScanOutcome.Name(outcome).removeprefix("SCAN_OUTCOME_")
            found[name] = found.get(name, 0) + 1
    return found


def stream(stub, device, first, count, change=lambda scan: None):
    """Send so many scans in messages; the answers."""
    def messages():
        for at in range(first, first + count, BATCH):
            message = scan_pb2.StreamScansRequest(
                parent=hub.reader(device) if at == first else "",
                scans=hub.scans(device, at, min(BATCH, first + count - at)))
            for scan in message.scans:
                change(scan)
            yield message
    return list(stub.StreamScans(messages(), timeout=hub.PATIENCE_S))


def streamed(stub):
    for device in ("tunnel", "sorter"):
        answers = stream(stub, device, 1, SCANS)
        check(f"{device}: an answer to each message, in order",
              [a.durable_number for a in answers] == list(range(BATCH, SCANS + 1, BATCH)))
        check(f"{device}: all is kept", sum(outcomes(answers).values()) == SCANS and
              not outcomes(answers).keys() & {"CONFLICT", "REJECTED", "DUPLICATE"},
              outcomes(answers))
    answers = list(stub.StreamScans(iter([scan_pb2.StreamScansRequest(
        parent=hub.reader("tunnel"))]), timeout=hub.PATIENCE_S))
    check("a message without scans asks where it was",
          [a.durable_number for a in answers] == [SCANS], answers)
    again = stream(stub, "tunnel", SCANS - 2 * BATCH + 1, 3 * BATCH)
    check("a tail sent again is there already, and what follows is new",
          [outcomes([a]).get("DUPLICATE", 0) for a in again] == [BATCH, BATCH, 0] and
          again[-1].durable_number == SCANS + BATCH, outcomes(again))

    def heavier(scan):
        scan.grams += 1
    other = stream(stub, "tunnel", 1, BATCH, heavier)
    check("other content under a known number is refused, one by one",
          outcomes(other) == {"CONFLICT": BATCH} and
          {d.reason for d in other[0].details} == {"SCAN_CONFLICT"}, other)


def watch(stub, resume, enough):
    """Records until `enough` says so, and where to resume."""
    call = stub.WatchHub(scan_pb2.WatchHubRequest(parent=hub.HUB, resume_sequence=resume),
                         timeout=hub.PATIENCE_S)
    records = []
    for answer in call:
        records += answer.records
        resume = answer.sequence
        if enough(records, answer):
            break
    call.cancel()
    return records, resume


def watched(stub):
    first, resume = watch(stub, 0, lambda records, _: len(records) >= 100)
    rest, resume = watch(stub, resume, lambda _, answer: answer.caught_up)
    seen = [record.sequence for record in first + rest]
    check("the log in order, none left out and none twice, over a resumed watch",
          seen == list(range(1, 2 * SCANS + BATCH + 1)), len(seen))
    kept = {(r.reader, r.scan.number): r.scan for r in first + rest}
    check("each scan as it was sent",
          all(kept.get((hub.reader(device), n)) == hub.scan(device, n)
              for device in ("tunnel", "sorter") for n in range(1, SCANS + 1)))
    live = []
    caught_up = threading.Event()

    def enough(records, answer):
        if answer.caught_up:
            caught_up.set()
        return len(records) >= BATCH
    watcher = threading.Thread(target=lambda: live.extend(watch(stub, resume, enough)[0]))
    watcher.start()
    check("a watch says that it has caught up", caught_up.wait(hub.PATIENCE_S))
    stream(stub, "dock", 1, BATCH)
    watcher.join(hub.PATIENCE_S)
    check("what comes meanwhile comes to the watch",
          [r.scan.number for r in live] == list(range(1, BATCH + 1)), len(live))


def tracked(stub):
    scan = hub.scan("tunnel", 1)
    ask = dict(parent=hub.HUB, carrier=scan.carrier, number=scan.parcel_number)
    staff = stub.TrackParcel(parcel_pb2.TrackParcelRequest(
        **ask, view=parcel_pb2.PARCEL_VIEW_STAFF), timeout=hub.PATIENCE_S)
    public = stub.TrackParcel(parcel_pb2.TrackParcelRequest(**ask), timeout=hub.PATIENCE_S)
    check("staff see all scans of a parcel", [record.scan.step for record in staff.scans] ==
          [scan_pb2.SCAN_STEP_INBOUND, scan_pb2.SCAN_STEP_WEIGHED, scan_pb2.SCAN_STEP_ASSIGNED,
           scan_pb2.SCAN_STEP_RECIRCULATED, scan_pb2.SCAN_STEP_DIVERTED,
           scan_pb2.SCAN_STEP_BAGGED, scan_pb2.SCAN_STEP_DISPATCHED,
           scan_pb2.SCAN_STEP_ARRIVED_DEST], staff.scans)
    check("everybody sees where it is", public.state == staff.state and not public.scans and
          public.state == parcel_pb2.PARCEL_STATE_ARRIVED_DEST and public.grams == 0, public)


def main(folder):
    with Server(program, "--store", f"sqlite:{folder}/s.db", "--log-level", "error") as server:
        with grpc.insecure_channel(server.address) as channel:
            stub = hub.make_hub(channel)
            streamed(stub)
            watched(stub)
            tracked(stub)
            reflected(channel, generated_folder, "caravan.logistics.v1.Hubs", 20, hub.PATIENCE_S)


with tempfile.TemporaryDirectory(prefix="caravan-hub-") as scratch:
    main(scratch)
finish()
