"""caravan load: real runs of a second against each service, whose counts are those of the service,
and what is refused."""
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import unicodedata
from xml.etree import ElementTree

import grpc

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from metrics import ask, scrape  # noqa: E402
from server import Server, check, finish  # noqa: E402

CARAVAN, PROJECTS, LOGISTICS, TRAINING = sys.argv[1:5]
HUBS = "caravan.logistics.v1.Hubs/"
LEARNING = "caravan.training.v1.Learning/"


def ran(*words, code=0, lang="en"):
    done = subprocess.run([CARAVAN, *words], encoding="utf-8", timeout=120, capture_output=True,
                          env={**os.environ, "CARAVAN_LANG": lang})
    check(f"{' '.join(words)[:150]} ends with {code}", done.returncode == code, done)
    return done


def load(service, *words):
    return json.loads(ran("load", service, "--json", "--ramp", "0.2", "--duration", "1",
                          *words).stdout)


def call(address, method, request):
    return json.loads(ran("call", method, json.dumps(request), "--server", address).stdout)


def listed(address, method, field, parent):
    """All of a list, page by page."""
    token = ""
    while True:
        page = call(address, method, {"parent": parent, "pageSize": 1000, "pageToken": token})
        yield from page.get(field, [])
        token = page.get("nextPageToken", "")
        if token == "":
            return


def ended(result, method, code="OK"):
    """In the whole run, with its ramp."""
    return next(m for m in result["methods"] if m["name"] == method)["whole_run"].get(code, 0)


def hangs_together(name, result):
    """What is true of every result."""
    codes = {}
    for method in result["methods"]:
        check(f"{name}: codes of {method['name']} add up",
              sum(method["codes"].values()) == method["calls"], method)
        for code, count in method["codes"].items():
            codes[code] = codes.get(code, 0) + count
    check(f"{name}: methods add up to all", codes == result["total"]["codes"], (codes, result))
    check(f"{name}: every call is OK", list(codes) == ["OK"], result)
    whole = sum(ended(result, method["name"]) for method in result["methods"])
    check(f"{name}: moments add up to the whole run",
          whole == sum(moment["ok"] for moment in result["moments"]), result)
    for part in (result["total"], *result["methods"], *result["moments"]):
        shares = [part[share] for share in ("p50_us", "p90_us", "p99_us", "p999_us", "max_us")]
        check(f"{name}: percentiles grow", shares == sorted(shares), part)
    check(f"{name}: calls a second", abs(
        result["total"]["per_second"] - codes["OK"] * 1000 / result["duration_ms"]) < 2, result)


def projects(address):
    commitments = "caravan.projects.v1.Projects/ListCommitments"
    observations = "caravan.projects.v1.Projects/ListObservations"
    runs = [load("projects", "--target", address, "--profile", "peak", "--callers", "8"),
            load("projects", "--target", address, "--profile", "write", "--rate", "300",
                 "--seed", "5"),
            load("projects", "--target", address, "--rate", "300", "--connections", "1")]
    for run in runs:
        hangs_together("projects", run)
    made = {method: sum(ended(run, method) for run in runs) for method in
            ("CreateObservation", "CreateCommitment", "MoveCommitment")}
    seen = sum(1 for n in range(20)
               for _ in listed(address, observations, "observations",
                               f"programmes/load/indicators/i{n}"))
    check("every observation is there once", seen == 4000 + made["CreateObservation"], (seen, made))
    states = {}
    for n in range(100):
        for commitment in listed(address, commitments, "commitments",
                                 f"programmes/load/projects/p{n}"):
            state = commitment["standing"]["state"]
            states[state] = states.get(state, 0) + 1
    check("every commitment is there once",
          sum(states.values()) == 5000 + made["CreateCommitment"], (states, made))
    # What waited at the end of a run is approved with the data of the next one.
    check("and approved as often as the load was told, or before the next run",
          5000 + made["MoveCommitment"] <= states["ENTRY_STATE_APPROVED"] <= sum(states.values()),
          (states, made))


def next_scan(address):
    """The place of one more scan in the log of the hub."""
    return int(call(address, HUBS + "CaptureScan", {
        "parent": "hubs/load/readers/belt",
        "scan": {"number": 1, "step": "SCAN_STEP_INBOUND", "carrier": "sf",
                 "parcelNumber": "SF1", "occurUs": "1700000000000000",
                 "utcOffsetMinutes": 480}})["sequence"])


