"""What people do every day by a command of its own, with a real service: a hub's chutes, bags,
trucks and plan, a train and a box, sales that are one and months that are closed."""
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
import small_corridor  # noqa: E402
from small_corridor import BOX, at  # noqa: E402

CARAVAN, LOGISTICS = sys.argv[1:3]
OTHER_BOX = "TBJU0000080"
NOUNS = ("bag", "box", "chute", "consignment", "hub", "manifest", "match", "month", "plan", "sale",
         "trip")

HUB = {
    "chutes.csv": "id,hub\nc1,h\nc2,h\nc3,h\n",
    "prefectures.csv": "hub,code,title,served\nh,530300,East,yes\n",
    "分拣方案.csv": "编号,分拣中心,名称,最多循环,用途,分拣码,格口\n".replace("分拣中心", "分拨中心") +
                "p1,h,First,3,目的地,530300,h/c1\np1,h,,,剔除,,h/c2\np1,h,,,溢出,,h/c3\n"
                "p2,h,Second,3,目的地,530300,h/c1\n",
}
SALES = """id,product,origin,channel,reference,buyer,quantity,amount,date,transport
a1,apples,Wensu,platform-832,P-1,East,5 t,1000,2025-03-01,W-1
a2,apples,Wensu,freight,F-1,East,5 t,1000,2025-03-02,W-1
a3,dates,Aksu,retail,R-1,West,2 t,300,2025-02-02,
"""


def ran(address, *words, code=0, lang="en"):
    done = subprocess.run(
        [CARAVAN, *map(str, words)], encoding="utf-8", timeout=60, capture_output=True,
        env={**os.environ, "CARAVAN_LOGISTICS_SERVER": address, "CARAVAN_SERVER": address,
             "CARAVAN_LANG": lang, "CARAVAN_HUB": "h", "CARAVAN_CORRIDOR": "way"})
    check(f"{' '.join(map(str, words[:2]))} ends with {code}", done.returncode == code, done)
    return done


def did(address, *words):
    return json.loads(ran(address, *words, "--json").stdout)


