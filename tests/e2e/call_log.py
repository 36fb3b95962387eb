"""One line of JSON for each call: what it says, which calls it leaves out, and that nobody who does
not read it, or takes the file away, holds a call up."""
import contextlib
import json
import os
import select
import statistics
import subprocess
import sys
import tempfile
import time

import grpc

from metrics import scrape
from server import Server, check, finish, generated

program = sys.argv[1]
generated(sys.argv[2])
from judge.v1 import judge_pb2 as pb, judge_pb2_grpc as rpc  # noqa: E402

SAY, COUNT = "judge.v1.Judge/Say", "judge.v1.Judge/Count"
TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
NASTY = "\u2028\"\\\x01\x7f\U0001f42b" + "x" * 3000


def parent(trace=TRACE, span=SPAN):
    return (("traceparent", f"00-{trace}-{span}-01"),)


def swallow(call, *arguments, **options):
    with contextlib.suppress(grpc.RpcError):
        call(*arguments, **options)


class Log:
    """The lines of a file, as they come."""

    def __init__(self, path):
        self.path = path
        self.calls, self.others = [], []
        self.at = 0

    def read(self):
        with contextlib.suppress(FileNotFoundError), open(self.path, "rb") as file:
            file.seek(self.at)
            for raw in file:
                if not raw.endswith(b"\n"):
                    break
                self.at += len(raw)
                line = json.loads(raw.decode("utf-8"))
                (self.calls if line["event"] == "call" else self.others).append(line)
        return self.calls

    def wait(self, count):
        end = time.monotonic() + 20
        while len(self.read()) < count and time.monotonic() < end:
            select.select([], [], [], 0.01)
        return self.calls


def what_a_line_says(server, judge, log):
    judge.Say(pb.SayRequest(text="secret"), metadata=parent())
    swallow(judge.Say, pb.SayRequest(text="secret", code=5, reason="NOT_THERE", field="text",
                                     message="secret " + NASTY))
    swallow(judge.Say, pb.SayRequest(code=13, message=NASTY, reason="BROKEN"))
    list(judge.Count(pb.CountRequest(to=7, padding_bytes=10)))
    swallow(judge.Say, pb.SayRequest(delay_ms=5000, heed=True), timeout=0.05)
    log.wait(5)
    with grpc.insecure_channel(server.address) as channel:
        swallow(channel.unary_unary("/x.Y/Secret"), b"", timeout=20)
        check_health = channel.unary_unary("/grpc.health.v1.Health/Check")
        check_health(b"", timeout=20)
        swallow(check_health, b"\x0a\x06nobody", timeout=20)
    judge.Say(pb.SayRequest())
    lines = sorted(log.wait(8), key=lambda line: line["time"])  # of two threads
    check("a line for each but for health that is well", len(lines) == 8, lines)
    said, missing, broken, counted, late, unknown, sick, last = lines
    wanted = {"service": "judge", "event": "call", "method": SAY, "code": "OK", "received": 8,
              "sent": 8, "principal": "demo", "trace_id": TRACE, "parent_id": SPAN}
    check("what went well", {key: said.get(key) for key in wanted} == wanted, said)
    check("how long it took", 0 < said["us"] < 20_000_000, said)
    check("who was at the other end", said["peer"].startswith("127.0.0.1:"), said)
    check("its span is its own", len(said["span_id"]) == 16 and said["span_id"] != SPAN, said)
    check("when it ended", abs(time.time() - time.mktime(time.strptime(
        said["time"][:19], "%Y-%m-%dT%H:%M:%S")) + time.timezone) < 60, said)
    check("no word of the request or what repeats it", b"secret" not in open(log.path, "rb").read())
    check("a refusal: reason and field", (missing["code"], missing["reason"], missing["field"]) ==
          ("NOT_FOUND", "NOT_THERE", "text") and "message" not in missing, missing)
    check("what went wrong here: its message, cut short",
          broken["message"].startswith(NASTY[:6]) and len(broken["message"]) < 600, broken)
    check("a stream counts its messages", counted["method"] == COUNT and
          counted["messages_sent"] == 7 and counted["sent"] > 70, counted)
    check("what nobody waited for", late["code"] in ("DEADLINE_EXCEEDED", "CANCELLED") and
          late["us"] > 40_000, late)
    check("a method that is not there is not named", (unknown["method"], unknown["code"]) ==
          ("other", "UNIMPLEMENTED") and "Secret" not in json.dumps(unknown), unknown)
    check("health that is not well", sick["method"] == "grpc.health.v1.Health/Check" and
          sick["code"] == "NOT_FOUND", sick)
    check("without a trace one begins", len(last["trace_id"]) == 32 and "parent_id" not in last and
          last["trace_id"] != TRACE, last)
    check("traces are not begun twice", len({line["trace_id"] for line in lines}) == 8)


