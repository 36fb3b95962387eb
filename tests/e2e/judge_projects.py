"""Debian's python3-grpcio as a programme office of several people: money that one submits and
another approves, what stands because of it, an open challenge with a reward, and the audit of it.

usage: judge_projects.py CARAVAN_PROJECTS GENERATED"""
import collections
import concurrent.futures
import sqlite3
import subprocess
import sys
import tempfile

import grpc

from described import reflected
from server import Server, check, finish, generated

program, generated_folder = sys.argv[1:3]
generated(generated_folder)

from caravan.common.v1 import audit_pb2, audit_pb2_grpc  # noqa: E402
from caravan.projects.v1 import (activity_pb2, budget_line_pb2, certification_pb2,  # noqa: E402
                                 challenge_pb2, claim_pb2, commitment_pb2, development_pb2_grpc,
                                 development_report_pb2, disbursement_pb2, dossier_pb2,
                                 engagement_pb2_grpc, enterprise_pb2, entry_pb2, partner_pb2,
                                 programme_pb2, project_pb2, projects_pb2_grpc, report_pb2)
from stock_caller import PATIENCE_S, Caller, all_of, day, refused, today  # noqa: E402

JW = "programmes/jw"
ROAD = f"{JW}/projects/road"
LINE = f"{ROAD}/budgetLines/works"
PEOPLE = ("clerk", "chief", "treasurer", "lab")


def money(yuan):
    return dict(currency="CNY", minor_units=yuan * 100)


def moved(call, name, move, etag, **more):
    return call(entry_pb2.MoveEntryRequest(name=name, move=move, etag=etag, **more))


def report(stub, **asked):
    return stub.Report(report_pb2.ReportRequest(programme=JW, **asked))


def founded(clerk, chief):
    clerk.CreateProgramme(programme_pb2.CreateProgrammeRequest(programme_id="jw", programme=dict(
        title="Long road", title_zh="长路", start_date=day("2023-01-01"),
        end_date=day("2026-12-31"))))
    for partner in ("builder", "hospital", "institute"):
        clerk.CreatePartner(partner_pb2.CreatePartnerRequest(
            parent=JW, partner_id=partner, partner=dict(title=partner)))
    road = clerk.CreateProject(project_pb2.CreateProjectRequest(
        parent=JW, project_id="road", project=dict(
            title="Road", partner=f"{JW}/partners/builder", state="PROJECT_STATE_SUBMITTED",
            sectors=[dict(code="roads", share_basis_points=6667),
                     dict(code="health", share_basis_points=3333)],
            sites=[dict(id="town", title="Town", share_basis_points=10000)],
            planned_start_date=day("2025-01-01"), planned_end_date=day("2026-06-30"))))
    approve = project_pb2.MoveProjectRequest(
        name=ROAD, etag=road.etag, move=project_pb2.PROJECT_MOVE_APPROVE)
    check("who submitted a project does not approve it", refused(clerk.MoveProject, approve) ==
          ("PERMISSION_DENIED", "SELF_APPROVAL"))
    road = chief.MoveProject(approve)
    check("another one does", (road.state, road.approved_by, list(road.makers)) ==
          (project_pb2.PROJECT_STATE_PIPELINE, "chief", ["clerk"]), road)


