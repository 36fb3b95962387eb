"""The report of all three services: put together, with one of them down, hanging, behind or not
asked, and with all of them down; what the programme repeats of another service beside its count.

usage: judge_joined.py CARAVAN CARAVAN_PROJECTS CARAVAN_LOGISTICS CARAVAN_TRAINING"""
import json
import os
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from server import Server, check, finish  # noqa: E402

CARAVAN, *PROGRAMS = sys.argv[1:5]
PATIENCE_S = 60
PARTS = ["programme", "corridors", "hubs", "sales", "training"]
GONE = "127.0.0.1:1"
where = {}  # the variables that say where the services are


def ran(*words, lang="en", code=None, **more):
    done = subprocess.run([CARAVAN, *words], capture_output=True, encoding="utf-8",
                          timeout=PATIENCE_S, check=False,
                          env={**os.environ, "CARAVAN_LANG": lang, **where, **more})
    if code is not None:
        check(f"{' '.join(words[:4])} ends with {code}", done.returncode == code, done)
    return done


def call(variable, method, body):
    said = ran("call", "--server", where[variable], method, json.dumps(body), code=0)
    return said.stdout


def joined(*words, code=0, **more):
    said = ran("report", "--programme", "jw", "--json", *words, code=code, **more)
    return json.loads(said.stdout)


def part(report, name):
    return next(row for row in report["parts"] if row["part"] == name)


def wait_equal(name):
    """Events are on their way until they are there."""
    end = time.monotonic() + PATIENCE_S
    while True:
        fed = joined()["fed"]
        if fed[0]["state"] == "EQUAL" and part(joined(), "sales")["events"][
                "oldest_waiting_time"] is None or time.monotonic() > end:
            break
    check(name, fed[0]["state"] == "EQUAL", fed)
    return fed[0]


def date(text):
    year, month, day = text.split("-")
    return {"year": int(year), "month": int(month), "day": int(day)}


def sow(folder):
    projects = "caravan.projects.v1.Projects/"
    call("CARAVAN_SERVER", projects + "CreateProgramme", {
        "programme_id": "jw", "programme": {
            "title": "Long road", "title_zh": "长路", "currency": "CNY",
            "start_date": date("2023-01-01"), "end_date": date("2029-12-31")}})
    call("CARAVAN_SERVER", projects + "CreateProject", {
        "parent": "programmes/jw", "project_id": "road", "project": {
            "title": "Road", "sectors": [{"code": "roads", "share_basis_points": 10000}]}})
    for feed, project, code, said in (("frait", "road", 1, "freight_tonnes"),
                                      ("sales_signed", "", 1, "feed_project"),
                                      ("sales_signed", "none", 1, "feed_project"),
                                      ("签约销售额", "road", 0, "")):
        table = os.path.join(folder, "indicators.csv")
        with open(table, "w", encoding="utf-8") as file:
            file.write("id,title,title_zh,kind,decimals,feed,feed_project\n"
                       f"sold,Sold,销售额,money_flow,2,{feed},{project}\n")
        done = ran("import", table, "--programme", "jw", code=code)
        check(f"fed from {feed!r} into {project!r}", said in done.stdout + done.stderr, done)


def sell(sale, day, minor):
    call("CARAVAN_LOGISTICS_SERVER", "caravan.logistics.v1.Sales/CreateSale", {
        "sale_id": sale, "sale": {
            "product": "apple", "origin": "Wensu", "channel": "retail", "buyer_region": "Hangzhou",
            "quantity_milli": 1000, "unit": "t", "signed_date": date(day),
            "amount": {"currency": "CNY", "minor_units": minor}}})


def period(verb, month, **more):
    call("CARAVAN_LOGISTICS_SERVER", f"caravan.logistics.v1.Sales/{verb}SalePeriod",
         {"name": f"salePeriods/{month}", **more})


