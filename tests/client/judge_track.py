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
import small_corridor  # noqa: E402
from small_corridor import BOX, HOUR, NOW  # noqa: E402

CARAVAN, LOGISTICS = sys.argv[1:3]


def ran(address, *words, code=0):
    done = subprocess.run(
        [CARAVAN, *map(str, words)], encoding="utf-8", timeout=60, capture_output=True,
        env={**os.environ, "CARAVAN_LOGISTICS_SERVER": address, "CARAVAN_SERVER": address,
             "CARAVAN_LANG": "en", "CARAVAN_HUB": "h"})
    check(f"{' '.join(map(str, words[:2]))} ends with {code}", done.returncode == code, done)
    return done


def track(address, *words):
    known = json.loads(ran(address, "track", *words, "--json").stdout)
    known["facts"] = {fact["name"]: fact["value"] for fact in known["facts"]}
    return known


def scan(address, number, step, when, parcel="SF1000000000007"):
    ran(address, "call", "caravan.logistics.v1.Hubs/CaptureScan", json.dumps(
        {"parent": "hubs/h/readers/r1", "scan": {
            "number": number, "step": step, "carrier": "sf", "parcelNumber": parcel,
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


def lost(address):
    """Announced and inbound a week ago, and not seen since."""
    scan(address, 4, "SCAN_STEP_INBOUND", NOW - 7 * 24 * HOUR, "SF1000000000008")
    known = track(address, "SF1000000000008", "--staff")
    flag = next(flag for flag in known["flags"] if flag["name"] == "LOST")
    check("a lost parcel says where to look", known["state"] == "LOST" and
          "last seen by r1" in flag["value"] and "+08:00" in flag["value"], known)
    scan(address, 5, "SCAN_STEP_FOUND", NOW - HOUR, "SF1000000000008")
    known = track(address, "SF1000000000008", "--staff")
    check("and when it was found, that it was lost",
          "WAS_LOST" in [flag["name"] for flag in known["flags"]], known)


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
    for number in ("X9101", "t1", "way/t1", "corridors/way/trips/t1"):
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
    small_corridor.write(sheets)
    ran(server.address, "import", sheets)
    parcels(server.address)
    lost(server.address)
    cargo(server.address)
    nothing(server.address)
    server.stop()
finish()
