"""For a while nobody reaches the projects service, and it nobody. Import it when the generated code
is to be found."""
import concurrent.futures
import threading
import time

import grpc
from caravan.events.v1 import events_pb2, events_pb2_grpc
from caravan.logistics.v1 import (consignment_pb2, corridor_pb2, corridors_pb2_grpc, place_pb2,
                                  sale_pb2, sale_period_pb2, sales_pb2_grpc)
from caravan.projects.v1 import (budget_line_pb2, indicator_pb2, programme_pb2, project_pb2,
                                 projects_pb2_grpc, report_pb2)
from caravan.training.v1 import cohort_pb2, course_pb2, learning_pb2_grpc
from server import check
from stock_caller import PATIENCE_S, day

from callers import partner

CUT_S = 10
ANSWERED_S = 5
RECOVERED_S = 15
PROGRAMME = "programmes/cut"
PROJECT = f"{PROGRAMME}/projects/road"
LINE = f"{PROJECT}/budgetLines/teaching"
COURSE = "courses/cut"
MONTHS = [f"salePeriods/{2011 + n // 12}-{n % 12 + 1:02}" for n in range(48)]
UNREACHABLE = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED}


class Stubs:
    """Of all three, by callers that do not try again."""

    def __init__(self, office):
        channels = {name: office.channel(name, retries=False) for name in office.addresses}
        self.projects = projects_pb2_grpc.ProjectsStub(channels["projects"])
        self.corridors = corridors_pb2_grpc.CorridorsStub(channels["logistics"])
        self.sales = sales_pb2_grpc.SalesStub(channels["logistics"])
        self.events = events_pb2_grpc.EventsStub(channels["logistics"])
        self.learning = learning_pb2_grpc.LearningStub(channels["training"])


def sow(stubs):
    """What is named later, and an indicator that counts what logistics sells."""
    def ask(call, request):
        call(request, timeout=PATIENCE_S, wait_for_ready=True)
    ask(stubs.projects.CreateProgramme, programme_pb2.CreateProgrammeRequest(
        programme_id="cut", programme=dict(title="Cut", start_date=day("2010-01-01"),
                                           end_date=day("2045-12-31"))))
    ask(stubs.projects.CreateProject, project_pb2.CreateProjectRequest(
        parent=PROGRAMME, project_id="road", project=dict(
            title="Road", sectors=[dict(code="sales", share_basis_points=10000)])))
    ask(stubs.projects.CreateBudgetLine, budget_line_pb2.CreateBudgetLineRequest(
        parent=PROJECT, budget_line_id="teaching", budget_line=dict(
            title="Teaching", fiscal_year=2025, amount=dict(minor_units=100),
            effective_date=day("2025-01-01"))))
    ask(stubs.projects.CreateIndicator, indicator_pb2.CreateIndicatorRequest(
        parent=PROGRAMME, indicator_id="sold", indicator=dict(
            title="Sold", kind=indicator_pb2.INDICATOR_KIND_MONEY_FLOW, decimals=2,
            feed=dict(figure=indicator_pb2.FED_FIGURE_SALES_SIGNED, project=PROJECT))))
    for name in ("cut-a", "cut-b"):
        ask(stubs.corridors.CreatePlace, place(name))
    ask(stubs.corridors.CreateCorridor, corridor_pb2.CreateCorridorRequest(
        corridor_id="cut", corridor=dict(title="Cut", points=[
            dict(place="places/cut-a", mode=corridor_pb2.TRANSPORT_MODE_RAIL, run_minutes=60),
            dict(place="places/cut-b")])))
    ask(stubs.learning.CreateCourse, course_pb2.CreateCourseRequest(
        course_id="cut", course=dict(title="Cut", kind=1, minutes=600)))


# ---- what is written ----

def place(name):
    return place_pb2.CreatePlaceRequest(place_id=name, place=dict(
        title=name, kind=place_pb2.PLACE_KIND_TERMINAL, country="CN"))


def cohort(name, line=""):
    return cohort_pb2.CreateCohortRequest(parent=COURSE, cohort_id=name, cohort=dict(
        title=name, capacity=10, first_date=day("2025-03-01"), last_date=day("2025-06-01"),
        budget_line=line))


def consignment(name):
    return consignment_pb2.CreateConsignmentRequest(consignment_id=name, consignment=dict(
        corridor="corridors/cut", consignor=dict(title="A"), consignee=dict(title="B"),
        origin="places/cut-a", destination="places/cut-b", project=PROJECT,
        lines=[dict(description="Onions")]))


def code_of(call, request, timeout=ANSWERED_S):
    """(code, message)"""
    try:
        call(request, timeout=timeout)
    except grpc.RpcError as error:
        return error.code(), error.details()
    return grpc.StatusCode.OK, ""


def sell(stubs, number):
    """A sale in a month of its own, which is then closed: an event. Its amount, a sum that can be
    made of such amounts in one way only."""
    year, month = MONTHS[number].split("/")[1].split("-")
    amount = 1 << number
    stubs.sales.CreateSale(sale_pb2.CreateSaleRequest(sale=dict(
        product="apple", origin="Wensu", channel="retail", buyer_region="Hangzhou",
        quantity_milli=1000, unit="t", amount=dict(currency="CNY", minor_units=amount),
        signed_date=dict(year=int(year), month=int(month), day=2))), timeout=ANSWERED_S)
    stubs.sales.CloseSalePeriod(sale_period_pb2.CloseSalePeriodRequest(name=MONTHS[number]),
                                timeout=ANSWERED_S)
    return amount


