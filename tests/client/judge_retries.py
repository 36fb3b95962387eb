"""Retries judged by python3-grpcio: its server fails as told, and its client, given the same
service config, must have made the same attempts as `caravan call`."""
import json
import os
import subprocess
import sys
import tempfile

import grpc

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from server import check, finish, generated  # noqa: E402
from foreign_server import Echo, Foreign, Reflection  # noqa: E402

CARAVAN, PY = sys.argv[1:3]
generated(PY)
from google.rpc import status_pb2  # noqa: E402
from kinds.v1 import kinds_pb2, old_pb2  # noqa: E402

CONFIG = json.dumps({
    "methodConfig": [
        {"name": [{"service": "kinds.v1.Echo"}],
         "retryPolicy": {"maxAttempts": 4, "initialBackoff": "0.02s", "maxBackoff": "0.1s",
                         "backoffMultiplier": 2.5,
                         "retryableStatusCodes": ["UNAVAILABLE", "ABORTED"]}},
        {"name": [{"service": "kinds.v1.Echo", "method": "Repeat"}], "waitForReady": True},
    ],
    "retryThrottling": {"maxTokens": 100, "tokenRatio": 0.1},
    "unknown": [1, None, {"a": 2}],
})


class Flaky(Echo):
    """Fails the first calls with a code, and a pushback if there is one."""

    def told(self, fails, code, pushback=None):
        self.fails, self.code, self.pushback = fails, code, pushback
        self.attempts = []

    def keep(self, message, context):
        metadata = dict(context.invocation_metadata())
        self.attempts.append((metadata.get("grpc-previous-rpc-attempts"),
                              message.SerializeToString()))
        if len(self.attempts) <= self.fails:
            if self.pushback is not None:
                context.set_trailing_metadata((("grpc-retry-pushback-ms", self.pushback),))
            context.abort(self.code, "not now")
        return message


def by_caravan(address, method, texts, config):
    ran = subprocess.run(
        [CARAVAN, "call", "--lang", "en", "--server", address, "--service-config", config,
         f"kinds.v1.Echo/{method}", "-", "--json"], input="".join(texts), capture_output=True,
        encoding="utf-8", timeout=60)
    return "OK" if ran.returncode == 0 else next(
        (code.name for code in grpc.StatusCode if code.name in ran.stderr), ran.stderr)


def by_grpcio(address, method, texts):
    messages = [kinds_pb2.Kinds(i32=json.loads(text)["i32"]) for text in texts]
    with grpc.insecure_channel(address, options=[("grpc.service_config", CONFIG)]) as channel:
        kind = {"Unary": channel.unary_unary, "Collect": channel.stream_unary,
                "Repeat": channel.unary_stream}[method]
        call = kind(f"/kinds.v1.Echo/{method}", lambda m: m.SerializeToString(),
                    kinds_pb2.Kinds.FromString)
        try:
            answer = call(iter(messages) if method == "Collect" else messages[0], timeout=20)
            if method == "Repeat":
                list(answer)
            return "OK"
        except grpc.RpcError as error:
            return error.code().name


CASES = (
    ("fails twice and then works", "Unary", 2, grpc.StatusCode.UNAVAILABLE, None, "OK", 3),
    ("another code of the policy", "Unary", 3, grpc.StatusCode.ABORTED, None, "OK", 4),
    ("fails too often", "Unary", 9, grpc.StatusCode.UNAVAILABLE, None, "UNAVAILABLE", 4),
    ("a code that is final", "Unary", 1, grpc.StatusCode.DATA_LOSS, None, "DATA_LOSS", 1),
    ("says when", "Unary", 1, grpc.StatusCode.UNAVAILABLE, "5", "OK", 2),
    ("says never", "Unary", 1, grpc.StatusCode.UNAVAILABLE, "-1", "UNAVAILABLE", 1),
    ("says nothing one can read", "Unary", 1, grpc.StatusCode.UNAVAILABLE, "x", "UNAVAILABLE", 1),
    ("a stream from the client", "Collect", 2, grpc.StatusCode.UNAVAILABLE, None, "OK", 5),
    ("a method without the policy", "Repeat", 1, grpc.StatusCode.UNAVAILABLE, None, "UNAVAILABLE",
     1),
)


def same(method, seen):
    """Of a stream only that it was tried as often: grpcio 1.51, on a busy machine, can lose the
    last message of one that it sends again, and still call that OK."""
    if method == "Collect":
        seen = [(outcome, sorted({str(attempt) for attempt, _ in attempts}))
                for outcome, attempts in seen]
    return seen[0] == seen[1], seen


def main():
    echo = Flaky(kinds_pb2, old_pb2, status_pb2)
    texts = ['{"i32": 1}', '{"i32": 2}', '{"i32": 3}']
    with tempfile.TemporaryDirectory() as folder, Foreign(
            echo.handler(), Reflection(PY, "v1").handler()) as server:
        config = os.path.join(folder, "config.json")
        with open(config, "w", encoding="utf-8") as file:
            file.write(CONFIG)
        for what, method, fails, code, pushback, ends, count in CASES:
            given = texts if method == "Collect" else texts[:1]
            seen = []
            for client in (lambda: by_caravan(server.address, method, given, config),
                           lambda: by_grpcio(server.address, method, given)):
                echo.told(fails, code, pushback)
                seen.append((client(), echo.attempts))
            check(f"{what}: as grpcio's client", *same(method, seen))
            check(f"{what}: {ends}", seen[0][0] == ends, seen[0])
            check(f"{what}: attempts", len(seen[0][1]) == count, seen[0])
        with open(config, "w", encoding="utf-8") as file:
            file.write('{"methodConfig": 7}')
        said = by_caravan(server.address, "Unary", texts[:1], config)
        check("a wrong service config is named", "methodConfig must be an array" in said, said)
        said = by_caravan(server.address, "Unary", texts[:1], config + "x")
        check("one that is not there, too", "No such file" in said, said)
    finish()


main()
