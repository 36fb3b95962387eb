"""Debian's python3-grpcio as the desk of a dispatcher: commands that are refused with a reason,
several stations that tell what they saw in any order and by clocks that are apart, a watch that is
resumed, alerts, and a report of the past that stays as it was, also in the next process.

usage: judge_trips.py CARAVAN_LOGISTICS GENERATED"""
import random
import subprocess
import sys
import tempfile
import threading
import time

import grpc

from server import Server, check, finish, generated

program, generated_folder = sys.argv[1:3]
generated(generated_folder)

from caravan.logistics.v1 import (  # noqa: E402
    corridor_pb2, corridor_report_pb2, corridors_pb2_grpc, place_pb2, trip_event_pb2, trip_pb2)
from google.rpc import error_details_pb2, status_pb2  # noqa: E402

PATIENCE_S = 30
TRIP = "corridors/laos/trips/x1"
STATIONS = 4
# When it left: two days ago, for its clocks to be anywhere but here.
BEGAN = int(time.time()) // 60 * 60 - 2 * 86400
# What happened, and at which minute by the clock of whoever saw it.
JOURNEY = (
    ("DEPARTED", 0, 70), ("ARRIVED", 1, 660), ("BORDER_PRESENTED", 1, 680),
    ("HOLD_OPENED", 1, 720), ("BORDER_SELECTED", 1, 735), ("BORDER_INSPECTED", 1, 790),
    ("HOLD_CLOSED", 1, 840), ("BORDER_RELEASED", 1, 830), ("BORDER_CROSSED", 1, 850),
    ("DEPARTED", 1, 845), ("ARRIVED", 2, 1260))


def make_trip(stub):
    for name, kind, country in (("kunming", place_pb2.PLACE_KIND_TERMINAL, "CN"),
                                ("mohan", place_pb2.PLACE_KIND_BORDER_POINT, "CN"),
                                ("vientiane", place_pb2.PLACE_KIND_STATION, "LA")):
        border = "LA" if name == "mohan" else ""
        stub.CreatePlace(place_pb2.CreatePlaceRequest(place_id=name, place=dict(
            title=name, kind=kind, country=country, border_country=border)), timeout=PATIENCE_S)
    rail = corridor_pb2.TRANSPORT_MODE_RAIL
    stub.CreateCorridor(corridor_pb2.CreateCorridorRequest(corridor_id="laos", corridor=dict(
        title="Laos", points=[
            dict(place="places/kunming", mode=rail, run_minutes=600),
            dict(place="places/mohan", mode=rail, run_minutes=420, dwell_minutes=240),
            dict(place="places/vientiane")])), timeout=PATIENCE_S)
    stub.CreateTrip(trip_pb2.CreateTripRequest(
        parent="corridors/laos", trip_id="x1",
        trip=dict(number="X9101", direction=trip_pb2.DIRECTION_OUTBOUND,
                  departure_time=dict(seconds=BEGAN))), timeout=PATIENCE_S)


def kind(name):
    return getattr(trip_event_pb2, f"TRIP_EVENT_KIND_{name}")


def event(number):
    """The journey's thing of that number."""
    what, point, minute = JOURNEY[number]
    found = trip_event_pb2.TripEvent(
        event_id=f"e{number}", kind=kind(what), point=point, utc_offset_minutes=480,
        classifier=trip_event_pb2.TIME_CLASSIFIER_ACTUAL,
        occurred_time=dict(seconds=BEGAN + minute * 60))
    if what.startswith("HOLD"):
        found.hold_id = "customs"
    if what == "HOLD_OPENED":
        found.hold_kind = trip_pb2.HOLD_KIND_CUSTOMS
        found.cause = trip_pb2.DELAY_CAUSE_PAPERS
    return found


def record(stub, *events):
    return stub.RecordTripEvents(trip_event_pb2.RecordTripEventsRequest(
        parent=TRIP, events=events), timeout=PATIENCE_S)


