"""Indicators that are fed, under random work of the services that count: sales and their months,
trips and news of them after they were closed, cohorts and their history; with `kill -9` of any of
the three in between, so that events come again. Each figure must come to what the service that
counts it reports itself, as of any day.

usage: fed_model.py CARAVAN_PROJECTS CARAVAN_LOGISTICS CARAVAN_TRAINING GENERATED [SEED]"""
import calendar
import random
import sys
import time

from server import check, finish, generated

paths = dict(zip(("projects", "logistics", "training"), sys.argv[1:4]))
generated(sys.argv[4])
seed = int(sys.argv[5]) if len(sys.argv) > 5 else 20250701
chance = random.Random(seed)

import grpc  # noqa: E402
from caravan.logistics.v1 import (  # noqa: E402
    corridor_report_pb2, sale_pb2, sale_period_pb2, sales_pb2_grpc, sales_report_pb2,
    trip_event_pb2, trip_pb2)
from caravan.projects.v1 import indicator_pb2, report_pb2  # noqa: E402
from caravan.training.v1 import (  # noqa: E402
    cohort_pb2, enrolment_pb2, exchanges_pb2_grpc, person_pb2, training_report_pb2)
from set_of_three import PROJECT, SetOfThree, sow  # noqa: E402
from stock_caller import Caller, day  # noqa: E402

COMMANDS = 80
PATIENCE_S = 30
PERSONS = 24
MONTHS = ["2025-01", "2025-02", "2025-03", "2025-04"]
DAYS = [f"{month}-{number:02}" for month in MONTHS for number in (1, 9, 17, 28)]
TRIP = "corridors/c/trips/"
COURSE = "courses/welding"
KINDS = {"signed": ("SALES_SIGNED", "MONEY_FLOW", 2), "paid": ("SALES_PAID", "MONEY_FLOW", 2),
         "trips": ("FREIGHT_TRIPS", "FLOW", 0), "took": ("TRAINING_PARTICIPANTS", "FLOW", 0),
         "ended": ("TRAINING_COMPLETED", "FLOW", 0)}


def last_of(month):
    year, number = map(int, month.split("-"))
    return f"{month}-{calendar.monthrange(year, number)[1]}"


def at(date, hour):
    """An hour of that day in China, as an instant."""
    seconds = calendar.timegm(time.strptime(date, "%Y-%m-%d")) + (hour - 8) * 3600
    return dict(seconds=seconds)


class Patient:
    """A caller that was not there to see a program die: its connection may be the old one still."""

    def __init__(self, caller):
        self.caller = caller

    def __getattr__(self, method):
        def call(request):
            while True:
                try:
                    return getattr(self.caller, method)(request)
                except grpc.RpcError as error:
                    if error.code() is not grpc.StatusCode.UNAVAILABLE:
                        raise
        return call


