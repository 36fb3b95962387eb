"""grpcurl and ghz, which know of a server only what its reflection says, in front of our programs.

usage: stock_tools.py BUILD JUDGES CARAVAN_PROJECTS
Skipped (77) without Go; with CI=true that is a failure."""
import json
import os
import subprocess
import sys
import tempfile

import toolchains
from server import Server, check, finish

BUILD, JUDGES, PROJECTS = sys.argv[1:]
CERTIFICATES = os.path.join(BUILD, "certificates")
TALKS = json.dumps([{"value": n} for n in (1, 2, 3)])
PROGRAMME = {"title": "Regional programme", "start_date": {"year": 2023, "month": 1, "day": 1},
             "end_date": {"year": 2026, "month": 12, "day": 31}}


def certificate(name):
    return os.path.join(CERTIFICATES, name)


def told(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=100)
    return done.returncode, done.stdout, done.stderr


class Curl:
    """grpcurl in front of one server. Messages go in and come out as JSON."""
    def __init__(self, server, *how):
        self.command, self.address = [grpcurl, *how], server.address

    def verb(self, *words):
        code, out, error = told(*self.command, self.address, *words)
        return out if code == 0 else error

    def call(self, method, *messages):
        code, out, error = told(*self.command, "-d", "".join(map(json.dumps, messages)),
                                self.address, method)
        if code != 0:
            return error
        decoder, answers = json.JSONDecoder(), []
        while out.strip():
            answer, end = decoder.raw_decode(out.strip())
            answers.append(answer)
            out = out.strip()[end:]
        return answers


def all_is_described(curl):
    services = curl.verb("list").split()
    check("list", {"judge.v1.Judge", "grpc.health.v1.Health"} <= set(services), services)
    methods = curl.verb("list", "judge.v1.Judge").split()
    check("list of methods", "judge.v1.Judge.Weigh" in methods and len(methods) == 6, methods)
    for symbol, holds in (("judge.v1.Judge.Sum", "rpc Sum ( stream .judge.v1.Number )"),
                          ("judge.v1.SayRequest", "uint32 delay_ms = 7"),
                          (".google.protobuf.Value", "oneof kind")):
        text = curl.verb("describe", symbol)
        check(f"describe {symbol}", holds in text, text)
    text = curl.verb("describe", "no.Such")
    check("describe what is not there", "not found" in text.lower(), text)


def all_kinds_are_called(curl):
    seen = curl.call("judge.v1.Judge/Say", {"text": "早上好"})
    check("unary", seen == [{"text": "早上好"}], seen)
    seen = curl.call("judge.v1.Judge/Sum", {"value": 1}, {"value": 2})
    check("client streaming", seen == [{"sum": "3", "count": 2}], seen)
    seen = curl.call("judge.v1.Judge/Count", {"to": 3})
    check("server streaming", seen == [{"value": str(n)} for n in (1, 2, 3)], seen)
    seen = curl.call("judge.v1.Judge/Chat", {"value": 1}, {"value": 2})
    check("bidi", seen == [{"value": "2"}, {"value": "4"}], seen)
    seen = curl.call("judge.v1.Judge/Say", {"code": 9, "message": "not 现在"})
    check("an error", "FailedPrecondition" in seen and "not 现在" in seen, seen)
    seen = curl.call("grpc.health.v1.Health/Check", {"service": "judge.v1.Judge"})
    check("health", seen == [{"status": "SERVING"}], seen)


def loaded(server, method, data, count, *how):
    """So many calls from ghz, 20 at once on 4 connections, and none fails."""
    code, out, error = told(ghz, *how, "--call", method, "-d", data, "-n", str(count), "-c", "20",
                            "--connections", "4", "--timeout", "20s", "-O", "json",
                            server.address)
    seen = json.loads(out).get("statusCodeDistribution") if code == 0 else error
    check(f"{count} of {method}", seen == {"OK": count}, seen)


def judge_server():
    ours = os.path.join(BUILD, "tests", "judge_server")
    with Server(ours, "--log-level", "error") as server:
        all_is_described(Curl(server, "-plaintext"))
        all_kinds_are_called(Curl(server, "-plaintext"))
        loaded(server, "judge.v1.Judge/Say", '{"text": "a"}', 2000, "--insecure")
        loaded(server, "judge.v1.Judge/Chat", TALKS, 500, "--insecure")
        loaded(server, "judge.v1.Judge/Count", '{"to": 20, "padding_bytes": 500}', 500,
               "--insecure")
    with Server(ours, "--log-level", "error", "--tls-cert", certificate("server.pem"),
                "--tls-key", certificate("server.key"), "--tls-client-ca",
                certificate("ca.pem")) as server:
        own = ("-cert", certificate("client.pem"), "-key", certificate("client.key"))
        all_kinds_are_called(
            Curl(server, "-cacert", certificate("ca.pem"), "-authority", "caravan.test", *own))
        loaded(server, "judge.v1.Judge/Say", '{"text": "a"}', 500, "--cacert",
               certificate("ca.pem"), "--cname", "caravan.test", "--cert",
               certificate("client.pem"), "--key", certificate("client.key"))


def projects_server(folder):
    with Server(PROJECTS, "--log-level", "error", "--store",
                f"sqlite:{folder}/s.db") as server:
        curl = Curl(server, "-plaintext")
        services = curl.verb("list").split()
        check("projects: list", "caravan.projects.v1.Projects" in services, services)
        text = curl.verb("describe", "caravan.projects.v1.Programme")
        check("projects: describe", "google.type.Date start_date = 4" in text, text)
        one = {"programme_id": "jw", "programme": PROGRAMME, "request_id": "7" * 32}
        seen = curl.call("caravan.projects.v1.Projects/CreateProgramme", one)
        check("projects: create", seen[0]["name"] == "programmes/jw", seen)
        seen = curl.call("caravan.projects.v1.Projects/GetProgramme", {"name": "programmes/no"})
        check("projects: not found", "NotFound" in seen, seen)
        many = {"programme": PROGRAMME, "request_id": "{{newUUID}}"}
        loaded(server, "caravan.projects.v1.Projects/CreateProgramme", json.dumps(many), 2000,
               "--insecure")
        loaded(server, "caravan.projects.v1.Projects/GetProgramme",
               '{"name": "programmes/jw"}', 2000, "--insecure")


try:
    grpcurl, ghz = toolchains.go_tools(JUDGES)
except toolchains.Missing as missing:
    print(f"skipped: {missing}")
    sys.exit(1 if os.environ.get("CI") == "true" else 77)
judge_server()
with tempfile.TemporaryDirectory(prefix="tools-") as temporary:
    projects_server(temporary)
finish()
