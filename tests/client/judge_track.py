"""What travels is tracked by whatever number it bears, with a real service: a parcel number that
two parcels had, a box under way, its wagon, its train and what is in it."""
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

CARAVAN, LOGISTICS = sys.argv[1:3]
HOUR = 3600
NOW = int(time.time()) // HOUR * HOUR
BOX = "CSQU3054383"


def at(hours):
    """Local time in China, so many hours from now."""
    return time.strftime("%Y-%m-%d %H:%M", time.gmtime(NOW + 8 * HOUR + int(hours * HOUR)))


FILES = {
    "places.csv": "id,title,title_zh,kind,country,utc_offset_minutes\n"
                  "east,East,东站,station,CN,480\nover,Over the border,境外,terminal,LA,420\n",
    "corridors.csv": "id,title,place,mode,run_minutes,dwell_minutes\n"
                     "way,Way,east,rail,1200,\nway,,over,,,\n",
    "boxes.csv": f"number,size_type,tare,max_gross\n{BOX},22G1,2.2t,24t\n",
    "trips.csv": "id,corridor,number,direction,departure（+08:00）\n"
                 f"t1,way,X9101,outbound,{at(-6)}\nt2,way,X9103,outbound,{at(48)}\n",
    "wagons.csv": "trip,time（+08:00）,number,numbering,limit,slots\n"
                  f"way/t1,{at(-30)},5200101,china,60t,2\nway/t2,{at(-29)},5200102,china,60t,2\n",
    "loads.csv": "id,trip,time（+08:00）,box,wagon,slot,origin,destination\n"
                 f"l1,way/t1,{at(-28)},{BOX.lower()},5200101,1,east,over\n",
    "consignments.csv": "id,corridor,consignor,consignee,origin,destination,goods,hs_code,packages,"
                        "gross,value（元）,paper,paper_reference\n"
                        "n1,way,Growers,Market,east,over,Coffee,090111,100,10t,50000,"
                        "consignment-note,SMGS-1\n",
    "consignment_moves.csv": "consignment,time（+08:00）,what\n"
                             f"n1,{at(-27)},submit\nn1,{at(-26.9)},accept\n",
    "bookings.csv": "id,trip,time（+08:00）,consignment,line,box,packages\n"
                    f"b1,way/t1,{at(-26)},n1,1,{BOX.lower()},100\n",
    "box_moves.csv": "box,time（+08:00）,what,place,trip,wagon,slot,seal,sealed_by\n" + "".join(
        f"{BOX.lower()},{at(hours)},{rest}\n" for hours, rest in (
            (-25, "gate-out,east,,,,,"), (-24, "reach-consignor,,,,,,"),
            (-23, "begin-stuffing,,,,,,"), (-22, "end-stuffing,,,,,,"),
            (-21, "seal,,,,,S1,shipper"), (-20, "gate-in,east,,,,,"),
            (-19, "load,east,way/t1,5200101,1,,"))),
    "trip_events.csv": "trip,time（+08:00）,event,what,when,point\n"
                       f"way/t1,{at(-5.5)},e1,departed,actual,0\n",
    "hubs.csv": "id,title,utc_offset_minutes\nh,Hub,480\n",
    "readers.csv": "id,hub,kind\nr1,h,belt\n",
}


def ran(address, *words, code=0):
    done = subprocess.run(
        [CARAVAN, *map(str, words)], encoding="utf-8", timeout=60, capture_output=True,
        env={**os.environ, "CARAVAN_LOGISTICS_SERVER": address, "CARAVAN_SERVER": address,
             "CARAVAN_LANG": "en", "CARAVAN_HUB": "h"})
    check(f"{' '.join(map(str, words[:2]))} ends with {code}", done.returncode == code, done)
    return done


def track(address, *words):
    return json.loads(ran(address, "track", *words, "--json").stdout)


def scan(address, number, step, when):
    ran(address, "call", "caravan.logistics.v1.Hubs/CaptureScan", json.dumps(
        {"parent": "hubs/h/readers/r1", "scan": {
            "number": number, "step": step, "carrier": "sf", "parcelNumber": "SF1000000000007",
            "occurUs": str(when * 1000000), "utcOffsetMinutes": 480}}))


