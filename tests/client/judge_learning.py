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
    "organisations.csv": "id,title,kind\nwks,Workshop,workshop\n",
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
ROWS = {"organisations.csv": 1, "人员.csv": 4, "courses.csv": 1, "cohorts.csv": 1, "报名.csv": 2,
        "sessions.csv": 1, "attendances.csv": 1}


def ran(address, *words, code=0, lang="en"):
    done = subprocess.run(
        [CARAVAN, *map(str, words)], encoding="utf-8", timeout=60, capture_output=True,
        env={**os.environ, "CARAVAN_TRAINING_SERVER": address, "CARAVAN_SERVER": address,
             "CARAVAN_LANG": lang})
    check(f"{' '.join(map(str, words[:2]))} ends with {code}", done.returncode == code, done)
    return done


def call(address, method, **request):
    return json.loads(ran(address, "call", f"caravan.training.v1.Learning/{method}",
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


def main(folder):
    with Server(TRAINING, "--store", f"sqlite:{folder}/t.db") as training:
        (folder / "sheets").mkdir()
        files(folder / "sheets", training.address)


with tempfile.TemporaryDirectory(prefix="caravan-learning-") as scratch:
    main(pathlib.Path(scratch))
finish()
