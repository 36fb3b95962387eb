"""COMMON NM [NAME=LIBRARY VERSION HEADER... --]...: under its version a shared library exports
exactly the functions and objects that these headers declare; all together, nothing else."""
import re
import subprocess
import sys


def declared(path):
    """Names with external linkage that a header declares, without those it defines inline."""
    with open(path, encoding="utf-8") as file:
        code = file.read()
    code = re.sub(r"/\*.*?\*/", " ", code, flags=re.DOTALL)
    code = re.sub(r"\\\n", " ", code)
    code = re.sub(r"^\s*#.*$", "", code, flags=re.MULTILINE)
    while re.search(r"\{[^{}]*\}", code):
        code = re.sub(r"\{[^{}]*\}", "@;", code)
    for statement in code.split(";"):
        statement = statement.strip()
        if "@" in statement or statement.startswith(("typedef", "static", "struct", "enum")) and \
                not re.search(r"\bcv_\w+\s*\(", statement) or statement.startswith("typedef"):
            continue
        match = re.search(r"\b(cv_\w+)\s*\(", statement) or \
            re.match(r"extern\b.*\b(cv_\w+)$", statement, re.DOTALL)
        if match:
            yield match.group(1)


def exported(nm, library):
    """(symbol, version)"""
    told = subprocess.run([nm, "-D", "--defined-only", library], check=True, capture_output=True,
                          text=True).stdout
    for row in told.splitlines():
        _, kind, name = row.split()
        symbol, _, version = name.partition("@@")
        if kind != "A": # the versions themselves
            yield symbol, version


def groups(words):
    group = []
    for word in [*words, "--"]:
        if word != "--":
            group.append(word)
        else:
            yield group[0].split("=", 1) + [group[1], group[2:]]
            group = []


def main():
    common, nm = sys.argv[1:3]
    wrong, there, known = [], {}, {}
    for name, library, version, headers in groups(sys.argv[3:]):
        there[name] = set(exported(nm, library))
        names = {n for h in headers for n in declared(f"{common}/{h}")}
        # A build without fault points has theirs inline.
        found = {s for s, v in there[name] if v == version}
        if not version.endswith("_PRIVATE"):
            wrong += [f"{name}: {n} is declared, but not exported" for n in sorted(names - found)]
        wrong += [f"{name}: {n} is exported, but not declared" for n in sorted(found - names)]
        known.setdefault(name, set()).update((n, version) for n in names)
        print(f"{name} {version}: {len(found)} symbols")
    for name, symbols in there.items():
        wrong += [f"{name}: {s}@{v} has no business there" for s, v in sorted(symbols - known[name])
                  if not s.startswith("cv_") or v == ""]
    for line in wrong:
        print(line)
    return 1 if wrong else 0


sys.exit(main())
