"""`caravan call` judged by code we did not write: a python3-grpcio server, a libgrpc++ one, and
json_format of python3-protobuf, which must agree with every message both ways."""
import json
import os
import random
import subprocess
import sys
import tempfile

from google.protobuf import any_pb2, json_format

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from server import Server, check, finish, generated  # noqa: E402
import random_message  # noqa: E402
from foreign_server import Echo, Foreign, Hostile, Reflection  # noqa: E402

CARAVAN, JUDGE_SERVER, FOREIGN_SERVER, PY = sys.argv[1:5]
generated(PY)
from google.rpc import error_details_pb2, status_pb2  # noqa: E402
from kinds.v1 import kinds_pb2, old_pb2  # noqa: E402

ROUNDS = 6
MESSAGES = 60


class Ran:
    def __init__(self, address, *words, given=None, command="call"):
        done = subprocess.run(
            [CARAVAN, command, "--lang", "en", "--server", address, *words], input=given,
            capture_output=True, encoding="utf-8", timeout=60)
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr

    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]

    def __repr__(self):
        return f"{self.code}\n{self.out[-500:]}\n{self.err[:3000]}"


def make(rnd, depth, kind=kinds_pb2.Kinds):
    message = kind()
    random_message.fill(rnd, message, depth, make)
    return message


def same(a, b):
    """Bytes would differ within an Any, where the order of fields and entries is the packer's."""
    return canonical(a) == canonical(b)


def canonical(message):
    return json.dumps(json_format.MessageToDict(message), sort_keys=True)


def as_json(rnd, message):
    """JSON in one of the ways json_format has."""
    return json_format.MessageToJson(
        message, preserving_proto_field_name=rnd.random() < 0.3,
        use_integers_for_enums=rnd.random() < 0.3, indent=rnd.choice((None, 1)),
        ensure_ascii=rnd.random() < 0.5)


def first_difference(a, b):
    for field in a:
        if a.get(field) != b.get(field):
            return field, a.get(field), b.get(field)
    return [field for field in b if field not in a]


def random_messages(server, echo, kind, method):
    """What json_format writes, we read as the same message; what we write, it reads so, too."""
    rnd = random.Random(20240305)
    for turn in range(ROUNDS):
        sent = [make(rnd, 3, kind) for _ in range(MESSAGES)]
        echo.received.clear()
        texts = "\n".join(as_json(rnd, m) for m in sent)
        if method == "Chat":
            ran = Ran(server.address, "kinds.v1.Echo/Chat", "-", "--json", given=texts)
            answers = ran.lines() if ran.code == 0 else []
        else:
            answers = []
            for m in sent[:10]:
                ran = Ran(server.address, f"kinds.v1.Echo/{method}", as_json(rnd, m), "--json")
                answers += ran.lines() if ran.code == 0 else []
            sent = sent[:10]
        what = f"{kind.DESCRIPTOR.name}, round {turn}"
        check(f"{what}: all come back", len(answers) == len(sent), ran)
        check(f"{what}: the server reads what json_format wrote",
              len(echo.received) == len(sent)
              and all(same(a, b) for a, b in zip(sent, echo.received)))
        for message, answer in zip(sent, answers):
            expected = json.loads(json_format.MessageToJson(message))
            if answer != expected:
                check(f"{what}: json_format writes the same", False,
                      first_difference(expected, answer))
                break
            if not same(json_format.ParseDict(answer, kind()), message):
                check(f"{what}: json_format reads what we wrote", False, str(answer)[:500])
                break


def all_kinds_of_calls(server, echo):
    address = server.address
    ran = Ran(address, "kinds.v1.Echo/Unary", '{"i32": 5}')
    check("unary, for people", ran.code == 0 and ran.out == '{\n  "i32": 5\n}\n', ran)
    check("no message is an empty one", Ran(address, "kinds.v1.Echo.Unary").out == "{}\n")
    ran = Ran(address, "kinds.v1.Echo/Collect", '{"i32":1}{"i32":2}', "--json")
    check("client streaming", ran.lines() == [{"manyKinds": [{"i32": 1}, {"i32": 2}]}], ran)
    ran = Ran(address, "/kinds.v1.Echo/Collect", "--json")
    check("client streaming, nothing sent", ran.lines() == [{}], ran)
    ran = Ran(address, "kinds.v1.Echo/Repeat", '{"i32":200}', "--json")
    check("server streaming", [m.get("i32", 0) for m in ran.lines()] == list(range(200)), ran)
    echo.metadata.clear()
    ran = Ran(address, "kinds.v1.Echo/Unary", "-H", "X-Name: a value", "-H", "x-raw-bin:AP8=")
    check("metadata", echo.metadata[0].get("x-name") == "a value"
          and echo.metadata[0].get("x-raw-bin") == b"\x00\xff", echo.metadata)


