"""The published attacks on HTTP/2 servers. Each comes on a connection of its own, at full speed; it
has to be cut off within a bound, at a bounded cost in memory, while others are served."""
import sys

import grpc
from hyperframe import frame as frames

from raw import Raw, message
from server import Server, check, finish, generated

generated(sys.argv[2])
from judge.v1 import judge_pb2 as pb, judge_pb2_grpc as rpc  # noqa: E402

GOOD = message(pb.SayRequest(text="a").SerializeToString())
ROUNDS = 40000   # of each attack, at most
BATCH = 50       # rounds in one write: fewer than acknowledgements may be queued
CUT_OFF = 2500   # after so many it must have ended
MEMORY_MIB = int(sys.argv[3])


def header(length, kind, flags, stream):
    return length.to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big")


# Each makes what is sent in one round; `stream` is a fresh stream's number.

def rapid_reset(raw, stream):
    return raw.headers(stream), frames.RstStreamFrame(stream, 8)


def window_overflow(raw, stream):
    return raw.headers(stream), frames.WindowUpdateFrame(stream, 2**31 - 1)


def bad_header_name(raw, stream):
    return raw.headers(stream, extra=[("Upper", "x")]),


def empty_header_name(raw, stream):
    return raw.headers(stream, extra=[("", "x")]),


def content_length_mismatch(raw, stream):
    return raw.headers(stream, extra=[("content-length", "1")]), raw.data(stream, GOOD)


def trailers_without_end(raw, stream):
    return raw.headers(stream), frames.HeadersFrame(stream, raw.encoder.encode([("a", "b")]),
                                                   flags=["END_HEADERS"])


def streams_without_end(raw, stream):
    """Over the limit, and our SETTINGS are never acknowledged."""
    return raw.headers(stream),


def empty_continuations(raw, stream):
    return (raw.headers(stream, flags=[]),) + (frames.ContinuationFrame(stream),) * 30


def index_bomb(raw, stream):
    """Names the newest field of the table again and again: a byte each."""
    if stream == 1:
        raw.once = raw.fields(extra=[("bomb", "x" * 3000)])
        return frames.HeadersFrame(stream, raw.once, flags=["END_HEADERS"]),
    return frames.HeadersFrame(stream, raw.fields() + b"\xbe" * 16000, flags=["END_HEADERS"]),


def fields_without_end(raw, stream):
    block = raw.fields(extra=[(f"k{i}", "v" * 30) for i in range(600)])
    return (frames.HeadersFrame(stream, block[:16384]),
            frames.ContinuationFrame(stream, block[16384:], flags=["END_HEADERS"]))


def ping(raw, stream):
    return frames.PingFrame(0, b"x" * 8),


def settings(raw, stream):
    return frames.SettingsFrame(0),


def empty_data(raw, stream):
    if stream == 1:
        return raw.headers(1, "/judge.v1.Judge/Sum"),
    return frames.DataFrame(1),


def priority(raw, stream):
    return frames.PriorityFrame(stream, depends_on=0, stream_weight=1),


def small_window_updates(raw, stream):
    return frames.WindowUpdateFrame(0, 1),


def unknown_frames(raw, stream):
    return header(0, 0xEE, 0, 0),

def pushes_of_resets(raw, stream):
    """RST_STREAM for streams that never were."""
    return raw.headers(stream), frames.RstStreamFrame(stream, 0), frames.RstStreamFrame(stream, 0)


def cut_off(raw, attack):
    """How many rounds until the server has ended the connection; ROUNDS: it has not."""
    for first in range(0, ROUNDS, BATCH):
        parts = [part for i in range(first, first + BATCH) for part in attack(raw, 2 * i + 1)]
        parts.append(frames.SettingsFrame(0))  # its acknowledgement says that all was seen
        acks = sum(isinstance(part, frames.SettingsFrame) for part in parts)
        try:
            raw.send(*parts)
        except OSError:
            return first + BATCH
        while acks > 0:
            frame = raw.read()
            if frame is None or isinstance(frame, frames.GoAwayFrame):
                return first + BATCH
            acks -= isinstance(frame, frames.SettingsFrame) and "ACK" in frame.flags
    return ROUNDS


def answer_after(raw, stream):
    """What the connection itself says to a call, after a little of the attack."""
    raw.send(raw.headers(stream), raw.data(stream, GOOD))
    while (frame := raw.read()) is not None:
        if frame.stream_id == stream or isinstance(frame, frames.GoAwayFrame):
            break
    return frame


def a_little(server, attack, rounds):
    with Raw(server) as raw:
        for i in range(rounds):
            raw.send(*attack(raw, 2 * i + 1))
        stream = 2 * rounds + 1
        answer = answer_after(raw, stream)
        if getattr(answer, "error_code", 0) == 7:  # the others' memory is still being given back
            answer = answer_after(raw, stream + 2)
        check(f"{attack.__name__}: {rounds} times are tolerated",
              isinstance(answer, frames.HeadersFrame), answer)