def hub(address):
    check("a chute is full", did(address, "chute", "full", "c1")["full"] is True)
    check("and empty again", "full" not in did(address, "chute", "empty", "c1"))
    check("out of service", did(address, "chute", "out", "h/c1")["out_of_service"] is True)
    did(address, "chute", "in", "c1")
    bag = did(address, "bag", "open-new", "b1", "--to", "530300")
    check("a bag is begun", (bag["name"], bag["state"]) == ("hubs/h/bags/b1", "OPEN"), bag)
    check("and hung", did(address, "chute", "link", "c1", "b1")["bag"] == "hubs/h/bags/b1")
    ran(address, "call", "caravan.logistics.v1.Hubs/CaptureScan", json.dumps(
        {"parent": "hubs/h/readers/r1", "scan": {
            "number": 1, "step": "SCAN_STEP_INBOUND", "carrier": "sf", "destinationKey": "530300",
            "parcelNumber": "SF1000000000007", "utcOffsetMinutes": 480,
            "occurUs": str(small_corridor.NOW * 1000000)}}))
    did(address, "bag", "put", "b1", "SF1000000000007", "--carrier", "sf")
    rows = did(address, "bag", "parcels", "b1")["parcels"]
    check("a parcel is in it", [row["number"] for row in rows] == ["SF1000000000007"], rows)
    done = ran(address, "bag", "close", "b1", "--count", "2", code=1)
    check("another count needs a reason", "COUNT_DIFFERS" in done.stderr or "reason" in done.stderr,
          done)
    bag = did(address, "bag", "close", "b1", "--count", "1", "--weight", "1.5kg", "--seal", "S7")
    check("it is closed with what was counted",
          bag["state"] == "CLOSED" and
          bag["closing"] == {"count": "1", "grams": "1500", "seal": "S7"}, bag)
    did(address, "manifest", "open-new", "m1", "--to", "530300", "--vehicle", "run 7")
    did(address, "manifest", "load", "m1", "b1")
    did(address, "manifest", "close", "m1", "--count", "1")
    truck = did(address, "manifest", "dispatch", "m1")
    check("and leaves with its truck", truck["state"] == "DISPATCHED", truck)
    table = ran(address, "bag", "list").stdout
    check("the list says it", "b1" in table and "DISPATCHED" in table and "S7" in table, table)
    check("in Chinese", "发出" in ran(address, "bag", "list", lang="zh").stdout)
    row, = csv.DictReader(io.StringIO(
        ran(address, "bag", "list", "--csv").stdout.lstrip("\ufeff")))
    check("as CSV", (row["name"], row["prefecture"]) ==
          ("hubs/h/bags/b1", "hubs/h/prefectures/530300"), row)
    scan = ("--reader", "r1", "--carrier", "sf")
    seen = did(address, "scan", "扣留", "SF1000000000007", *scan, "--reason", "CUSTOMS")
    check("a scan by hand", (seen["outcome"], seen["sequence"] != "0") == ("APPLIED", True), seen)
    did(address, "scan", "no-read", "--reader", "r1", "--track", "77")
    did(address, "scan", "merged", "--reader", "r1", "--track", "77", "--other-carrier", "sf",
        "--other-number", "SF1000000000007")
    parcel = did(address, "track", "SF1000000000007", "--staff")
    check("a no-read is the parcel that somebody knew",
          {"HELD", "NO_READ"} <= {flag["name"] for flag in parcel["flags"]}, parcel)
    ran(address, "scan", "eaten", "SF1000000000007", *scan, code=2)
    ran(address, "scan", "found", "SF1000000000007", code=2)
    ran(address, "scan", "found", "SF1", *scan, "--at", "1999-01-01", code=2)
    ran(address, "scan", "diverted", *scan, code=1)
    ran(address, "bag", "close", "b9", "--count", "1", code=1)
    ran(address, "bag", "close", "b1", code=2)
    ran(address, "bag", "close", "b1", "--count", "1", "--carrier", "sf", code=2)
    ran(address, "bag", "close", "b1", "b2", "--count", "1", code=2)
    ran(address, "bag", "burn", "b1", code=2)


def plan(address):
    problems = did(address, "plan", "check", "p2")["problems"]
    check("what a plan lacks is told", {row["reason"] for row in problems} ==
          {"NO_REJECT_CHUTE", "NO_OVERFLOW_CHUTE"}, problems)
    check("a whole one lacks nothing", did(address, "plan", "check", "p1") == {"problems": []})
    did(address, "plan", "validate", "p1")
    active = did(address, "plan", "activate", "p1")
    check("and is activated", active["state"] == "ACTIVE", active)
    ran(address, "plan", "activate", "p1", "--at", "tomorrow", code=2)
    check("it can be retired", did(address, "plan", "retire", "p1")["state"] == "RETIRED")
    day = did(address, "hub", "close-day", "2025-01-31")
    check("days are closed", day["closed_date"] == "2025-01-31", day)
    check("readers are listed", did(address, "hub", "readers")["readers"][0]["kind"] == "BELT")
    check("nothing is overdue", did(address, "hub", "overdue") == {"parcels": []})


