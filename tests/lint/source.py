"""What the lint rules share: the project's files, text without comments, findings."""
import os
import re
import typing


class Finding(typing.NamedTuple):
    path: str
    line: int
    what: str
    remedy: str

    def __str__(self):
        where = f"{self.path}:{self.line}" if self.line > 0 else self.path
        return f"{where}: {self.what}; {self.remedy}"


class Skipped(Exception):
    """The rule cannot be judged here."""


SKIPPED = {"build", "__pycache__"}
HIDDEN_BUT_OURS = {".ci"}


def files(root, *endings, under=""):
    """Paths below root/under with one of the endings, relative to root, in order."""
    found = []
    for folder, folders, names in os.walk(os.path.join(root, under)):
        folders[:] = [f for f in folders if f not in SKIPPED
                      and (not f.startswith(".") or f in HIDDEN_BUT_OURS)]
        for name in names:
            path = os.path.relpath(os.path.join(folder, name), root)
            if path.endswith(endings) and not os.path.islink(os.path.join(folder, name)):
                found.append(path)
    return sorted(found)


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as file:
        return file.read()


C_PARTS = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)
SQL_PARTS = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:''|[^'])*'", re.DOTALL)
HASH_PARTS = re.compile(r"#[^\n]*|\"(?:\\.|[^\"\\\n])*\"")


def blank(text, strings, parts=C_PARTS):
    """The text with comments (and, unless asked to keep them, strings) as blanks: lines stay."""
    def hide(match):
        part = match.group()
        if part[0] in "\"'":
            return part if strings else part[0] + " " * (len(part) - 2) + part[-1]
        return re.sub(r"[^\n]", " ", part)
    return parts.sub(hide, text)


def lines(text):
    """(number from 1, line)"""
    return enumerate(text.split("\n"), 1)


def line_of(text, at):
    return text.count("\n", 0, at) + 1
