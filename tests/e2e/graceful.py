"""The graceful end of a server, frame by frame."""
import sys

from hyperframe import frame as frames

from raw import Raw, message
from server import Server, check, finish, generated

generated(sys.argv[2])
from judge.v1 import judge_pb2 as pb  # noqa: E402


def say(**fields):
    return message(pb.SayRequest(**fields).SerializeToString())


def two_goaways():
    """What comes after the acknowledged PING is not begun: the client will repeat it elsewhere."""
    server = Server(sys.argv[1], "--log-level", "error")
    with Raw(server) as raw:
        raw.send(raw.headers(1), raw.data(1, say(text="first", delay_ms=300)))
        raw.send(raw.headers(3, "/judge.v1.Judge/Tally"), raw.data(3, message(b"")))
        check("the connection works",
              raw.until(frames.HeadersFrame, stream_id=3).fields[":status"] == "200")
        server.ask_to_drain()
        first = raw.until(frames.GoAwayFrame)
        check("the first GOAWAY lets everything in", first.last_stream_id == 2**31 - 1, first)
        ping = raw.until(frames.PingFrame)
        raw.send(frames.PingFrame(0, ping.opaque_data, flags=["ACK"]),
                 raw.headers(5), raw.data(5, say(text="late")))
        second = raw.until(frames.GoAwayFrame)
        check("the second GOAWAY names the last call", second.last_stream_id == 3, second)
        answer = b""
        while (frame := raw.read()) is not None:
            check("nothing is said to the late call but that it was refused",
                  frame.stream_id != 5 or isinstance(frame, frames.RstStreamFrame) and
                  frame.error_code == 7, frame)
            if isinstance(frame, frames.DataFrame):
                answer += frame.data
        check("the first call is answered", pb.SayResponse.FromString(answer[5:]).text == "first")
        check("then the connection ends in peace", raw.ended)
    code, said = server.end()
    check("the server ends in peace", code == 0, code)
    check("the late call was never begun", said["started"] == 1, said)


def last_words():
    """A client that is still sending when the server has said all gets all of it."""
    with Server(sys.argv[1], "--log-level", "error") as server, Raw(server, greet=False) as raw:
        raw.send(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 8000000\r\n\r\n", bytes(8000000))
        text = b""
        while more := raw.sock.recv(65536):  # ends, and is not reset
            text += more
        check("HTTP/1.1 with a body is answered in peace", b"speaks gRPC over HTTP/2" in text, text)


two_goaways()
last_words()
finish()
