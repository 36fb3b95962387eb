"""Who calls is what the call says: caravan --as, CARAVAN_AS, and what a server takes for a name."""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from server import Server, check, finish  # noqa: E402

CARAVAN, PROJECTS = sys.argv[1:3]
CREATE = "caravan.projects.v1.Projects/CreateProgramme"
HEALTH = "grpc.health.v1.Health/Check"


def ran(address, *words, code=0, **env):
    done = subprocess.run(
        [CARAVAN, *words], encoding="utf-8", timeout=60, capture_output=True,
        env={**os.environ, "CARAVAN_SERVER": address, "CARAVAN_LANG": "en", **env})
    check(f"{' '.join(words)} ends with {code}", done.returncode == code, done)
    return done


def create(address, *words, **env):
    """A name that the server chooses: under one request id, one for each who asks."""
    request = {"requestId": "r-1", "programme": {
        "title": "Long road", "startDate": {"year": 2023, "month": 1, "day": 1},
        "endDate": {"year": 2025, "month": 12, "day": 31}}}
    done = ran(address, "call", CREATE, json.dumps(request), *words, **env)
    return json.loads(done.stdout)["name"]


def main():
    with Server(PROJECTS, "--store", "sqlite::memory:") as server:
        address = server.address
        clerk = create(address, "--as", "clerk")
        check("a name in the environment is the same", create(address, CARAVAN_AS="clerk") == clerk)
        check("another is another", create(address, "--as", "a.b-c_d@9") != clerk)
        check("nobody is another yet", create(address) != clerk)
        check("an option goes before the environment",
              create(address, "--as", "clerk", CARAVAN_AS="other") == clerk)
        for wrong in ("", "Clerk", "-x", "a b", "x" * 64):
            said = ran(address, "call", CREATE, "{}", "-H", f"caravan-principal: {wrong}", code=1)
            check(f"{wrong!r} is refused by the server",
                  "caravan-principal" in said.stderr and "INVALID_ARGUMENT" in said.stderr, said)
            check("and does not matter to health", "SERVING" in ran(
                address, "call", HEALTH, "{}", "-H", f"caravan-principal: {wrong}").stdout)
        check("a wrong name is not sent",
              "--as" in ran(address, "call", CREATE, "{}", "--as", "Clerk", code=2).stderr)
    finish()


main()
