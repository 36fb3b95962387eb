"""The three services on one folder, started, used and ended by `caravan serve`.

usage: judge_serve.py CARAVAN"""
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from server import check, finish  # noqa: E402

CARAVAN = sys.argv[1]
SERVICES = ("projects", "logistics", "training")
PATIENCE_S = 60
FILES = {
    "organisations.csv": "id,title,kind\nwks,Workshop,workshop\n",
    "courses.csv": "id,title,kind,minutes,organisation\nweld,Welding,职业技能,5400,wks\n",
}


def client(words, where=(), **options):
    # What is meant for a client must not reach the services: they would not start.
    return subprocess.Popen(
        [CARAVAN, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        encoding="utf-8", **options,
        env={**os.environ, "CARAVAN_LANG": "en", "CARAVAN_STORE": "nowhere", **dict(where)})


def ran(words, where=(), code=0):
    with client(words, where) as process:
        said = process.communicate(timeout=PATIENCE_S)
    check(f"{' '.join(map(str, words[:2]))} ends with {code}", process.returncode == code, said)
    return said


class Serve:
    """`caravan serve`, ready."""

    def __init__(self, folder, *options):
        # A group of its own, as a shell's, for Ctrl-C to go to.
        self.process = client(("serve", folder, "--json", "--port", 0, *options),
                              start_new_session=True)
        self.address = json.loads(self.process.stdout.readline())
        self.where = {"CARAVAN_SERVER": self.address["projects"],
                      "CARAVAN_LOGISTICS_SERVER": self.address["logistics"],
                      "CARAVAN_TRAINING_SERVER": self.address["training"]}
        pid = self.process.pid
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            self.children = dict(zip(SERVICES, map(int, file.read().split())))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()

    def end(self):
        """Its exit code, and what it said on stderr, once it has ended."""
        said = self.process.communicate(timeout=PATIENCE_S)[1]
        return self.process.returncode, said

    def all_gone(self):
        return not any(os.path.exists(f"/proc/{pid}") for pid in self.children.values())


def until(what, holds):
    end = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > end:
            raise SystemExit(f"never: {what}")


def used(folder, sheets):
    """Started on nothing, filled, ended; started again with all of it."""
    with Serve(folder) as serve:
        check("the three listen on loopback, each elsewhere", len(set(serve.address.values())) == 3
              and all(at.startswith("127.0.0.1:") for at in serve.address.values()), serve.address)
        ran(("import", sheets), serve.where)
        begun = ran(("report", "training", "--json"), serve.where)[0]
        for _ in range(3):  # as timeout(1) does it: told twice, meant once
            serve.process.send_signal(signal.SIGTERM)
        code, said = serve.end()
        check("asked to end it drains them and ends with 0", code == 0 and serve.all_gone(), said)
    check("it keeps one file for each",
          all(os.path.exists(f"{folder}/{name}.db") for name in SERVICES), os.listdir(folder))
    check("which others cannot look into", os.stat(folder).st_mode & 0o77 == 0)
    with Serve(folder) as serve:
        again = ran(("report", "training", "--json"), serve.where)[0]
        strip = lambda text: {key: value for key, value in json.loads(text).items()  # noqa: E731
                              if "nown" not in key}
        check("the next one finds it all there", strip(again) == strip(begun), (begun, again))
        rows = json.loads(ran(("import", sheets, "--json"), serve.where)[0])
        check("the same rows are there already",
              sum(file["recorded"] for file in rows["files"]) == 2, rows)
        os.killpg(serve.process.pid, signal.SIGINT)
        code, said = serve.end()
        check("Ctrl-C drains them, too", code == 0 and serve.all_gone(), (code, said))


def busy(folder):
    with Serve(folder) as serve:
        said = ran(("serve", folder, "--port", 0), code=1)[1]
        check("a second one in the folder is told so", folder in said and "another" in said, said)
        ran(("health",), serve.where)
        taken = serve.address["logistics"]
        with tempfile.TemporaryDirectory() as other:
            port = int(taken.rsplit(":", 1)[1]) - 1
            said = ran(("serve", other, "--port", port), code=4)[1]
            # Those beside it may be taken, too, by other tests.
            check("a port that is taken is named",
                  any(f"listen on 127.0.0.1:{port + i}" in said and f"{name} ended with 1" in said
                      for i, name in enumerate(("projects", "logistics", "training"))), said)
        check("a wrong port is refused", "--port" in ran(("serve", folder, "--port", 65534),
                                                         code=2)[1])


def killed(folder):
    for name in SERVICES:
        with Serve(folder) as serve:
            os.kill(serve.children[name], signal.SIGKILL)
            code, said = serve.end()
            check(f"{name} killed ends all and says so", code == 4 and serve.all_gone() and
                  f"{name} was killed by signal 9" in said, (code, said))
    with Serve(folder) as serve:
        serve.process.kill()
        until("the services end when nobody watches them", serve.all_gone)
    check("they do, and leave the folder to the next", True)


def stuck(folder):
    """One that does not end in time is killed; nobody waits for ever."""
    with Serve(folder) as serve:
        os.kill(serve.children["training"], signal.SIGSTOP)
        serve.process.send_signal(signal.SIGTERM)
        until("the others drain", lambda: not os.path.exists(f"/proc/{serve.children['projects']}"))
        until("it ends, asked again", lambda: serve.process.send_signal(signal.SIGTERM) or
              serve.process.poll() is not None)
        code, said = serve.end()
        check("asked again it ends at once, and says what did not end",
              code == 4 and "1 of them did not end" in said and serve.all_gone(), (code, said))


def lonely(folder):
    """The program alone, without the services beside it; and no folder to be made."""
    alone = os.path.join(folder, "caravan")
    os.link(CARAVAN, alone) if os.stat(CARAVAN).st_dev == os.stat(folder).st_dev else \
        pathlib.Path(alone).write_bytes(pathlib.Path(CARAVAN).read_bytes())
    os.chmod(alone, 0o755)
    done = subprocess.run([alone, "serve", f"{folder}/data"], capture_output=True,
                          encoding="utf-8", timeout=PATIENCE_S, check=False)
    check("what is missing beside it is named", done.returncode == 4 and
          f"{folder}/caravan-projects: No such file" in done.stderr, done)
    said = ran(("serve", f"{folder}/none/data"), code=1)[1]
    check("a folder that cannot be made is refused", "No such file" in said, said)


def free_ports():
    """Three ports in a row nobody has, most likely."""
    for first in range(40000, 60000, 3):
        try:
            for port in range(first, first + 3):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
            return first
        except OSError:
            continue
    raise SystemExit("no three free ports in a row")


def for_people(folder):
    first = free_ports()
    with client(("serve", folder, "--port", first, "--log-level", "info"),
                start_new_session=True) as process:
        said = "".join(iter(process.stdout.readline, "Ctrl-C ends them.\n"))
        check("a table says where they are", all(
            f"127.0.0.1:{first + n}" in said for n in range(3)) and
            f"CARAVAN_TRAINING_SERVER=127.0.0.1:{first + 2}" in said, said)
        process.send_signal(signal.SIGHUP)
        check("the end of its terminal drains them", process.wait(PATIENCE_S) == 0)
        log = process.stderr.read()
        check("their logs are passed on", log.count('"event":"drained"') == 3, log)
        check("each knows where the others are", "stands_alone" not in log, log)


with tempfile.TemporaryDirectory(prefix="caravan-serve-") as scratch:
    records = pathlib.Path(scratch, "sheets")
    records.mkdir()
    for name, text in FILES.items():
        (records / name).write_text(text, encoding="utf-8")
    used(f"{scratch}/office", records)
    busy(f"{scratch}/office")
    killed(f"{scratch}/office")
    stuck(f"{scratch}/office")
    lonely(scratch)
    for_people(f"{scratch}/office")
finish()
