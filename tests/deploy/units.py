"""systemd's own judgement of our units: each says what it means, and a service is walled in."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from server import check, finish  # noqa: E402

UNITS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "deploy", "systemd")
EXPOSURE_MAX = 1.5
WALLED = ("caravan@projects.service", "caravan-keys.service")
SKIPPED = 77


def analyzed(*words):
    return subprocess.run(["systemd-analyze", *words], encoding="utf-8", timeout=60, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env={**os.environ, "SYSTEMD_COLORS": "0"}).stdout


def main(folder):
    for name in os.listdir(UNITS):
        for service in ("projects", "logistics", "training"):
            shutil.copy(os.path.join(UNITS, name),
                        os.path.join(folder, name.replace("@.", f"@{service}.")))
    for name in sorted(os.listdir(folder)):
        said = analyzed("verify", "--man=no", os.path.join(folder, name)).split("\n")
        said = [line for line in said if name in line and "is not executable" not in line]
        check(f"{name} has nothing that systemd does not understand", not said, said)
    for name in WALLED:
        said = analyzed("security", "--offline=yes", os.path.join(folder, name))
        level = re.search(r"exposure level for \S+: ([\d.]+)", said)
        check(f"{name} is exposed by at most {EXPOSURE_MAX}",
              level and float(level[1]) <= EXPOSURE_MAX, said[-300:])
        print(f"     {level[1] if level else 'not judged'}")
    finish()


if not shutil.which("systemd-analyze"):
    print("skipped: there is no systemd-analyze")
    sys.exit(1 if os.environ.get("CI") == "true" else SKIPPED)
with tempfile.TemporaryDirectory(prefix="caravan-units-") as scratch:
    main(scratch)