def errors(server):
    request = kinds_pb2.Refusal(code=9, message="not \x1b[2J now")
    bad = error_details_pb2.BadRequest()
    for field in ("a.b", "c[1]"):
        bad.field_violations.add(field=field, description="is wrong")
    request.details.add().Pack(error_details_pb2.ErrorInfo(reason="WHY", metadata={"k": "v"}))
    request.details.add().Pack(bad)
    request.details.add().Pack(kinds_pb2.Kinds(i32=7))
    request.details.append(any_pb2.Any(type_url="x/no.such.Type", value=b"\x01"))
    text = json_format.MessageToJson(
        kinds_pb2.Refusal(code=9, message=request.message, details=request.details[:3]))
    text = text.rstrip()[:-3] + ',{"@type": "x/no.such.Type", "@value": "AQ=="}]}'
    ran = Ran(server.address, "kinds.v1.Echo/Refuse", text)
    lines = ran.err.splitlines()
    check("an error's code and message", ran.code == 1 and lines[0] ==
          "caravan: kinds.v1.Echo/Refuse: FAILED_PRECONDITION: not ?[2J now", ran)
    check("an error's details", len(lines) == 5 and [json.loads(line) for line in lines[1:]] == [
        {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "WHY",
         "metadata": {"k": "v"}},
        {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [
            {"field": "a.b", "description": "is wrong"},
            {"field": "c[1]", "description": "is wrong"}]},
        {"@type": "type.googleapis.com/kinds.v1.Kinds", "i32": 7},
        {"@type": "x/no.such.Type", "@value": "AQ=="}], ran)
    check("nothing on stdout", ran.out == "", ran)


def refusals(server):
    for what, words, code, said in (
            ("a service that is not there", ["kinds.v1.Ecko/Unary"], 1,
             'did you mean "kinds.v1.Echo"'),
            ("a method that is not there", ["kinds.v1.Echo/Unray"], 1, 'did you mean "Unary"'),
            ("no method", ["Unary"], 2, "package.Service/Method"),
            ("a message is no service", ["kinds.v1.Kinds/Unary"], 1, "has no service"),
            ("two messages for one", ["kinds.v1.Echo/Unary", "{}{}"], 1, "takes one message"),
            ("bad JSON", ["kinds.v1.Echo/Unary", "{i32:5}"], 1, "JSON: line 1, column 2"),
            ("a bad field", ["kinds.v1.Echo/Unary", '{"i33":5}'], 1, 'did you mean "i32"'),
            ("a bad second message", ["kinds.v1.Echo/Chat", '{}\n{"i32":"x"}'], 1,
             "line 2, column 8: i32: must be"),
            ("no such file", ["kinds.v1.Echo/Unary", "@/no/such/file"], 1, "No such file"),
            ("a header without a value", ["kinds.v1.Echo/Unary", "-H", "x"], 2, "NAME: VALUE"),
            ("a header of gRPC's own", ["kinds.v1.Echo/Unary", "-H", "grpc-x: 1"], 2, "grpc-x"),
            ("a -bin header of no base64", ["kinds.v1.Echo/Unary", "-H", "x-bin: !"], 2, "base64"),
            ("an unimplemented method", ["kinds.v1.Echo/Refuse", '{"code":12}'], 4,
             "UNIMPLEMENTED"),
    ):
        ran = Ran(server.address, *words)
        check(what, ran.code == code and said in ran.err and ran.out == "", ran)
    check("control characters of a server are not printed", "\x1b" not in
          Ran(server.address, "kinds.v1.Ecko/Unary").err)
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        file.write('{"text": "from a file"}')
        file.flush()
        ran = Ran(server.address, "kinds.v1.Echo/Unary", "@" + file.name, "--json")
        check("JSON from a file", ran.lines() == [{"text": "from a file"}], ran)


