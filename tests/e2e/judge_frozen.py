"""Debian's python3-grpcio as somebody outside: it works out the hash of a published report from its
rows, from a file of comma-separated values, and from the report itself by the manual's words.

usage: judge_frozen.py CARAVAN_PROJECTS GENERATED"""
import csv
import hashlib
import io
import random
import sys
import tempfile

import grpc

from server import Server, check, finish, generated

program, generated_folder = sys.argv[1:3]
generated(generated_folder)

from caravan.projects.v1 import (frozen_report_pb2, indicator_pb2, observation_pb2,  # noqa: E402
                                 partner_pb2, programme_pb2, project_pb2, projects_pb2_grpc,
                                 report_pb2)

PATIENCE_S = 30
JW = "programmes/jw"


def sown(stub):
    """Names with all that may stand in a text, and two months of counts."""
    stub.CreateProgramme(programme_pb2.CreateProgrammeRequest(
        programme_id="jw", programme=dict(
            title="Long \"road\", 1 = 2; [a].b", title_zh="长路", start_date=day(1),
            end_date=day(60))), timeout=PATIENCE_S)
    stub.CreatePartner(partner_pb2.CreatePartnerRequest(
        parent=JW, partner_id="bank", partner=dict(title="Bank")), timeout=PATIENCE_S)
    for number in range(20):
        stub.CreateProject(project_pb2.CreateProjectRequest(
            parent=JW, project_id=f"p{number}", project=dict(
                title=f"Project {number}", partner=f"{JW}/partners/bank" if number % 2 else "",
                sectors=[dict(code=f"s{number % 3}", share_basis_points=10000)])),
            timeout=PATIENCE_S)
    for number in range(5):
        stub.CreateIndicator(indicator_pb2.CreateIndicatorRequest(
            parent=JW, indicator_id=f"i{number}", indicator=dict(
                title=f"Indicator {number}", unit="things", kind=1 + number % 2)),
            timeout=PATIENCE_S)
    for number in range(100):
        stub.CreateObservation(observed(number), timeout=PATIENCE_S)


def day(number):
    return dict(year=2025, month=1 + (number - 1) // 28, day=1 + (number - 1) % 28)


def observed(number):
    return observation_pb2.CreateObservationRequest(
        parent=f"{JW}/indicators/i{number % 5}", observation_id=f"o{number}", observation=dict(
            project=f"{JW}/projects/p{random.randrange(20)}", value=random.randrange(1000),
            effective_date=day(1 + number % 56)))


def hashed(rows):
    text = "".join(f"{path}\t{value}\n" for path, value in rows)
    return hashlib.sha256(text.encode()).hexdigest()


def scalar(field, value):
    if field.type == field.TYPE_BOOL:
        return "true" if value else "false"
    if field.type == field.TYPE_ENUM:
        return field.enum_type.values_by_number[value].name
    return str(value)


def rows_of(message, path=""):
    """What the manual says a message's rows are."""
    for field in sorted(message.DESCRIPTOR.fields, key=lambda field: field.number):
        here = f"{path}.{field.name}" if path else field.name
        value = getattr(message, field.name)
        if field.label == field.LABEL_REPEATED:
            for element in value:
                first = min(element.DESCRIPTOR.fields, key=lambda field: field.number)
                yield from rows_of(element, f"{here}[{getattr(element, first.name)}]")
        elif field.type == field.TYPE_MESSAGE:
            if not message.HasField(field.name):
                continue
            if field.message_type.full_name == "google.type.Date":
                yield here, f"{value.year:04}-{value.month:02}-{value.day:02}"
            elif field.message_type.full_name == "google.protobuf.Timestamp":
                yield here, value.ToJsonString()
            else:
                yield from rows_of(value, here)
        elif field.containing_oneof and not message.HasField(field.name):
            continue
        elif field.type != field.TYPE_STRING or value:
            yield here, scalar(field, value)


def main(folder):
    with Server(program, "--store", f"sqlite:{folder}/p.db", "--log-level", "error") as server:
        with grpc.insecure_channel(server.address) as channel:
            stub = projects_pb2_grpc.ProjectsStub(channel)
            sown(stub)
            frozen = stub.FreezeReport(frozen_report_pb2.FreezeReportRequest(
                parent=JW, title="Two months", effective_through=day(40)), timeout=PATIENCE_S)
            for number in range(100, 200):
                stub.CreateObservation(observed(number), timeout=PATIENCE_S)
            kept = stub.GetFrozenReport(frozen_report_pb2.GetFrozenReportRequest(name=frozen.name),
                                        timeout=PATIENCE_S)
            rows = [(row.path, row.value) for row in kept.rows]
            check("the rows give the hash", hashed(rows) == frozen.sha256, frozen)
            file = io.StringIO()
            csv.writer(file).writerows(rows)
            check("so they do out of a file", hashed(csv.reader(io.StringIO(file.getvalue()))) ==
                  frozen.sha256)
            report = stub.Report(report_pb2.ReportRequest(
                programme=JW, effective_through=frozen.effective_through,
                known_at=frozen.known_at), timeout=PATIENCE_S)
            check("the report of the two dates has these rows", list(rows_of(report)) == rows,
                  set(rows_of(report)) ^ set(rows))
            compared = stub.CompareFrozenReport(frozen_report_pb2.CompareFrozenReportRequest(
                name=frozen.name, page_size=1000), timeout=PATIENCE_S)
            values = [row for row in compared.rows if row.path.endswith(".value")]
            check("what came later explains what is otherwise", values and all(
                sum(cause.difference for cause in row.causes) + row.others_difference ==
                row.difference for row in values), values)


with tempfile.TemporaryDirectory(prefix="caravan-frozen-") as scratch:
    main(scratch)
finish()
