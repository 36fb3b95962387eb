"""Sales from spreadsheets as people have them to their report, with a real logistics service."""
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

CARAVAN, LOGISTICS, PROJECTS = sys.argv[1:4]

SALES = """编号,品名,海关编码,编码版本,产地,渠道,订单号,销往地,数量（吨）,金额（万元）,签约日期,到账日期
a1,苹果,080810,2022,温宿县,832平台,P-1,杭州市,12.5,10,2025-03-01,2025年3月2日
,红枣,,,阿克苏市,直播,,嘉兴市,"1,200公斤",3.5万元,2025/4/1,
,红枣,,,阿克苏市,直播,,嘉兴市,"1,200公斤",3.5万元,2025/4/1,
"""
RECEIPTS = """sale,kind,amount,date
a1,退款,2000.50,2025-03-20
"""


def ran(address, *words, code=0, server=None):
    done = subprocess.run(
        [CARAVAN, *map(str, words)], encoding="utf-8", timeout=60, capture_output=True,
        env={**os.environ, "CARAVAN_LOGISTICS_SERVER": address,
             "CARAVAN_SERVER": server or address, "CARAVAN_LANG": "en"})
    check(f"{words[0]} ends with {code}", done.returncode == code, done)
    return done


def report(address, *words):
    return json.loads(ran(address, "report", "sales", "--json", *words).stdout)


def tally(done):
    return {pathlib.Path(file["file"]).name: (file["rows"], file["recorded"], file["refused"])
            for file in json.loads(done.stdout)["files"]}


def import_by_hand(folder, address):
    (folder / "销售2025.csv").write_text(SALES, encoding="gb18030")
    (folder / "receipts.csv").write_text(RECEIPTS, encoding="utf-8")
    all_of_it = {"销售2025.csv": (3, 3, 0), "receipts.csv": (1, 1, 0)}
    ran(address, "import", folder, "--dry-run")
    check("a dry run records nothing", report(address)["by_product"] == [])
    for _ in range(2):
        check("all is recorded", tally(ran(address, "import", folder, "--json")) == all_of_it)
        total = report(address)["total"]
        check("once, and rows that are equal are two",
              (total["signed_minor"], total["gross_minor"], total["refunded_minor"],
               total["net_minor"], total["unpaid_minor"]) ==
              ("17000000", "10000000", "200050", "9799950", "7000000"), total)
    check("words and units were understood",
          [row["key"] for row in report(address)["by_channel"]] == ["livestream", "platform-832"])
    sale = json.loads(ran(address, "call", "caravan.logistics.v1.Sales/GetSale",
                          '{"name": "sales/a1"}').stdout)
    check("the unit of the heading", (sale["unit"], sale["quantityMilli"]) == ("吨", "12500"), sale)


def refuse(folder, address):
    (folder / "sales-more.csv").write_text(
        "id,product,origin,channel,reference,buyer,quantity,amount,date\n"
        "b1,apples,Wensu,platform-832,P-1,East,5 t,1000,2025-05-01\n"
        "b2,apples,Wensu,platform-832,P-2,East,5 t,1000,2025-05-01\n", encoding="utf-8")
    done = ran(address, "import", folder / "sales-more.csv", "--json", code=1)
    problem = json.loads(done.stdout)["problems"][0]
    check("a reference that is taken is told at its cell",
          (problem["line"], problem["column"], problem["reason"]) == (2, "E", "REFERENCE_TAKEN"),
          problem)
    check("and nothing is recorded", report(address)["total"]["signed_minor"] == "17000000")
    (folder / "receipts-more.csv").write_text("sale,kind,amount,date\na1,refund,10万元,2025-03-21\n",
                                              encoding="utf-8")
    done = ran(address, "import", folder / "receipts-more.csv", code=1)
    check("what a sum refuses is about the amount",
          'receipts-more.csv:2:C: amount is "10万元": more than was paid: on 2025-03-21'
          in done.stderr, done)
    done = ran(address, "import", folder / "sales-more.csv", "--keep-good", "--json", code=1)
    check("but the good ones, if asked", tally(done) == {"sales-more.csv": (2, 1, 1)}, done)


def read_reports(address):
    done = ran(address, "report", "sales", "--by", "month", "--effective-through", "2025-03-31")
    check("a table for people",
          "2025-03  100,000.00  100,000.00  2,000.50  97,999.50" in done.stdout, done)
    rows = list(csv.DictReader(io.StringIO(
        ran(address, "report", "sales", "--csv", "--by", "product").stdout.lstrip("\ufeff"))))
    check("a rectangle for spreadsheets",
          [(row["section"], row["key"], row["unpaid"]) for row in rows] ==
          [("total", "", "71000.00"), ("product", "apples", "1000.00"),
           ("product", "红枣", "70000.00"), ("product", "苹果", "0.00")], rows)
    ran(address, "report", "sales", "--by", "colour", code=2)
    ran(address, "report", "sales", "--csv", "--json", code=2)
    ran(address, "report", "weather", code=2)


def demonstrate(folder, address, projects):
    ran(address, "demo-data", folder / "demo", "--seed", "7")
    ran(address, "import", folder / "demo" / "sales")
    total = report(address, "--effective-from", "2023-04-01", "--effective-through",
                   "2026-03-31")["total"]
    check("single sales come to what was published, to the fen",
          total["net_minor"] == "453300000000", total)
    ran(projects, "import", folder / "demo", server=projects)
    ran(projects, "approve", "--programme", "jw", "--as", "checker", server=projects)
    figures = json.loads(ran(address, "check-figures", "--json", server=projects).stdout)
    check("which check-figures holds against the report",
          {"key": "farm.sales", "unit": "CNY", "min": 4533000000, "max": 4533000000,
           "value": "4533000000.00", "met": True,
           "query": "SalesReport(2023-04-01 to 2026-03-31): total.net_minor"}
          in figures["figures"], figures)


with tempfile.TemporaryDirectory() as folder:
    with Server(LOGISTICS, "--store", f"sqlite:{folder}/l.db") as server:
        sheets = pathlib.Path(folder) / "sheets"
        sheets.mkdir()
        import_by_hand(sheets, server.address)
        refuse(pathlib.Path(folder), server.address)
        read_reports(server.address)
    with Server(LOGISTICS, "--store", f"sqlite:{folder}/demo.db") as server, \
            Server(PROJECTS, "--store", f"sqlite:{folder}/p.db") as projects:
        demonstrate(pathlib.Path(folder), server.address, projects.address)
finish()