class Model:
    def __init__(self, programs):
        def caller(stub, name):
            return Patient(Caller(stub(programs.channel(name)), "clerk", wait_for_ready=True))

        self.programs = programs
        self.projects = Patient(programs.projects())
        self.sales = caller(sales_pb2_grpc.SalesStub, "logistics")
        self.corridors = Patient(programs.corridors())
        self.learning = Patient(programs.learning())
        self.exchanges = caller(exchanges_pb2_grpc.ExchangesStub, "training")
        self.sold, self.stated = [], set()
        self.trips, self.cohorts, self.seated = {}, [], []
        self.made = 0

    def number(self):
        self.made += 1
        return self.made

    # ---- sales ----

    def sell(self):
        name = f"s{self.number()}"
        date = chance.choice(DAYS)
        paid = day(chance.choice([d for d in DAYS if d >= date])) if chance.random() < .5 else None
        self.sales.CreateSale(sale_pb2.CreateSaleRequest(sale_id=name, sale=dict(
            product="apple", origin="Wensu", channel="retail", buyer_region="Hangzhou",
            quantity_milli=1000, unit="t", signed_date=day(date), paid_date=paid,
            amount=dict(currency="CNY", minor_units=chance.randrange(1, 10**6)))))
        self.sold.append((name, paid is not None))

    def reverse(self):
        if not self.sold:
            return
        name, paid = self.sold.pop(chance.randrange(len(self.sold)))
        if paid:
            self.sales.ReverseSaleEntry(sale_pb2.ReverseSaleEntryRequest(
                name=f"sales/{name}/entries/paid", reversal_id="back", reference="bounced"))
            self.sold.append((name, False))
        else:
            self.sales.ReverseSale(sale_pb2.ReverseSaleRequest(
                name=f"sales/{name}", reversal_id="gone", reference="mistake"))

    def state(self):
        month = chance.choice(MONTHS)
        if month not in self.stated:
            self.sales.CloseSalePeriod(sale_period_pb2.CloseSalePeriodRequest(
                name=f"salePeriods/{month}"))
        else:
            self.sales.RestateSalePeriod(sale_period_pb2.RestateSalePeriodRequest(
                name=f"salePeriods/{month}", reason="late"))
        self.stated.add(month)

    # ---- trips ----

    def told(self, trip, *events):
        self.corridors.RecordTripEvents(trip_event_pb2.RecordTripEventsRequest(
            parent=TRIP + trip, events=[trip_event_pb2.TripEvent(
                classifier=trip_event_pb2.TIME_CLASSIFIER_ACTUAL, utc_offset_minutes=480, **event)
                for event in events]))

    def travel(self):
        trip, date = f"t{self.number()}", chance.choice(DAYS)
        kind = trip_event_pb2.TripEventKind.Value
        self.corridors.CreateTrip(trip_pb2.CreateTripRequest(
            parent="corridors/c", trip_id=trip, trip=dict(
                number=trip, direction=trip_pb2.DIRECTION_OUTBOUND, departure_time=at(date, 8))))
        self.told(trip, *(dict(
            event_id=f"e{number}", kind=kind(f"TRIP_EVENT_KIND_{what}"), point=point,
            occurred_time=at(date, hour)) for number, (what, point, hour) in enumerate((
                ("DEPARTED", 0, 9), ("ARRIVED", 1, 11), ("UNLOADED", 1, 12)))))
        self.corridors.CloseTrip(trip_pb2.CloseTripRequest(name=TRIP + trip))
        self.trips[trip] = "e0"

    def hear(self):
        """It did not leave then, as is heard after it was closed: another day, at most earlier."""
        if not self.trips:
            return
        trip, was = chance.choice(sorted(self.trips.items()))
        news = f"n{self.number()}"
        self.told(trip, dict(
            event_id=news, kind=trip_event_pb2.TRIP_EVENT_KIND_DEPARTED, point=0, retracts=was,
            retraction_reason=1, occurred_time=at(chance.choice(DAYS), 9)))
        self.trips[trip] = news

    # ---- cohorts ----

    def teach(self):
        cohort, month = f"k{self.number()}", chance.choice(MONTHS)
        self.learning.CreateCohort(cohort_pb2.CreateCohortRequest(
            parent=COURSE, cohort_id=cohort, cohort=dict(
                title="Class", state=cohort_pb2.COHORT_STATE_COMPLETED, capacity=PERSONS,
                first_date=day(f"{month}-01"), last_date=day(last_of(month)))))
        self.cohorts.append([cohort, last_of(month), list(range(PERSONS))])

    def enrol(self):
        """Some of a cohort's past: of who is still enrolled it is told later."""
        if not self.cohorts:
            return
        cohort, last, left = chance.choice(self.cohorts)
        for _ in range(min(len(left), chance.randrange(1, 9))):
            person = left.pop()
            ends = chance.choice(("COMPLETED", "COMPLETED", "FAILED", "ENROLLED"))
            name = f"{COURSE}/cohorts/{cohort}/enrolments/e{person}"
            self.learning.CreateEnrolment(enrolment_pb2.CreateEnrolmentRequest(
                parent=f"{COURSE}/cohorts/{cohort}", enrolment_id=f"e{person}", enrolment=dict(
                    person=f"persons/p{person}", applied_date=day("2024-12-01"),
                    enrolled_date=day("2024-12-01"),
                    state=enrolment_pb2.EnrolmentState.Value(f"ENROLMENT_STATE_{ends}"),
                    ended_date=None if ends == "ENROLLED" else day(last))))
            if ends == "ENROLLED":
                self.seated.append((name, last))

    def end(self):
        if self.seated:
            name, last = self.seated.pop(chance.randrange(len(self.seated)))
            self.learning.MoveEnrolment(enrolment_pb2.MoveEnrolmentRequest(
                name=name, date=day(last), move=chance.choice((
                    enrolment_pb2.ENROLMENT_MOVE_COMPLETE, enrolment_pb2.ENROLMENT_MOVE_FAIL))))

    # ---- what is counted ----

    def counted(self, through):
        """By the services themselves; None: too few people to be told."""
        date = day(through)
        months = [month for month in self.sales.SalesReport(sales_report_pb2.SalesReportRequest(
            effective_through=date)).closed_months if last_of(month.month) <= through]
        learned = self.exchanges.TrainingReport(training_report_pb2.TrainingReportRequest(
            effective_through=date)).learning
        few = learned.withheld or learned.completion_withheld or learned.ends_withheld
        return dict(
            signed=sum(month.stated.signed_minor for month in months),
            paid=sum(month.stated.gross_minor for month in months),
            trips=self.corridors.CorridorReport(corridor_report_pb2.CorridorReportRequest(
                corridor="corridors/c", end_date=date, effective_through=date)).total.trips,
            took=None if few else learned.completed + learned.failed,
            ended=None if few else learned.completed)

    def fed(self, through):
        report = self.projects.Report(report_pb2.ReportRequest(
            programme="programmes/jw", effective_through=day(through)))
        return {row.indicator.split("/")[-1]: None if row.total.withheld else row.total.value
                for row in report.indicators}

    def compare(self, through):
        want = self.counted(through)
        end = time.monotonic() + PATIENCE_S
        while True:
            seen = self.fed(through)
            same = all(want[name] is None or seen[name] is None or want[name] == seen[name]
                       for name in want)
            if same or time.monotonic() > end:
                break
        if not same:
            check(f"after {self.made} things, as of {through}, seed {seed}", False, (want, seen))
        return same and None not in want.values() and None not in seen.values()