def sampled(folder):
    """Half of Say, nothing of Count, all else; the same half everywhere."""
    found = []
    for name in ("a", "b"):
        log = Log(f"{folder}/{name}")
        with Server(program, "--call-log", log.path, "--call-log-sample", SAY + "=0.5",
                    "--call-log-sample=" + COUNT + "=0") as server:
            with grpc.insecure_channel(server.address) as channel:
                judge = rpc.JudgeStub(channel)
                for i in range(200):
                    place = i * (1 << 56) // 200
                    judge.Say(pb.SayRequest(), metadata=parent(f"{'f' * 18}{place:014x}"))
                list(judge.Count(pb.CountRequest(to=3)))
                swallow(lambda: list(judge.Count(pb.CountRequest(to=1, code=9))))
                judge.Tally(pb.TallyRequest())
        lines = log.read()
        found.append({line["trace_id"] for line in lines if line["method"] == SAY})
        others = [(line["method"], line["code"]) for line in lines if line["method"] != SAY]
        check("failures and other methods are all told", others ==
              [(COUNT, "FAILED_PRECONDITION"), ("judge.v1.Judge/Tally", "OK")], others)
        shares = {line.get("share") for line in lines if line["method"] == SAY}
        check("a line says for how many it stands", shares == {0.5}, shares)
    check("half", len(found[0]) == 100, len(found[0]))
    check("the same half in each service", found[0] == found[1])


def failures_without_end(folder):
    log = Log(f"{folder}/failures")
    with Server(program, "--call-log", log.path, "--metrics", "127.0.0.1:0") as server:
        with grpc.insecure_channel(server.address) as channel:
            judge = rpc.JudgeStub(channel)
            waits = [judge.Say.future(pb.SayRequest(code=3)) for _ in range(3000)]
            for wait in waits:
                swallow(wait.result)
            deadline = time.monotonic() + 20
            while True:
                now = scrape(server.ready["metrics"])
                told = [now.get(f"caravan_call_log_{what}_total")
                        for what in ("lines", "suppressed", "dropped")]
                if sum(told) >= 3000 or time.monotonic() > deadline:
                    break
    log.read()
    counted = sum(line["failed"] for line in log.others)
    check("failures are bounded", 100 <= len(log.calls) < 2900, len(log.calls))
    check("those left out are counted", len(log.calls) + counted == 3000,
          (len(log.calls), counted, told))


def nobody_reads(folder):
    """A pipe that is full: calls go on as fast as ever, lines are dropped and counted."""
    path = f"{folder}/pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with Server(program, "--call-log", path, "--metrics", "127.0.0.1:0") as server:
        with grpc.insecure_channel(server.address) as channel:
            judge = rpc.JudgeStub(channel)
            took, dropped, began = [], 0, time.monotonic()
            while dropped == 0 and time.monotonic() - began < 60:
                for _ in range(50):
                    before = time.monotonic()
                    waits = [judge.Say.future(pb.SayRequest()) for _ in range(20)]
                    for wait in waits:
                        wait.result()
                    took.append(time.monotonic() - before)
                dropped = scrape(server.ready["metrics"]).sum("caravan_call_log_dropped_total")
        check("what nobody takes is dropped and counted", dropped > 0, dropped)
        middle = statistics.median(took)
        check("no call waits for the log", middle < 0.5, middle)
        began = time.monotonic()
        code = server.stop()
        check("nor does the end", code == 0 and time.monotonic() - began < 10,
              (code, time.monotonic() - began))
    os.close(reader)


def moved_away(folder):
    first = Log(f"{folder}/moved")
    with Server(program, "--call-log", first.path) as server:
        with grpc.insecure_channel(server.address) as channel:
            judge = rpc.JudgeStub(channel)
            judge.Say(pb.SayRequest())
            check("a file is made", len(first.wait(1)) == 1)
            check("not for everybody to read", os.stat(first.path).st_mode & 0o007 == 0)
            os.rename(first.path, first.path + ".1")
            second = Log(first.path)
            end = time.monotonic() + 20
            while not second.read() and time.monotonic() < end:
                judge.Say(pb.SayRequest())
            check("one that was moved away is made anew", len(second.calls) > 0)


def options(folder):
    for words, told in (
            (("--call-log-sample", "0.1"), "needs --call-log"),
            (("--call-log", "x", "--call-log-sample", "2"), "from 0 to 1"),
            (("--call-log", "x", "--call-log-sample", "1.1"), "from 0 to 1"),
            (("--call-log", "x", "--call-log-sample", "-1"), "from 0 to 1"),
            (("--call-log", "x", "--call-log-sample", "0."), "from 0 to 1"),
            (("--call-log", "x", "--call-log-sample", "0.0x"), "from 0 to 1"),
            (("--call-log", "x", "--call-log-sample", "Say=1"), "package.Service/Method"),
            (("--call-log", "x", "--call-log-sample", "x.Y/Z=1"), "no such method"),
            (("--call-log", f"{folder}/none/there"), "No such file")):
        done = subprocess.run([program, "--listen", "127.0.0.1:0", *words], capture_output=True,
                              text=True, timeout=60, check=False, cwd=folder)
        check(" ".join(words) + " is refused", done.returncode in (1, 2) and told in done.stderr,
              (done.returncode, done.stderr))


with tempfile.TemporaryDirectory(prefix="caravan-call-log-") as scratch:
    written = Log(f"{scratch}/log")
    with Server(program, "--call-log", written.path, "--threads", "2") as judged:
        with grpc.insecure_channel(judged.address) as stub:
            what_a_line_says(judged, rpc.JudgeStub(stub), written)
    sampled(scratch)
    failures_without_end(scratch)
    nobody_reads(scratch)
    moved_away(scratch)
    options(scratch)
finish()
