"""Rows that are calls of their own, with a real logistics service: import, import again, a refused
row in the middle, mended."""
import collections
import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile
from concurrent import futures
from decimal import Decimal

import grpc

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from server import Server, check, finish  # noqa: E402

CARAVAN, LOGISTICS = sys.argv[1:3]

PLACES = """id,title,kind,functions,country,unlocode,unlocode_edition,utc_offset_minutes
east,East,station,rail,CN,,,480
south,South,terminal,"rail, road, transshipment",CN,CNKMG,2024-2,480
over,Over the border,terminal,road,LA,,,420
"""
CORRIDORS = """编号,名称,站点,方式,运行分钟,停留分钟
way,通道,east,rail,2880,
way,,south,road,900,720
way,,over,,,
"""
TRIPS = "id,corridor,number,direction,departure（+08:00）\n" + "".join(
    f"t{i},way,X{i},{'outbound' if i % 2 else 'inbound'},2025-08-{i:02} 08:00\n"
    for i in range(1, 29))


def ran(address, *words, code=0):
    done = subprocess.run(
        [CARAVAN, *map(str, words)], encoding="utf-8", timeout=60, capture_output=True,
        env={**os.environ, "CARAVAN_LOGISTICS_SERVER": address, "CARAVAN_SERVER": address,
             "CARAVAN_LANG": "en"})
    check(f"{words[0]} ends with {code}", done.returncode == code, done)
    return done


def trips(address):
    done = ran(address, "call", "caravan.logistics.v1.Corridors/ListTrips",
               '{"parent": "corridors/way", "page_size": 1000}')
    return json.loads(done.stdout).get("trips", [])


def tally(done):
    return {pathlib.Path(file["file"]).name: (file["rows"], file["recorded"], file["refused"])
            for file in json.loads(done.stdout)["files"]}


def history(folder, address):
    """What happened to a trip, in the order of time; its wagons are free for the next one."""
    times = [(1, "departed", 0), (3, "arrived", 1), (4, "departed", 1), (6, "arrived", 2),
             (7, "unloaded", 2)]
    names = ("wagons.csv", "trip_events.csv", "trip_moves.csv")
    rows = {name: [] for name in names}
    for trip, month in (("t1", "01"), ("t7", "02")):
        rows["wagons.csv"] += [f"way/{trip},2025-{month}-01 06:00,520123{i},china,70t,2"
                               for i in range(2)]
        rows["trip_events.csv"] += [
            f"way/{trip},2025-{month}-0{day} 09:00,e{day},{what},actual,{at}"
            for day, what, at in times]
        rows["trip_moves.csv"].append(f"way/{trip},2025-{month}-08 09:00,closed")
    heads = ("trip,time（+08:00）,number,numbering,limit,slots",
             "trip,time（+08:00）,event,what,when,point", "trip,time（+08:00）,what")
    for name, head in zip(names, heads):
        (folder / name).write_text("\n".join([head, *rows[name]]), encoding="utf-8")
    files = [folder / name for name in names]
    for _ in range(2):
        done = ran(address, "import", *files, "--json")
        check("two trips follow each other with the same wagons",
              tally(done) == {"wagons.csv": (4, 4, 0), "trip_events.csv": (10, 10, 0),
                              "trip_moves.csv": (2, 2, 0)}, done)
    states = {trip["name"][-2:]: trip["state"] for trip in trips(address)}
    check("both are closed", states["t1"] == states["t7"] == "TRIP_STATE_CLOSED", states)
    report = json.loads(ran(address, "report", "corridor", "--corridor", "way", "--json").stdout)
    check("and counted by the report",
          (report["total"]["trips"], report["by_direction"][0]["key"]) == (2, "OUTBOUND"), report)
    done = ran(address, "report", "corridor", "--corridor", "way", "--by", "month", "--by", "point")
    check("in its tables, too", "2025-01" in done.stdout and "south" in done.stdout, done.stdout)
    other = folder / "trip_events-2.csv"
    other.write_text(heads[1] + "\nway/t1,2025-01-01 09:30,e1,departed,actual,0\n",
                     encoding="utf-8")
    done = ran(address, "import", other, "--json", code=1)
    check("an event of that id with other content is refused",
          json.loads(done.stdout)["problems"][0]["reason"] == "EVENT_CONFLICT", done)
    for file in (*files, other):
        file.unlink()


