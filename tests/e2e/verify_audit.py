"""What is stored is verified without a server: `verify` of each program says that the audit of its
file is as it was, and where it is not."""
import hashlib
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server import Server, check, finish  # noqa: E402

CARAVAN, PROJECTS, LOGISTICS, TRAINING = sys.argv[1:5]
DAY = {"year": 2023, "month": 1, "day": 1}
# Program, a method that makes something, and what it makes.
PROGRAMS = (
    (PROJECTS, "caravan.projects.v1.Projects/CreateProgramme",
     lambda i: {"programmeId": f"p{i}", "programme": {
         "title": "Long road", "startDate": DAY, "endDate": DAY}}),
    (LOGISTICS, "caravan.logistics.v1.Corridors/CreatePlace",
     lambda i: {"placeId": f"p{i}", "place": {"title": "Yard", "kind": "PLACE_KIND_STATION",
                                              "country": "CN"}}),
    (TRAINING, "caravan.training.v1.Learning/CreateOrganisation",
     lambda i: {"organisationId": f"o{i}", "organisation": {
         "title": "School", "kind": "ORGANISATION_KIND_DISTRICT"}}),
)


def verify(program, store, code):
    done = subprocess.run([program, "verify", "--store", store], encoding="utf-8", timeout=120,
                          capture_output=True)
    check(f"{os.path.basename(program)} verify ends with {code}", done.returncode == code, done)
    return done.stdout


def call(address, method, request, *words):
    done = subprocess.run(
        [CARAVAN, "call", method, json.dumps(request), *words], encoding="utf-8", timeout=60,
        capture_output=True, env={**os.environ, "CARAVAN_SERVER": address, "CARAVAN_LANG": "en"})
    check(f"{method} is done", done.returncode == 0, done)
    return json.loads(done.stdout)


def chain(path):
    """The last hash, computed as the manual says, of the only organisation."""
    previous = bytes(32)
    columns = "sequence, at_us, org_id, principal, method, resource, type, before_form, after_form"
    with sqlite3.connect(path) as file:
        for row in file.execute(f"SELECT {columns}, hash FROM audit_entry ORDER BY sequence"):
            content = previous + b"".join(number.to_bytes(8, "big") for number in row[:2])
            for part in row[2:9]:
                part = part.encode() if isinstance(part, str) else part
                content += len(part).to_bytes(8, "big") + part
            previous = hashlib.sha256(content).digest()
            check(f"hash {row[0]} is what the manual says", previous == row[9], row)
    return previous


def one(program, method, request, folder):
    path = os.path.join(folder, os.path.basename(program) + ".db")
    store = f"sqlite:{path}"
    with Server(program, "--store", store) as server:
        for i in range(3):
            call(server.address, method, request(i), "--as", "clerk")
        listed = call(server.address, "caravan.common.v1.Audit/ListAuditEntries",
                      {"principal": "clerk"})["entries"]
        check("who did it is told", [entry["method"] for entry in listed] == ["/" + method] * 3,
              listed)
        verdict = call(server.address, "caravan.common.v1.Audit/VerifyAudit", {})
        check("and verifies", verdict.get("problem") in (None, "AUDIT_PROBLEM_UNSPECIFIED") and
              verdict["checkedCount"] == "3", verdict)
    said = verify(program, store, 0)
    check("the file does, too", "demo audit: 3 entries as they were; the last is 3, " +
          chain(path).hex() in said, said)
    with sqlite3.connect(path) as file:
        file.execute("UPDATE audit_entry SET principal = 'somebody' WHERE sequence = 2")
    said = verify(program, store, 1)
    check("what was changed is named", "1 entries as they were; 2 was changed" in said, said)
    with sqlite3.connect(path) as file:
        file.execute("DELETE FROM audit_entry")
        file.execute("UPDATE audit_head SET org_id = 'else'")
    said = verify(program, store, 1)
    check("so is what is missing", "else audit: 0 entries as they were; 1 is missing" in said, said)


def record_money(address):
    """A line of 1000, 600 of it committed and 200 disbursed, by two persons."""
    service = "caravan.projects.v1.Projects/"
    project = "programmes/jw/projects/0042"
    call(address, service + "CreateProgramme", {"programmeId": "jw", "programme": {
        "title": "Long road", "startDate": DAY, "endDate": DAY}}, "--as", "clerk")
    call(address, service + "CreateProject", {"parent": "programmes/jw", "projectId": "0042",
         "project": {"title": "A road", "sectors": [
             {"code": "roads", "shareBasisPoints": 10000}]}}, "--as", "clerk")
    for noun, key, minor, more in (
            ("BudgetLine", "budgetLine", 1000, {"title": "Works", "fiscalYear": 2023}),
            ("Commitment", "commitment", 600, {"budgetLine": f"{project}/budgetLines/x"}),
            ("Disbursement", "disbursement", 200, {"commitment": f"{project}/commitments/x"})):
        made = call(address, f"{service}Create{noun}", {
            "parent": project, f"{key}Id": "x",
            key: {"amount": {"minorUnits": minor}, "effectiveDate": DAY, **more}}, "--as", "clerk")
        call(address, f"{service}Move{noun}", {
            "name": made["name"], "move": "ENTRY_MOVE_APPROVE", "etag": made["etag"]},
            "--as", "checker")


def money(folder):
    """The accounts are what the entries make them, and nobody approved what he had made."""
    path = os.path.join(folder, "money.db")
    store = f"sqlite:{path}"
    with Server(PROJECTS, "--store", store) as server:
        record_money(server.address)
    said = verify(PROJECTS, store, 0)
    check("all of it is computed anew",
          "4 accounts, sums and disbursements computed anew, 0 are wrong" in said, said)
    changes = (
        ("UPDATE account SET posted_minor = 599 WHERE limit_minor = 1000",
         "UPDATE account SET posted_minor = 600 WHERE limit_minor = 1000",
         "demo projects/0042/budgetLines/x: the account is not what its entries make it"),
        ("UPDATE account SET pending_minor = 1 WHERE limit_minor = 600",
         "UPDATE account SET pending_minor = 0 WHERE limit_minor = 600",
         "demo projects/0042/commitments/x: the account is not what its entries make it"),
        ("UPDATE disbursement SET returned_minor = 1", "UPDATE disbursement SET returned_minor = 0",
         "demo projects/0042/disbursements/x: what came back is not what its refunds say"),
        ("UPDATE commitment SET judged_by = 'clerk'", "UPDATE commitment SET judged_by = 'checker'",
         "demo projects/0042/commitments/x: approved by who made it"),
    )
    for change, back, told in changes:
        with sqlite3.connect(path) as file:
            file.execute(change)
        said = verify(PROJECTS, store, 1)
        check(told, told in said and "1 are wrong" in said, said)
        with sqlite3.connect(path) as file:
            file.execute(back)
    verify(PROJECTS, store, 0)


def main():
    with tempfile.TemporaryDirectory() as folder:
        for program, method, request in PROGRAMS:
            one(program, method, request, folder)
        money(folder)
        done = subprocess.run([PROJECTS, "verify"], timeout=60, capture_output=True)
        check("without a store it says what it takes",
              done.returncode == 2 and b"verify --store" in done.stderr, done)
        path = pathlib.Path(folder, "none", "x.db")
        check("a file that cannot be opened is no success",
              verify(PROJECTS, f"sqlite:{path}", 1) == "")
    finish()


main()
