"""An indicator that is fed: what the projects service reports of it is what the logistics service
reports itself, at once after a month is closed and after it is restated; and how long that takes.

usage: feed_events.py CARAVAN_LOGISTICS CARAVAN_PROJECTS GENERATED"""
import select
import sys
import tempfile
import time
import urllib.request

from server import Server, check, finish, generated

logistics, projects, generated_folder = sys.argv[1:4]
generated(generated_folder)

import grpc  # noqa: E402
from caravan.events.v1 import events_pb2, events_pb2_grpc  # noqa: E402
from caravan.logistics.v1 import (  # noqa: E402
    sale_pb2, sale_period_pb2, sales_pb2_grpc, sales_report_pb2)
from caravan.projects.v1 import (  # noqa: E402
    indicator_pb2, programme_pb2, project_pb2, projects_pb2_grpc, report_pb2)
from google.type import date_pb2  # noqa: E402

PATIENCE_S = 10
MONTHS = [f"salePeriods/{year}-{month:02}" for year in range(2021, 2025)
          for month in range(1, 13)]
LAG_MAX_S = 1.0


def date(year, month, day):
    return date_pb2.Date(year=year, month=month, day=day)


def sow(stub):
    stub.CreateProgramme(programme_pb2.CreateProgrammeRequest(
        programme_id="jw", programme=programme_pb2.Programme(
            title="Long road", start_date=date(2020, 1, 1), end_date=date(2029, 12, 31))))
    stub.CreateProject(project_pb2.CreateProjectRequest(
        parent="programmes/jw", project_id="0042", project=project_pb2.Project(
            title="Sales", sectors=[{"code": "sales", "share_basis_points": 10000}])))
    stub.CreateIndicator(indicator_pb2.CreateIndicatorRequest(
        parent="programmes/jw", indicator_id="sold", indicator=indicator_pb2.Indicator(
            title="Sold", kind=indicator_pb2.INDICATOR_KIND_MONEY_FLOW, decimals=2,
            feed=indicator_pb2.IndicatorFeed(figure=indicator_pb2.FED_FIGURE_SALES_SIGNED,
                                             project="programmes/jw/projects/0042"))))


def sell(sales, month, minor):
    year, number = month.split("/")[1].split("-")
    sales.CreateSale(sale_pb2.CreateSaleRequest(sale=sale_pb2.Sale(
        product="apple", origin="Wensu", channel="retail", buyer_region="Hangzhou",
        quantity_milli=1000, unit="t", amount={"currency": "CNY", "minor_units": minor},
        signed_date=date(int(year), int(number), 2))), timeout=PATIENCE_S)


def figure(stub):
    report = stub.Report(report_pb2.ReportRequest(programme="programmes/jw"), timeout=PATIENCE_S)
    return sum(row.total.value for row in report.indicators)


def counted(sales):
    return sales.SalesReport(sales_report_pb2.SalesReportRequest(),
                             timeout=PATIENCE_S).total.signed_minor


def wait_equal(stub, wanted):
    """How long it took; None: too long."""
    began = time.monotonic()
    while figure(stub) != wanted:
        if time.monotonic() > began + PATIENCE_S:
            return None
        select.select([], [], [], 0.002)
    return time.monotonic() - began


def walk(sales, stub):
    lags = []
    for number, month in enumerate(MONTHS):
        sell(sales, month, 1000 + number)
        sales.CloseSalePeriod(sale_period_pb2.CloseSalePeriodRequest(name=month), timeout=10)
        lags.append(wait_equal(stub, counted(sales)))
        if lags[-1] is None:
            break
    check("each closed month is in the indicator", None not in lags, lags[-1:])
    if None not in lags:
        lags.sort()
        print(f"from the answer to the figure: median {lags[len(lags) // 2] * 1000:.0f} ms, "
              f"slowest of {len(lags)} {lags[-1] * 1000:.0f} ms")
        check("none took a second", lags[-1] <= LAG_MAX_S, lags[-1])
    sell(sales, MONTHS[0], 777)
    sales.RestateSalePeriod(sale_period_pb2.RestateSalePeriodRequest(
        name=MONTHS[0], reason="late"), timeout=10)
    check("and so is what is restated", wait_equal(stub, counted(sales)) is not None)


def outbox(server):
    with urllib.request.urlopen(f"http://{server.ready['metrics']}/metrics", timeout=10) as page:
        lines = page.read().decode().splitlines()
    seen = dict(line.rsplit(" ", 1) for line in lines if line.startswith("caravan_outbox_"))
    return {name: float(seen[f'caravan_outbox_{name}{{receiver="projects"}}']) for name in
            ("delivered_total", "refused_total", "parked_events", "waiting_events", "lag_seconds")}


def counted_there(server):
    """The effect is there before the one that sent the event has heard of it."""
    want = {"delivered_total": len(MONTHS) + 1, "refused_total": 0, "parked_events": 0,
            "waiting_events": 0, "lag_seconds": 0}
    began = time.monotonic()
    while (seen := outbox(server)) != want and time.monotonic() < began + PATIENCE_S:
        select.select([], [], [], 0.01)
    check("the sender has counted all of it, and nothing waits", seen == want, (seen, want))


def main(folder):
    with Server(projects, "--store", f"sqlite:{folder}/p.db", "--log-level", "error") as there, \
            Server(logistics, "--store", f"sqlite:{folder}/l.db", "--log-level", "error",
                   "--peer", f"projects={there.address}", "--metrics", "127.0.0.1:0") as here, \
            grpc.insecure_channel(there.address) as to_projects, \
            grpc.insecure_channel(here.address) as to_logistics:
        stub = projects_pb2_grpc.ProjectsStub(to_projects)
        sow(stub)
        walk(sales_pb2_grpc.SalesStub(to_logistics), stub)
        parked = events_pb2_grpc.EventsStub(to_logistics).ListParkedEvents(
            events_pb2.ListParkedEventsRequest(parent="receivers/projects"), timeout=PATIENCE_S)
        check("nothing was refused", not parked.parked_events, parked)
        counted_there(here)


with tempfile.TemporaryDirectory(prefix="caravan-feed-") as where:
    main(where)
finish()