def demonstration(folder, address):
    """The corridor's two years: what was published of them, added up from single rows."""
    ran(address, "demo-data", folder)
    rows = {}
    for name in ("trips", "consignments"):
        with open(folder / "corridor" / f"{name}.csv", encoding="utf-8-sig", newline="") as file:
            rows[name] = list(csv.DictReader(file))
    years = collections.Counter(row["departure（+08:00）"][:4] for row in rows["trips"])
    check("170 trips, 101 to 120 of them in 2025",
          sum(years.values()) == 170 and 101 <= years["2025"] <= 120, years)
    check("in both directions",
          {row["direction"] for row in rows["trips"]} == {"outbound", "inbound"})
    kilograms, yuan = (sum(Decimal(row[column].replace(",", "")) for row in rows["consignments"])
                       for column in ("gross（kg）", "value（元）"))
    check("more than 190,000 tonnes", 190000001 <= kilograms <= 195000000, kilograms)
    check("nearly 5 billion yuan", 4800000000 <= yuan <= 5000000000, yuan)
    done = ran(address, "import", folder / "corridor", "--dry-run", "--json")
    check("every cell can be read", not json.loads(done.stdout)["problems"], done)


def main(folder, address):
    for name, text in (("places.csv", PLACES), ("通道.csv", CORRIDORS), ("trips.csv", TRIPS)):
        (folder / name).write_text(text, encoding="utf-8")
    done = ran(address, "import", folder, "--dry-run", "--json")
    check("a dry run sends nothing", not json.loads(done.stdout)["sent"], done)

    (folder / "通道.csv").write_text(CORRIDORS.replace("over", "nowhere"), encoding="utf-8")
    done = ran(address, "import", folder, "--json", code=1)
    check("nothing follows a refused row",
          tally(done) == {"places.csv": (3, 3, 0), "通道.csv": (3, 0, 3), "trips.csv": (28, 0, 0)},
          done)
    problem = json.loads(done.stdout)["problems"][0]
    check("its line, column and reason are told",
          (problem["line"], problem["column"], problem["reason"]) == (4, "C", "NOT_FOUND"), problem)

    (folder / "通道.csv").write_text(CORRIDORS, encoding="utf-8")
    for _ in range(2):
        done = ran(address, "import", folder, "--json")
        check("all is recorded",
              tally(done) == {"places.csv": (3, 3, 0), "通道.csv": (3, 3, 0),
                              "trips.csv": (28, 28, 0)}, done)
        check("once", len(trips(address)) == 28)

    history(folder, address)
    wrong = folder / "trips-more.csv"
    wrong.write_text(TRIPS.replace(",X3,", ",X333,").replace("t5,way", "t5,away")
                     .replace("t6,", "t66,"), encoding="utf-8")
    done = ran(address, "import", wrong, "--keep-good", "--json", code=1)
    check("with --keep-good what is wrong is refused by itself",
          tally(done) == {"trips-more.csv": (28, 26, 2)} and len(trips(address)) == 29, done)
    (folder / "programme.csv").write_text("id,start,end\njw,2023-01-01,2025-12-31\n")
    done = ran(address, "import", folder, code=1)
    check("files of two services are not imported at once", "import them apart" in done.stderr)


class Busy(grpc.GenericRpcHandler):
    """A server that has more to do than it can: it does each thing when it is asked again."""

    def __init__(self):
        self.asked = collections.Counter()

    def service(self, details):
        return grpc.unary_unary_rpc_method_handler(self.answer)

    def answer(self, request, context):
        self.asked[request] += 1
        if self.asked[request] <= 6:
            context.set_trailing_metadata([("grpc-retry-pushback-ms", "20")])
            context.abort(grpc.StatusCode.UNAVAILABLE, "later")
        return b""


def busy(trips_csv):
    server, handler = grpc.server(futures.ThreadPoolExecutor(4)), Busy()
    server.add_generic_rpc_handlers([handler])
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    done = ran(f"127.0.0.1:{port}", "import", trips_csv, "--json")
    check("a server with too much to do is asked again when it says", tally(done) ==
          {"trips.csv": (28, 28, 0)} and set(handler.asked.values()) == {7}, handler.asked)
    done = ran(f"127.0.0.1:{port}", "import", trips_csv)
    check("until it has time", set(handler.asked.values()) == {8})
    handler.asked.clear()
    done = ran(f"127.0.0.1:{port}", "import", trips_csv, "--timeout", "0.1", code=3)
    check("and no longer than we have", "Not all was sent" in done.stderr, done)
    server.stop(None).wait()


with tempfile.TemporaryDirectory() as folder, \
        Server(LOGISTICS, "--store", f"sqlite:{folder}/l.db") as server:
    sheets = pathlib.Path(folder) / "sheets"
    sheets.mkdir()
    main(sheets, server.address)
    demonstration(pathlib.Path(folder) / "demo", server.address)
    server.stop()
    busy(sheets / "trips.csv")
    done = ran("127.0.0.1:1", "import", sheets / "trips.csv", code=3)
    check("without a server it says so", "no server at 127.0.0.1:1" in done.stderr, done)
finish()