def walk_all_there():
    report = joined()
    check("all parts are there", report["complete"] and
          [(row["part"], row["state"]) for row in report["parts"]] == [
              (name, "THERE") for name in PARTS], report["parts"])
    check("each says of when it is", all(
        part(report, name)["known_at"] for name in ("programme", "sales", "training")), report)
    check("nothing is fed, nothing was sold", report["fed"][0]["state"] == "EQUAL", report["fed"])
    sell("s1", "2025-03-02", 123456)
    sell("s2", "2025-04-02", 4400)
    period("Close", "2025-03")
    fed = wait_equal("a closed month is in the programme as it was stated")
    check("an open month is not", (fed["value"], fed["counted"]) == ("123456", "123456"), fed)
    sell("s3", "2025-03-30", 77)
    period("Restate", "2025-03", reason="late")
    fed = wait_equal("and so is what is restated")
    check("with all of it", fed["value"] == "123533", fed)
    for through, value in (("2025-03-30", "0"), ("2025-03-31", "123533")):
        fed = joined("--effective-through", through)["fed"][0]
        check(f"up to {through} it is {value} on both sides",
              (fed["state"], fed["value"], fed["counted"]) == ("EQUAL", value, value), fed)


def walk_text():
    text = ran("report", "--programme", "jw", code=0).stdout
    for piece in ("Long road (jw)", "Sold", "held against them", "equal", "How fresh each part is",
                  "Events the projects have"):
        check(f"it says {piece!r}", piece in text, text)
    text = ran("report", "--programme", "jw", lang="zh", code=0).stdout
    for piece in ("长路", "取自其他服务的指标对照", "相等", "各部分的时效", "记录截至"):
        check(f"in Chinese: {piece}", piece in text, text)
    check("nothing is left in English", "Programme" not in text and "equal" not in text, text)


def walk_some_asked(server):
    alone = {"CARAVAN_LOGISTICS_SERVER": "", "CARAVAN_TRAINING_SERVER": ""}
    known_at = ("--known-at", joined()["programme"]["known_at"])
    one = ran("report", "--programme", "jw", *known_at, **alone).stdout
    check("with one address it is the programme's report", one == ran(
        "report", "programme", "--programme", "jw", *known_at).stdout and "fresh" not in one, one)
    by = ran("report", "--programme", "jw", "--by", "year", code=0).stdout
    check("so it is with --by", "Money by year" in by and "fresh" not in by, by)
    report = joined(CARAVAN_TRAINING_SERVER="")
    check("who is not named is not asked", part(report, "training")["state"] == "NOT_ASKED" and
          report["training"] is None and report["complete"], report["parts"])
    report = json.loads(ran("report", "--json", CARAVAN_SERVER="", code=0).stdout)
    check("nor is the programme", report["programme"] is None and report["sales"], report["parts"])
    for words in (("--by", "year"), ("--csv",), ("--effective-from", "2025-01-01")):
        said = ran("report", "all", "--programme", "jw", *words, code=2)
        check(f"{words[0]} is of one report", words[0] in said.stderr, said)
    ran("report", "all", "--server", server, code=2)