def corridor(address):
    alert, = did(address, "trip", "alerts", "t1")["alerts"]
    check("a train that left half an hour late is expected so",
          (alert["place"], alert["slip_minutes"]) == ("places/over", 30), alert)
    check("in words", "30 分钟" in ran(address, "trip", "alerts", "t1", lang="zh").stdout)
    load, = did(address, "trip", "loads", "t1")["loads"]
    check("its load plan", load["box"] == f"boxes/{BOX.lower()}" and load["state"] == "PLANNED",
          load)
    ran(address, "trip", "leave", "t1/l1", "--reason", "it travels", code=1)
    trip = did(address, "trip", "move", "t1", "到达", "--point", "1")
    check("a train arrives", trip["state"] == "FINAL_ARRIVED", trip)
    rows = did(address, "trip", "events", "t1")["events"]
    check("its log says so", rows[-1]["kind"] == "ARRIVED" and rows[-1]["commanded"] is True, rows)
    did(address, "box", "move", BOX, "discharge", "--place", "over", "--at", f"{at(0)} +08:00")
    box = did(address, "box", "move", BOX, "break-seal", "--reason", "opened")["box"]
    check("a box is discharged and opened", (box["position"], box["seal"]) ==
          ("DISCHARGED", "BROKEN"), box)
    ran(address, "box", "move", BOX, "load", code=1)
    seen = did(address, "box", "observe", BOX, "weigh", "--weight", "9t", "--at",
               f"{at(0)} +08:00", "--id", "scale-1")["event"]
    check("what is seen is kept", (seen["outcome"], seen["weighed_grams"]) == ("LATE", "9000000"),
          seen)
    did(address, "consignment", "move", "n1", "可提货")
    note = did(address, "consignment", "flag", "n1", "shortage", "--reason", "two are missing")
    check("a flag is raised", note["shortage"] is True, note)
    note = did(address, "consignment", "unflag", "n1", "短少", "--reason", "found")
    check("and taken down", "shortage" not in note, note)
    check("trips of a consignment", [row["name"] for row in did(
        address, "trip", "list", "--consignment", "n1")["trips"]] == ["corridors/way/trips/t1"])
    plans(address)
    cancelled = did(address, "trip", "cancel", "t2", "--cause", "weather")
    check("a trip is cancelled", cancelled["state"] == "CANCELLED", cancelled)


def call(address, method, **request):
    ran(address, "call", f"caravan.logistics.v1.Corridors/{method}", json.dumps(request))


def plans(address):
    """Of a second box: planned on the one train, and seen on the other."""
    call(address, "CreateBox", box={"number": OTHER_BOX, "sizeType": "22G1",
                                    "tareGrams": "2200000", "maxGrossGrams": "24000000"})
    call(address, "CreateLoad", parent="corridors/way/trips/t2", loadId="l2", load={
        "box": f"boxes/{OTHER_BOX.lower()}", "wagon": "5200102", "slot": 1,
        "origin": "places/east", "destination": "places/over"})
    load = did(address, "trip", "leave", "t2/l2", "--reason", "took another train")
    check("a planned box did not travel", (load["state"], load["reason"]) ==
          ("LEFT", "took another train"), load)
    did(address, "box", "observe", OTHER_BOX, "load", "--trip", "t1", "--wagon", "5200101",
        "--slot", "2", "--place", "east", "--at", f"{at(-6)} +08:00", "--id", "seen-1")
    seen, = (load for load in did(address, "trip", "loads", "t1")["loads"]
             if load["state"] == "SEEN")
    load = did(address, "trip", "adopt", seen["name"].removeprefix("corridors/way/trips/").replace(
        "/loads/", "/"), "--reason", "took this one", "--destination", "over")
    check("what was seen on board is in the plan", (load["state"], load["destination"]) ==
          ("ADOPTED", "places/over"), load)


