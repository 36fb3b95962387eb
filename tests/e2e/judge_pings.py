"""Debian's python3-grpcio, with its keepalive turned up, judges how our server takes PINGs."""
import sys
import time

import grpc

from server import Server, check, finish, generated

generated(sys.argv[2])
from judge.v1 import judge_pb2 as pb, judge_pb2_grpc as rpc  # noqa: E402

# Ten a second, whether or not there is anything to say.
TALKATIVE = (("grpc.keepalive_time_ms", 100), ("grpc.keepalive_permit_without_calls", 1),
             ("grpc.http2.max_pings_without_data", 0),
             ("grpc.http2.min_time_between_pings_ms", 100))


def too_often(server):
    with grpc.insecure_channel(server.address, TALKATIVE) as channel:
        judge = rpc.JudgeStub(channel)
        try:
            judge.Say(pb.SayRequest(delay_ms=20000, heed=True), timeout=25)
            code = None
        except grpc.RpcError as error:
            code = error.code()
        check("a call among too many PINGs is UNAVAILABLE", code == grpc.StatusCode.UNAVAILABLE,
              code)
        check("the next call is served", judge.Say(pb.SayRequest(text="a")).text == "a")


def while_we_send(server):
    """PINGs of a client that gets answers all the time are paid for; those that measure the line
    come with them."""
    with grpc.insecure_channel(server.address, TALKATIVE) as channel:
        judge = rpc.JudgeStub(channel)
        end = time.monotonic() + 3
        done = 0
        while time.monotonic() < end:
            done += judge.Say(pb.SayRequest(text="x", reply_bytes=done % 3 * 10000)).text == "x"
        check("calls among PINGs are answered", done > 10, done)
        got = [n.value for n in judge.Count(pb.CountRequest(to=2000, padding_bytes=20000))]
        check("so are large streams", got == list(range(1, 2001)), len(got))


with Server(sys.argv[1], "--log-level", "error") as running:
    too_often(running)
    while_we_send(running)
finish()