def refusal(call, request):
    """The reason of a refusal, from its details."""
    try:
        call(request, timeout=PATIENCE_S)
    except grpc.RpcError as error:
        details = dict(error.trailing_metadata()).get("grpc-status-details-bin", b"")
        info = error_details_pb2.ErrorInfo()
        for detail in status_pb2.Status.FromString(details).details:
            detail.Unpack(info)
        return error.code(), info.reason
    return grpc.StatusCode.OK, ""


def commanded(stub):
    move = trip_event_pb2.MoveTripRequest
    wagons = [dict(number=number, numbering=trip_pb2.WAGON_NUMBERING_CHINA, limit_grams=60000000,
                   slots=2) for number in ("5232100", "5232101")]
    failed = grpc.StatusCode.FAILED_PRECONDITION
    check("a trip without wagons does not leave",
          refusal(stub.MoveTrip, move(name=TRIP, kind=kind("DEPARTED"))) == (failed, "NOT_READY"))
    stub.ComposeTrip(trip_pb2.ComposeTripRequest(name=TRIP, wagons=wagons), timeout=PATIENCE_S)
    stub.MoveTrip(move(name=TRIP, kind=kind("READY")), timeout=PATIENCE_S)
    stub.MoveTrip(move(name=TRIP, kind=kind("WAGON_REFUSED"), wagon="5232101",
                       cause=trip_pb2.DELAY_CAUSE_ROLLING_STOCK), timeout=PATIENCE_S)
    seen = refusal(stub.MoveTrip, move(name=TRIP, kind=kind("DEPARTED")))
    check("nor with a wagon that was refused", seen == (failed, "WAGON_REFUSED"), seen)
    stub.ComposeTrip(trip_pb2.ComposeTripRequest(name=TRIP, wagons=wagons[:1]),
                     timeout=PATIENCE_S)
    trip = stub.MoveTrip(move(name=TRIP, kind=kind("READY")), timeout=PATIENCE_S)
    check("without that one it is ready", trip.state == trip_pb2.TRIP_STATE_READY and
          [wagon.number for wagon in trip.wagons] == ["5232100"], trip)


class Watch:
    """A watch in the background, ended by whatever it is to have seen last."""

    def __init__(self, stub, resume, enough):
        self.heard = []
        self.caught_up = threading.Event()
        self.call = stub.WatchTrip(trip_event_pb2.WatchTripRequest(
            name=TRIP, resume_sequence=resume), timeout=PATIENCE_S)
        self.thread = threading.Thread(target=self.listen, args=(enough,))
        self.thread.start()

    def listen(self, enough):
        for answer in self.call:
            if answer.caught_up:
                self.caught_up.set()
            else:
                self.heard.append(answer)
            if enough(answer):
                break
        self.call.cancel()

    def wait(self):
        self.thread.join(PATIENCE_S)
        return self.heard


def observed(stub, resume):
    """Each station tells its share, some of it twice; all of them at once."""
    watch = Watch(stub, resume, lambda answer: answer.sequence == resume + len(JOURNEY))
    check("a watch says that it has caught up", watch.caught_up.wait(PATIENCE_S))
    chance = random.Random(1)
    told = [number for number in range(len(JOURNEY)) for _ in range(chance.choice((1, 1, 2)))]
    chance.shuffle(told)
    results = []
    stations = [threading.Thread(target=lambda share: results.extend(
        record(stub, event(number)).results[0] for number in share), args=(told[n::STATIONS],))
        for n in range(STATIONS)]
    for station in stations:
        station.start()
    for station in stations:
        station.join(PATIENCE_S)
    duplicate = trip_event_pb2.EVENT_OUTCOME_DUPLICATE
    check("what is told again is a duplicate", sorted(
        result.outcome == duplicate for result in results) ==
        [False] * len(JOURNEY) + [True] * (len(told) - len(JOURNEY)), results)
    heard = watch.wait()
    check("the watch hears each event once, and the trip after the last",
          [answer.event.sequence for answer in heard] ==
          list(range(resume + 1, resume + len(JOURNEY) + 1)) and
          heard[-1].trip.state == trip_pb2.TRIP_STATE_FINAL_ARRIVED, heard)
    again = Watch(stub, heard[3].sequence, lambda answer: answer.caught_up).wait()
    check("resumed it goes on where it was", [a.event for a in again] ==
          [a.event for a in
           Watch(stub, resume, lambda answer: answer.caught_up).wait()[4:]], again)


