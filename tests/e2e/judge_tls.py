"""Debian's python3-grpcio and openssl, a client and a tool we did not write, judge our TLS."""
import os
import signal
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from concurrent import futures

import grpc

from server import Server, check, finish, generated

generated(sys.argv[2])
from judge.v1 import judge_pb2 as pb, judge_pb2_grpc as rpc  # noqa: E402

MADE = sys.argv[3]


def read(name):
    with open(os.path.join(MADE, name), "rb") as file:
        return file.read()


def channel(server, ca="ca.pem", client=None, name="caravan.test"):
    credentials = grpc.ssl_channel_credentials(
        read(ca), *((read(client + ".key"), read(client + ".pem")) if client else ()))
    return grpc.secure_channel(server.address, credentials,
                               (("grpc.ssl_target_name_override", name),))


def code_of(call):
    try:
        call()
        return grpc.StatusCode.OK
    except grpc.RpcError as error:
        return error.code()


def tls(*more, cert="server"):
    return ("--log-level", "error", "--tls-cert", os.path.join(MADE, cert + ".pem"), "--tls-key",
            os.path.join(MADE, cert + ".key"), *more)


def all_kinds_of_calls(server, judge):
    check("unary", judge.Say(pb.SayRequest(text="早上好")).text == "早上好")
    check("1 MB both ways",
          len(judge.Say(pb.SayRequest(text="x" * 1000000, reply_bytes=1000000)).padding) == 1000000)
    waits = [judge.Say.future(pb.SayRequest(text=str(i), delay_ms=i % 7)) for i in range(300)]
    check("300 at once", [w.result().text for w in waits] == [str(i) for i in range(300)])
    total = judge.Sum(pb.Number(value=i) for i in range(1, 1001))
    check("client streaming", (total.sum, total.count) == (500500, 1000), total)
    got = [n.value for n in judge.Count(pb.CountRequest(to=1000, padding_bytes=2000))]
    check("server streaming", got == list(range(1, 1001)))
    got = [n.value for n in judge.Chat(pb.Number(value=i) for i in range(1000))]
    check("bidi streaming", got == [2 * i for i in range(1000)])
    check("an error", code_of(lambda: judge.Say(pb.SayRequest(code=5, message="no")))
          == grpc.StatusCode.NOT_FOUND)


def identity_of(judge):
    call = judge.Say.with_call(pb.SayRequest(text="who am I?"))[1]
    headers = call.initial_metadata()
    return ([m.value for m in headers if m.key == "peer-subject-bin"],
            [m.value for m in headers if m.key == "peer-name-bin"])


def server_side():
    with Server(sys.argv[1], *tls()) as server:
        with channel(server) as plain:
            all_kinds_of_calls(server, rpc.JudgeStub(plain))
            check("no certificate, no identity",
                  identity_of(rpc.JudgeStub(plain)) == ([], []))
        with channel(server, ca="other-ca.pem") as other:
            check("a client that trusts another authority refuses us",
                  code_of(lambda: rpc.JudgeStub(other).Say(pb.SayRequest(), timeout=5))
                  == grpc.StatusCode.UNAVAILABLE)
        with grpc.insecure_channel(server.address) as clear:
            check("cleartext is refused",
                  code_of(lambda: rpc.JudgeStub(clear).Say(pb.SayRequest(), timeout=5))
                  == grpc.StatusCode.UNAVAILABLE)


def client_certificates():
    with Server(sys.argv[1], *tls("--tls-client-ca", os.path.join(MADE, "ca.pem"))) as server:
        with channel(server, client="client") as known:
            judge = rpc.JudgeStub(known)
            all_kinds_of_calls(server, judge)
            subject, names = identity_of(judge)
            check("the handler sees the subject", subject == [b"CN=scanner-7,O=hub"], subject)
            check("and the names", names == [b"scanner-7.hub.test", b"spiffe://hub/scanner-7",
                                             b"10.0.0.7"], names)
        for bad in (None, "stranger", "nul", "deep", "wrong-use"):
            with channel(server, client=bad) as unknown:
                check(f"a client with the certificate {bad} is refused",
                      code_of(lambda: rpc.JudgeStub(unknown).Say(pb.SayRequest(), timeout=5))
                      == grpc.StatusCode.UNAVAILABLE)


def s_client(server, *options):
    return subprocess.run(
        ["openssl", "s_client", "-connect", server.address, "-CAfile",
         os.path.join(MADE, "ca.pem"), "-servername", "localhost", *options],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20)


