"""A server that is started as systemd starts services."""
import json
import os
import subprocess
import sys

from server import Server

PATIENCE_S = 20
# Takes the place of this program, with these descriptors from 3 on, as systemd starts services.
HAND_OVER = """import fcntl, os, sys
fds = [fcntl.fcntl(int(fd), fcntl.F_DUPFD, 64) for fd in sys.argv[1].split(",")]
for number, fd in enumerate(fds):
    os.dup2(fd, 3 + number)
    os.close(fd)
os.environ.setdefault("LISTEN_PID", str(os.getpid()))
os.environ["LISTEN_FDS"] = str(len(fds))
os.execv(sys.argv[2], sys.argv[2:])"""


class Started(Server):
    """Started with these variables, and these sockets handed over."""

    def __init__(self, program, *options, sockets=(), listen=(), **env):
        fds = [held.fileno() for held in sockets]
        words = [program, *(word for address in listen for word in ("--listen", address)), *options]
        if fds:
            words = [sys.executable, "-c", HAND_OVER, ",".join(map(str, fds)), *words]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        encoding="utf-8", env={**os.environ, **env}, pass_fds=fds)
        self.ready = json.loads(self.process.stdout.readline())
        self.address = self.ready["listen"][0]

    def said(self):
        """Its log, at its end."""
        self.process.terminate()
        return self.process.communicate(timeout=PATIENCE_S)[1]
