"""Programs of the set that know of each other: how they are told, and what they say of it."""
import os
import subprocess
import sys

from server import Server, check, finish

PROJECTS = sys.argv[1]


def said(server):
    server.process.terminate()
    _, log = server.process.communicate(timeout=60)
    return log


class Logged(Server):
    """One whose log is read at its end."""

    def __init__(self, program, *options, **env):
        self.process = subprocess.Popen(
            [program, "--listen", "127.0.0.1:0", "--store", "sqlite::memory:", *options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
            env={**os.environ, **env})
        check(f"{os.path.basename(program)} starts", self.process.stdout.readline() != "")


def refused(*options, **env):
    done = subprocess.run([PROJECTS, "--store", "sqlite::memory:", *options], encoding="utf-8",
                          timeout=60, capture_output=True, env={**os.environ, **env})
    check(f"{options} {env} is refused", done.returncode == 2, done)
    return done.stderr


def main():
    check("one that is not known", "must be one of training, logistics" in
          refused("--peer", "bank=127.0.0.1:1"))
    check("one without an address", "NAME=ADDRESS" in refused("--peer", "logistics"))
    check("one with a wrong address", "--peer" in refused("--peer=logistics=127.0.0.1:99999"))
    check("a wrong address in the environment is named by its variable",
          "CARAVAN_PEER_LOGISTICS" in refused(CARAVAN_PEER_LOGISTICS="127.0.0.1:99999"))
    check("one on another machine needs TLS",
          "--insecure-network" in refused("--peer", "logistics=192.0.2.1:7102"))

    log = said(Logged(PROJECTS))
    check("alone it says so of each", log.count('"stands_alone"') == 2, log)
    log = said(Logged(PROJECTS, "--threads", "3", "--peer", "logistics=127.0.0.1:1",
                      CARAVAN_PEER_TRAINING="localhost:1"))
    check("with all of them it does not", '"stands_alone"' not in log and '"drained"' in log, log)
    log = said(Logged(PROJECTS, "--insecure-network", "--peer", "logistics=192.0.2.1:7102"))
    check("unencrypted to another machine if one insists", '"drained"' in log, log)
    helped = subprocess.run([PROJECTS, "--help"], encoding="utf-8", capture_output=True,
                            timeout=60).stdout
    check("help lists them", "training, logistics [CARAVAN_PEER_NAME]" in helped, helped)
    finish()


main()
