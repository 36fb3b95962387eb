"""A backlog of events that a logistics service has for a projects service, which feeds an indicator
from them: how long until all of it is there, and that the figure is then what it must be.

usage: drain_events.py FILL CARAVAN_LOGISTICS CARAVAN_PROJECTS GENERATED COUNT SECONDS"""
import select
import subprocess
import sys
import tempfile
import time

from server import Server, check, finish, generated

fill, logistics, projects, generated_folder = sys.argv[1:5]
COUNT, SECONDS = int(sys.argv[5]), float(sys.argv[6])
generated(generated_folder)

import grpc  # noqa: E402
from caravan.projects.v1 import (  # noqa: E402
    indicator_pb2, programme_pb2, project_pb2, projects_pb2_grpc, report_pb2)
from google.type import date_pb2  # noqa: E402

PATIENCE_S = 10
TRIPS = COUNT // 10 + 1


def sow(stub):
    stub.CreateProgramme(programme_pb2.CreateProgrammeRequest(
        programme_id="jw", programme=programme_pb2.Programme(
            title="Long road", start_date=date_pb2.Date(year=2020, month=1, day=1),
            end_date=date_pb2.Date(year=2029, month=12, day=31))))
    stub.CreateProject(project_pb2.CreateProjectRequest(
        parent="programmes/jw", project_id="0042", project=project_pb2.Project(
            title="Trains", sectors=[{"code": "freight", "share_basis_points": 10000}])))
    stub.CreateIndicator(indicator_pb2.CreateIndicatorRequest(
        parent="programmes/jw", indicator_id="freight", indicator=indicator_pb2.Indicator(
            title="Freight", unit="t", kind=indicator_pb2.INDICATOR_KIND_FLOW, decimals=6,
            feed=indicator_pb2.IndicatorFeed(figure=indicator_pb2.FED_FIGURE_FREIGHT_TONNES,
                                             project="programmes/jw/projects/0042"))))


def figure(stub):
    report = stub.Report(report_pb2.ReportRequest(programme="programmes/jw"), timeout=60)
    return sum(row.total.value for row in report.indicators)


def wanted():
    """Of each trip the last event tells its grams."""
    last = {number % TRIPS: 1000000 + number for number in range(COUNT)}
    return sum(last.values())


def main(folder):
    subprocess.run([fill, f"sqlite:{folder}/l.db", str(COUNT)], check=True, timeout=300)
    with Server(projects, "--store", f"sqlite:{folder}/p.db", "--log-level", "error") as there, \
            grpc.insecure_channel(there.address) as channel:
        stub = projects_pb2_grpc.ProjectsStub(channel)
        sow(stub)
        began = time.monotonic()
        with Server(logistics, "--store", f"sqlite:{folder}/l.db", "--log-level", "error",
                    "--peer", f"projects={there.address}"):
            want = wanted()
            while figure(stub) != want and time.monotonic() < began + SECONDS:
                select.select([], [], [], 0.2)
            took = time.monotonic() - began
            check(f"{COUNT} events are there within {SECONDS:.0f} s", figure(stub) == want,
                  (figure(stub), want))
            print(f"{COUNT} events in {took:.1f} s, {COUNT / took:,.0f} a second")


with tempfile.TemporaryDirectory(prefix="caravan-drain-") as where:
    main(where)
finish()
