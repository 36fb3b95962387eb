"""The reports of the logistics services, whole: every figure that the API has, as tables in both
languages, as CSV and as JSON, and down to what a figure is made of."""
import csv
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from server import Server, check, finish  # noqa: E402
import small_corridor  # noqa: E402
from small_corridor import HOUR, NOW  # noqa: E402

CARAVAN, LOGISTICS = sys.argv[1:3]
BEGAN = time.time()


def here(minutes):
    """Local time in China, so many minutes from now."""
    return time.strftime("%Y-%m-%d %H:%M", time.gmtime(BEGAN + 8 * HOUR + minutes * 60))


# An estimate counts against an arrival after it was told: this one is three minutes ahead, as a
# clock may be.
EVENTS = ("trip,time（+08:00）,event,what,when,point\n"
          f"way/t1,{here(-9)},e2,到达,预计,1\n")
ARRIVED = ("trip,time（+08:00）,event,what,when,point\n"
           f"way/t1,{here(3)},e3,到达,实际,1\n")
SALES = """id,product,origin,channel,buyer,quantity,amount,date,paid
a1,apples,Wensu,direct,East,5 t,1000,2025-03-01,2025-03-02
a2,apples,Wensu,livestream,East,5 t,2000,2025-03-05,
"""
LATE = """id,product,origin,channel,buyer,quantity,amount,date,paid
a3,dates,Aksu,direct,East,5 t,500,2025-03-09,2025-03-10
"""


def ran(address, *words, code=0):
    done = subprocess.run(
        [CARAVAN, *map(str, words)], encoding="utf-8", timeout=60, capture_output=True,
        env={**os.environ, "CARAVAN_LOGISTICS_SERVER": address, "CARAVAN_SERVER": address,
             "CARAVAN_LANG": "en", "CARAVAN_HUB": "h", "CARAVAN_CORRIDOR": "way"})
    check(f"{' '.join(map(str, words[:2]))} ends with {code}", done.returncode == code, done)
    return done


def as_json(address, *words):
    return json.loads(ran(address, "report", *words, "--json").stdout)


def as_rows(address, *words):
    return list(csv.DictReader(io.StringIO(
        ran(address, "report", *words, "--csv").stdout.lstrip("\ufeff"))))


def reads(name, text, *words):
    for word in words:
        check(f"{name} says {word}", word in text, text)


def corridor(address):
    report = as_json(address, "corridor")
    out, = report["by_direction"]
    check("what was carried is there", (out["key"], out["packages"], out["gross_grams"],
                                        out["boxes"], out["units"]) ==
          ("OUTBOUND", 100, 10000000, 1, 1), out)
    check("and the balance", (report["box_balance"], report["empty_box_balance"]) == (1, 0), report)
    point, = [row for row in report["by_point"] if row["place"] == "places/over"]
    check("against the first plan it is early", point["against_plan"]["within_15"] == 1 and
          point["against_plan"]["late_minutes_p50"] < -60, point)
    check("against the last estimate 12 minutes late",
          (point["against_estimate"]["arrivals"], point["against_estimate"]["within_15"],
           point["against_estimate"]["late_minutes_p50"]) == (1, 1, 12), point)
    check("and all of it was the carrier's own",
          point["own_against_estimate"]["late_minutes_p50"] == 12 and
          point["held_minutes"] == 0, point)
    table = ran(address, "report", "corridor").stdout
    reads("the table", table, "out less in", "Arrivals against the first plan",
          "Arrivals against the last estimate", "1 (100 %)", "Stays by place", "Growers",
          "less holds", "Carrier's own")
    reads("the Chinese table", ran(address, "report", "corridor", "--lang", "zh").stdout,
          "去程减回程", "到达与最后预计相比", "各站停留")
    rows = {row["by"]: row for row in as_rows(address, "corridor")}
    check("the CSV has points, too",
          rows["point against estimate"]["minutes_p50"] == "12" and
          rows["direction"]["units"] == "1", rows)
    down = as_json(address, "corridor", "--down", "direction=outbound", "--down", "chapter=09")
    check("a figure is taken apart", down["sum"]["gross_grams"] == 10000000 and
          [row["consignment"] for row in down["consignments"]] == ["consignments/n1"], down)
    down = as_json(address, "corridor", "--down", "direction=回程")
    check("another has nothing", down["consignments"] == [], down)
    reads("the list", ran(address, "report", "corridor", "--down", "trip=t1").stdout, "n1",
          "10.000000", "50,000.00")
    check("as CSV", as_rows(address, "corridor", "--down", "all")[0]["tonnes"] == "10.000000")
    ran(address, "report", "corridor", "--down", "colour=red", code=2)
    ran(address, "report", "corridor", "--down", "direction=up", code=2)


