"""All certificates replaced again and again under load, none of the calls failing: the authority,
the server's and the client's. In the order of an operator who cannot change both sides at once."""
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time

from server import Server, check, finish
from steady import Steady

GENERATIONS = 5
RATE = 500  # calls a second
PATIENCE_S = 20

program, steady = sys.argv[1:3]


def openssl(*options):
    subprocess.run(["openssl", *options], check=True, stdin=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, timeout=PATIENCE_S)


class Authority:
    """One generation: an authority, and what it signed for the server and for the client."""

    def __init__(self, folder, number):
        self.folder, self.number = folder, number
        self.make("ca", "-x509", "-days", "2")
        for whom in ("server", "client"):
            self.make(whom)
            with open(self.path(whom, "ext"), "w", encoding="ascii") as ext:
                ext.write("subjectAltName=IP:127.0.0.1,DNS:localhost\n")
            openssl("x509", "-req", "-in", self.path(whom), "-CA", self.path("ca"), "-CAkey",
                    self.path("ca", "key"), "-CAcreateserial", "-days", "2", "-extfile",
                    self.path(whom, "ext"), "-out", self.path(whom))

    def make(self, whom, *more):
        openssl("req", *(more or ("-new",)), "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:P-256", "-nodes", "-keyout", self.path(whom, "key"), "-out",
                self.path(whom), "-subj", f"/CN={whom} {self.number}")

    def path(self, whom, end="pem"):
        return os.path.join(self.folder, f"{whom}-{self.number}.{end}")


class Installed:
    """The files that the server or the client reads, replaced as an operator would."""

    def __init__(self, folder, whom):
        self.whom = whom
        self.ca, self.cert, self.key = (os.path.join(folder, f"{whom}.{part}")
                                        for part in ("ca", "cert", "key"))

    @staticmethod
    def put(path, *sources):
        with open(os.open(path + ".new", os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600),
                  "wb") as new:
            for source in sources:
                with open(source, "rb") as file:
                    new.write(file.read())
        os.rename(path + ".new", path)

    def trust(self, *authorities):
        self.put(self.ca, *(authority.path("ca") for authority in authorities))

    def be(self, authority):
        self.put(self.key, authority.path(self.whom, "key"))
        self.put(self.cert, authority.path(self.whom))


def presented(server, authority):
    """Has the server a certificate of this authority?"""
    told = subprocess.run(
        ["openssl", "s_client", "-connect", server.address, "-alpn", "h2", "-CAfile",
         authority.path("ca"), "-cert", authority.path("client"), "-key",
         authority.path("client", "key"), "-verify_return_error"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE_S)
    return "Verify return code: 0" in told.stdout


def until(condition):
    end = time.monotonic() + PATIENCE_S
    while not (met := condition()) and time.monotonic() < end:
        pass
    return met


with tempfile.TemporaryDirectory(prefix="renewal-") as temporary, \
        contextlib.ExitStack() as running:
    authorities = [Authority(temporary, number) for number in range(GENERATIONS)]
    ours, theirs = Installed(temporary, "server"), Installed(temporary, "client")
    for side in (ours, theirs):
        side.trust(authorities[0])
        side.be(authorities[0])
    with Server(program, "--threads", "2", "--log-level", "error", "--connection-age", "1",
                "--tls-cert", ours.cert, "--tls-key", ours.key, "--tls-client-ca",
                ours.ca) as server:
        load = running.enter_context(
            Steady(steady, server.address, RATE, theirs.ca, theirs.cert, theirs.key))
        check("calls are answered", load.goes_on(RATE))
        for old, new in zip(authorities, authorities[1:]):
            theirs.trust(old, new)
            check(f"{new.number}: the client trusts both", load.renew())
            ours.be(new)
            ours.trust(old, new)
            server.process.send_signal(signal.SIGHUP)
            check(f"{new.number}: the server's is new", until(lambda: presented(server, new)))
            theirs.trust(new)
            theirs.be(new)
            check(f"{new.number}: the client's are new", load.renew())
            ours.trust(new)
            server.process.send_signal(signal.SIGHUP)
            check(f"{new.number}: calls go on", load.goes_on(2 * RATE), load.why)
        check("the client ends", load.stop() == 0)
        check(f"not one of {load.answered} calls failed", load.failed == 0,
              (load.failed, load.why))
finish()