def sales(address):
    match, = did(address, "match", "list", "--state", "待定")["sale_matches"]
    ident = match["name"].split("/")[1]
    check("two sales may be one", (match["sale"], match["duplicate"]) == ("sales/a1", "sales/a2"),
          match)
    check("a person says so", did(address, "match", "confirm", ident)["state"] == "CONFIRMED")
    ran(address, "match", "confirm", ident, code=1)
    ran(address, "match", "undo", ident, code=2)
    did(address, "match", "undo", ident, "--reason", "two trucks")
    check("or that they are two",
          did(address, "match", "reject", ident, "--reason", "two trucks")["state"] == "REJECTED")
    match = did(address, "match", "propose", "a1", "a3", "--reason", "the same truck")
    check("a person may say so first", (match["state"], match["duplicate"]) ==
          ("PROPOSED", "sales/a3"), match)
    ran(address, "sale", "draw", "n1", "1", "--origin", "Wensu", "--buyer", "East", code=1)
    call(address, "DeliverConsignment", name="consignments/n1", reference="receipt-1",
         lines=[{"line": 1, "packages": "98", "missingPackages": "2"}])
    sale = did(address, "sale", "draw", "n1", "1", "--origin", "Wensu", "--buyer", "East",
               "--as", "d1")
    check("a delivered line is a sale", (sale["name"], sale["external_reference"]) ==
          ("sales/d1", "consignments/n1/lines/1"), sale)
    month = did(address, "month", "close", "2025-03")
    check("a month is closed", [row["version"] for row in month["statements"]] == [1], month)
    ran(address, "month", "restate", "2025-03", "--reason", "nothing new", code=1)
    did(address, "sale", "reverse", "a2", "--reason", "was no sale")
    month = did(address, "month", "restate", "2025-03", "--reason", "one was none")
    check("and restated", month["statements"][-1]["version"] == 2, month)
    row, = csv.DictReader(io.StringIO(
        ran(address, "month", "list", "--csv").stdout.lstrip("\ufeff")))
    check("the list has it", row == {"name": "salePeriods/2025-03"}, row)
    rows = did(address, "sale", "entries", "a2")["sale_entries"]
    check("the counter-entry is there", [row["kind"] for row in rows] == ["REVERSAL"], rows)


def demonstration(folder, address):
    """The demonstration's hub sorts parcels today, from their announcement to the truck."""
    ran(address, "demo-data", folder)
    ran(address, "import", folder / "hub")
    west = ("--hub", "west")
    did(address, "plan", "validate", "everyday", *west)
    did(address, "plan", "activate", "everyday", *west)
    done = ran(address, "demo-live", *west)
    for word in ("NO_READ", "OVERWEIGHT", "PLANNED"):
        check(f"some are {word}", word in done.stdout, done.stdout)
    bags = did(address, "bag", "list", *west)["bags"]
    check("four bags have left with their trucks",
          [bag["parcel_count"] for bag in bags] == ["6", "5", "5", "5"] and
          all(bag["state"] == "DISPATCHED" for bag in bags), bags)
    number = done.stdout.split("caravan track ")[1].split()[0]
    parcel = did(address, "track", number, "--staff", *west)
    check("one of them is followed all the way",
          [line["what"] for line in parcel["happened"]] ==
          ["PRE_ADVISED", "INBOUND", "WEIGHED", "ASSIGNED", "DIVERTED", "BAGGED"] and
          parcel["state"] == "DISPATCHED", parcel)
    stray = did(address, "track", number[:-2] + "18", "--staff", *west)
    check("and one that fell into the wrong chute",
          "MISSORT" in [flag["name"] for flag in stray["flags"]], stray)
    ran(address, "demo-live", *west)
    check("another two dozen follow", len(did(address, "bag", "list", *west)["bags"]) == 8)


with tempfile.TemporaryDirectory() as work, \
        Server(LOGISTICS, "--store", f"sqlite:{work}/l.db") as server:
    sheets = pathlib.Path(work) / "sheets"
    sheets.mkdir()
    small_corridor.write(sheets)
    for name, text in HUB.items():
        (sheets / name).write_text(text, encoding="utf-8")
    (pathlib.Path(work) / "sales.csv").write_text(SALES, encoding="utf-8")
    ran(server.address, "import", sheets)
    ran(server.address, "import", pathlib.Path(work) / "sales.csv")
    for noun in NOUNS:
        done = ran(server.address, "help", noun)
        check(f"the help of {noun} names its verbs",
              f"  caravan {noun} " in done.stdout, done.stdout)
    hub(server.address)
    plan(server.address)
    corridor(server.address)
    sales(server.address)
    demonstration(pathlib.Path(work) / "demo", server.address)
    server.stop()
finish()