def openssl_judges():
    with Server(sys.argv[1], *tls()) as server:
        for version in ("-tls1_2", "-tls1_3"):
            told = s_client(server, "-alpn", "http/1.1,h2", version).stdout
            check(f"s_client {version}: h2", "ALPN protocol: h2" in told, told)
            check(f"s_client {version}: verified", "Verify return code: 0" in told, told)
            check(f"s_client {version}: no ticket",
                  "session ticket" not in told.lower() or "TLS session ticket:" not in told, told)
            check(f"s_client {version}: no compression", "Compression: NONE" in told, told)
        told = s_client(server)
        check("no ALPN is refused with its alert", "no application protocol" in told.stderr,
              told.stderr)
        told = s_client(server, "-alpn", "http/1.1")
        check("another ALPN is refused with its alert",
              "no application protocol" in told.stderr, told.stderr)
        told = s_client(server, "-alpn", "h2", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0")
        check("TLS 1.1 is refused", told.returncode != 0
              and "protocol version" in told.stderr, told.stderr)
        told = s_client(server, "-alpn", "h2", "-tls1_2", "-cipher", "AES128-GCM-SHA256")
        check("no forward secrecy is refused", told.returncode != 0, told.stderr)
        with socket.create_connection((server.host, server.port)) as silent:
            began = time.monotonic()
            silent.settimeout(20)
            check("a silent peer is left alone after 5 s",
                  silent.recv(100) == b"" and 4 < time.monotonic() - began < 8)


class Installed:
    """Certificate and key where a server reads them, replaced as an operator would."""
    def __init__(self, folder):
        self.cert, self.key = os.path.join(folder, "cert"), os.path.join(folder, "key")

    def install(self, name):
        for to, end in ((self.cert, ".pem"), (self.key, ".key")):
            shutil.copyfile(os.path.join(MADE, name + end), to + ".new")
            os.chmod(to + ".new", 0o600)
            os.rename(to + ".new", to)

    def spoil(self):
        shutil.copyfile(os.path.join(MADE, "garbage.pem"), self.cert)


def presented(server):
    told = s_client(server, "-alpn", "h2").stdout
    begin = told.index("-----BEGIN CERTIFICATE")
    return told[begin:told.index("-----END", begin)]


def until(condition):
    end = time.monotonic() + 20
    while not condition() and time.monotonic() < end:
        pass
    return condition()


class Load:
    """Calls from four threads, half of them on a new connection each."""
    def __init__(self, server):
        self.server, self.done, self.failed, self.over = server, 0, [], threading.Event()
        self.threads = [threading.Thread(target=self.run, args=(i % 2 == 0,)) for i in range(4)]
        for thread in self.threads:
            thread.start()

    def run(self, fresh):
        lasting = channel(self.server)
        while not self.over.is_set():
            used = channel(self.server) if fresh else lasting
            code = code_of(lambda: rpc.JudgeStub(used).Say(pb.SayRequest(text="x"), timeout=10))
            self.done += 1
            if code != grpc.StatusCode.OK:
                self.failed.append(code)
            if fresh:
                used.close()
        lasting.close()

    def stop(self):
        self.over.set()
        for thread in self.threads:
            thread.join()


def reload_under_load(folder):
    files = Installed(folder)
    files.install("server")
    with Server(sys.argv[1], "--threads", "2", "--log-level", "error", "--tls-cert", files.cert,
                "--tls-key", files.key) as server:
        load = Load(server)
        for turn in range(6):
            was = presented(server)
            files.install(("server-2", "server")[turn % 2])
            server.process.send_signal(signal.SIGHUP)
            check(f"reload {turn}: new connections see it",
                  until(lambda: presented(server) != was))
        files.spoil()
        was = presented(server)
        server.process.send_signal(signal.SIGHUP)
        goal = load.done + 50
        until(lambda: load.done >= goal)
        check("a broken file changes nothing", presented(server) == was)
        load.stop()
        check(f"no call of {load.done} failed", not load.failed and load.done > 50, load.failed)


def run_caravan(*options):
    told = subprocess.run([sys.argv[4], "health", "--lang", "en", *options], timeout=60,
                          capture_output=True, text=True)
    return told.returncode, told.stderr


def our_client():
    ca, cert, key = (os.path.join(MADE, name) for name in ("ca.pem", "client.pem", "client.key"))
    with Server(sys.argv[1], *tls("--tls-client-ca", ca)) as server:
        at = ("--server", server.address)
        code, told = run_caravan(*at, "--tls-ca", ca, "--tls-cert", cert, "--tls-key", key)
        check("caravan with all it needs", code == 0, told)
        code, told = run_caravan(*at, "--tls-ca", ca)
        check("caravan without a certificate is told so",
              code != 0 and "wants a certificate of the client" in told, told)
        code, told = run_caravan(*at, "--tls-ca", os.path.join(MADE, "other-ca.pem"))
        check("caravan with another authority is told so",
              code != 0 and "not signed by an authority we trust" in told, told)
        code, told = run_caravan(*at)
        check("caravan in cleartext fails", code != 0, told)
        code, told = run_caravan(*at, "--tls-ca", ca, "--tls-cert", cert)
        check("caravan's certificate needs a key", code == 2 and "--tls-key" in told, told)
        code, told = run_caravan(*at, "--tls-cert", cert, "--tls-key", key)
        check("and an authority", code == 2 and "--tls-ca" in told, told)
        code, told = run_caravan(*at, "--tls-ca", os.path.join(MADE, "garbage.pem"))
        check("which the file must hold", code == 2 and "holds no PEM certificate" in told, told)


def healthy():
    """Health/Check, whose answer is always the bytes of SERVING."""
    return grpc.method_handlers_generic_handler("grpc.health.v1.Health", {
        "Check": grpc.unary_unary_rpc_method_handler(lambda request, context: b"\x08\x01")})


def our_client_and_their_server(folder):
    ca, cert, key = (os.path.join(MADE, name) for name in ("ca.pem", "client.pem", "client.key"))
    socket_path = os.path.join(folder, "tls.sock")
    server = grpc.server(futures.ThreadPoolExecutor(4))
    server.add_generic_rpc_handlers((healthy(),))
    pair = ((read("server.key"), read("server.pem")),)
    open_port = server.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials(pair))
    strict = grpc.ssl_server_credentials(pair, read("ca.pem"), require_client_auth=True)
    strict_port = server.add_secure_port("127.0.0.1:0", strict)
    server.add_secure_port("unix:" + socket_path, grpc.ssl_server_credentials(pair))
    server.start()
    known = ("--tls-cert", cert, "--tls-key", key)
    for name, target, more in (
            ("an address", f"127.0.0.1:{open_port}", ()),
            ("a name", f"dns:///localhost:{open_port}", ()),
            ("a list", f"ipv4:127.0.0.1:{open_port},127.0.0.1:{strict_port}", ()),
            ("a socket", "unix:" + socket_path, ()),
            ("a socket's URL", "unix://" + socket_path, ()),
            ("client certificates", f"127.0.0.1:{strict_port}", known)):
        code, told = run_caravan("--server", target, "--tls-ca", ca, *more)
        check(f"caravan and grpcio's TLS: {name}", code == 0, told)
    code, told = run_caravan("--server", f"127.0.0.1:{strict_port}", "--tls-ca", ca)
    check("caravan without the certificate grpcio wants", code != 0, told)
    code, told = run_caravan("--server", f"127.0.0.1:{open_port}", "--tls-ca",
                             os.path.join(MADE, "other-ca.pem"))
    check("caravan does not trust grpcio's certificate",
          code != 0 and "not signed by an authority we trust" in told, told)
    code, told = run_caravan("--server", f"127.0.0.1:{open_port}")
    check("caravan in cleartext and grpcio's TLS", code != 0, told)
    server.stop(None)