def folded(stub):
    trip = stub.GetTrip(trip_pb2.GetTripRequest(name=TRIP), timeout=PATIENCE_S)
    events = stub.ListTripEvents(trip_event_pb2.ListTripEventsRequest(parent=TRIP, page_size=100),
                                 timeout=PATIENCE_S).events
    mohan = trip.points[1]
    check("steps half an hour apart are in their order, whoever told them when",
          all(event.counts for event in events) and
          mohan.border_state == trip_pb2.BORDER_STATE_CROSSED and
          mohan.departure.actual_time.seconds == BEGAN + 845 * 60 and
          not any(point.arrival.inferred or point.departure.inferred for point in trip.points),
          trip)
    check("a customs hold is not the carrier's time",
          (mohan.stay_minutes, mohan.held_minutes, mohan.own_minutes) == (185, 120, 65), mohan)
    alerts = stub.ListTripAlerts(trip_event_pb2.ListTripAlertsRequest(parent=TRIP),
                                 timeout=PATIENCE_S).alerts
    check("that it is late was alerted, and no alert stands at the end",
          alerts and all(alert.slip == trip_pb2.SLIP_60_MINUTES for alert in alerts[:2]) and
          all(alert.clear_sequence > alert.raise_sequence for alert in alerts), alerts)


def report(stub, known_at=None):
    request = corridor_report_pb2.CorridorReportRequest(corridor="corridors/laos")
    if known_at is not None:
        request.known_at.CopyFrom(known_at)
    return stub.CorridorReport(request, timeout=PATIENCE_S)


def reported(stub):
    before = report(stub)
    mohan = before.by_point[0]
    check("the report tells the carrier's own apart",
          (mohan.stay_minutes, mohan.held_minutes, mohan.own_minutes) == (185, 120, 65) and
          mohan.against_plan.late_minutes_p50 == 60 and
          before.by_point[1].own_against_plan.late_minutes_p50 == 0, before)
    late = event(1)
    late.event_id, late.occurred_time.seconds = "late", BEGAN + 600 * 60
    result = record(stub, late).results[0]
    check("earlier news of the arrival takes its place",
          result.outcome == trip_event_pb2.EVENT_OUTCOME_LATE and
          report(stub).by_point[0].against_plan.late_minutes_p50 == 0, result)
    return before


def served(folder):
    return Server(program, "--store", f"sqlite:{folder}/s.db", "--log-level", "error")


def main(folder):
    with served(folder) as server, grpc.insecure_channel(server.address) as channel:
        stub = corridors_pb2_grpc.CorridorsStub(channel)
        make_trip(stub)
        commanded(stub)
        observed(stub, 5)
        folded(stub)
        before = reported(stub)
        trip = stub.GetTrip(trip_pb2.GetTripRequest(name=TRIP), timeout=PATIENCE_S)
    with served(folder) as server, grpc.insecure_channel(server.address) as channel:
        stub = corridors_pb2_grpc.CorridorsStub(channel)
        check("the next process shows the same trip",
              stub.GetTrip(trip_pb2.GetTripRequest(name=TRIP), timeout=PATIENCE_S) == trip)
        check("and the same report of before, byte for byte",
              report(stub, before.known_at).SerializeToString(deterministic=True) ==
              before.SerializeToString(deterministic=True))
    verified = subprocess.run([program, "verify", "--store", f"sqlite:{folder}/s.db"],
                              capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    check("verify finds nothing", verified.returncode == 0, verified)


with tempfile.TemporaryDirectory(prefix="caravan-trips-") as scratch:
    main(scratch)
finish()
