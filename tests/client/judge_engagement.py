"""What was done together, from an office's spreadsheets to its report.

usage: judge_engagement.py CARAVAN CARAVAN_PROJECTS"""
import csv
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
ACTIVITIES = """编号,名称,类型,开始日期,地点,承办单位,状态,人数,人次,性别,分组人数
a,现场教学,教学,2024年5月6日,north,school,已举办,50,120,女,30
a,,,,,,,,,男,20
b,现场教学,教学,2025-05-06,north,school,已举办,3,30,,
c,现场教学,教学,2025-06-06,north,school,计划,,,,
"""
# Three lines; all of them are received by one movement, and two distributed by another.
DONATIONS = """id,title,donor,pledged,item,goods,quantity,unit,unit_value（元）,basis,move,date,\
moved_item,moved_quantity,site,difference,reason
d,Winter,school,2025-01-05,coats,Coats,100,piece,200,invoice,,,,,,,
d,,,,rice,Rice,500,kg,6,market-price,,,,,,,
d,,,,pens,Pens,900,piece,1,donor-statement,ship,2025-01-10,,,,,
d,,,,,,,,,,receive,2025-01-20,coats,97,,,
d,,,,,,,,,,,,rice,500,,,
d,,,,,,,,,,,,pens,900,,,
d,,,,,,,,,,explain,2025-01-21,coats,,,damaged,wet
d,,,,,,,,,,distribute,2025-02-01,coats,90,north,,
d,,,,,,,,,,,,pens,400,,,
"""
CHALLENGES = """编号,名称,发榜单位,预算,奖金（万元）,揭榜方式,揭榜截止,交付截止,动态,日期,经办,揭榜编号,\
揭榜单位,交付文号,说明
c,果品烘干,school,0042/prizes,5,单家,2025-03-01,2025-06-30,发榜,2025-01-10,office,,,,
c,,,,,,,,揭榜,2025-02-01,institute,k,lab,,
c,,,,,,,,交付,2025-02-25,institute,k,,report 7,
c,,,,,,,,验收,2025-04-20,jury,k,,,
e,棉秆,school,0042/prizes,6,多家,2028-03-01,2029-06-30,发榜,2025-01-10,office,,,,
"""
PROGRAMME = {
    "programme.csv": "id,title,start,end\njw,Long road,2023-04-01,2026-03-31\n",
    "partners.csv": "id,title,kind\nschool,School,school\nlab,Lab,other\n",
    "projects.csv": "id,title,partner,sectors,state,planned_start,planned_end,actual_start\n"
                    "0042,Fruit,school,farming,implementing,2024-01-01,2026-01-01,2024-01-01\n",
    "budget.csv": "project,id,title,category,fiscal_year,amount（万元）,date\n"
                  "0042,prizes,Prizes,services,2025,20,2025-01-01\n",
}


def ran(address, *words, code=0, language="en"):
    done = subprocess.run(
        [CARAVAN, *map(str, words)], encoding="utf-8", timeout=120, capture_output=True,
        env={**os.environ, "CARAVAN_SERVER": address, "CARAVAN_PROGRAMME": "jw",
             "CARAVAN_LANG": language})
    check(f"{' '.join(map(str, words[:2]))} ends with {code}", done.returncode == code, done)
    return done


def lines_of(answer):
    return [(line["item"], line.get("shippedQuantity"), line.get("receivedQuantity"),
             line.get("distributedQuantity")) for line in answer["lines"]]


def files(folder, address):
    for name, text in PROGRAMME.items():
        (folder / name).write_text(text, encoding="utf-8")
    ran(address, "import", folder, "--as", "officer")
    ran(address, "approve", "--as", "approver")
    together = folder / "together"
    together.mkdir()
    for name, text in (("活动.csv", ACTIVITIES), ("donations.csv", DONATIONS),
                       ("揭榜挂帅.csv", CHALLENGES)):
        (together / name).write_text(text, encoding="utf-8")
    for _ in range(2):
        ran(address, "import", together, "--as", "officer")
    donation = json.loads(ran(address, "call", "caravan.projects.v1.Engagement/GetDonation",
                              json.dumps({"name": "programmes/jw/donations/d"})).stdout)
    check("rows without a movement go on with the one before",
          lines_of(donation) == [("coats", "100", "97", "90"), ("rice", "500", "500", None),
                                 ("pens", "900", "900", "400")] and
          [move["move"] for move in donation["movements"]] ==
          [f"DONATION_MOVE_{move}" for move in ("SHIP", "RECEIVE", "EXPLAIN", "DISTRIBUTE")],
          donation)
    (together / "donations.csv").write_text(DONATIONS.replace("coats,90", "coats,98"),
                                            encoding="utf-8")
    done = ran(address, "import", together / "donations.csv", "--json", code=1)
    check("more than was received is refused", json.loads(done.stdout)["problems"], done)


def report(address):
    told = json.loads(ran(address, "report", "engagement", "--json").stdout)
    check("persons apart from person-times", told["activities"]["persons"] == "53" and
          told["activities"]["person_times"] == "150", told)
    hidden = [row for row in told["activities_by_year"] if row.get("withheld")]
    check("three people and who would give them away are not shown",
          [row["year"] for row in hidden] == ["2024", "2025"] or
          [row["year"] for row in hidden] == [2024, 2025], told)
    check("rewards are reserved and posted",
          told["challenges"]["reserved_minor"] == "6000000" and
          told["challenges"]["posted_minor"] == "5000000", told)
    rows = list(csv.DictReader(io.StringIO(
        ran(address, "report", "engagement", "--by", "donation", "--csv").stdout.lstrip("\ufeff"))))
    check("goods in spreadsheets", [(row["item"], row["received"], row["difference"],
                                     row["received_minor"]) for row in rows] ==
          [("coats", "97", "-3", "19400.00"), ("pens", "900", "0", "900.00"),
           ("rice", "500", "0", "3000.00")], rows)
    people = ran(address, "report", "engagement", language="zh").stdout
    check("for people, in Chinese", "不公布" in people and "损坏" in people and "已验收" in people,
          people)
    ran(address, "report", "engagement", "--by", "nothing", code=2)
    first = ran(address, "report", "engagement", "--json", "--effective-through", "2025-03-31",
                "--known-at", told["known_at"]).stdout
    check("as of a day of the past", json.loads(first)["challenges"]["reserved_minor"] ==
          "11000000", first)


with tempfile.TemporaryDirectory(prefix="caravan-together-") as scratch:
    with Server(PROJECTS, "--store", f"sqlite:{scratch}/p.db") as projects:
        files(pathlib.Path(scratch), projects.address)
        report(projects.address)
finish()