def walk_missing():
    """The training service is gone: the rest is there."""
    gone = {"CARAVAN_TRAINING_SERVER": GONE}
    report = joined(code=5, **gone)
    check("what is missing is said", not report["complete"] and report["training"] is None and
          [row["part"] for row in report["parts"] if row["state"] == "MISSING"] == ["training"],
          report["parts"])
    check("and why", part(report, "training")["code"] == "UNAVAILABLE" and
          GONE in part(report, "training")["why"], report["parts"])
    check("the rest is there", report["sales"]["total"]["signed_minor"] == "127933" and
          report["programme"]["project_count"] == 1, report)
    said = ran("report", "--programme", "jw", code=5, **gone)
    check("in its place", "\nTraining and exchanges: MISSING\nno server at " + GONE in said.stdout,
          said.stdout)
    check("beside what is there", "Sold" in said.stdout and "held against" in said.stdout,
          said.stdout)
    check("and on stderr", f"training is missing: no server at {GONE}" in said.stderr, said.stderr)
    said = ran("report", "--programme", "jw", lang="zh", code=5, **gone)
    check("in Chinese, too", "培训与交流：缺少\n" in said.stdout and "缺少培训与交流" in said.stderr,
          said)
    gone = {"CARAVAN_LOGISTICS_SERVER": GONE}
    fed = joined(code=5, **gone)["fed"][0]
    check("what cannot be compared is not called equal", fed["state"] == "UNKNOWN" and
          GONE in fed["why"] and "value" not in fed, fed)
    gone = {"CARAVAN_SERVER": GONE}
    report = joined(code=5, **gone)
    check("without the programme the others are there", report["programme"] is None and
          report["fed"] == [] and report["sales"], report["parts"])
    said = ran("report", "--programme", "none", "--json", code=5)
    check("a programme that is not there is missing, too", part(
        json.loads(said.stdout), "programme")["code"] == "NOT_FOUND", said)
    nobody = dict.fromkeys(where, GONE)
    for words in ((), ("--json",)):
        said = ran("report", "--programme", "jw", *words, code=3, **nobody)
        check("of nobody there is no report", said.stdout == "" and GONE in said.stderr, said)


def walk_hanging(logistics):
    logistics.process.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    report = joined("--timeout", "1", code=5)
    took = time.monotonic() - began
    logistics.process.send_signal(signal.SIGCONT)
    check("who hangs is waited for until the deadline, all at once", 0.9 < took < 15, took)
    check("then its parts are missing", [row["state"] for row in report["parts"]] == [
        "THERE", "MISSING", "MISSING", "MISSING", "THERE"] and part(report, "hubs")["code"] ==
          "DEADLINE_EXCEEDED" and "1.0 s" in part(report, "hubs")["why"], report["parts"])


def walk_behind(folder):
    """A logistics service that was not told where the projects are: its events wait."""
    with Server(PROGRAMS[1], "--store", f"sqlite:{folder}/l.db", "--log-level", "error") as server:
        where["CARAVAN_LOGISTICS_SERVER"] = server.address
        period("Close", "2025-04")
        report = joined()
        fed = report["fed"][0]
        check("what is under way is the difference", (
            fed["state"], fed["value"], fed["counted"], fed["difference"]) == (
                "DIFFERS", "123533", "127933", "4400"), fed)
        events = part(report, "sales")["events"]
        check("and since when is said", events["oldest_waiting_time"] is not None and
              events["oldest_waiting_time"] in fed["why"] and
              (events["delivered_sequence"], events["last_sequence"]) == ("2", "3"), report)
        said = ran("events", "delivery", "projects", code=0)
        check("`events delivery` says so, too", "2" in said.stdout, said.stdout)


def main(folder):
    quiet = ("--log-level", "error")
    with Server(PROGRAMS[0], "--store", f"sqlite:{folder}/p.db", *quiet) as projects, \
            Server(PROGRAMS[2], "--store", f"sqlite:{folder}/t.db", *quiet) as training:
        where["CARAVAN_SERVER"] = projects.address
        where["CARAVAN_TRAINING_SERVER"] = training.address
        delivering = ("--store", f"sqlite:{folder}/l.db", *quiet,
                      "--peer", f"projects={projects.address}")
        with Server(PROGRAMS[1], *delivering) as logistics:
            where["CARAVAN_LOGISTICS_SERVER"] = logistics.address
            sow(folder)
            walk_all_there()
            walk_text()
            walk_some_asked(projects.address)
            walk_missing()
            walk_hanging(logistics)
        walk_behind(folder)
        with Server(PROGRAMS[1], *delivering) as logistics:
            where["CARAVAN_LOGISTICS_SERVER"] = logistics.address
            wait_equal("what waited arrives")


with tempfile.TemporaryDirectory(prefix="caravan-joined-") as scratch:
    main(scratch)
finish()
