"""What a server says at --metrics is what was called, promtool finds nothing to complain of, and
nobody who asks there does harm."""
import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time

import grpc

from metrics import BYTES, SECONDS, ask, promtool, scrape
from server import Server, check, finish, generated

program = sys.argv[1]
generated(sys.argv[2])
from judge.v1 import judge_pb2 as pb, judge_pb2_grpc as rpc  # noqa: E402

SAY, COUNT = "judge.v1.Judge/Say", "judge.v1.Judge/Count"
DURATION = "grpc_server_call_duration_seconds"
SIZE = "grpc_server_call_{}_total_compressed_message_size_bytes"
CALLS = {0: 40, 3: 7, 5: 2, 14: 5}  # by code
GROWTH_MIB = 16 if len(sys.argv) < 4 else int(sys.argv[3])


def swallow(call, *arguments, **options):
    with contextlib.suppress(grpc.RpcError):
        call(*arguments, **options)


def what_was_called(server, channel):
    judge = rpc.JudgeStub(channel)
    sent = received = 0
    for code, count in CALLS.items():
        for i in range(count):
            request = pb.SayRequest(text="x" * (i * 500), code=code)
            received += request.ByteSize()
            if code == 0:
                sent += judge.Say(request).ByteSize()
            else:
                swallow(judge.Say, request)
    streamed = sum(n.ByteSize() for n in judge.Count(pb.CountRequest(to=100, padding_bytes=999)))
    for path in ("/x.Y/Z", "/judge.v1.Judge/None"):
        swallow(channel.unary_unary(path), b"", timeout=20)
    now = scrape(server.ready["metrics"])
    names = {0: "OK", 3: "INVALID_ARGUMENT", 5: "NOT_FOUND", 14: "UNAVAILABLE"}
    for code, count in CALLS.items():
        found = now.get(DURATION + "_count", grpc_method=SAY, grpc_status=names[code])
        check(f"calls that ended {names[code]}", found == count, found)
    check("calls begun", now.get("grpc_server_call_started_total", grpc_method=SAY) ==
          sum(CALLS.values()))
    check("unknown methods are one", now.get(DURATION + "_count", grpc_method="other",
                                             grpc_status="UNIMPLEMENTED") == 2)
    found = now.sum(SIZE.format("rcvd") + "_sum", grpc_method=SAY)
    check("bytes received", found == received, (found, received))
    found = now.sum(SIZE.format("sent") + "_sum", grpc_method=SAY, grpc_status="OK")
    check("bytes sent", found == sent, (found, sent))
    found = now.sum(SIZE.format("sent") + "_sum", grpc_method=COUNT)
    check("bytes streamed", found == streamed, (found, streamed))
    check("one connection", now.get("caravan_server_connections") == 1)
    check("who it is", now.sum("caravan_build_info", service="judge") == 1)


def form(server):
    code, _, text = ask(server.ready["metrics"])
    told = promtool("check", "metrics", given=text)
    check("promtool check metrics", code == 200 and told == "", told)
    now = scrape(server.ready["metrics"])
    wrong = list(now.wrong())
    check("histograms grow and end in their counts", not wrong, wrong)
    for (name, labels), buckets in now.histograms().items():
        bounds = tuple(bound for bound, _ in buckets[:-1])
        if name.startswith("grpc_") or name == "caravan_loop_lag_seconds":
            wanted = BYTES if name.endswith("_bytes") else SECONDS
            check(f"buckets of {name}{labels}", bounds == wanted, bounds)
    for name in ("process_cpu_seconds_total", "process_resident_memory_bytes", "process_max_fds",
                 "process_virtual_memory_bytes", "process_open_fds", "process_start_time_seconds"):
        check(name, (now.get(name) or 0) > 0, now.get(name))
    began = now.get("process_start_time_seconds")
    check("began a moment ago", 0 <= time.time() - began < 600, began)
    with open(f"/proc/{server.process.pid}/statm", encoding="ascii") as file:
        resident = int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")
    check("resident memory", abs(now.get("process_resident_memory_bytes") - resident) < 8 << 20)
    check("descriptors", 5 < now.get("process_open_fds") < 200, now.get("process_open_fds"))


def manners(address):
    for method, path, code in (("GET", "/", 404), ("GET", "/metrics/", 404),
                               ("GET", "//metrics", 404),
                               ("GET", "/../metrics", 404), ("GET", "/metricsx", 404),
                               ("POST", "/metrics", 405), ("DELETE", "/metrics", 405),
                               ("PUT", "/x", 404), ("GET", "/metrics?name=x", 200),
                               ("HEAD", "/metrics", 200)):
        told, headers, text = ask(address, method, path)
        check(f"{method} {path}: {code}", told == code, told)
        if code == 405:
            check(f"{method} {path} says what may be asked", headers["Allow"] == "GET, HEAD")
        if method == "HEAD":
            check("HEAD gets no body", text == "" and int(headers["Content-Length"]) > 1000)
    with connect(address) as peer:
        peer.sendall(b"POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n")
        told = peer.recv(4096)
        check("a body is not waited for", told.startswith(b"HTTP/1.1 405 "), told)


def connect(address):
    host, port = address.rsplit(":", 1)
    return socket.create_connection((host, int(port)), timeout=20)


