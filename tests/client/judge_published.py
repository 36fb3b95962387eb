"""Each published figure down to its records, whichever service has it: they add up to what the
report says, and it is asked by the query that the figures are held against the reports with.

usage: judge_published.py CARAVAN CARAVAN_PROJECTS CARAVAN_LOGISTICS CARAVAN_TRAINING"""
import datetime
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from server import Server, check, finish  # noqa: E402
import small_corridor  # noqa: E402

CARAVAN, PROJECTS, LOGISTICS, TRAINING = sys.argv[1:5]
MINUTE = "%Y-%m-%d %H:%M"
NOON = int(datetime.datetime(2025, 5, 15, 4, tzinfo=datetime.timezone.utc).timestamp())


def ran(addresses, *words, code=0):
    done = subprocess.run(
        [CARAVAN, *map(str, words)], encoding="utf-8", timeout=120, capture_output=True,
        env={**os.environ, "CARAVAN_SERVER": addresses[0], "CARAVAN_LOGISTICS_SERVER": addresses[1],
             "CARAVAN_TRAINING_SERVER": addresses[2], "CARAVAN_PROGRAMME": "jw",
             "CARAVAN_LANG": "en"})
    check(f"{' '.join(map(str, words[:2]))} ends with {code}", done.returncode == code, done)
    return done


def carry(addresses, folder):
    """One train and its goods, on the corridor and in the time that the figures are of."""
    earlier = datetime.datetime.strptime(small_corridor.at(0), MINUTE) - \
        datetime.datetime(2025, 6, 1, 8)
    folder.mkdir()
    small_corridor.write(folder)
    for sheet in folder.iterdir():
        text = re.sub(r"\bway\b", "yiwu-vientiane", sheet.read_text(encoding="utf-8"))
        text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", lambda found: (
            datetime.datetime.strptime(found[0], MINUTE) - earlier).strftime(MINUTE), text)
        sheet.write_text(text, encoding="utf-8")
    ran(addresses, "import", folder)


def sort_parcels(addresses, sheets):
    ran(addresses, "import", sheets / "hub")
    for step, after in (("INBOUND", 0), ("DIVERTED", 60)):
        ran((addresses[1], *addresses[1:]), "call", "caravan.logistics.v1.Hubs/CaptureScan",
            json.dumps({"parent": "hubs/west/readers/line-1", "scan": {
                "number": 1 + after, "step": f"SCAN_STEP_{step}", "carrier": "sf",
                "parcelNumber": "SF1000000000007", "occurUs": str((NOON + after) * 1000000),
                "utcOffsetMinutes": 480, "chute": "c01" if after else ""}}))


def published(addresses):
    asked = json.loads(ran(addresses, "check-figures", "--logistics", addresses[1], "--training",
                           addresses[2], "--json", code=1).stdout)["figures"]
    seen = set()
    for figure in asked:
        if figure["value"] is None:
            continue
        key = figure["key"]
        told = json.loads(ran(addresses, "explain", key, "--json").stdout)
        check(f"{key} is asked by its query", told["query"] == figure["query"], told["query"])
        whole, _, rest = figure["value"].partition(".")
        check(f"{key} is what the report says", told["value"] == whole + rest, told["value"])
        if any(entry["withheld"] for entry in told["entries"]):
            continue
        seen.add(key)
        weights = {int(entry["weight"]) for entry in told["entries"]}
        total = sum(int(entry["counted"]) for entry in told["entries"])
        check(f"the records behind {key} add up to it",
              told["entries"] and (total == int(told["value"]) or weights != {0}), (key, told))
    for key in ("programme.projects", "farm.sales", "corridor.tonnes", "corridor.value",
                "corridor.trains_2025", "hub.ordinary_day", "industry.expo_orders",
                "training.exam_gain"):
        check(f"{key} is among them", key in seen, seen)


def for_people(addresses):
    told = ran(addresses, "explain", "industry.hardware_city_enterprises").stdout
    check("people see the records and the query", "hw-01" in told and
          "Asked by DevelopmentReport(2026-03-31): standing[" in told, told)
    told = ran(addresses, "explain", "hub.peak_day", code=1).stderr
    check("what was not recorded is said, and how it is asked for",
          "HubReport(west, 2025-10-15)" in told, told)
    told = ran(addresses, "explain", "farm.sales", "--known-at", "2025-01-01T00:00:00Z",
               code=2).stderr
    check("an option that is of others is refused", "--known-at" in told, told)


def main(folder):
    with Server(PROJECTS, "--store", f"sqlite:{folder}/p.db") as projects, \
            Server(LOGISTICS, "--store", f"sqlite:{folder}/l.db") as logistics, \
            Server(TRAINING, "--store", f"sqlite:{folder}/t.db") as training:
        addresses = (projects.address, logistics.address, training.address)
        sheets = folder / "sheets"
        ran(addresses, "demo-data", sheets, "--seed", 7)
        for part in ("", "development", "engagement", "training", "exchanges", "sales"):
            ran(addresses, "import", sheets / part, "--as", "officer")
        ran(addresses, "approve", "--as", "approver")
        carry(addresses, folder / "corridor")
        sort_parcels(addresses, sheets)
        published(addresses)
        for_people(addresses)


with tempfile.TemporaryDirectory(prefix="caravan-published-") as scratch:
    main(pathlib.Path(scratch))
finish()