def budgeted(clerk, chief):
    create = budget_line_pb2.CreateBudgetLineRequest(
        parent=ROAD, budget_line_id="works", request_id="works", budget_line=dict(
            title="Works", fiscal_year=2025, amount=money(1001),
            effective_date=day("2025-01-10")))
    wrong = budget_line_pb2.CreateBudgetLineRequest()
    wrong.CopyFrom(create)
    wrong.budget_line.amount.minor_units = 0
    check("an amount of nothing is the field that is wrong",
          refused(clerk.CreateBudgetLine, wrong) == ("INVALID_ARGUMENT", "budget_line.amount"))
    line = clerk.CreateBudgetLine(create)
    check("sent again it is the same", clerk.CreateBudgetLine(create) == line)
    check("submitted it is pending and not budget",
          (report(clerk).total.budget_minor, report(clerk).total.pending.budget_minor) ==
          (0, 100100), report(clerk).total)
    approve = dict(name=LINE, move=entry_pb2.ENTRY_MOVE_APPROVE)
    check("nobody approves what he entered himself",
          refused(clerk.MoveBudgetLine, entry_pb2.MoveEntryRequest(etag=line.etag, **approve)) ==
          ("PERMISSION_DENIED", "SELF_APPROVAL"))
    check("nor anybody what he has not read",
          refused(chief.MoveBudgetLine, entry_pb2.MoveEntryRequest(etag="1", **approve)) ==
          ("ABORTED", "ETAG_MISMATCH"))
    check("who did not make it does not withdraw it", refused(
        chief.MoveBudgetLine, entry_pb2.MoveEntryRequest(
            name=LINE, move=entry_pb2.ENTRY_MOVE_WITHDRAW, etag=line.etag)) ==
        ("PERMISSION_DENIED", "NOT_MAKER"))
    before = report(clerk)
    line = chief.MoveBudgetLine(entry_pb2.MoveEntryRequest(etag=line.etag, **approve))
    after = report(clerk)
    check("approved by another one it counts", (line.standing.judged_by, line.standing.posted_minor,
                                                after.total.budget_minor) ==
          ("chief", 100100, 100100), (line, after.total))
    check("every breakdown adds up, to the fen", all(
        sum(row.budget_minor for row in rows) == 100100
        for rows in (after.by_project, after.by_sector, after.by_site, after.by_partner,
                     after.by_year)), after)
    check("as it was known before it still is what it was",
          report(chief, known_at=before.known_at) == before)


def promise(yuan, **more):
    return commitment_pb2.CreateCommitmentRequest(parent=ROAD, commitment=dict(
        budget_line=LINE, amount=money(yuan), effective_date=day("2025-02-01")), **more)


def spent(clerk, chief, treasurer):
    check("no more is promised than is budgeted", refused(clerk.CreateCommitment, promise(1002)) ==
          ("FAILED_PRECONDITION", "BUDGET_EXCEEDED"))
    contract = clerk.CreateCommitment(promise(500, commitment_id="contract"))
    contract = moved(chief.MoveCommitment, contract.name, entry_pb2.ENTRY_MOVE_APPROVE,
                     contract.etag)
    payment = disbursement_pb2.CreateDisbursementRequest(
        parent=ROAD, disbursement_id="first", disbursement=dict(
            commitment=contract.name, amount=money(501), effective_date=day("2025-03-01")))
    check("no more is paid than is promised", refused(clerk.CreateDisbursement, payment) ==
          ("FAILED_PRECONDITION", "COMMITMENT_EXCEEDED"))
    payment.disbursement.amount.minor_units = 30000
    payment = clerk.CreateDisbursement(payment)
    payment = moved(chief.MoveDisbursement, payment.name, entry_pb2.ENTRY_MOVE_APPROVE,
                    payment.etag, amount_minor=20000)
    payment = treasurer.PayDisbursement(disbursement_pb2.PayDisbursementRequest(
        name=payment.name, etag=payment.etag, paid_date=day("2025-03-02"), evidence="bank 17"))
    refund = clerk.RefundDisbursement(disbursement_pb2.RefundDisbursementRequest(
        name=payment.name, refund_id="back", amount=money(50), reference="too much",
        effective_date=day("2025-03-05")))
    check("what came back waits for approval, too",
          report(clerk).total.disbursed_minor == 20000, report(clerk).total)
    moved(chief.MoveDisbursement, refund.name, entry_pb2.ENTRY_MOVE_APPROVE, refund.etag)
    total = report(clerk).total
    check("budget, promises and payments", (total.budget_minor, total.committed_minor,
                                            total.disbursed_minor) == (100100, 50000, 15000), total)
    check("the report of the second of March", report(
        clerk, effective_through=day("2025-03-02")).total.disbursed_minor == 20000)


def contended(callers, chief):
    """Fifty promises of 20 at once where 501 is left: 25 fit, and not one more."""
    with concurrent.futures.ThreadPoolExecutor(16) as threads:
        said = collections.Counter(threads.map(
            lambda n: refused(callers[n % len(callers)].CreateCommitment,
                              promise(20, commitment_id=f"c{n}")), range(50)))
    check("of fifty at once as many are promised as there is money for", said ==
          {("OK", ""): 25, ("FAILED_PRECONDITION", "BUDGET_EXCEEDED"): 25}, said)
    read = report(chief)
    rest = chief.ApproveEntries(entry_pb2.ApproveEntriesRequest(
        parent=JW, submitted_through=read.known_at))
    total = report(chief).total
    check("approved as they were read", (rest.approved_count, rest.own_count, rest.more) ==
          (25, 0, False) and total.committed_minor == 100000, (rest, total))
    promises = all_of(chief.ListCommitments, commitment_pb2.ListCommitmentsRequest, "commitments",
                      parent=ROAD)
    check("the rows add up to the total",
          sum(row.standing.posted_minor for row in promises) == total.committed_minor, promises)