HOSTILE = (
    b"\0" * 4096, b"GET", b"GET /metrics HTTP/9.9\r\n\r\n", b"\r\n" * 5000,
    b"GET /metrics HTTP/1.1\r\n\r\n",  # no host
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
    b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /metrics HTTP/1.1\r\nHost: x\r\n" + b"a: b\r\n" * 20_000,
    *(b"GET /metrics HTTP/1.1\r\nHost: x\r\n" + rest for rest in (
        b"Content-Length: -1\r\n\r\n",
        b"Content-Length: 99999999999999999999\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\nffffffff\r\n",
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\n")),
    b"\xff\xfe GET /metrics\r\n\r\n")


def hostile(address):
    """Nothing of this is answered by more than an error, and all of it is over soon: what is no
    end of a request yet after the time there is for one, so they wait for that together."""
    with contextlib.ExitStack() as held:
        peers = [held.enter_context(connect(address)) for _ in HOSTILE]
        for peer, what in zip(peers, HOSTILE):
            with contextlib.suppress(OSError):
                peer.sendall(what)
                peer.shutdown(socket.SHUT_WR)
        for peer in peers:
            try:
                while peer.recv(65536):
                    pass
            except TimeoutError:
                check("hostile bytes are soon over", False)
            except OSError:
                pass
    check("hostile bytes are survived", ask(address)[0] == 200)


def dawdlers(address):
    """More connections that say nothing than there may be: whoever asks is answered at once."""
    with contextlib.ExitStack() as held:
        for i in range(60):
            peer = held.enter_context(connect(address))
            if i % 2 == 0:
                peer.sendall(b"GET /metrics HTTP/1.1\r\nHost: ")
        began = time.monotonic()
        code, _, _ = ask(address)
        took = time.monotonic() - began
        check("dawdlers keep nobody out", code == 200 and took < 5, took)


def under_load(server, channel):
    """Calls go on while it is asked without a pause; and what is counted only grows."""
    judge = rpc.JudgeStub(channel)
    over = threading.Event()
    calls = [0]

    def load():
        while not over.is_set():
            waits = [judge.Say.future(pb.SayRequest(text="x", code=n % 2 * 5)) for n in range(50)]
            for wait in waits:
                swallow(wait.result)
            calls[0] += len(waits)

    before = scrape(server.ready["metrics"])
    thread = threading.Thread(target=load)
    thread.start()
    last, falls, wrong = before, [], []
    for _ in range(100):
        now = scrape(server.ready["metrics"])
        wrong += now.wrong()
        falls += [key for key, value in last.series.items()
                  if key[0].endswith(("_total", "_count", "_sum", "_bucket"))
                  and now.series.get(key, -1) < value]
        last = now
    over.set()
    thread.join()
    now = scrape(server.ready["metrics"])
    grown = now.sum(DURATION + "_count", grpc_method=SAY) - before.sum(DURATION + "_count",
                                                                       grpc_method=SAY)
    check("every call under load is counted", grown == calls[0], (grown, calls[0]))
    check("nothing counted falls", not falls, falls[:3])
    check("histograms hold while calls go on", not wrong, wrong[:3])


def refused(*options):
    told = subprocess.run([program, "--listen", "127.0.0.1:0", *options], capture_output=True,
                          text=True, timeout=60, check=False)
    return told.returncode, told.stderr


def where(folder):
    for address in ("0.0.0.0:0", "[::]:0"):
        code, told = refused("--metrics", address)
        check(f"{address} needs a word more", code == 2 and "--insecure-network" in told, told)
    code, told = refused("--metrics", "localhost:1")
    check("a name is no address to listen at", code == 2 and "--metrics" in told, told)
    path = f"{folder}/metrics.sock"
    with Server(program, "--metrics", f"unix:{path}") as server:
        address = server.ready["metrics"]
        check("a unix socket", address == f"unix:{path}" and ask(address)[0] == 200)
        code, told = refused("--metrics", address)
        check("a place that is taken", code == 1 and "cannot serve metrics" in told, (code, told))
        check("who was there is still there", ask(address)[0] == 200)
    check("the socket's file goes with it", not os.path.exists(path))
    with Server(program) as server:
        check("no metrics unless asked for", "metrics" not in server.ready)
    with Server(program, "--insecure-network", "--metrics", "0.0.0.0:0") as server:
        port = server.ready["metrics"].rsplit(":", 1)[1]
        check("with that word they are there", ask(f"127.0.0.1:{port}")[0] == 200)


with tempfile.TemporaryDirectory(prefix="caravan-metrics-") as scratch:
    with Server(program, "--metrics", "127.0.0.1:0", "--threads", "2") as judged:
        metrics = judged.ready["metrics"]
        with grpc.insecure_channel(judged.address) as stub:
            what_was_called(judged, stub)
            form(judged)
            manners(metrics)
            hostile(metrics)
            resident = judged.rss_mib()
            for _ in range(3):
                dawdlers(metrics)
            hostile(metrics)
            check("memory stays", judged.rss_mib() < resident + GROWTH_MIB, judged.rss_mib())
            under_load(judged, stub)
        with connect(metrics) as idle, connect(metrics) as half:
            half.sendall(b"GET /metrics HTTP/1.1\r\n")
            check("it ends in peace, also with somebody at the door", judged.stop() == 0)
    where(scratch)
finish()
