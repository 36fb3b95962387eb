"""docs/courses.md is done as it is printed, against a real service.

usage: courses.py CARAVAN CARAVAN_TRAINING COURSES_MD"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from server import Server, check, finish  # noqa: E402

CARAVAN, TRAINING, TEXT = (pathlib.Path(word).resolve() for word in sys.argv[1:4])
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def plain(text):
    """Without what differs from day to day."""
    text = re.sub(r"\d{4}-\d\d-\d\d", "DATE", text)
    return [line.rstrip() for line in text.splitlines()]


def main(folder, address):
    blocks = BLOCK.findall(TEXT.read_text(encoding="utf-8"))
    script, wanted = ["set -eu"], []
    for (kind, body), (after, printed) in zip(blocks, [*blocks[1:], ("", "")]):
        if kind == "sh":
            script += [f"exec >out-{len(wanted)}", body]
            wanted.append((body, printed if after == "text" else None))
    done = subprocess.run(
        ["sh", "-c", "\n".join(script)], cwd=folder, encoding="utf-8", timeout=60,
        capture_output=True,
        env={**os.environ, "CARAVAN_TRAINING_SERVER": address, "CARAVAN_LANG": "en",
             "PATH": f"{CARAVAN.parent}:{os.environ['PATH']}"})
    check("every command does what it is there for", done.returncode == 0, done)
    for i, (body, printed) in enumerate(wanted):
        if printed is not None:
            seen = (folder / f"out-{i}").read_text(encoding="utf-8")
            check(f"{body.splitlines()[-1]} prints what is shown", plain(seen) == plain(printed),
                  seen)


with tempfile.TemporaryDirectory(prefix="caravan-courses-") as scratch, \
        Server(str(TRAINING), "--store", f"sqlite:{scratch}/t.db") as training:
    main(pathlib.Path(scratch), training.address)
finish()