def logistics(address):
    runs = [load("logistics", "--target", address, "--profile", profile, *words)
            for profile, *words in (("peak", "--callers", "8"), ("ordinary", "--rate", "200"),
                                    ("write", "--callers", "64"))]
    for run in runs:
        hangs_together("logistics", run)
    made = {method: sum(ended(run, method) for run in runs) for method in
            ("CaptureScan", "CaptureScans", "DecideSort", "CreateTrip", "RecordTripEvents")}
    scans = made["CaptureScan"] + 20 * made["CaptureScans"] + made["DecideSort"]
    check("every scan is in the log once", next_scan(address) == scans + 1, made)
    trips = [trip["name"] for trip in
             listed(address, "caravan.logistics.v1.Corridors/ListTrips", "trips", "corridors/load")]
    check("every trip is there once", len(trips) == made["CreateTrip"], (len(trips), made))
    events = sum(1 for trip in trips for _ in listed(
        address, "caravan.logistics.v1.Corridors/ListTripEvents", "events", trip))
    check("and what was heard of it", events == made["RecordTripEvents"], (events, made))


def training(address):
    runs = [load("training", "--target", address, "--profile", profile, *words)
            for profile, *words in (("write", "--callers", "8"), ("ordinary", "--rate", "200"))]
    for run in runs:
        hangs_together("training", run)
    made = {method: sum(ended(run, method) for run in runs) for method in
            ("CreateEnrolment", "CreateAttendance")}
    cohorts = [cohort["name"] for cohort in
               listed(address, LEARNING + "ListCohorts", "cohorts", "courses/load")]
    check("cohorts of each run", len(cohorts) == 80, len(cohorts))
    enrolments = sum(1 for cohort in cohorts for _ in listed(
        address, LEARNING + "ListEnrolments", "enrolments", cohort))
    check("every application is there once", enrolments == made["CreateEnrolment"],
          (enrolments, made))
    attendances = sum(1 for cohort in cohorts for n in range(4) for _ in listed(
        address, LEARNING + "ListAttendances", "attendances", f"{cohort}/sessions/s{n}"))
    check("and every attendance", attendances == made["CreateAttendance"], (attendances, made))