def developed(stub):
    park = stub.CreateCertification(certification_pb2.CreateCertificationRequest(
        parent=JW, certification_id="park", certification=dict(
            title="Park", project=ROAD, site="town", subject="park",
            kind="CERTIFICATION_KIND_SCENIC_AREA", grade="4A",
            moves=[dict(move="DEVELOPMENT_MOVE_APPLY", date=day("2025-02-01"))])))

    def step(move, date):
        return dossier_pb2.RecordMoveRequest(name=park.name, etag=park.etag, move=dict(
            move=move, date=day(date)))
    check("what was not granted does not lapse", refused(
        stub.MoveCertification, step("DEVELOPMENT_MOVE_LAPSE", "2025-05-01")) ==
        ("FAILED_PRECONDITION", "WRONG_STATE"))
    park = stub.MoveCertification(step("DEVELOPMENT_MOVE_GRANT", "2025-06-01"))
    for name, moves in (("mill", ("SETTLE", "LEAVE")), ("shop", ("SETTLE",))):
        stub.CreateEnterprise(enterprise_pb2.CreateEnterpriseRequest(
            parent=JW, enterprise_id=name, enterprise=dict(
                title=name, project=ROAD, site="town", subject=name, kind="ENTERPRISE_KIND_SHOP",
                moves=[dict(move=f"DEVELOPMENT_MOVE_{move}", date=day(f"2025-0{at + 3}-01"))
                       for at, move in enumerate(moves)])))
    found = stub.DevelopmentReport(development_report_pb2.DevelopmentReportRequest(programme=JW))
    settled = found.enterprises
    check("settled is left and still there", (settled.gross, settled.exits, settled.net) ==
          (2, 1, 1), settled)

    def granted(found):
        return sum(row.records for row in found.standing if row.grade == "4A" and
                   row.state == dossier_pb2.DEVELOPMENT_STATE_GRANTED)
    stub.RetractCertification(dossier_pb2.RetractMoveRequest(name=park.name, etag=park.etag,
                                                             reason="another park"))
    asked = development_report_pb2.DevelopmentReportRequest(programme=JW, known_at=found.known_at)
    check("a retracted grant counts in no report but those from before",
          (granted(found), granted(stub.DevelopmentReport(
              development_report_pb2.DevelopmentReportRequest(programme=JW)))) == (1, 0) and
          stub.DevelopmentReport(asked) == found, found.standing)