def beyond_this_machine():
    ca = os.path.join(MADE, "ca.pem")
    code, told = start_fails("--listen", "0.0.0.0:0", *tls())
    check("TLS alone does not open the service to other machines",
          code == 2 and "--tls-client-ca" in told, told)
    with Server(sys.argv[1], "--listen", "0.0.0.0:0", *tls("--tls-client-ca", ca)) as server:
        check("known clients do", len(server.ready["listen"]) == 2, server.ready)


def start_fails(*options):
    told = subprocess.run([sys.argv[1], "--listen", "127.0.0.1:0", *options], timeout=20,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    return told.returncode, told.stderr


def bad_files():
    at = {name: os.path.join(MADE, name) for name in os.listdir(MADE)}
    for cert, key, named, says in (
            (at["server.pem"], at["locked.key"], "locked.key", "chmod 600"),
            (at["server.pem"], at["client.key"], "client.key", "is not the key"),
            (at["garbage.pem"], at["server.key"], "garbage.pem", "holds no PEM certificate"),
            (at["server.pem"], at["garbage.pem"] + "x", "garbage.pemx", "No such file"),
            (at["server.pem"], at["ca.pem"], "ca.pem", "other users may read")):
        code, told = start_fails("--tls-cert", cert, "--tls-key", key)
        check(f"{named}: {says}", code == 1 and named in told and says in told, told)
    code, told = start_fails("--tls-cert", at["server.pem"])
    check("a certificate alone", code == 2 and "--tls-key" in told, told)
    code, told = start_fails("--tls-client-ca", at["ca.pem"])
    check("an authority alone", code == 2 and "--tls-cert" in told, told)


server_side()
client_certificates()
openssl_judges()
with tempfile.TemporaryDirectory(prefix="tls-") as temporary:
    reload_under_load(temporary)
bad_files()
our_client()
with tempfile.TemporaryDirectory(prefix="tls-") as temporary:
    our_client_and_their_server(temporary)
beyond_this_machine()
finish()
