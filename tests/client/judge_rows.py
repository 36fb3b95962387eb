"""What stands and what was exchanged, from spreadsheets to the reports and the published figures.

usage: judge_rows.py CARAVAN CARAVAN_PROJECTS CARAVAN_TRAINING"""
import csv
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from server import Server, check, finish  # noqa: E402

CARAVAN, PROJECTS, TRAINING = sys.argv[1:4]
# DevelopmentReport(2026-03-31): standing[kind=SHOP].subjects
QUERY = re.compile(r"(\w+)Report\((?:(\S+) to )?(\S+)\): (\w+)(?:\[(.*)\])?\.(\w+)")
THINGS = """id,title,subject,kind,grade,issuer,move,date,reason
gorge,Red gorge,gorge,scenic-area,5A,Office,apply,2024-03-01,
gorge,Red gorge,gorge,scenic-area,5A,Office,grant,2024-11-20,
lake,Reed lake,lake,景区,4A,Office,申请,2025年3月1日,
"""


def ran(addresses, *words, code=0):
    done = subprocess.run(
        [CARAVAN, *map(str, words)], encoding="utf-8", timeout=120, capture_output=True,
        env={**os.environ, "CARAVAN_SERVER": addresses[0], "CARAVAN_TRAINING_SERVER": addresses[1],
             "CARAVAN_PROGRAMME": "jw", "CARAVAN_LANG": "en"})
    check(f"{' '.join(map(str, words[:2]))} ends with {code}", done.returncode == code, done)
    return done


def by_hand(folder, addresses):
    ran(addresses, "call", "caravan.projects.v1.Projects/CreateProgramme",
        json.dumps({"programmeId": "jw", "programme": {
            "title": "Long road", "startDate": {"year": 2023, "month": 4, "day": 1},
            "endDate": {"year": 2026, "month": 3, "day": 31}}}))
    sheet = folder / "certifications.csv"
    sheet.write_text(THINGS, encoding="utf-8")
    for _ in range(2):
        ran(addresses, "import", sheet)
    rows = json.loads(ran(addresses, "report", "development", "--json").stdout)["standing"]
    check("rows of one id are the moves of one thing, recorded once",
          [(row["grade"], row["state"], row["subjects"]) for row in rows] ==
          [("4A", "APPLIED", "1"), ("5A", "GRANTED", "1")], rows)
    sheet.write_text(THINGS.replace("grant,2024", "lapse,2024"), encoding="utf-8")
    done = ran(addresses, "import", sheet, "--json", code=1)
    check("a move that cannot follow is told at its row",
          json.loads(done.stdout)["problems"][0]["line"] in (2, 3), done)
    people = ran(addresses, "report", "development", "--by", "standing").stdout
    check("and for people", "SCENIC_AREA" in people and "GRANTED" in people, people)
    done = ran(addresses, "report", "development", "--by", "standing", "--csv")
    check("and for spreadsheets", [row["state"] for row in csv.DictReader(
        io.StringIO(done.stdout.lstrip("\ufeff")))] == ["APPLIED", "GRANTED"], done)
    ran(addresses, "report", "development", "--csv", code=2)
    ran(addresses, "report", "training", "--by", "nothing", code=2)


def demonstration(folder, addresses):
    sheets = folder / "sheets"
    ran(addresses, "demo-data", sheets, "--seed", 7)
    for part in ("", "development", "training", "exchanges"):
        ran(addresses, "import", sheets / part, "--as", "officer")
    ran(addresses, "approve", "--as", "approver")
    done = ran(addresses, "check-figures", "--training", addresses[1])
    check("42 of 42 published figures met",
          done.stdout.splitlines()[-1] == "42 of 42 published figures met", done)
    asked_again(addresses)
    exams = json.loads(ran(addresses, "report", "training", "--effective-from", "2022-06-01",
                           "--json").stdout)["exam_changes"]
    check("the rise over all years stands at the end", exams[-1]["change_hundredths"] == "6345",
          exams)


def asked_again(addresses):
    """Each figure is what its own query gives whoever asks it."""
    answers = {}
    figures = json.loads(ran(addresses, "check-figures", "--training", addresses[1],
                             "--json").stdout)["figures"]
    check("every figure has its query", all(figure["query"] for figure in figures), figures)
    for figure in figures:
        found = QUERY.fullmatch(figure["query"])
        if not found:
            continue
        what, since, through, rows, where, field = found.groups()
        dates = (*(("--effective-from", since) if since else ()), "--effective-through", through)
        if what not in answers:
            answers[what] = json.loads(ran(addresses, "report", what.lower(), "--json",
                                           *dates).stdout)
        wanted = [pair.split("=") for pair in (where or "").split(",") if pair]
        values = [int(row[field]) for row in answers[what][rows]
                  if all(str(row.get(key)).split("/")[-1] == value for key, value in wanted)]
        whole, _, rest = figure["value"].partition(".")
        check(f"{figure['key']} is what its query gives",
              values and str(sum(values)) == whole + rest, (figure, values))
    check("of both services that give rows", set(answers) == {"Development", "Training"}, answers)


def main(folder):
    for name, judge in (("hand", by_hand), ("demo", demonstration)):
        (folder / name).mkdir()
        with Server(PROJECTS, "--store", f"sqlite:{folder}/{name}/p.db") as projects, \
                Server(TRAINING, "--store", f"sqlite:{folder}/{name}/t.db") as training:
            judge(folder / name, (projects.address, training.address))


with tempfile.TemporaryDirectory(prefix="caravan-rows-") as scratch:
    main(pathlib.Path(scratch))
finish()
