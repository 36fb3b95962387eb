"""Twenty rolling restarts under 1,000 calls a second from libgrpc++, and not one of them fails: the
new server listens on the same port beside the old one, which then is asked to end."""
import contextlib
import subprocess
import sys

from server import Server, check, finish
from steady import Steady

RESTARTS = 20
RATE = 1000  # calls a second

program, steady = sys.argv[1:3]


def options(port):
    # Connections also end by age all the time, so that some do during each restart.
    return ("--log-level", "error", "--threads", "2", "--connection-age", "1", "--listen",
            f"127.0.0.1:{port}")


def restarts(servers):
    server = servers.enter_context(Server(program, "--reuse-port", *options(0)))
    port = server.own_port
    stranger = subprocess.run([program, *options(port)], timeout=60, check=False,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    check("without --reuse-port the port is taken", stranger.returncode == 1, stranger)
    load = servers.enter_context(Steady(steady, f"127.0.0.1:{port}", RATE))
    answered = 0
    for turn in range(RESTARTS):
        if not load.goes_on(RATE // 4):
            break
        old = server
        server = servers.enter_context(Server(program, "--reuse-port", *options(port)))
        old.ask_to_drain()
        code, said = old.end()
        check(f"restart {turn}: the old server ends in peace", code == 0, code)
        check(f"restart {turn}: with all it began", said["started"] == said["ended"], said)
        answered += said["started"]
    check("calls go on after the last", load.goes_on(RATE))
    check("the client ends", load.stop() == 0)
    check(f"not one of {load.answered} calls failed", load.failed == 0, (load.failed, load.why))
    server.ask_to_drain()
    answered += server.end()[1]["started"]
    check("the servers began what the client got", answered == load.answered, answered)


with contextlib.ExitStack() as running:
    restarts(running)
finish()
