"""A Debian 12 that has nothing but itself, kept for the next who needs one: what images begin with
where none can be pulled, and what packages are tried in."""
import fcntl
import os
import shutil
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
KEPT = os.path.join(ROOT, "build", "bare-debian.tar")
KEPT_S = 7 * 24 * 3600  # then Debian may have mended something
MAKE_S = 900


def run(*words):
    done = subprocess.run(words, encoding="utf-8", stdin=subprocess.DEVNULL, timeout=MAKE_S,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout[-4000:]}")


def install(root, *packages):
    """Into the system in this folder. Paths are taken from here."""
    for path in ("/etc/resolv.conf", "/etc/hosts"):  # apt reaches its servers as this machine does
        shutil.copy(path, root + path)
    names = []
    for package in packages:
        if os.path.exists(package):
            shutil.copy(package, root)
            package = "/" + os.path.basename(package)
        names.append(package)
    run("chroot", root, "env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C", "apt-get", "install",
        "-y", "--no-install-recommends", *names)


def bare():
    """The path of a tar with it; made by root, with debootstrap. Who comes meanwhile waits."""
    os.makedirs(os.path.dirname(KEPT), exist_ok=True)
    with open(KEPT + ".lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.exists(KEPT) or time.time() - os.path.getmtime(KEPT) >= KEPT_S:
            make()
    return KEPT


def make():
    with tempfile.TemporaryDirectory(prefix="caravan-bare-") as folder:
        run("debootstrap", "--variant=minbase", "bookworm", folder)
        os.chmod(folder, 0o755)  # the root of what is made of it, where not only root may look
        run("tar", "-C", folder, "-c", "-f", KEPT + ".new", "--exclude=./var/cache/apt/archives/*",
            ".")
    os.replace(KEPT + ".new", KEPT)
