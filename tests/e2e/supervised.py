"""Who starts a server as systemd does is told how it goes, and hands over sockets in which callers
wait while one server ends and the next begins.

usage: supervised.py JUDGE_SERVER GENERATED CERTIFICATES"""
import contextlib
import os
import select
import signal
import socket
import sys
import tempfile
import threading

import grpc

from server import check, finish, generated
from supervisor import PATIENCE_S, Started

PROGRAM, GENERATED, CERTIFICATES = sys.argv[1:4]
generated(GENERATED)
from judge.v1 import judge_pb2 as pb, judge_pb2_grpc as rpc  # noqa: E402

BEAT_S = 0.1


class Supervisor:
    """What a server says to systemd."""

    def __init__(self, address):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(address.replace("@", "\0", 1))
        self.socket.settimeout(PATIENCE_S)

    def hears(self, silent=False):
        """The next word; `silent`: None if there is none for as long as it takes two beats."""
        if silent and not select.select([self.socket], [], [], BEAT_S * 4)[0]:
            return None
        return self.socket.recv(4096).decode()

    def hears_next(self, word):
        """That is not a beat."""
        while (said := self.hears()) == "WATCHDOG=1":
            pass
        check(f"it is told {word}", said.split("\n")[0] == word, said)
        return said


def told(folder):
    for address in (f"{folder}/notify", "@caravan-supervised-" + os.path.basename(folder)):
        supervisor = Supervisor(address)
        watched = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": str(int(BEAT_S * 2e6))}
        with Started(PROGRAM, "--tls-cert", f"{CERTIFICATES}/server.pem", "--tls-key",
                     f"{CERTIFICATES}/server.key", listen=["127.0.0.1:0"], **watched) as server:
            check("first of all that it serves", supervisor.hears() == "READY=1")
            beats = [supervisor.hears() for _ in range(3)]
            check("then that its loop turns", beats == ["WATCHDOG=1"] * 3, beats)
            server.process.send_signal(signal.SIGHUP)
            said = supervisor.hears_next("RELOADING=1")
            check("and when", "\nMONOTONIC_USEC=" in said, said)
            supervisor.hears_next("READY=1")
            server.process.send_signal(signal.SIGSTOP)
            while supervisor.hears(silent=True) is not None:
                pass
            check("a loop that stands still is not said to turn", True)
            server.process.send_signal(signal.SIGCONT)
            server.ask_to_drain()
            supervisor.hears_next("STOPPING=1")
            server.process.communicate(timeout=PATIENCE_S)
            check("it ends in peace", server.process.returncode == 0, server.process.returncode)


def not_told(folder):
    supervisor = Supervisor(f"{folder}/others")
    with Started(PROGRAM, listen=["127.0.0.1:0"], NOTIFY_SOCKET=f"{folder}/others",
                 WATCHDOG_USEC="1000", WATCHDOG_PID="1") as server:
        check("who is another's watchdog", supervisor.hears() == "READY=1")
        check("hears no beats", supervisor.hears(silent=True) is None)
        check("nobody complains", "supervisor" not in server.said())
    for where in ("", "vsock:2:1234", "/" + "x" * 500):
        with Started(PROGRAM, listen=["127.0.0.1:0"], NOTIFY_SOCKET=where) as server:
            said = server.said()
            check(f"nothing is said to {where[:20]!r}", "supervisor" not in said, said)
    with Started(PROGRAM, listen=["127.0.0.1:0"], NOTIFY_SOCKET=f"{folder}/nobody") as server:
        check("that nobody is there is in the log", "supervisor_not_told" in server.said())


def held(family, address):
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.bind(address)
    listener.listen(1024)
    return listener


class Calls:
    """One after the other from a stock client that is not told to try again, until it is left."""

    def __init__(self, target):
        self.target, self.count, self.failed, self.over = target, 0, [], False
        self.thread = threading.Thread(target=self.work)

    def work(self):
        with grpc.insecure_channel(self.target) as channel:
            say = rpc.JudgeStub(channel).Say
            while not self.over:
                try:
                    say(pb.SayRequest(text="x"), timeout=PATIENCE_S)
                    self.count += 1
                except grpc.RpcError as error:
                    self.failed.append((error.code(), error.details()))

    def go_on(self):
        wanted, between = self.count + 20, threading.Event()
        for _ in range(PATIENCE_S * 20):
            if self.count >= wanted:
                return True
            between.wait(0.05)
        return False

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over = True
        self.thread.join(PATIENCE_S)


def handed_over(folder):
    tcp = held(socket.AF_INET, ("127.0.0.1", 0))
    port = tcp.getsockname()[1]
    path = held(socket.AF_UNIX, f"{folder}/socket")
    name = "caravan-handed-" + os.path.basename(folder)
    abstract = held(socket.AF_UNIX, "\0" + name)
    listen = [f"127.0.0.1:{port}", f"unix:{folder}/socket", f"unix-abstract:{name}"]
    given = dict(sockets=[abstract, tcp, path], listen=listen)
    with contextlib.ExitStack() as stack:
        server = Started(PROGRAM, "--threads", "2", **given)
        check("what was handed over is served", server.ready["listen"] == listen, server.ready)
        calls = [stack.enter_context(Calls(target)) for target in
                 (*[listen[0]] * 4, *listen[1:])]
        for turn in range(3):
            check(f"restart {turn}: calls are answered", all(call.go_on() for call in calls),
                  [call.failed for call in calls])
            log = server.said()
            check("it ends in peace", server.process.returncode == 0 and "drained" in log, log)
            server = Started(PROGRAM, "--threads", "2", **given)
        check("they go on", all(call.go_on() for call in calls))
    check("no call failed", not any(call.failed for call in calls),
          [call.failed[:2] for call in calls])
    check("nothing is said of it", "socket_unused" not in server.said())
    check("the socket's file is its holder's", os.path.exists(f"{folder}/socket"))
    return tcp, port


def not_handed_over(tcp, port):
    with Started(PROGRAM, sockets=[tcp], listen=["127.0.0.1:0"]) as server:
        log = server.said()
        check("one that is not asked for is in the log", "socket_unused" in log and
              f"127.0.0.1:{port}" in log, log)
    with Started(PROGRAM, sockets=[tcp], listen=["127.0.0.1:0"], LISTEN_PID="1") as server:
        check("one that is for another process is none", "socket_unused" not in server.said())
    with tempfile.TemporaryFile() as file, \
            Started(PROGRAM, sockets=[file], listen=["127.0.0.1:0"]) as server:
        check("what is no socket is left alone", "socket_unused" not in server.said())


def main():
    with tempfile.TemporaryDirectory(prefix="caravan-supervised-") as folder:
        told(folder)
        not_told(folder)
        not_handed_over(*handed_over(folder))
    finish()


main()
