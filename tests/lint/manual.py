"""The comments of the .proto files are the manual that callers read: each reason a service gives
stands there, and none that it never gives."""
import re

from source import Finding, blank, files, line_of, lines, read

REASON = re.compile(r'"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)"')
WORD = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")
COMMENT = re.compile(r"//[^\n]*")
ENUM = re.compile(r"^\s*enum\s+(\w+)\s*\{(.*?)^\s*\}", re.DOTALL | re.MULTILINE)
VALUE = re.compile(r"^\s*([A-Z][A-Z0-9_]*)\s*=\s*\d+", re.MULTILINE)
# What any method may answer is said once for the whole house.
CONVENTIONS = "proto/caravan/projects/v1/projects.proto"
# Codes of gRPC, modes of the library and names of standards.
GENERAL = {
    "INVALID_ARGUMENT", "NOT_FOUND", "ALREADY_EXISTS", "FAILED_PRECONDITION", "RESOURCE_EXHAUSTED",
    "OUT_OF_RANGE", "PERMISSION_DENIED", "DEADLINE_EXCEEDED", "DATA_LOSS",
}


def services(root):
    """Name of each service that has both code and a manual."""
    code = {path.split("/")[1] for path in files(root, ".c", under="services")}
    return sorted(name for name in code if files(root, ".proto", under=f"proto/caravan/{name}"))


def constants(text):
    """Names of an enum's values, with and without what they all begin with."""
    names = set()
    for enum in ENUM.finditer(text):
        prefix = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", enum.group(1)).upper() + "_"
        for value in VALUE.findall(enum.group(2)):
            names |= {value, value.removeprefix(prefix)}
    return names


def said(text):
    """(line, word) in its comments."""
    for number, line in lines(text):
        for comment in COMMENT.findall(line):
            for word in WORD.findall(comment):
                yield number, word


def given(root, folder):
    """(path, line, reason): what the code below the folder may answer or name."""
    for path in files(root, ".c", under=folder):
        code = blank(read(root, path), strings=True)
        for match in REASON.finditer(code):
            yield path, line_of(code, match.start()), match.group(1)


def check_service(root, name, general):
    folder = f"proto/caravan/{name}"
    protos = {path: read(root, path) for path in files(root, ".proto", under=folder)}
    reasons = list(given(root, f"services/{name}"))
    known = set().union(*(constants(text) for text in protos.values()))
    manual = {word for text in protos.values() for _, word in said(text)} | known | general
    for path, line, reason in reasons:
        if reason not in manual:
            yield Finding(path, line, f"'{reason}' is in no comment below {folder}",
                          "say there which method answers it, and when")
    common = {reason for _, _, reason in given(root, "common")}
    known |= {reason for _, _, reason in reasons} | common | general
    for path, text in protos.items():
        for line, word in said(text):
            if word not in known:
                yield Finding(path, line, f"nothing answers '{word}'",
                              "take it out, or have the service say it")


def check(root):
    general = set(GENERAL)
    if CONVENTIONS in files(root, ".proto", under="proto/caravan/projects"):
        general |= {word for _, word in said(read(root, CONVENTIONS))}
    for name in services(root):
        yield from check_service(root, name, general)