def old_reflection(echo):
    """v1alpha alone, one file an answer, and Google's own files hidden."""
    reflection = Reflection(PY, "v1alpha", single=True, hide=("google/",))
    with Foreign(echo.handler(), reflection.handler()) as server:
        ran = Ran(server.address, "kinds.v1.Echo/Unary", '{"time":"2024-03-05T00:00:00Z"}',
                  "--json")
        check("v1alpha, file by file", ran.lines() == [{"time": "2024-03-05T00:00:00Z"}], ran)
        asked = [r.file_by_filename for r in reflection.asked if r.file_by_filename]
        check("imports are asked for by name, once",
              "kinds/v1/old.proto" in asked and len(asked) == len(set(asked)), asked)


def looking(server):
    """list and describe, of a server of another language."""
    def ran(command, *words):
        return Ran(server.address, *words, command=command)
    check("services", ran("list").out == "kinds.v1.Echo\nbad?[2J\n", ran("list"))
    check("methods", ran("list", "kinds.v1.Echo").out == "".join(
        f"kinds.v1.Echo/{name}\n"
        for name in ("Unary", "Collect", "Repeat", "Chat", "Refuse", "Old")))
    refused = ran("list", "kinds.v1.Ecko")
    check("no such service", refused.code == 1 and "kinds.v1.Echo" in refused.err, refused)
    check("an enum", ran("describe", "kinds.v1.Color").out == (
        "enum kinds.v1.Color {\n  DEEP = -5;\n  COLOR_UNSPECIFIED = 0;\n  RED = 1;\n"
        "  GREEN = 2;\n}\n"))
    kinds = ran("describe", "kinds.v1.Kinds").out
    for line in ("  int32 i32 = 1;", "  kinds.v1.Color color = 16;",
                 "  repeated kinds.v1.Kinds many_kinds = 28;",
                 "  map<int32, kinds.v1.Kinds> kinds_by_i32 = 41;",
                 "  oneof choice {\n    string choice_text = 50;\n    int64 choice_i64 = 51;",
                 "  optional string maybe_text = 61;",
                 "  google.protobuf.Timestamp time = 70;"):
        check(f"described: {line.strip()}".split("\n")[0], line + "\n" in kinds, kinds)
    old = ran("describe", ".kinds.v1.old.Old").out
    for line in ("  required int32 id = 1;", "  repeated group kinds.v1.old.Old.Leaf leaf = 9;"):
        check(f"described: {line.strip()}", line + "\n" in old, old)
    for name in ("kinds.v1.Echo/Old", "kinds.v1.Echo.Old", "/kinds.v1.Echo/Old"):
        method = ran("describe", name)
        check(f"described: {name}", method.out.startswith(
            "rpc Old(kinds.v1.old.Old) returns (kinds.v1.old.Old);\n\nmessage kinds.v1.old.Old {"),
            method)
    refused = ran("describe", "kinds.v1.Kynds")
    check("no such symbol", refused.code == 1 and "knows no kinds.v1.Kynds" in refused.err, refused)


def hostile_reflection(echo):
    """Whatever a server says of its types, the program ends, and says what is wrong."""
    many = [Hostile.file(f"{i}.proto", imports=[f"{i + 1}.proto"]) for i in range(2100)]
    circle = [Hostile.file("a.proto", imports=["b.proto"], service="kinds.v1.Echo"),
              Hostile.file("b.proto", imports=["a.proto"])]
    real = Reflection(PY, "v1").files(kinds_pb2.DESCRIPTOR)
    for what, files, code, said in (
            ("bytes that are no descriptor", [b"\xff\xff"], 4, "no file descriptor"),
            ("too many files", many, 4, "over 2048 files"),
            ("too many imports", [Hostile.file("a", imports=map(str, range(20000)))], 4,
             "16384 imports"),
            ("too many bytes", [b"\x0a\x01a" + Hostile.padding(15 * 2**20)] * 2, 4,
             "RESOURCE_EXHAUSTED"),
            ("imports in a circle", circle, 1, "has no method"),
            ("imports that are not there", [Hostile.file("a", imports=["no.such"],
                                                         service="kinds.v1.Echo")], 1,
             "has no method"),
            ("a type that is not there", [Hostile.file("a", service="kinds.v1.Echo",
                                                       method=".no.Such")], 4, "none of the files"),
            ("the file of something else", [Hostile.file("a")], 1, "has no service"),
            ("two files of one name, the first counts", real + [Hostile.file(
                "kinds/v1/kinds.proto", imports=["no.such"])], 0, ""),
            ("nothing", [], 4, "answers nothing"),
    ):
        with Foreign(echo.handler(), Hostile(PY, files).handler()) as server:
            ran = Ran(server.address, "kinds.v1.Echo/Unary")
            check(f"reflection: {what}", ran.code == code and said in ran.err, ran)
    with Foreign(echo.handler(), Hostile(PY, real, times=10**6).handler()) as server:
        ran = Ran(server.address, "kinds.v1.Echo/Unary", '{"i32":1}', "--json")
        check("reflection: answers without end", ran.lines() == [{"i32": 1}], ran)
    with Foreign(echo.handler(), Hostile(PY, real, times=0).handler()) as server:
        ran = Ran(server.address, "kinds.v1.Echo/Unary", "--timeout", "0.3")
        check("reflection: no answer", ran.code == 3 and "did not answer" in ran.err, ran)


