"""From figures of a programme's report down to their records, by the client program: what it lists
adds up to what the report says, and programs can read it."""
import csv
import hashlib
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from server import Server, check, finish  # noqa: E402

CARAVAN, PROJECTS = sys.argv[1:3]

FILES = {
    "programme.csv": "id,title,start,end\njw,Long road,2023-01-01,2026-12-31\n",
    "projects.csv": "id,title,sectors,state\n"
                    "0001,Clinic,health 33.33%; villages 66.67%,implementing\n"
                    "0002,Road,villages,implementing\n",
    "indicators.csv": "id,title,kind,unit\ntrees,Trees,flow,trees\n",
    "observations.csv": "indicator,id,project,date,value\n" + "".join(
        f"trees,o{number},000{1 + number % 2},2025-0{1 + number % 9}-01,{number}\n"
        for number in range(1, 30)),
    "budget_lines.csv": "id,project,title,year,amount,date\n" + "".join(
        f"b{number},000{1 + number % 2},Works,2025,{number}.07,2025-01-10\n"
        for number in range(1, 40)),
}

GOALS = {
    "indicators.csv": "id,title,kind,unit,decimals,collection,baseline,baseline_date\n"
                      "beds,Beds,level,beds,,,,\n"
                      "water,Clean water,level,km,1,results,5,2023-01-01\n",
    "targets.csv": "indicator,id,period,project,value\n"
                   "trees,,,,500\ntrees,,2025-03,,10\nwater,w-end,,,15.0\n",
    "results.csv": "indicator,id,period,project,value,statement,document\n"
                   "water,w1,2025-03,0001,7.5,Measured twice,Report 7\n",
}


def ran(address, *words, code=0):
    done = subprocess.run(
        [CARAVAN, *map(str, words)], encoding="utf-8", timeout=60, capture_output=True,
        env={**os.environ, "CARAVAN_SERVER": address, "CARAVAN_LANG": "en",
             "CARAVAN_PROGRAMME": "jw"})
    check(f"{' '.join(map(str, words[:3]))} ends with {code}", done.returncode == code, done)
    return done


def explained(address, *words):
    return json.loads(ran(address, "explain", *words, "--json").stdout)


def adds_up(address, *words):
    """The sum of the parts, which is the value of the report."""
    seen = explained(address, *words)
    total = sum(int(entry["counted"]) for entry in seen["entries"])
    check(f"the records behind {' '.join(words)} add up to it",
          total == int(seen["value"]), (total, seen["value"]))
    return seen


def spending(address, report):
    """By month, to the total of the report; in the three forms."""
    seen = json.loads(ran(address, "report", "spending", "--json").stdout)
    check("the last month has the whole budget", int(seen["months"][-1]["planned_minor"]) ==
          int(report["total"]["budget_minor"]), seen)
    one = json.loads(ran(address, "report", "spending", "--project", "0001", "--json").stdout)
    check("one project has a part of it", 0 < int(one["months"][-1]["planned_minor"]) <
          int(seen["months"][-1]["planned_minor"]), one)
    rows = list(csv.DictReader(io.StringIO(
        ran(address, "report", "spending", "--csv").stdout.lstrip("\ufeff"))))
    check("twelve months in yuan", [row["month"] for row in rows] ==
          [f"2025-{month:02d}" for month in range(1, 13)] and
          round(float(rows[-1]["planned_minor"]) * 100) == int(report["total"]["budget_minor"]),
          rows)
    check("people see them, too", "2025-12" in ran(address, "report", "spending").stdout)
    ran(address, "report", "training", "--project", "0001", code=2)
    ran(address, "report", "spending", "--project", "no", code=1)