def hub(folder, address):
    noon = NOW // (24 * HOUR) * 24 * HOUR - 24 * HOUR + 4 * HOUR
    day = time.strftime("%Y-%m-%d", time.gmtime(noon + 8 * HOUR))
    for number, step, seconds in ((1, "INBOUND", 0), (2, "DIVERTED", 60), (3, "DISPATCHED", 7200)):
        ran(address, "call", "caravan.logistics.v1.Hubs/CaptureScan", json.dumps(
            {"parent": "hubs/h/readers/r1", "scan": {
                "number": number, "step": f"SCAN_STEP_{step}", "carrier": "sf",
                "parcelNumber": "SF1000000000007", "occurUs": str((noon + seconds) * 1000000),
                "utcOffsetMinutes": 480, "chute": "c1" if step == "DIVERTED" else ""}}))
    ran(address, "call", "caravan.logistics.v1.Hubs/CloseHubDay", json.dumps(
        {"name": "hubs/h", "date": dict(zip(("year", "month", "day"), map(int, day.split("-"))))}))
    report = as_json(address, "hub", "--effective-from", day)
    cells = {row["key"]: row["sorted"] for row in report["by_chute_and_shift"]}
    check("chute by shift", cells["c1 2"] == 1, report)
    total = report["total"]
    check("and how long it took", (total["latency_count"], total["latency_mean_ms"]) ==
          (1, 7200000), total)
    check("the day is closed", report["closed_date"] == day, report)
    reads("the table", ran(address, "report", "hub", "--effective-from", day).stdout,
          "By chute and shift", f"Closed up to and including {day}", "120")
    reads("the Chinese table",
          ran(address, "report", "hub", "--effective-from", day, "--lang", "zh").stdout,
          "按格口和班次", "已关账至")
    rows = as_rows(address, "hub", "--effective-from", day, "--by", "chute-shift")
    check("as CSV", [(row["by"], row["key"], row["latency_mean_ms"]) for row in rows] ==
          [("total", "", "7200000"), ("chute-shift", "- 2", "0"),
           ("chute-shift", "c1 2", "7200000")], rows)
    (folder / "readers-2.csv").write_text("id,hub,kind\nhand,h,handheld\n", encoding="utf-8")
    ran(address, "import", folder / "readers-2.csv")
    ran(address, "scan", "held", "SF1000000000007", "--carrier", "sf", "--reader", "hand", "--at",
        f"{here(-120)} +08:00")
    today = here(0)[:10]
    late, = as_json(address, "hub", "--effective-from", today)["lateness"]
    check("a handheld that sent two hours late", (late["reader"], late["scans"], late["late"]) ==
          ("hand", 1, 1), late)
    reads("the table", ran(address, "report", "hub", "--effective-from", today).stdout,
          "Handhelds that sent late", "1 (100.00 %)")
    row, = [row for row in as_rows(address, "hub", "--effective-from", today)
            if row["by"] == "lateness"]
    check("as CSV", (row["key"], row["late"]) == (f"{today} hand", "1"), row)
    ran(address, "report", "hub", "--effective-from", day, "--down", "all", code=2)


def sales(folder, address):
    (folder / "sales.csv").write_text(SALES, encoding="utf-8")
    (folder / "sales-late.csv").write_text(LATE, encoding="utf-8")
    ran(address, "import", folder / "sales.csv")
    ran(address, "call", "caravan.logistics.v1.Sales/CloseSalePeriod",
        '{"name": "salePeriods/2025-03"}')
    ran(address, "import", folder / "sales-late.csv")
    table = ran(address, "report", "sales", "--by", "closed").stdout
    reads("the table of closed months", table, "stated, version 1", "recorded late", "now",
          "1,500.00")
    reads("in Chinese", ran(address, "report", "sales", "--by", "closed", "--lang", "zh").stdout,
          "第 1 版", "迟录", "现为")
    down = as_json(address, "sales", "--down", "channel=direct", "--down", "month=2025-03")
    check("a figure is taken apart",
          sorted((row["sale"], row["measure"], row["amount_minor"]) for row in down["postings"]) ==
          [("sales/a1", "PAID", "100000"), ("sales/a1", "SIGNED", "100000"),
           ("sales/a3", "PAID", "50000"), ("sales/a3", "SIGNED", "50000")], down)
    down = as_json(address, "sales", "--down", "month=2025-04")
    check("of one month only", down["postings"] == [], down)
    reads("the list", ran(address, "report", "sales", "--down", "product=dates").stdout, "a3",
          "SIGNED", "500.00")
    check("as CSV", as_rows(address, "sales", "--down", "all")[0]["cause"] == "RECORDED")
    ran(address, "report", "sales", "--down", "month=2025-13", code=2)


with tempfile.TemporaryDirectory() as work, \
        Server(LOGISTICS, "--store", f"sqlite:{work}/l.db") as server:
    sheets = pathlib.Path(work) / "sheets"
    sheets.mkdir()
    small_corridor.write(sheets)
    (sheets / "chutes.csv").write_text("id,hub\nc1,h\n", encoding="utf-8")
    ran(server.address, "import", sheets)
    (sheets / "列车事件.csv").write_text(EVENTS, encoding="utf-8")
    ran(server.address, "import", sheets / "列车事件.csv")
    (sheets / "列车事件-2.csv").write_text(ARRIVED, encoding="utf-8")
    ran(server.address, "import", sheets / "列车事件-2.csv")
    corridor(server.address)
    hub(pathlib.Path(work), server.address)
    sales(pathlib.Path(work), server.address)
    server.stop()
finish()