def closed_at_once(server, name, *what):
    """Broken so badly that nothing after it can be understood."""
    with Raw(server) as raw:
        raw.send(raw.headers(1), *what)
        check(f"{name}: the connection is closed", raw.until(frames.GoAwayFrame).error_code != 0)
        check(f"{name}: in peace", raw.until(frames.GoAwayFrame) is None and raw.ended)


def refused(raw, calls):
    """How many of the calls were refused as too much, once each has been answered in part."""
    answers = {}
    while len(answers) < calls:
        frame = raw.read()
        if isinstance(frame, frames.HeadersFrame):
            answers.setdefault(frame.stream_id, frame.fields.get("grpc-status"))
    return sum(status == "8" for status in answers.values())


def answers_without_window(raw):
    """Answers of 4 MB each, and no window to send one byte of them in."""
    raw.send(frames.SettingsFrame(0, settings={frames.SettingsFrame.INITIAL_WINDOW_SIZE: 0}))
    ask = message(pb.SayRequest(reply_bytes=4000000).SerializeToString())
    for i in range(200):
        raw.send(raw.headers(2 * i + 1), raw.data(2 * i + 1, ask))
    return refused(raw, 200)


def requests_without_end(raw):
    """Requests of 4 MB each, of which the last byte never comes."""
    for i in range(100):
        raw.send(raw.headers(2 * i + 1),
                 frames.DataFrame(2 * i + 1, message(bytes(16000), length=4000000)))
        for _ in range(3):  # as much as a stream's window lets us
            raw.send(frames.DataFrame(2 * i + 1, bytes(16000)))
    return refused(raw, 100 - 64 * 1024 * 1024 // 4000000)


def memory_is_bounded(server, judge, attack, limit_mib):
    before = server.rss_mib()
    with Raw(server) as raw:
        count = attack(raw)
        grown = server.rss_mib() - before
        check(f"{attack.__name__}: some are refused", count > 0, count)
        check(f"{attack.__name__}: memory", grown <= limit_mib, f"{grown} MiB")
        check(f"{attack.__name__}: others are served",
              judge.Say(pb.SayRequest(reply_bytes=4000000)).text == "")


ATTACKS = {  # and how much of it an honest peer may do at once
    rapid_reset: 500, window_overflow: 300, bad_header_name: 300, empty_header_name: 300,
    content_length_mismatch: 300, trailers_without_end: 300, streams_without_end: 0,
    empty_continuations: 0, index_bomb: 10, fields_without_end: 10, ping: 3, settings: 90,
    empty_data: 1000, priority: 1000, small_window_updates: 1000, unknown_frames: 1000,
    pushes_of_resets: 300}

with Server(sys.argv[1], "--log-level", "error") as server:
    with grpc.insecure_channel(server.address) as channel:
        judge = rpc.JudgeStub(channel)
        judge.Say(pb.SayRequest(text="a"))
        for attack, tolerated in ATTACKS.items():
            before = server.rss_mib()
            honest = judge.Say.future(pb.SayRequest(text="a", delay_ms=20))
            with Raw(server) as raw:
                rounds = cut_off(raw, attack)
            grown = server.rss_mib() - before
            check(f"{attack.__name__}: cut off", rounds <= CUT_OFF, f"{rounds} rounds")
            check(f"{attack.__name__}: memory", grown <= MEMORY_MIB, f"{grown} MiB")
            check(f"{attack.__name__}: others are served", honest.result().text == "a" and
                  judge.Say(pb.SayRequest(text="b")).text == "b")
            if tolerated > 0:
                a_little(server, attack, tolerated)
        closed_at_once(server, "DATA after the end",
                       frames.DataFrame(1, GOOD, flags=["END_STREAM"]), frames.DataFrame(1, GOOD))
        closed_at_once(server, "HEADERS after the end",
                       frames.DataFrame(1, GOOD, flags=["END_STREAM"]),
                       header(1, 1, 4, 1) + b"\x82")
        closed_at_once(server, "WINDOW_UPDATE of nothing", header(4, 8, 0, 1) + bytes(4))
        closed_at_once(server, "PRIORITY of four bytes", header(4, 2, 0, 1) + bytes(4))
        closed_at_once(server, "a stream that depends on itself", header(5, 2, 0, 3) + bytes(3) +
                       b"\x03\x10")
        closed_at_once(server, "33 settings",
                       header(33 * 6, 4, 0, 0) + b"\x00\x03\x00\x00\x01\x00" * 33)
        closed_at_once(server, "a frame of 16,385 bytes", header(16385, 0, 0, 1) + bytes(16385))
        closed_at_once(server, "an even stream", header(1, 1, 4, 2) + b"\x82")
        closed_at_once(server, "CONTINUATION of nothing", header(1, 9, 4, 1) + b"\x82")
        closed_at_once(server, "HPACK that is none", header(1, 1, 4, 3) + b"\xff")
        # 64 MiB of messages for a connection, and what handlers made them of.
        memory_is_bounded(server, judge, answers_without_window, 2 * 64 + MEMORY_MIB)
        memory_is_bounded(server, judge, requests_without_end, MEMORY_MIB)
        check("others are served in the end", judge.Say(pb.SayRequest(text="b")).text == "b")
finish()
