"""Scan files with a real service: written here by the description in scan_file.h, sent, sent again
from where the hub is, watched, tracked and reported."""
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
INBOUND, DIVERTED = 2, 5
SECOND = 1000000
# Noon of yesterday at UTC+8: numbers come again, so what is tracked must be of our days.
NOON = int(time.time() + 8 * 3600) // 86400 * 86400 - 86400 + 4 * 3600
DAY = time.strftime("%Y-%m-%d", time.gmtime(NOON + 8 * 3600))
NOON *= SECOND
PARCELS = 3000

TABLES = {
    "hubs.csv": "id,title,utc_offset_minutes\nh,Hub,480\n",
    "readers.csv": "id,hub,kind\nr1,h,belt\nr2,h,sorter\n",
    "prefectures.csv": "hub,code,title,served\nh,530300,East,yes\nh,532500,South,yes\n",
    "chutes.csv": "id,hub\nc1,h\nc2,h\n",
}


def varint(value):
    out = b""
    while value >= 0x80:
        out += bytes([value & 0x7f | 0x80])
        value >>= 7
    return out + bytes([value])


def zigzag(value):
    return varint(value << 1 if value >= 0 else (-value << 1) - 1)


def text(value):
    return varint(len(value) + 1) + value.encode()


def scan_file(reader, scans, first=1):
    """Each scan: step, time, carrier, number, chute, destination; nothing is as before."""
    out = b"CVSCAN1\n" + varint(len(reader)) + reader.encode() + zigzag(480) + varint(first)
    out += zigzag(0)
    before = 0
    for step, at, carrier, number, chute, destination in scans:
        there = 3 | (1 << 3 if chute else 0) | (1 << 10 if destination else 0)
        out += varint(step) + varint(there) + zigzag(at - before)
        out += text(carrier) + varint(0) + text(number)
        out += text(chute) if chute else b""
        out += text(destination) if destination else b""
        before = at
    return out + varint(0) + varint(len(scans))


def number(i):
    return f"SF{1000000000000 + i}"


def ran(address, *words, code=0):
    done = subprocess.run(
        [CARAVAN, *map(str, words)], encoding="utf-8", timeout=60, capture_output=True,
        env={**os.environ, "CARAVAN_LOGISTICS_SERVER": address, "CARAVAN_LANG": "en",
             "CARAVAN_HUB": "h"})
    check(f"{' '.join(map(str, words[:2]))} ends with {code}", done.returncode == code, done)
    return done


def counts(done):
    return [(file["there"], file["applied"], file["duplicate"])
            for file in json.loads(done.stdout)["files"]]


def send(folder, address):
    seen = [(INBOUND, NOON + i * SECOND, "sf", number(i), "", ("530300", "532500")[i % 2])
            for i in range(PARCELS)]
    fell = [(DIVERTED, NOON + (i + 40) * SECOND, "sf", number(i), f"c{i % 2 + 1}", "")
            for i in range(PARCELS)]
    belt, sorter = folder / "belt.scans", folder / "sorter.scans"
    belt.write_bytes(scan_file("hubs/h/readers/r1", seen[:2000]))
    check("a first part is kept", counts(ran(address, "import", belt, "--json")) == [(0, 2000, 0)])
    belt.write_bytes(scan_file("hubs/h/readers/r1", seen))
    check("then only the rest is sent",
          counts(ran(address, "import", belt, "--json")) == [(2000, 1000, 0)])
    sorter.write_bytes(scan_file("hubs/h/readers/r2", fell)[:-1])
    done = ran(address, "import", sorter, "--json", code=1)
    check("what a file that is cut short has is kept, and it is said",
          counts(done) == [(0, PARCELS, 0)] and "cut short" in done.stderr, done)
    sorter.write_bytes(scan_file("hubs/h/readers/r2", fell))
    check("nothing is sent twice", counts(ran(address, "import", belt, sorter, "--json"))
          == [(PARCELS, 0, 0), (PARCELS, 0, 0)])
    nobody = folder / "nobody.scans"
    nobody.write_bytes(scan_file("hubs/h/readers/nobody", seen[:1]))
    ran(address, "import", nobody, code=1)
    nobody.write_bytes(b"CVSCAN2\n")
    ran(address, "import", nobody, code=1)


def look(address):
    done = ran(address, "report", "hub", "--effective-from", DAY, "--json")
    report = json.loads(done.stdout)
    check("the report counts parcels",
          (report["total"]["inbound"], report["total"]["sorted"]) == (PARCELS, PARCELS), report)
    check("for each prefecture",
          sorted((row["key"], row["sorted"]) for row in report["by_prefecture"])
          == [("530300", 1500), ("532500", 1500)], report["by_prefecture"])
    done = ran(address, "report", "hub", "--effective-from", DAY, "--by", "day")
    check("and a table says it", DAY in done.stdout and "3,000" in done.stdout, done)
    done = ran(address, "report", "hub", code=2)
    done = ran(address, "watch", "hub", "--once")
    check("the log has every scan once", f"{2 * PARCELS:,} scans" in done.stdout, done.stdout)
    done = ran(address, "watch", "hub", "--once", "--resume", 2 * PARCELS - 5)
    check("from any place on", "hubs/h: 5 scans" in done.stdout, done.stdout)
    done = ran(address, "track", number(7), "--staff")
    check("a parcel is tracked", "DIVERTED" in done.stdout and "c2" in done.stdout, done.stdout)
    done = ran(address, "track", number(7))
    check("in public without its chute", "DIVERTED" in done.stdout and "c2" not in done.stdout)
    ran(address, "track", number(PARCELS), code=1)
    ran(address, "track", "7800000000001", code=2)


with tempfile.TemporaryDirectory() as work, \
        Server(LOGISTICS, "--store", f"sqlite:{work}/l.db") as server:
    sheets = pathlib.Path(work) / "sheets"
    sheets.mkdir()
    for name, rows in TABLES.items():
        (sheets / name).write_text(rows, encoding="utf-8")
    ran(server.address, "import", sheets)
    send(pathlib.Path(work), server.address)
    look(server.address)
    server.stop()
finish()