def indicators(address):
    """Against their targets: in the three forms, and what was not reported is not 0."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in GOALS.items():
            pathlib.Path(folder, name).write_text(text)
        for _ in range(2):
            ran(address, "import", folder, "--as", "officer")
        pathlib.Path(folder, "results.csv").write_text(GOALS["results.csv"].replace("7.5", "no"))
        told = ran(address, "import", pathlib.Path(folder, "results.csv"), code=1)
        check("a value that is none is told at its cell", "results.csv:2:" in
              told.stdout + told.stderr, told)
    ran(address, "call", "caravan.projects.v1.Projects/MoveResult", json.dumps(
        {"name": "programmes/jw/indicators/water/results/w1", "move": "RESULT_MOVE_APPROVE",
         "etag": "v1"}), "--as", "checker")
    seen = json.loads(ran(address, "report", "indicators", "--json").stdout)["indicators"]
    total = {row["indicator"].split("/")[-1]: row["total"] for row in seen}
    check("the whole is held against its target", total["trees"]["actual"]["value"] == "435" and
          total["trees"]["target"]["value"] == "500" and
          total["trees"]["achieved_basis_points"] == "8700", total)
    check("not reported is not 0", "actual" not in total["beds"], total)
    check("what was approved counts, from its baseline on", (
        total["water"]["actual"]["value"], total["water"]["document_count"],
        total["water"]["achieved_basis_points"]) == ("75", 1, "2500"), total)
    rows = {(row["indicator"], row["period"]): row for row in csv.DictReader(io.StringIO(
        ran(address, "report", "indicators", "--csv").stdout.lstrip("\ufeff")))}
    check("for spreadsheets, too", (rows["trees", ""]["actual"], rows["trees", ""]["target"],
                                    rows["trees", ""]["reached_percent"]) ==
          ("435", "500", "87.00"), rows)
    check("and by period", rows["trees", "2025-03"]["target"] == "10" and
          rows["trees", "2025-04"]["target"] == "" and
          rows["beds", ""]["state"] == "not reported", rows)
    people = ran(address, "report", "indicators").stdout
    check("for people", "87.00 %" in people and "not reported" in people and
          "2025-03" in people, people)
    check("or only one part", "2025-03" not in ran(
        address, "report", "indicators", "--by", "indicator").stdout)
    ran(address, "report", "indicators", "--by", "sector", code=2)


def ageing(address, report):
    """What is open is what is committed and not disbursed; in the three forms."""
    seen = json.loads(ran(address, "report", "ageing", "--json").stdout)
    is_open = int(report["total"]["committed_minor"]) - int(report["total"]["disbursed_minor"])
    check("all buckets are what is open", len(seen["buckets"]) == 5 and is_open ==
          sum(int(row.get("open_minor", 0)) for row in seen["buckets"]), (seen, is_open))
    rows = list(csv.DictReader(io.StringIO(
        ran(address, "report", "ageing", "--by", "total", "--csv").stdout.lstrip("\ufeff"))))
    check("as a spreadsheet, too", [row["days"] for row in rows[:5]] ==
          ["0-30", "31-90", "91-180", "181-365", "366+"], rows)
    said = ran(address, "report", "ageing", "--project", "0001").stdout
    check("and people see it", "181-365" in said, said)


def splits(address, folder):
    """Two contracts of one payee that reach a limit together; in the three forms."""
    for name, text in {
            "partners.csv": "id,title,kind,经办账号\npump,Pumps,enterprise,pump.cashier; pump.ann\n",
            "commitments.csv": "project,id,budget_line,amount,date,收款单位\n"
                               "0001,c1,b2,1.20,2025-02-01,pump\n0001,c2,b2,0.80,2025-02-03,pump\n"
    }.items():
        pathlib.Path(folder, name).write_text(text)
    ran(address, "import", folder)
    asked = ["report", "splits", "--limit", "2", "--days", "7"]
    seen = json.loads(ran(address, *asked, "--json").stdout)
    check("both are found", [row["sum_minor"] for row in seen["splits"]] == ["200"] and
          [row["commitment"][-2:] for row in seen["commitments"]] == ["c1", "c2"], seen)
    rows = list(csv.DictReader(io.StringIO(
        ran(address, *asked, "--by", "commitment", "--csv").stdout.lstrip("\ufeff"))))
    check("as a spreadsheet, too", [row["amount_minor"] for row in rows] == ["1.20", "0.80"], rows)
    said = ran(address, *asked).stdout
    check("and people see it", "pump" in said and "2.00" in said and "SUBMITTED" in said, said)
    check("a limit says its currency", "programme's money in CNY" in ran(
        address, "report", "splits", "--limit", "2 USD", "--days", "7", code=2).stderr)
    for wrong in (["--days", "7"], ["--limit", "2"], ["--limit", "2", "--days", "0"],
                  ["--limit", "x", "--days", "7"]):
        ran(address, "report", "splits", *wrong, code=2)
    ran(address, "report", "ageing", "--limit", "2", code=2)
    said = ran(address, "approve", "--as", "pump.ann").stdout
    check("who acts for the payee does not approve paying it",
          "2 left: they pay a partner that you created or act for" in said, said)
    check("and it stands as it did", "SUBMITTED" in ran(address, *asked).stdout)


def main(address, folder):
    for name, text in FILES.items():
        pathlib.Path(folder, name).write_text(text)
    ran(address, "import", folder)
    ran(address, "approve", "--as", "checker")
    report = json.loads(ran(address, "report", "--json").stdout)
    spending(address, report)
    indicators(address)
    ageing(address, report)
    check("there is money to explain", int(report["total"]["budget_minor"]) > 0, report["total"])
    whole = adds_up(address, "budget")
    check("it is the report's total", whole["value"] == report["total"]["budget_minor"], whole)
    for row in report["by_sector"]:
        part = adds_up(address, "budget", "--of", f"sector={row['key']}")
        check("it is the sector's row", part["value"] == row["budget_minor"], part["value"])
    adds_up(address, "budget", "--of", "project=0001")
    adds_up(address, "budget", "--of", "year=2025")
    check("and its query is told", whole["query"] == "Report(): total.budget_minor", whole)
    trees = adds_up(address, "trees")
    check("every observation is there", len(trees["entries"]) == 29, len(trees["entries"]))
    check("with who recorded it", all(entry["recorded_by"] for entry in trees["entries"]), trees)
    july = adds_up(address, "trees", "--period", "2025-07")
    check("a month has its own", {entry["effective_date"] for entry in july["entries"]} ==
          {"2025-07-01"}, july)
    early = explained(address, "trees", "--effective-through", "2025-03-31")
    check("nor is it of later days", max(entry["effective_date"] for entry in early["entries"]) ==
          "2025-03-01", early)
    splits(address, folder)
    rows = list(csv.DictReader(io.StringIO(
        ran(address, "explain", "trees", "--csv").stdout.lstrip("\ufeff"))))
    check("the table for spreadsheets has the same", sum(int(row["counted"]) for row in rows) ==
          int(trees["value"]), rows)
    people = ran(address, "explain", "trees").stdout
    check("people see where it comes from", "trees/observations/o7" in people and
          "the report" in people, people)
    told = ran(address, "explain", "no.such", code=1).stderr
    check("what is not there is said", "no.such" in told, told)
    ran(address, "explain", "trees", "--of", "year=2025", code=2)
    ran(address, "explain", "budget", "--period", "2025", code=2)
    ran(address, "explain", "budget", "--of", "month=3", code=2)


def published(address):
    """A report is frozen, its hash worked out from its CSV, and what comes later explained."""
    ran(address, "report", "freeze", code=2)
    ran(address, "report", "freeze", "y2025", "--title", "Half a year", "--effective-through",
        "2025-06-30")
    frozen, = json.loads(ran(address, "report", "frozen", "--json").stdout)["frozen_reports"]
    rows = list(csv.DictReader(io.StringIO(
        ran(address, "report", "frozen", "y2025", "--csv").stdout.lstrip("\ufeff"))))
    text = "".join(f"{row['path']}\t{row['value']}\n" for row in rows)
    check("the hash is that of the rows in its CSV",
          hashlib.sha256(text.encode()).hexdigest() == frozen["sha256"], frozen)
    same = json.loads(ran(address, "report", "compare", "y2025", "--json").stdout)
    check("nothing is otherwise yet", same["rows"] == [], same)
    with tempfile.TemporaryDirectory() as folder:
        late = pathlib.Path(folder, "observations.csv")
        late.write_text("indicator,id,project,date,value\ntrees,late,0001,2025-02-02,1000\n")
        ran(address, "import", late)
    rows = json.loads(ran(address, "report", "compare", "y2025", "--json").stdout)["rows"]
    values = [row for row in rows if row["path"].endswith(".total.value")]
    check("a late record is named", len(values) == 1 and values[0]["difference"] == "1000" and
          values[0]["causes"][0]["record"].endswith("/observations/late"), rows)
    people = ran(address, "report", "compare", "y2025").stdout
    check("people see what changed and why", "observations/late" in people, people)
    ran(address, "report", "freeze", "later", "--title", "Later")
    ran(address, "report", "compare", "y2025", "--with", "later", "--csv")
    ran(address, "report", "compare", code=2)
    ran(address, "report", "compare", "no", code=1)
    ran(address, "report", "frozen", "no", code=1)
    ran(address, "report", "programme", "y2025", code=2)


with tempfile.TemporaryDirectory(prefix="caravan-explain-") as scratch:
    with Server(PROJECTS, "--store", f"sqlite:{scratch}/p.db", "--log-level", "error") as server:
        main(server.address, scratch)
        published(server.address)
finish()
