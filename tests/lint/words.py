"""Words that must not stay: notes to oneself, paths outside the project, sleeping in tests."""
import os
import re

from source import Finding, files, lines, read

TEXT = (".c", ".h", ".py", ".sh", ".proto", ".sql", ".cmake", "CMakeLists.txt", "Makefile", ".md",
        ".yml", ".yaml", ".json", ".service", "Dockerfile", ".ci/run", "tools/install-packages")

NOTES = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
# Where a machine of ours keeps things; /usr, /etc, /var/lib, /run and /tmp are anybody's.
OUTSIDE = re.compile(r"(?<![\w./])/(?:work|home|root|mnt|media|Users)/\w[\w./-]*")
UPWARDS = re.compile(r"(?:\.\./)+[\w./-]*")
SLEEP_C = re.compile(r"(?<![\w.>])(?:sleep|usleep|nanosleep|clock_nanosleep)\s*\(")
SLEEP_PYTHON = re.compile(r"\b(?:time|asyncio)\.sleep\(|^from time import.*\bsleep\b")
SLEEP_SHELL = re.compile(r"(?:^|[;&|]|\bdo|\bthen)\s*sleep\b")


def sleeps(path):
    if path.endswith((".c", ".h")):
        return SLEEP_C
    return SLEEP_PYTHON if path.endswith(".py") else SLEEP_SHELL if path.endswith(".sh") else None


def leaves(root, path, line):
    """A relative path in the line that leads out of the project, or None."""
    for match in UPWARDS.finditer(line):
        target = os.path.normpath(os.path.join(os.path.dirname(path), match.group()))
        if target.startswith(".."):
            return match.group()
    return None


def check_line(root, path, number, line):
    note = NOTES.search(line)
    if note:
        yield Finding(path, number, f"'{note.group()}'", "do it, or open an issue and name it")
    out = OUTSIDE.search(line)
    out = out.group() if out else leaves(root, path, line)
    if out:
        yield Finding(path, number, f"'{out}' is outside the project",
                      "name what the project itself holds")
    sleep = sleeps(path)
    if path.startswith("tests/") and sleep is not None and sleep.search(line):
        yield Finding(path, number, "a test that sleeps",
                      "wait for the condition itself, with a bound")


def check(root):
    for path in files(root, *TEXT):
        for number, line in lines(read(root, path)):
            yield from check_line(root, path, number, line)
