"""Nobody scrolls: lines of 100 columns, functions of 60 lines, files of 500 (tests 800)."""
import ast
import re

from source import Finding, blank, files, lines, read

LINE_MAX = 100
WORD_MAX = 80  # an address, a generated name: nobody can break it
FUNCTION_MAX = 60
FILE_MAX = 500
TEST_FILE_MAX = 800

TEXT = (".c", ".h", ".py", ".sh", ".proto", ".sql", ".cmake", "CMakeLists.txt", "Makefile")
# Kept as others published them, word for word.
FOREIGN = re.compile(r"proto/(?:google|grpc)/")


def check_lines(path, text):
    for number, line in lines(text):
        if len(line) > LINE_MAX and max(map(len, line.split())) < WORD_MAX:
            yield Finding(path, number, f"{len(line)} columns", f"{LINE_MAX} are allowed: break it")


def check_file(path, text):
    most = TEST_FILE_MAX if path.startswith("tests/") else FILE_MAX
    count = text.count("\n")
    if count > most:
        yield Finding(path, most + 1, f"a file of {count} lines",
                      f"{most} are allowed: move a part with a name of its own out")


def too_long(path, line, name, count):
    return Finding(path, line, f"{name} has {count} lines",
                   f"{FUNCTION_MAX} are allowed: give a part of it a name")


def c_functions(code):
    """(name, first line, lines): as clang-format leaves them, with both braces in column 1."""
    rows = code.split("\n")
    opened = None
    for at, row in enumerate(rows):
        if row.rstrip() == "{":
            opened = at
        elif row.startswith("}") and opened is not None:
            first = opened
            while first > 0 and re.match(r"\s*\w", rows[first - 1]):
                first -= 1
            head = " ".join(rows[first:opened])
            name = re.search(r"(\w+)\s*\(", head)
            if name is not None:
                yield name.group(1) + "()", first + 1, at - first + 1
            opened = None


def check_c(path, text):
    for name, line, count in c_functions(blank(text, strings=False)):
        if count > FUNCTION_MAX:
            yield too_long(path, line, name, count)


def check_python(path, text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            count = node.end_lineno - node.lineno + 1
            if count > FUNCTION_MAX:
                yield too_long(path, node.lineno, node.name + "()", count)


def check(root):
    for path in files(root, *TEXT):
        if FOREIGN.match(path):
            continue
        text = read(root, path)
        yield from check_lines(path, text)
        yield from check_file(path, text)
        if path.endswith((".c", ".h")):
            yield from check_c(path, text)
        elif path.endswith(".py"):
            yield from check_python(path, text)