def judge_service(whose, program):
    """judge.v1, ours and that of libgrpc++ with its own reflection: v1alpha, without JSON names."""
    with Server(program) as server:
        address = server.address
        ran = Ran(address, "judge.v1.Judge/Say", '{"text":"早上好","replyBytes":2}', "--json")
        check(f"{whose}, unary", ran.lines() == [{"text": "早上好", "padding": "AAA="}], ran)
        ran = Ran(address, "judge.v1.Judge/Sum", '{"value":1}{"value":"2"}', "--json")
        check(f"{whose}, client streaming", ran.lines() == [{"sum": "3", "count": 2}], ran)
        ran = Ran(address, "judge.v1.Judge/Count", '{"to":3,"code":10}', "--json")
        check(f"{whose}, server streaming up to its error", ran.code == 1 and "ABORTED" in ran.err
              and ran.lines() == [{"value": "1"}, {"value": "2"}, {"value": "3"}], ran)
        ran = Ran(address, "judge.v1.Judge/Chat", '{"value":3}{"value":4}', "--json")
        check(f"{whose}, bidi", ran.lines() == [{"value": "6"}, {"value": "8"}], ran)
        ran = Ran(address, "judge.v1.Judge/Weigh", '{"a":[1,null,"x"]}', "--json")
        if program == JUDGE_SERVER:
            check(f"{whose}, any JSON", ran.code == 0 and int(ran.lines()[0]["sum"]) > 10, ran)
        else:
            check(f"{whose}, a method it does not have", ran.code == 4 and ran.err ==
                  "caravan: judge.v1.Judge/Weigh: UNIMPLEMENTED\n", ran)
        ran = Ran(address, "judge.v1.Judge/Say", '{"delayMs":1000}', "--timeout", "0.2")
        check(f"{whose}, a deadline", ran.code == 3 and "DEADLINE_EXCEEDED" in ran.err, ran)
        ran = Ran(address, "judge.v1.Judge/Say", '{"code":3,"reason":"WHY","field":"a.b"}')
        check(f"{whose}, details", ran.code == 1 and '"reason":"WHY"' in ran.err
              and '"field":"a.b"' in ran.err, ran)
        ran = Ran(address, command="list")
        check(f"{whose}, list", "judge.v1.Judge" in ran.out.splitlines(), ran)
        ran = Ran(address, "judge.v1.Judge.Say", command="describe")
        check(f"{whose}, describe", "  uint32 delay_ms = 7;" in ran.out, ran)
    ran = Ran(server.address, "judge.v1.Judge/Say")
    check(f"{whose}, nobody there", ran.code == 3 and "no server at" in ran.err, ran)


def main():
    echo = Echo(kinds_pb2, old_pb2, status_pb2)
    with Foreign(echo.handler(), Reflection(PY, "v1").handler()) as server:
        all_kinds_of_calls(server, echo)
        errors(server)
        refusals(server)
        looking(server)
        random_messages(server, echo, kinds_pb2.Kinds, "Chat")
        random_messages(server, echo, old_pb2.Old, "Old")
    old_reflection(echo)
    with Foreign(echo.handler()) as server:
        ran = Ran(server.address, "kinds.v1.Echo/Unary")
        check("no reflection", ran.code == 4 and "no reflection" in ran.err, ran)
    judge_service("ours", JUDGE_SERVER)
    judge_service("libgrpc++", FOREIGN_SERVER)
    hostile_reflection(echo)
    finish()


main()
