"""A disk that is full: writes are refused with the reason, reads go on, what was acknowledged is
there after a kill, and writing goes on by itself once there is room. The disk is a small tmpfs in a
mount namespace of the test's own."""
import json
import os
import subprocess
import sys
import tempfile

from server import Server, check, finish

program, client = sys.argv[1:3]
SMALL, LARGE = "2m", "64m"

if os.environ.get("CARAVAN_OWN_MOUNTS") != "1":
    own = ["unshare", "--mount"] + (["--user", "--map-root-user"] if os.getuid() != 0 else [])
    if subprocess.run(own + ["true"], check=False, stderr=subprocess.DEVNULL).returncode != 0:
        if os.environ.get("CI") == "true":
            raise SystemExit("no mount namespace of its own to be had")
        print("skipped: no mount namespace of its own to be had here")
        sys.exit(77)
    os.environ["CARAVAN_OWN_MOUNTS"] = "1"
    os.execvp(own[0], own + [sys.executable] + sys.argv)


def run(server, *words):
    done = subprocess.run([client, *words, "--server", server.address, "--lang", "en"],
                          capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def report(server):
    """All of it but the instant up to which it was asked."""
    code, text, complaint = run(server, "report", "--programme", "jw", "--json")
    if code != 0:
        return complaint
    return {key: value for key, value in json.loads(text).items() if key != "known_at"}


with tempfile.TemporaryDirectory() as folder:
    disk, sheets = os.path.join(folder, "disk"), os.path.join(folder, "sheets")
    os.mkdir(disk)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", disk], check=True)
    subprocess.run([client, "demo-data", sheets, "--seed", "7"], check=True,
                   stdout=subprocess.DEVNULL)
    store = ["--store", f"sqlite:{disk}/db"]
    few = [os.path.join(sheets, name) for name in ("programme.csv", "partners.csv")]

    with Server(program, *store) as server:
        code, _, complaint = run(server, "import", *few)
        check("some rows fit", code == 0, complaint)
        before = report(server)
        code, _, complaint = run(server, "import", sheets)
        check("all of them do not", code == 4, code)
        check("the reason is told", "the disk is full" in complaint, complaint)
        check("reading goes on, and nothing is half there", report(server) == before)
        server.process.kill()
        server.process.wait()

    with Server(program, *store) as server:
        check("what was acknowledged is there after a kill", report(server) == before)
        code, _, complaint = run(server, "import", sheets)
        check("the disk is still full", code == 4 and "disk is full" in complaint, complaint)
        subprocess.run(["mount", "-o", f"remount,size={LARGE}", disk], check=True)
        code, _, complaint = run(server, "import", sheets)
        check("with room again the same server records them", code == 0, complaint)
        check("they are in the report", report(server) != before)
    subprocess.run(["umount", disk], check=True)
finish()