# ---- while it is cut ----

def again_and_again(until, work):
    """What each turn of `work`, which is given its number, said."""
    said = []
    while time.monotonic() < until:
        said.append(work(len(said)))
    return said


def in_the_cut(stubs):
    """What each of some callers was told; they ask for so long."""
    pause = threading.Event()

    def sold(number):
        pause.wait(0.5)  # more often than any office closes a month, but there are only so many
        return sell(stubs, number)
    works = {
        "cut off": lambda _: code_of(stubs.projects.CreatePartner,
                                     partner("cut during", "cut-during", PROGRAMME), timeout=1),
        "cohort": lambda _: code_of(stubs.learning.CreateCohort, cohort("cut", LINE)),
        "consignment": lambda _: code_of(stubs.corridors.CreateConsignment, consignment("cut")),
        "plain cohort": lambda n: code_of(stubs.learning.CreateCohort, cohort(f"plain-{n}")),
        "plain place": lambda n: code_of(stubs.corridors.CreatePlace, place(f"plain-{n}")),
        "sold": sold}
    until = time.monotonic() + CUT_S
    with concurrent.futures.ThreadPoolExecutor(len(works)) as pool:
        futures = {name: pool.submit(again_and_again, until, work) for name, work in works.items()}
        return {name: future.result() for name, future in futures.items()}


def judge_cut(stubs, told):
    codes = {code for code, _ in told["cut off"]}
    check("who is cut off is told so, each time", codes and codes <= UNREACHABLE, codes)
    for what, named in (("cohort", LINE), ("consignment", PROJECT)):
        wanted = {(grpc.StatusCode.UNAVAILABLE, f"the projects service does not answer{late}, so "
                   f"{named} could not be checked; nothing was stored")
                  for late in ("", " in time")}
        said = set(told[what])
        check(f"a {what} that names what is beyond the cut is told who is missing",
              said and said <= wanted, said)
    for name in ("plain cohort", "plain place"):
        check(f"a {name} is written, each time", {code for code, _ in told[name]} ==
              {grpc.StatusCode.OK}, told[name][:3])
    missing = {
        "cohort": (stubs.learning.GetCohort,
                   cohort_pb2.GetCohortRequest(name=f"{COURSE}/cohorts/cut")),
        "consignment": (stubs.corridors.GetConsignment,
                        consignment_pb2.GetConsignmentRequest(name="consignments/cut"))}
    for name, (call, request) in missing.items():
        check(f"of the {name} nothing was stored",
              code_of(call, request)[0] == grpc.StatusCode.NOT_FOUND)


# ---- and then ----

def until_equal(ask, wanted):
    """What it said last: that, or something else for too long."""
    end = time.monotonic() + RECOVERED_S
    between = threading.Event()
    while (said := ask()) != wanted and time.monotonic() < end:
        between.wait(0.1)
    return said


def figure(stubs):
    """What was counted of all sales; None while that cannot be asked."""
    try:
        report = stubs.projects.Report(report_pb2.ReportRequest(programme=PROGRAMME), timeout=5)
    except grpc.RpcError:
        return None
    return sum(row.total.value for row in report.indicators)


def told_once(stubs, months):
    """Whether those who watch hear of each month once, and nothing is parked."""
    heard = []
    watch = stubs.events.WatchEvents(events_pb2.WatchEventsRequest(), timeout=PATIENCE_S)
    for answer in watch:
        if answer.HasField("event") and answer.event.subject in months:
            heard.append(answer.event.subject)
        if answer.caught_up:
            break
    watch.cancel()
    parked = stubs.events.ListParkedEvents(
        events_pb2.ListParkedEventsRequest(parent="receivers/projects"), timeout=PATIENCE_S)
    return sorted(heard) == sorted(months) and not parked.parked_events


def recovered(stubs, sums):
    """How long it took until all went on."""
    began = time.monotonic()
    stubs.projects.CreatePartner(partner("cut during", "cut-during", PROGRAMME),
                                 timeout=RECOVERED_S, wait_for_ready=True)
    ok = grpc.StatusCode.OK
    for what, call, request in (
            ("cohort", stubs.learning.CreateCohort, cohort("cut", LINE)),
            ("consignment", stubs.corridors.CreateConsignment, consignment("cut"))):
        said = until_equal(lambda call=call, request=request: code_of(call, request)[0], ok)
        check(f"then the {what} is written", said == ok, said)
    found = until_equal(lambda: figure(stubs), sum(sums))
    check("what was sold in the cut is counted, once", found == sum(sums), (found, sums))
    took = time.monotonic() - began
    check("each event is told once", told_once(stubs, MONTHS[:len(sums)]))
    return took


def cut(services, office, networks):
    stubs = Stubs(office)
    sow(stubs)
    container = services.container("projects")
    for network in networks:
        services.engine.docker("network", "disconnect", f"{services.project}_{network}", container)
    told = in_the_cut(stubs)
    judge_cut(stubs, told)
    health = services.inspect("projects")["State"]["Health"]["Status"]
    check("the service itself is well", health == "healthy", health)
    for network in networks:
        services.engine.docker("network", "connect", "--alias", "projects",
                               f"{services.project}_{network}", container)
    took = recovered(stubs, told["sold"])
    refused = sum(len(told[name]) for name in ("cut off", "cohort", "consignment"))
    written = sum(len(told[name]) for name in ("plain cohort", "plain place", "sold"))
    return (f"a cut of {CUT_S} s told {refused} times, {written} writes beside it, "
            f"{len(told['sold'])} events of it counted once, over in {took:.1f} s")