def prepare(model):
    sow(model.programs)
    for name, (figure, kind, decimals) in KINDS.items():
        model.projects.CreateIndicator(indicator_pb2.CreateIndicatorRequest(
            parent="programmes/jw", indicator_id=name, indicator=indicator_pb2.Indicator(
                title=name, kind=indicator_pb2.IndicatorKind.Value(f"INDICATOR_KIND_{kind}"),
                unit="CNY" if decimals else "of them", decimals=decimals,
                counts_people="TRAINING" in figure, feed=indicator_pb2.IndicatorFeed(
                    figure=indicator_pb2.FedFigure.Value(f"FED_FIGURE_{figure}"),
                    project=PROJECT))))
    for person in range(PERSONS):
        model.learning.CreatePerson(person_pb2.CreatePersonRequest(
            person_id=f"p{person}", person=dict(consents=[dict(
                purpose=person_pb2.CONSENT_PURPOSE_TRAINING, text_version="1",
                given_date=day("2024-01-02"))])))


def main():
    killed = compared = whole = refused = 0
    with SetOfThree(paths) as programs:
        model = Model(programs)
        prepare(model)
        commands = [model.sell, model.sell, model.reverse, model.state, model.travel, model.hear,
                    model.teach, model.enrol, model.enrol, model.end]
        for number in range(COMMANDS):
            try:
                chance.choice(commands)()
            except grpc.RpcError as error:
                if error.code() is not grpc.StatusCode.FAILED_PRECONDITION:
                    check(f"command {number} of seed {seed}", False, error)
                    break
                refused += 1  # a month of which there is no news
            if chance.random() < .1:
                program = chance.choice(sorted(programs.programs.items()))[1]
                program.kill()
                program.start()
                killed += 1
            if number % 9 == 8:
                compared += 1
                whole += model.compare(chance.choice(DAYS + [*map(last_of, MONTHS)]))
        while model.seated:  # nothing comes after these to make up for what was not told
            model.end()
        for month in MONTHS:
            whole += model.compare(last_of(month))
    print(f"{COMMANDS} commands, {refused} refused, {killed} kills, {compared} comparisons, "
          f"{whole} of all figures")
    check("most was done, and whole reports were compared",
          refused < COMMANDS / 4 and compared > 5 and whole > 3, (refused, compared, whole))


main()
finish()