def challenged(clerk, chief, lab, books):
    """1 is left of the line: the reward has to fit into it."""
    posted = challenge_pb2.CreateChallengeRequest(parent=JW, challenge_id="dust", challenge=dict(
        title="Dust", poster=f"{JW}/partners/hospital", budget_line=LINE, reward=money(2),
        mode="CLAIM_MODE_SINGLE", claim_deadline=today(30), delivery_deadline=today(60)))
    dust = clerk.CreateChallenge(posted)

    def step(kind, **more):
        return challenge_pb2.MoveChallengeRequest(name=dust.name, etag=dust.etag, move=dict(
            move=f"CHALLENGE_MOVE_KIND_{kind}", **more))
    check("a reward needs its money", refused(clerk.MoveChallenge, step("POST")) ==
          ("FAILED_PRECONDITION", "BUDGET_EXCEEDED"))
    posted.challenge_id = "wind"
    posted.challenge.reward.minor_units = 100
    dust = clerk.CreateChallenge(posted)
    dust = clerk.MoveChallenge(step("POST"))
    mine = step("CLAIM", claim="one", partner=f"{JW}/partners/institute")
    check("who posted a challenge does not claim it", refused(clerk.MoveChallenge, mine) ==
          ("PERMISSION_DENIED", "OWN_CHALLENGE"))
    dust = lab.MoveChallenge(mine)
    dust = lab.MoveChallenge(step("DELIVER", claim="one", reference="a filter"))
    check("who delivered does not judge it", refused(
        lab.MoveChallenge, step("ACCEPT", claim="one")) == ("PERMISSION_DENIED", "SELF_APPROVAL"))
    dust = chief.MoveChallenge(step("ACCEPT", claim="one"))
    check("accepted, the reward is promised", (dust.state, dust.reward_state) ==
          (challenge_pb2.CHALLENGE_STATE_ACCEPTED, challenge_pb2.REWARD_STATE_POSTED) and
          report(books).total.pending.committed_minor == 100, dust)
    claim, = all_of(clerk.ListClaims, claim_pb2.ListClaimsRequest, "claims", parent=dust.name)
    check("the claim says how it ended", (claim.state, claim.reference) ==
          (claim_pb2.CLAIM_STATE_ACCEPTED, "a filter"), claim)
    few = activity_pb2.CreateActivityRequest(parent=JW, activity_id="visit", activity=dict(
        title="Visit", kind="ACTIVITY_KIND_YOUTH_EXCHANGE", first_date=day("2025-07-01"),
        site="town", organiser=f"{JW}/partners/hospital", state="ACTIVITY_STATE_HELD",
        head_count=dict(persons=30, person_times=60, cells=[
            dict(sex="SEX_FEMALE", persons=25), dict(sex="SEX_MALE", persons=5)])))
    code, field = refused(clerk.CreateActivity, few)
    check("so few that they could be known are not broken down",
          code == "INVALID_ARGUMENT" and field.startswith("activity.head_count"), field)
    for cell, persons in zip(few.activity.head_count.cells, (18, 12)):
        cell.persons = persons
    check("others are", clerk.CreateActivity(few).head_count == few.activity.head_count)


def audited(audit):
    entries = all_of(audit.ListAuditEntries, audit_pb2.ListAuditEntriesRequest, "entries",
                     resource=LINE)
    check("the audit knows who entered and who approved a line",
          [entry.principal for entry in entries if "BudgetLine" in entry.method] ==
          ["clerk", "chief"], entries)
    verdict = audit.VerifyAudit(audit_pb2.VerifyAuditRequest())
    check("and that nothing was changed", verdict.problem == audit_pb2.AUDIT_PROBLEM_UNSPECIFIED and
          verdict.checked_count == verdict.head_sequence > 50, verdict)


def upgraded(program, store):
    """A file of before what is posted was added up has the same sums once it is opened."""
    with sqlite3.connect(store.removeprefix("sqlite:")) as file:
        kept = file.execute("SELECT * FROM posted_sum ORDER BY 1, 2, 3, 4").fetchall()
        file.execute("DROP TABLE posted_sum")
        file.execute("DELETE FROM caravan_migration WHERE name LIKE '0009%'")
    with Server(program, "--store", store, "--log-level", "error"):
        pass
    with sqlite3.connect(store.removeprefix("sqlite:")) as file:
        made = file.execute("SELECT * FROM posted_sum ORDER BY 1, 2, 3, 4").fetchall()
    check("sums are made of what was there", kept and made == kept, (kept, made))


def main(folder):
    store = f"sqlite:{folder}/s.db"
    with Server(program, "--store", store, "--log-level", "error") as server:
        with grpc.insecure_channel(server.address) as channel:
            clerk, chief, treasurer, lab = (Caller(projects_pb2_grpc.ProjectsStub(channel), name)
                                            for name in PEOPLE)
            founded(clerk, chief)
            budgeted(clerk, chief)
            spent(clerk, chief, treasurer)
            contended([clerk, treasurer, lab], chief)
            developed(Caller(development_pb2_grpc.DevelopmentStub(channel), "clerk"))
            challenged(*(Caller(engagement_pb2_grpc.EngagementStub(channel), name)
                         for name in ("clerk", "chief", "lab")), chief)
            audited(Caller(audit_pb2_grpc.AuditStub(channel), "chief"))
            for name, methods in (("Projects", 60), ("Development", 40), ("Engagement", 20)):
                reflected(channel, generated_folder, f"caravan.projects.v1.{name}", methods,
                          PATIENCE_S)
    verified = subprocess.run([program, "verify", "--store", store], capture_output=True,
                              text=True, timeout=100)
    check("the stored file verifies", verified.returncode == 0, verified)
    upgraded(program, store)


with tempfile.TemporaryDirectory(prefix="caravan-projects-") as scratch:
    main(scratch)
finish()
