"""caravan events before a logistics service that has some: all of them, those after one, what was
refused, and what is said of what is not there."""
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from server import Server, check, finish  # noqa: E402

CARAVAN, LOGISTICS, FILL = sys.argv[1:4]
NOBODY = "projects/0192d5f0-0000-7000-8000-000000000001"


def main(folder):
    subprocess.run([FILL, f"sqlite:{folder}/l.db", "5"], check=True, timeout=60)
    with Server(LOGISTICS, "--store", f"sqlite:{folder}/l.db", "--log-level", "error") as server:
        def ran(*words):
            done = subprocess.run(
                [CARAVAN, "events", *words], capture_output=True, text=True, timeout=60,
                env={**os.environ, "CARAVAN_LOGISTICS_SERVER": server.address,
                     "CARAVAN_LANG": "en"}, check=False)
            return done.returncode, done.stdout + done.stderr

        code, said = ran("list")
        rows = [line.split("\t") for line in said.splitlines()]
        check("each event is a line", code == 0 and [row[0] for row in rows] == list("12345"), said)
        check("with type, subject and its number", [row[2:] for row in rows] == [
            ["trip_closed", "corridors/east/trips/t0", str(n)] for n in range(1, 6)], rows)
        code, said = ran("list", "--after", "4")
        check("only those after one", code == 0 and len(said.splitlines()) == 1, said)
        code, said = ran("list", "--after", "9")
        check("none has that number", code == 1 and "SEQUENCE_UNKNOWN" in said, said)
        code, said = ran("list", "--after", "x")
        check("a number is a number", code == 2 and "--after" in said, said)
        code, said = ran("parked", "projects")
        check("nothing was refused", code == 0 and "(nothing)" in said, said)
        for verb in (("replay", NOBODY), ("drop", NOBODY, "--reason", "r")):
            code, said = ran(*verb)
            check(f"{verb[0]}: that one was not refused", code == 1 and "NOT_FOUND" in said, said)


with tempfile.TemporaryDirectory(prefix="caravan-events-") as where:
    main(where)
finish()
