"""The Debian package in a system that has nothing else: installed, used, removed.

usage: package.py PACKAGE.deb"""
import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from bare import bare, install  # noqa: E402
from server import Server, check, finish  # noqa: E402

PACKAGE = sys.argv[1]
SERVICES = ("projects", "logistics", "training")
INSTALL_S = 600


def ran(*words, wanted=0):
    done = subprocess.run(list(map(str, words)), encoding="utf-8", timeout=INSTALL_S, check=False,
                          stdin=subprocess.DEVNULL, capture_output=True,
                          env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"})
    check(f"{' '.join(map(str, words))[:90]} ends with {wanted}", done.returncode == wanted,
          (done.stdout + done.stderr)[-2000:])
    return done.stdout + done.stderr


def judged():
    said = ran("lintian", "--fail-on", "error", "--no-tag-display-limit", PACKAGE)
    check("lintian finds no error", "E: " not in said, said)
    depends = ran("dpkg-deb", "-f", PACKAGE, "Depends")
    for library in ("libc6 (>=", "libnghttp2-14 (>=", "libsqlite3-0 (>=", "libssl3 (>="):
        check(f"it depends on {library.split()[0]}", library in depends, depends)


def installed(root):
    install(root, PACKAGE)
    check("the keys' folder is its owner's alone",
          os.stat(f"{root}/etc/caravan/keys").st_mode & 0o777 == 0o700)
    said = ran("chroot", root, "caravan", "keys", "/etc/caravan/keys")
    check("keys are made", said.count("made") == 5, said)
    for service in SERVICES:
        unit = os.path.join(root, "lib/systemd/system", "caravan@.service")
        check("the unit is there", os.path.exists(unit))
        keys = f"/etc/caravan/keys/{service}"
        with Server(["chroot", root, f"caravan-{service}"], "--store",
                    f"sqlite:/var/lib/{service}.db", "--tls-cert", f"{keys}/cert.pem", "--tls-key",
                    f"{keys}/key.pem", "--tls-client-ca", f"{keys}/ca.pem") as server:
            office = "/etc/caravan/keys/office"
            said = ran("chroot", root, "caravan", "health", "--server", server.address, "--tls-ca",
                       f"{office}/ca.pem", "--tls-cert", f"{office}/cert.pem", "--tls-key",
                       f"{office}/key.pem")
            check(f"{service} serves", "is serving" in said, said)
        with open(f"{root}/etc/caravan/{service}.conf", encoding="ascii") as file:
            lines = dict(line.strip().split("=") for line in file if line[0] != "#")
        check("its settings name the others", len(lines) == len(SERVICES), json.dumps(lines))
    ran("chroot", root, "apt-get", "purge", "-y", "caravan")
    left = [path for path in ("/etc/caravan", "/usr/bin/caravan", "/lib/systemd/system/caravan@"
                              ".service") if os.path.exists(root + path)]
    check("purged, nothing of it is left", not left, left)


def main():
    judged()
    with tempfile.TemporaryDirectory(prefix="caravan-clean-") as root:
        ran("tar", "-C", root, "-x", "-f", bare())
        installed(root)
    finish()


if os.geteuid() != 0 or not shutil.which("debootstrap"):
    if os.environ.get("CI") == "true":
        raise SystemExit("skipped, which CI does not do: only root, with debootstrap, can make a "
                         "clean system")
    print("skipped: only root, with debootstrap, can make a clean system")
else:
    main()
