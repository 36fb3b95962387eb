"""The three programs as a set that knows of each other, on sockets of their own, and a programme to
speak of. Import it when the generated code is to be found."""
import os
import socket
import subprocess
import tempfile

import grpc

from caravan.logistics.v1 import (corridor_pb2, corridors_pb2_grpc,  # noqa: E402
                                  place_pb2)
from caravan.projects.v1 import (budget_line_pb2, engagement_pb2_grpc, entry_pb2,  # noqa: E402
                                 partner_pb2, programme_pb2, project_pb2, projects_pb2_grpc)
from caravan.training.v1 import course_pb2, learning_pb2_grpc  # noqa: E402
from server import Server, check
from stock_caller import Caller, day

NAMES = ("projects", "logistics", "training")
PROJECT = "programmes/jw/projects/road"
LINE = f"{PROJECT}/budgetLines/teaching"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Program(Server):
    """One of them, on an address and a file it keeps from one start to the next."""

    def __init__(self, path, address, store, options):
        self.command = [path, "--listen", address, "--store", f"sqlite:{store}", "--log-level",
                        "error", *options]
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE)
        if not self.process.stdout.readline():
            raise SystemExit("a program did not start")

    def kill(self):
        self.process.kill()
        self.process.wait()


class SetOfThree:
    """`programs`: paths by name. `keys`: a folder of `caravan keys`, for TLS; or None."""

    def __init__(self, programs, keys=None, options=()):
        self.folder = tempfile.TemporaryDirectory()
        self.addresses = {
            name: f"unix:{self.folder.name}/{name}.sock" if keys is None
            else f"127.0.0.1:{free_port()}" for name in NAMES}
        self.keys = keys
        self.programs = {}
        for name in NAMES:
            peers = [f"--peer={other}={self.addresses[other]}" for other in NAMES if other != name]
            files = [] if keys is None else [
                f"--tls-{what}={keys}/{name}/{file}.pem" for what, file in
                (("cert", "cert"), ("key", "key"), ("client-ca", "ca"))]
            self.programs[name] = Program(programs[name], self.addresses[name],
                                          os.path.join(self.folder.name, name),
                                          [*peers, *files, *options])

    def channel(self, name):
        target = self.addresses[name]
        options = (("grpc.initial_reconnect_backoff_ms", 100),
                   ("grpc.max_reconnect_backoff_ms", 200), ("grpc.enable_retries", 0))
        if self.keys is None:
            return grpc.insecure_channel(target, options)
        parts = [open(os.path.join(self.keys, "office", f"{part}.pem"), "rb").read()
                 for part in ("ca", "key", "cert")]
        return grpc.secure_channel(target, grpc.ssl_channel_credentials(*parts), options)

    def projects(self, principal="clerk"):
        return Caller(projects_pb2_grpc.ProjectsStub(self.channel("projects")), principal,
                      wait_for_ready=True)

    def engagement(self, principal="clerk"):
        return Caller(engagement_pb2_grpc.EngagementStub(self.channel("projects")), principal,
                      wait_for_ready=True)

    def corridors(self, principal="clerk"):
        return Caller(corridors_pb2_grpc.CorridorsStub(self.channel("logistics")), principal,
                      wait_for_ready=True)

    def learning(self, principal="clerk"):
        return Caller(learning_pb2_grpc.LearningStub(self.channel("training")), principal,
                      wait_for_ready=True)

    def __enter__(self):
        return self

    def __exit__(self, kind, *rest):
        codes = [program.stop() for program in self.programs.values()]
        self.folder.cleanup()
        if kind is None:
            check("all three drain", codes == [0, 0, 0], codes)


def sow(programs, budget=1_000_000):
    """A project with a line of its budget, a corridor, a course."""
    projects = programs.projects()
    projects.CreateProgramme(programme_pb2.CreateProgrammeRequest(programme_id="jw", programme=dict(
        title="Long road", currency="CNY", start_date=day("2023-01-01"),
        end_date=day("2045-12-31"))))
    projects.CreatePartner(partner_pb2.CreatePartnerRequest(
        parent="programmes/jw", partner_id="giver", partner=dict(title="A giver")))
    projects.CreateProject(project_pb2.CreateProjectRequest(
        parent="programmes/jw", project_id="road", project=dict(
            title="Road", sectors=[dict(code="roads", share_basis_points=10000)],
            sites=[dict(id="town", title="Town", share_basis_points=10000)],
            planned_start_date=day("2025-01-01"), planned_end_date=day("2045-06-30"))))
    line = projects.CreateBudgetLine(budget_line_pb2.CreateBudgetLineRequest(
        parent=PROJECT, budget_line_id="teaching", budget_line=dict(
            title="Teaching", fiscal_year=2025,
            amount=dict(minor_units=budget), effective_date=day("2025-01-01"))))
    programs.projects("chief").MoveBudgetLine(entry_pb2.MoveEntryRequest(
        name=LINE, move=entry_pb2.ENTRY_MOVE_APPROVE, etag=line.etag))
    corridors = programs.corridors()
    for place in ("a", "b"):
        corridors.CreatePlace(place_pb2.CreatePlaceRequest(place_id=place, place=dict(
            title=place, kind=place_pb2.PLACE_KIND_TERMINAL, country="CN")))
    corridors.CreateCorridor(corridor_pb2.CreateCorridorRequest(corridor_id="c", corridor=dict(
        title="C", points=[dict(place="places/a", mode=corridor_pb2.TRANSPORT_MODE_RAIL,
                                run_minutes=60), dict(place="places/b")])))
    programs.learning().CreateCourse(course_pb2.CreateCourseRequest(
        course_id="welding", course=dict(title="Welding", kind=1, minutes=600)))
