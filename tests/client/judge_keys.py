"""`caravan keys`: what it makes is good to openssl, stays while it is good, and opens a service to
its holders alone.

usage: judge_keys.py CARAVAN CARAVAN_PROJECTS"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from server import Server, check, finish  # noqa: E402

CARAVAN, PROJECTS = sys.argv[1:3]
HOLDERS = ("projects", "logistics", "training", "office")
EVERYBODY = ("authority", *HOLDERS)


def ran(*words, code=0):
    done = subprocess.run([*map(str, words)], encoding="utf-8", timeout=60, capture_output=True,
                          env={**os.environ, "CARAVAN_LANG": "en"}, check=False)
    check(f"{pathlib.Path(words[0]).name} {words[1]} ends with {code}", done.returncode == code,
          done)
    return done.stdout + done.stderr


def keys(folder, *words):
    """{holder: "made" or "kept"}"""
    said = ran(CARAVAN, "keys", folder, *words)
    return {line.split()[0]: line.split()[-1] for line in said.splitlines()
            if line.startswith(EVERYBODY)}


def judged(folder):
    authority = folder / "authority" / "cert.pem"
    for name in HOLDERS:
        purposes = ("sslclient",) if name == "office" else ("sslclient", "sslserver")
        for purpose in purposes:
            said = ran("openssl", "verify", "-x509_strict", "-purpose", purpose, "-CAfile",
                       folder / name / "ca.pem", folder / name / "cert.pem")
            check(f"openssl takes {name} as {purpose}", said.endswith(": OK\n"), said)
        key = folder / name / "key.pem"
        check(f"the key of {name} is its owner's alone", key.stat().st_mode & 0o777 == 0o400)
        check("and so is the folder", key.parent.stat().st_mode & 0o777 == 0o700)
        said = ran("openssl", "x509", "-noout", "-ext", "subjectAltName", "-in",
                   folder / name / "cert.pem")
        check(f"{name} is its name", f"DNS:{name}" in said, said)
        host = "DNS:caravan.example" in said and "IP Address:10.1.2.3" in said
        check("hosts of services are theirs alone", host == (name != "office"), said)
        check("each has the authority's certificate",
              (folder / name / "ca.pem").read_bytes() == authority.read_bytes())
    said = ran("openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", authority,
               folder / "office" / "cert.pem", code=2)
    check("the office is no server", "purpose" in said, said)


def kept_while_good(folder):
    check("all is kept", set(keys(folder).values()) == {"kept"})
    (folder / "training" / "cert.pem").unlink()
    shutil.copy(folder / "office" / "cert.pem", folder / "logistics" / "cert.pem2")
    os.replace(folder / "logistics" / "cert.pem2", folder / "logistics" / "cert.pem")
    short = ["openssl", "req", "-new", "-key", folder / "projects" / "key.pem", "-subj", "/CN=x"]
    request = subprocess.run(list(map(str, short)), capture_output=True, check=True).stdout
    subprocess.run(["openssl", "x509", "-req", "-days", "29", "-CA",
                    folder / "authority" / "cert.pem", "-CAkey", folder / "authority" / "key.pem",
                    "-out", folder / "short.pem"], input=request, capture_output=True, check=True)
    os.replace(folder / "short.pem", folder / "projects" / "cert.pem")
    check("what is missing, of another key or nearly over is made anew", keys(folder) == {
        "authority": "kept", "projects": "made", "logistics": "made", "training": "made",
        "office": "kept"})
    check("once", set(keys(folder).values()) == {"kept"})
    os.replace(folder / "training" / "key.pem", folder / "authority" / "key.pem")
    check("an authority without its key is made anew, and all with it",
          set(keys(folder).values()) == {"made"})
    made = keys(folder, "--renew")
    check("asked to, all but the authority", made.pop("authority") == "kept" and
          set(made.values()) == {"made"}, made)
    (folder / "office" / "key.pem").chmod(0o600)
    (folder / "office" / "key.pem").write_text("no key\n", encoding="utf-8")
    said = ran(CARAVAN, "keys", folder, code=4)
    check("a file that is none of ours is named, not replaced", "office/key.pem" in said and
          (folder / "office" / "key.pem").read_text(encoding="utf-8") == "no key\n", said)
    ran(CARAVAN, "keys", folder, "--host", "a,b", code=2)


def at_once(folder):
    runs = [subprocess.Popen([CARAVAN, "keys", str(folder)], stdout=subprocess.DEVNULL)
            for _ in range(6)]
    check("runs at the same time all end well", [run.wait(60) for run in runs] == [0] * 6)
    check("with one set of keys", set(keys(folder).values()) == {"kept"})
    judge = ran("openssl", "verify", "-CAfile", folder / "office" / "ca.pem",
                *(folder / name / "cert.pem" for name in HOLDERS))
    check("of one authority", judge.count(": OK") == len(HOLDERS), judge)


def tls(folder, name, authority="--tls-client-ca"):
    return ("--tls-cert", folder / name / "cert.pem", "--tls-key", folder / name / "key.pem",
            authority, folder / name / "ca.pem")


def in_use(folder, other):
    with Server(PROJECTS, "--store", "sqlite::memory:", *map(str, tls(folder, "projects"))) as it:
        at = ("--server", it.address)
        ran(CARAVAN, "health", *at, *tls(folder, "office", "--tls-ca"))
        ran(CARAVAN, "health", *at, *tls(folder, "training", "--tls-ca"))
        ran(CARAVAN, "health", *at, "--tls-ca", folder / "office" / "ca.pem", code=3)
        ran(CARAVAN, "health", *at, *tls(other, "office", "--tls-ca"), code=3)
        ran(CARAVAN, "health", *at, code=3)


with tempfile.TemporaryDirectory(prefix="caravan-keys-") as scratch:
    first, second = pathlib.Path(scratch, "keys"), pathlib.Path(scratch, "others")
    check("all is made", set(keys(first, "--host", "caravan.example", "--host",
                                  "10.1.2.3").values()) == {"made"})
    judged(first)
    at_once(second)
    in_use(first, second)
    kept_while_good(first)
finish()
