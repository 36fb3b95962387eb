"""People, courses and seats with a real service: from spreadsheets, and by commands of every day.

usage: judge_learning.py CARAVAN CARAVAN_TRAINING"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from server import Server, check, finish  # noqa: E402

CARAVAN, TRAINING = sys.argv[1:3]

FILES = {
    "organisations.csv": "id,title,kind\nwks,Workshop,workshop\ninn,Inn,workshop\n",
    "人员.csv": "编号,单位,同意事项,文本版本,课程,同意日期\n"
                "p1,wks,培训,v1,weld,2024年1月2日\np1,wks,证书,v1,,2024-01-02\n"
                "p2,,training,v1,,2024-01-03\np3,,,,,\n",
    "courses.csv": "id,title,kind,minutes,organisation\nweld,Welding,职业技能,5400,wks\n",
    "cohorts.csv": "course,id,title,state,seats,first_day,last_day,languages\n"
                   "weld,k1,Spring,completed,2,2024-03-01,2024-04-30,\"zh, en\"\n",
    "报名.csv": "班次,编号,人员,状态,申请日期,入班日期,结束日期\n"
                "weld/k1,e1,p1,结业,2024-02-01,2024-02-01,2024-04-30\n"
                "weld/k1,,p2,withdrew,2024-02-02,2024-02-02,2024-03-09\n",
    "sessions.csv": "cohort,id,title,date,minutes\nweld/k1,s1,Day 1,2024-03-01,240\n",
    "attendances.csv": "session,enrolment,state\nweld/k1/s1,weld/k1/e1,late\n",
}
ROWS = {"organisations.csv": 2, "人员.csv": 4, "courses.csv": 1, "cohorts.csv": 1, "报名.csv": 2,
        "sessions.csv": 1, "attendances.csv": 1}


def ran(address, *words, code=0, lang="en"):
    done = subprocess.run(
        [CARAVAN, *map(str, words)], encoding="utf-8", timeout=60, capture_output=True,
        env={**os.environ, "CARAVAN_TRAINING_SERVER": address, "CARAVAN_SERVER": address,
             "CARAVAN_LANG": lang})
    check(f"{' '.join(map(str, words[:2]))} ends with {code}", done.returncode == code, done)
    return done


def call(address, method, service="Learning", **request):
    return json.loads(ran(address, "call", f"caravan.training.v1.{service}/{method}",
                          json.dumps(request)).stdout)


def tally(done):
    return {pathlib.Path(file["file"]).name: file["recorded"]
            for file in json.loads(done.stdout)["files"]}


def files(folder, address):
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    for words in (("--dry-run",), (), ()):
        done = ran(address, "import", folder, "--json", *words)
        check("every row is recorded, once", tally(done) == ROWS, done)
    person = call(address, "GetPerson", name="persons/p1")
    check("rows of one id are a person's consents, each with its course",
          [(consent["purpose"][16:], consent.get("course", "")) for consent in person["consents"]]
          == [("TRAINING", "courses/weld"), ("CERTIFICATE", "")], person)
    cohort = call(address, "GetCohort", name="courses/weld/cohorts/k1")
    check("several languages stand in one cell", cohort["languages"] == ["zh", "en"], cohort)
    check("who withdrew has no seat", cohort["taken"] == 1, cohort)
    places = call(address, "ListEnrolments", parent="courses/weld/cohorts/k1")["enrolments"]
    check("history is as it was told", [place["state"][16:] for place in places] ==
          ["COMPLETED", "WITHDREW"], places)
    rates = call(address, "GetAttendanceRates", name="courses/weld/cohorts/k1")["cohort"]
    check("who was late was there", rates["late"] == "1" and rates["basisPoints"] == 10000, rates)
    (folder / "报名.csv").write_text(
        FILES["报名.csv"] + "weld/k1,e3,p3,failed,2024-02-03,2024-02-03,2024-04-30\n",
        encoding="utf-8")
    done = ran(address, "import", folder, "--json", code=1)
    problem, = json.loads(done.stdout)["problems"]
    check("nobody is enrolled without a consent of his own", (problem["line"], problem["reason"])
          == (4, "CONSENT_MISSING"), problem)
    (folder / "人员.csv").write_text(FILES["人员.csv"].replace("证书", "邮寄"), encoding="utf-8")
    done = ran(address, "import", folder / "人员.csv", "--json", code=1)
    problem, = json.loads(done.stdout)["problems"]
    check("a consent to something else is none", (problem["line"], problem["column"]) == (3, "C"),
          problem)


def did(address, *words):
    return json.loads(ran(address, *words, "--json").stdout)


def seats(address):
    did(address, "course", "new", "sew", "--title", "Sewing", "--kind", "vocational")
    courses = did(address, "course", "list")["courses"]
    check("courses are listed",
          {course["name"] for course in courses} == {"courses/sew", "courses/weld"}, courses)
    cohort = did(address, "cohort", "new", "sew", "k1", "--title", "Now", "--seats", "1",
                 "--waiting", "5", "--first-day", "2025-01-01", "--last-day", "2099-12-31")
    check("a cohort is planned", cohort["state"] == "PLANNED", cohort)
    check("and opened", did(address, "cohort", "move", "sew/k1", "报名")["state"] == "OPEN")
    for person in ("q1", "q2"):
        did(address, "person", "new", person, "--name", f"Test Person {person}",
            "--organisation", "wks")
    ran(address, "enrolment", "apply", "sew/k1", "q1", code=1)
    for person in ("q1", "q2"):
        did(address, "person", "consent", person, "training", "--text", "v1", "--date",
            "2025-01-02")
    first = did(address, "enrolment", "apply", "sew/k1", "q1", "--id", "e1")
    check("the first has the seat", first["state"] == "ENROLLED", first)
    second = did(address, "enrolment", "apply", "sew/k1", "q2", "--id", "e2")
    check("the second waits", (second["state"], second["waiting_place"]) == ("WAITLISTED", 1),
          second)
    table = ran(address, "enrolment", "list", "sew/k1", lang="zh").stdout
    check("in the order of applications, and in Chinese",
          table.index("q1") < table.index("在读") < table.index("q2") < table.rindex("候补"), table)
    did(address, "cohort", "seats", "sew/k1", "2")
    check("a new seat is offered to who waits", did(
        address, "enrolment", "show", "sew/k1/e2")["state"] == "OFFERED")
    check("and taken", did(address, "enrolment", "accept", "sew/k1/e2")["state"] == "ENROLLED")
    did(address, "enrolment", "withdraw", "sew/k1/e2")
    steps = did(address, "enrolment", "steps", "sew/k1/e2")["steps"]
    check("leaving is one step more", [step["to_state"] for step in steps] ==
          ["WAITLISTED", "OFFERED", "ENROLLED", "WITHDREW"], steps)
    for words in (("show", "e2"), ("show", "sew/e2"), ("list", "sew"), ("list", "sew/k1/e1"),
                  ("accept", "sew/k1/e1", "--date", "2025-02-01"), ("leave", "sew/k1/e1")):
        ran(address, "enrolment", *words, code=2)


def lessons(address):
    did(address, "session", "new", "sew/k1", "s1", "--title", "Day 1", "--date", "2025-01-02",
        "--minutes", "90")
    was = did(address, "session", "attend", "sew/k1/s1", "sew/k1/e1", "absent")
    ran(address, "session", "attend", "sew/k1/s1", "sew/k1/e1", "present", code=1)
    name = was["name"].split("/")[-1]
    did(address, "session", "correct", f"sew/k1/s1/{name}", "出席", "--reason", "misread")
    rows = did(address, "session", "attendance", "sew/k1/s1")["attendances"]
    check("the last entry counts, and the first stays",
          [(row["state"], [entry["state"] for entry in row["entries"]]) for row in rows] ==
          [("PRESENT", ["ABSENT", "PRESENT"])], rows)
    check("a list is closed", "closed_time" in did(address, "session", "close", "sew/k1/s1"))
    ran(address, "session", "correct", f"sew/k1/s1/{name}", "late", "--reason", "?", code=1)
    rates = did(address, "cohort", "rates", "sew/k1")["enrolments"]
    check("rates are told", [rate["basis_points"] for rate in rates] == [10000], rates)


def certificates(address):
    gaps = did(address, "certificate", "gaps", "sew/k1/e1")["gaps"]
    check("what is missing is told", gaps == ["NOT_COMPLETED", "NO_CONSENT"], gaps)
    did(address, "cohort", "move", "sew/k1", "start")
    did(address, "enrolment", "complete", "sew/k1/e1")
    did(address, "person", "consent", "q1", "证书", "--text", "v1", "--date", "2025-01-02")
    issued = did(address, "certificate", "issue", "sew/k1/e1", "--as", "officer")
    code, name = issued["code"], issued["name"].split("/")[1]
    seen = did(address, "certificate", "check", code.lower())
    check("anybody can check it, and is not told whose it is",
          seen["validity"] == "VALID" and "q1" not in json.dumps(seen), seen)
    seen = did(address, "certificate", "check", code, "--name", "Test Person q2")
    check("a name is right or wrong", seen["name_check"] == "OTHER", seen)
    wrong = ("7" if code[0] != "7" else "8") + code[1:]
    seen = did(address, "certificate", "check", wrong)
    check("a slip is told apart from a forgery",
          (seen["validity"], seen.get("mistyped")) == ("UNKNOWN", True), seen)
    did(address, "certificate", "move", name, "propose-revocation", "--cause", "issued-in-error",
        "--as", "officer")
    etag = did(address, "certificate", "show", name)["etag"]
    done = ran(address, "certificate", "move", name, "revoke", "--etag", etag, "--as", "officer",
               code=1)
    check("nobody revokes alone", "SELF_APPROVAL" in done.stderr or "self" in done.stderr.lower(),
          done)
    did(address, "certificate", "move", name, "revoke", "--etag", etag, "--as", "approver")
    check("a revoked one is told in words", "撤销" in ran(
        address, "certificate", "check", code, lang="zh").stdout)


def rights(address):
    kept = did(address, "person", "export", "q1")
    check("who asks is told all", len(kept["certificates"]) == 1 and len(kept["enrolments"]) == 1,
          kept)
    check("somebody of whom nothing is known is a person, too",
          did(address, "person", "new")["name"].startswith("persons/"))
    did(address, "person", "withdraw", "q2", "training")
    did(address, "person", "erase", "q1")
    check("who is erased is nobody", "Test Person q1" not in ran(
        address, "person", "list", "--csv").stdout)


def assignments(address):
    words = ("--kind", "特派员", "--person", "q3", "--sender", "wks", "--host", "wks", "--first-day",
             "2025-01-01", "--last-day", "2099-12-31")
    did(address, "person", "new", "q3")
    ran(address, "assignment", "new", "a1", *words, code=1)
    did(address, "person", "consent", "q3", "assignment", "--text", "v1", "--date", "2025-01-01")
    planned = did(address, "assignment", "new", "a1", *words)
    check("who agreed may be sent", (planned["kind"], planned["state"]) ==
          ("SPECIALIST", "PLANNED"), planned)
    did(address, "assignment", "move", "a1", "confirm")
    did(address, "assignment", "move", "a1", "start", "--date", "2025-02-03")
    did(address, "assignment", "worked", "a1", "20", "--date", "2025-03-01")
    did(address, "assignment", "delivered", "a1", "A plan", "--date", "2025-03-02")
    rows = did(address, "assignment", "entries", "a1")["assignment_entries"]
    check("days and deliverables are its entries",
          sorted((row["kind"], row.get("days"), row.get("title")) for row in rows) ==
          [("DELIVERABLE", None, "A plan"), ("PERSON_DAYS", 20, None)], rows)
    ended = did(address, "assignment", "move", "a1", "退出", "--date", "2025-04-01")
    check("the person leaves when he likes", ended["state"] == "ENDED_EARLY", ended)
    check("in a list, too", "20" in ran(address, "assignment", "list", "--csv").stdout)


def mentors(address):
    words = ("--mentor", "q3", "--mentee", "q4", "--pairing", "shops", "--first-day", "2025-01-01")
    did(address, "person", "new", "q4")
    call(address, "CreatePairing", service="Exchanges", pairing_id="shops", pairing={
        "kind": "PAIRING_KIND_VILLAGE", "home": "organisations/inn", "host": "organisations/wks",
        "start_date": {"year": 2024, "month": 1, "day": 1}})
    ran(address, "mentor", "new", "m1", *words, code=1)
    for person in ("q3", "q4"):
        did(address, "person", "consent", person, "mentoring", "--text", "v1", "--date",
            "2025-01-01")
    pair = did(address, "mentor", "new", "m1", *words)
    check("who both agreed to it are a pair to be", (pair["mentee"], pair["state"]) ==
          ("persons/q4", "PROPOSED"), pair)
    check("that both accept", did(address, "mentor", "move", "m1", "接受")["state"] == "ACTIVE")
    pair = did(address, "mentor", "until", "m1", "2099-12-31")
    check("and that goes on until", pair["agreed_until_date"] == "2099-12-31", pair)
    check("it is in a table, in Chinese", all(word in ran(
        address, "mentor", "list", lang="zh").stdout for word in ("师徒结对", "进行中", "q4")))
    check("and in a spreadsheet", "ACTIVE" in ran(address, "mentor", "list", "--csv").stdout)
    pair = did(address, "mentor", "move", "m1", "end", "--date", "2025-02-01")
    check("either leaves when he likes", (pair["state"], pair["ended_date"]) ==
          ("ENDED", "2025-02-01"), pair)
    check("one of them is shown", did(address, "mentor", "show", "m1") == pair)
    for words in (("show",), ("move", "m1", "accept", "--mentor", "q3"), ("new", "--mentor", "q3"),
                  ("move", "m1", "marry"), ("until", "m1", "soon")):
        ran(address, "mentor", *words, code=2)


def outcomes(address):
    enrolment = "weld/k1/e1"
    words = (enrolment, "6_months", "employed", "--date", "2024-11-01")
    ran(address, "outcome", "new", *words, code=1)
    did(address, "person", "consent", "p1", "outcome", "--text", "v1", "--date", "2024-05-01")
    made = did(address, "outcome", "new", *words, "--in-field")
    check("who agreed to be asked was asked", (made["mark"], made["answer"], made["in_field"]) ==
          ("6_MONTHS", "EMPLOYED", True), made)
    ran(address, "outcome", "new", *words, code=1)
    own = made["name"].split("/")[1]
    struck = did(address, "outcome", "strike", own, "--reason", "a slip")
    check("a wrong one is struck", struck["struck_reason"] == "a slip", struck)
    again = did(address, "outcome", "new", enrolment, "6个月", "就学", "--date", "2024-11-01")
    check("and recorded anew", (again["answer"], again.get("in_field", False)) ==
          ("STUDYING", False), again)
    check("both are in the list, in Chinese", all(word in ran(
        address, "outcome", "list", lang="zh").stdout for word in ("就业", "就学", "6个月")))
    check("one of them is shown", did(address, "outcome", "show", own) == struck)
    for words in (("new", enrolment),
                  ("new", enrolment, "6_months", "rich", "--date", "2024-11-01"),
                  ("new", "weld/k1", "6_months", "left", "--date", "2024-11-01"),
                  ("strike", own), ("strike", own, "--in-field", "--reason", "x")):
        ran(address, "outcome", *words, code=2)


def by_hand(address):
    seats(address)
    lessons(address)
    certificates(address)
    rights(address)
    assignments(address)
    mentors(address)
    outcomes(address)


def main(folder):
    with Server(TRAINING, "--store", f"sqlite:{folder}/t.db") as training:
        (folder / "sheets").mkdir()
        files(folder / "sheets", training.address)
        by_hand(training.address)


with tempfile.TemporaryDirectory(prefix="caravan-learning-") as scratch:
    main(pathlib.Path(scratch))
finish()