def parcels(address):
    then = NOW - 400 * 24 * HOUR
    scan(address, 1, "SCAN_STEP_INBOUND", then)
    scan(address, 2, "SCAN_STEP_DELIVERED", then + HOUR)
    scan(address, 3, "SCAN_STEP_INBOUND", NOW - HOUR)
    known = track(address, "SF 1000-000000007")
    check("the newest parcel of a number is shown", (known["kind"], known["state"]) ==
          ("parcel", "INBOUND"), known)
    check("and all of them are listed, the newest first",
          [(row["state"], row["shown"]) for row in known["same_number"]] ==
          [("INBOUND", True), ("DELIVERED", False)], known["same_number"])
    check("what comes next is expected", known["expected"][0]["planned_time"] > "2", known)
    known = track(address, "SF1000000000007", "--staff", "--about",
                  time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(then)))
    check("an earlier one is shown when asked for",
          [line["what"] for line in known["happened"]] == ["INBOUND", "DELIVERED"], known)
    check("at the local time of the hub", known["happened"][0]["time"] == time.strftime(
        "%Y-%m-%dT%H:%M:%S+08:00", time.gmtime(then + 8 * HOUR)), known)


def cargo(address):
    box = track(address, "csqu 305438 3")
    check("a box is known by its number, however it is written",
          (box["kind"], box["number"], box["state"]) == ("box", BOX, "ON_WAGON"), box)
    check("with its milestones in order",
          [line["what"] for line in box["happened"]][:3] ==
          ["GATE_OUT", "REACH_CONSIGNOR", "BEGIN_STUFFING"], box["happened"])
    check("and when it will be there, by the clock there",
          [(line["where"], line["what"], line["p50_time"][-6:]) for line in box["expected"]] ==
          [("Over the border", "ARRIVED", "+07:00")], box["expected"])
    wagon = track(address, "5200101")
    check("a wagon by its train", (wagon["kind"], wagon["facts"]["train"], wagon["state"]) ==
          ("wagon", "X9101", "DEPARTED"), wagon)
    for number in ("X9101", "way/t1", "corridors/way/trips/t1"):
        trip = track(address, number)
        check(f"a trip as {number}", (trip["kind"], trip["name"], trip["state"]) ==
              ("trip", "corridors/way/trips/t1", "DEPARTED"), trip)
    note = track(address, "n1")
    check("a consignment by its trips and boxes",
          note["kind"] == "consignment" and BOX.lower() in note["facts"]["trip"] and
          note["expected"][0]["where"] == "Over the border", note)
    done = ran(address, "track", BOX)
    for word in ("ON_WAGON, STUFFED, SEALED", "seal S1, SHIPPER", "p90", "+08:00", "+07:00"):
        check(f"a person reads {word}", word in done.stdout, done.stdout)
    done = ran(address, "track", BOX, "--lang", "zh")
    check("or its Chinese", "在车, 重箱, 已封" in done.stdout and "境外" in done.stdout, done.stdout)
    rows = list(csv.DictReader(io.StringIO(
        ran(address, "track", BOX, "--csv").stdout.lstrip("\ufeff"))))
    check("a spreadsheet has a row for each",
          [row["class"] for row in rows] == ["happened"] * 7 + ["expected"], rows)


def nothing(address):
    done = ran(address, "track", "CSQU3054399", code=1)
    check("what is not known is told", "looked for: box" in done.stderr, done)
    done = ran(address, "track", "X1", code=1)
    check("with all that it was looked for as", "trip, consignment" in done.stderr, done)
    ran(address, "track", "X1", "--as", "ship", code=2)
    ran(address, "track", "X9101", "--as", "consignment", code=1)
    ran(address, "track", "7800000000001", code=2)
    ran(address, "track", "X9101", "--json", "--csv", code=2)


with tempfile.TemporaryDirectory() as work, \
        Server(LOGISTICS, "--store", f"sqlite:{work}/l.db") as server:
    sheets = pathlib.Path(work) / "sheets"
    sheets.mkdir()
    for name, rows in FILES.items():
        (sheets / name).write_text(rows, encoding="utf-8")
    ran(server.address, "import", sheets)
    parcels(server.address)
    cargo(server.address)
    nothing(server.address)
    server.stop()
finish()