def columns(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def drawn(address, folder, lang, *words):
    """Well-formed, with every text and line inside."""
    file = os.path.join(folder, f"{lang}.svg")
    ran("load", "projects", "--target", address, "--ramp", "0.3", "--duration", "0.7", "--plot",
        file, *words, lang=lang)
    svg = ElementTree.parse(file).getroot()
    width, height = map(float, svg.get("viewBox").split()[2:])
    texts = list(svg.iter("{http://www.w3.org/2000/svg}text"))
    for text in texts:
        # No font that is usual is wider than this; 'DejaVu Sans' comes close.
        wide = columns(text.text) * 0.62 * float(text.get("font-size"))
        x, y = float(text.get("x")), float(text.get("y"))
        left = x - {"start": 0, "middle": wide / 2, "end": wide}[text.get("text-anchor")]
        check(f"{lang}: {text.text[:60]} is not cut off",
              left >= 0 and left + wide <= width and 0 < y <= height - 4, (left, wide, y))
    paths = list(svg.iter("{http://www.w3.org/2000/svg}path"))
    check(f"{lang}: a line for each percentile and rate", len(paths) == 9, len(paths))
    widths = [float(path.get("stroke-width")) for path in paths]
    check(f"{lang}: a line that lies under others is wider", all(
        under > over for panel in (widths[:4], widths[4:])
        for under, over in zip(panel, panel[1:])), widths)
    check(f"{lang}: where a line begins there is a dot", all(
        path.get("d").count("M") == 1 + path.get("d").count("h0") for path in paths))
    for path in paths:
        points = re.findall(r"[ML]([-0-9.]+) ([-0-9.]+)", path.get("d"))
        check(f"{lang}: lines are inside", all(
            0 <= float(x) <= width and 0 <= float(y) <= height for x, y in points), points)
    return [text.text for text in texts]


def plots(address):
    with tempfile.TemporaryDirectory() as folder:
        texts = drawn(address, folder, "en", "--rate", "150")
        check("what it is of", "Load on projects, profile ordinary" in texts, texts)
        check("what lines are", {"p50", "p99", "came", "refused"} <= set(texts), texts)
        long = "ipv4:" + ",".join([address] * 16)
        texts = drawn(address, folder, "zh", "--callers", "3", "--target", long)
        check("in Chinese", "projects 加压，组合 ordinary" in texts, texts)
        check("what is too long is shortened", any(f"{long[:40]}..." in t for t in texts), texts)


def compared(address):
    """A result is the same as itself; one of another load is no match."""
    with tempfile.TemporaryDirectory() as folder:
        files = [os.path.join(folder, name) for name in ("a.json", "b.json", "c.json")]
        for file, words in zip(files, (["--callers", "4"], ["--rate", "100"], ["--rate", "100"])):
            with open(file, "w", encoding="utf-8") as out:
                out.write(ran("load", "projects", "--target", address, "--duration", "1",
                              "--json", *words).stdout)
        check("the same", "same" in ran("load", "compare", files[0], files[0]).stdout)
        said = ran("load", "compare", files[0], files[1], code=1)
        check("not the same load", "--callers" in said.stderr, said)
        with open(files[2], encoding="utf-8") as file:
            slow = json.load(file)
        slow["load_maker"]["limit"] = "none"
        with open(files[1], "w", encoding="utf-8") as out:
            json.dump(slow, out)
        slow["total"]["p50_us"] *= 20
        slow["total"]["p50_us"] += 100
        with open(files[2], "w", encoding="utf-8") as out:
            json.dump(slow, out)
        said = ran("load", "compare", files[1], files[2], code=1).stdout
        check("worse", "The second is worse" in said, said)
        said = json.loads(ran("load", "compare", files[2], files[1], "--json").stdout)
        check("better", said["verdict"] == "better", said)


def overload(address):
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "o.svg")
        result = json.loads(ran("load", "projects", "--target", address, "--overload",
                                "--callers", "2", "--duration", "0.4", "--ramp", "0", "--profile",
                                "read", "--connections", "2", "--json", "--plot", file).stdout)
        texts = [text.text for text in ElementTree.parse(file).getroot().iter(
            "{http://www.w3.org/2000/svg}text")]
    steps = result["overload"]["steps"]
    capacity = result["overload"]["capacity"]
    check("five steps", [step["factor"] for step in steps] == [1, 2, 5, 10, 0.5], steps)
    check("of what it can do", all(
        abs(step["rate"] - capacity * step["factor"]) < 0.1 for step in steps), result)
    check("what came is what ended or was never sent", sum(
        step["calls"] for step in steps) == result["total"]["calls"], result)
    check("steps are in the plot", {"1x", "2x", "5x", "10x", "0.5x"} <= set(texts), texts)


class Watcher(threading.Thread):
    """Asks for the metrics again and again, and how long that takes at most; and a stock client for
    a project, what it is told when it is refused."""
    def __init__(self, server):
        super().__init__()
        self.address, self.slowest, self.count = server.ready["metrics"], 0, 0
        self.channel = grpc.insecure_channel(server.address)
        self.pushbacks = set()
        self.ending = threading.Event()

    def get_project(self):
        name = b"programmes/load/projects/p0"
        method = self.channel.unary_unary("/caravan.projects.v1.Projects/GetProject")
        try:
            method(bytes((0x0a, len(name))) + name, timeout=5)
        except grpc.RpcError as error:
            if error.code() is grpc.StatusCode.UNAVAILABLE:
                told = dict(error.trailing_metadata())
                self.pushbacks.add(int(told.get("grpc-retry-pushback-ms", 0)))

    def run(self):
        while not self.ending.wait(0.05):
            began = time.monotonic()
            code, _, _ = ask(self.address)
            if code == 200:
                self.count += 1
            self.slowest = max(self.slowest, time.monotonic() - began)
            for _ in range(5):
                self.get_project()


def too_much(server):
    """Far more than it can do: the rest is refused, told and counted, and it is there all the
    while."""
    watcher = Watcher(server)
    watcher.start()
    result = json.loads(ran("load", "projects", "--target", server.address, "--overload",
                            "--profile", "peak", "--rate", "2500", "--duration", "1.5",
                            "--connections", "16", "--json").stdout)
    watcher.ending.set()
    watcher.join()
    steps = result["overload"]["steps"]
    best = max(step["per_second"] for step in steps)
    refused = sum(step["codes"].get("UNAVAILABLE", 0) for step in steps)
    counted = scrape(server.ready["metrics"])
    check("much is refused at ten times", steps[3]["codes"].get("UNAVAILABLE", 0) > 1000, steps)
    # How much, docs/load-testing.md tells: here others run beside it.
    check("and it goes on answering", steps[3]["per_second"] > best / 10, steps)
    check("its health is told all the while",
          all(step["checks"] > 10 and step["checks_failed"] == 0 for step in steps), steps)
    check("and its metrics", watcher.count > 20 and watcher.slowest < 3,
          (watcher.count, watcher.slowest))
    check("a stock client is refused and told when to come again",
          watcher.pushbacks and watcher.pushbacks <= set(range(200, 400)), watcher.pushbacks)
    check("each refusal is counted",
          refused < counted.sum("caravan_limiter_refused_total") < refused + 1000, refused)
    check("nobody is left behind", counted.get("caravan_limiter_under_way", queue="write") == 0 and
          counted.get("caravan_limiter_limit", queue="write") > 0)


def own_service():
    before = set(os.listdir("/tmp"))
    said = ran("load", "projects", "--callers", "8", "--duration", "1", "--ramp", "0").stdout
    check("a table", "\nall " in said and "p99.9" in said and "closed loop" in said, said)
    said = ran("load", "projects", "--rate", "50", "--duration", "0.3", "--ramp", "0",
               lang="zh").stdout
    check("in Chinese", "开环" in said and "延迟" in said, said)
    left = [name for name in set(os.listdir("/tmp")) - before
            if name.startswith("caravan-") and len(name) == len("caravan-XXXXXX")]
    check("nothing is left behind", left == [], left)


REFUSALS = [
    (["load"], 2, "it needs SERVICE"),
    (["load", "projects", "training"], 2, "one SERVICE"),
    (["load", "compare", "a.json"], 2, "two results"),
    (["load", "compare", "/nowhere/a.json", "b.json"], 1, "/nowhere/a.json"),
    (["load", "compare", "a", "b", "--tolerance", "0"], 2, "--tolerance"),
    (["load", "nothing"], 2, "caravan help load"),
    (["load", "projects", "--profile", "weird"], 2, "ordinary, peak, read, write"),
    (["load", "projects", "--rate", "0"], 2, "--rate"),
    (["load", "projects", "--rate", "2000000"], 2, "1000000"),
    (["load", "projects", "--rate", "many"], 2, "must be a number"),
    (["load", "projects", "--callers", "0"], 2, "from 1 to 5000"),
    (["load", "projects", "--callers", "1.5"], 2, "--callers"),
    (["load", "projects", "--rate", "5", "--callers", "5"], 2, "give one of them"),
    (["load", "projects", "--duration", "0"], 2, "from 0.1 to 3600"),
    (["load", "projects", "--duration", "3601"], 2, "--duration"),
    (["load", "projects", "--ramp", "601"], 2, "--ramp"),
    (["load", "projects", "--deadline", "61"], 2, "from 0.01 to 60"),
    (["load", "projects", "--connections", "257"], 2, "--connections"),
    (["load", "projects", "--in-flight", "20001"], 2, "--in-flight"),
    (["load", "projects", "--seed", "-1"], 2, "--seed"),
    (["load", "projects", "--plot", "/nowhere/at/all.svg"], 2, "/nowhere/at/all.svg"),
    (["load", "projects", "--tls-ca", "ca.pem"], 2, "--target ADDRESS"),
    (["load", "projects", "--target", "host:port:x"], 2, "--target"),
    (["load", "projects", "--target", "unix:/nowhere"], 3, "no server"),
    (["load", "projects", "--server", "127.0.0.1:1"], 2, "--server"),
]


def main():
    for words, code, said in REFUSALS:
        stderr = ran(*words, code=code).stderr
        check(f"it says {said}", said in stderr, stderr)
    with Server(PROJECTS, "--store", "sqlite::memory:") as server:
        projects(server.address)
        plots(server.address)
        compared(server.address)
        overload(server.address)
    with tempfile.TemporaryDirectory() as folder:
        with Server(PROJECTS, "--store", f"sqlite:{folder}/s.db", "--metrics", "127.0.0.1:0",
                    "--log-level", "error") as server:
            too_much(server)
    with Server(LOGISTICS, "--store", "sqlite::memory:") as server:
        logistics(server.address)
    with Server(TRAINING, "--store", "sqlite::memory:") as server:
        training(server.address)
    own_service()
    finish()


main()
