"""SQL stands in *_store.c, _store.h and sql/ only, in words that SQLite and PostgreSQL share."""
import re

from source import SQL_PARTS, Finding, blank, files, line_of, read

STATEMENT = re.compile(
    r'"[^"\n]*\b(?:SELECT\s|INSERT\s+INTO\b|DELETE\s+FROM\b|UPDATE\s+\w+\s+SET\b|CREATE\s+TABLE\b|'
    r'ALTER\s+TABLE\b|DROP\s+TABLE\b|PRAGMA\s)')
STRING = re.compile(r'"(?:\\.|[^"\\\n])*"')
# What only one engine knows, and what both know instead.
DIALECT = (
    (r"\?\d*(?=[\s,)\"]|$)", "number the parameters: $1, $2"),
    (r"\bINSERT\s+OR\s+\w+", "ON CONFLICT"),
    (r"\bREPLACE\s+INTO\b", "ON CONFLICT"),
    (r"\bAUTOINCREMENT\b|\bSERIAL\b", "a UUIDv7 made by us"),
    (r"\bPRAGMA\b", "the driver sets the engine up"),
    (r"\b_?rowid_?\b", "the primary key"),
    (r"\b(?:strftime|datetime|julianday|unixepoch|now|CURRENT_TIMESTAMP|clock_timestamp)\b",
     "a time bound as a parameter"),
    (r"\b(?:ifnull|iif|nvl)\s*\(", "COALESCE or CASE"),
    (r"\b(?:GLOB|REGEXP|ILIKE|SIMILAR)\b", "LIKE with an escape, or compare in C"),
    (r"\bjson_\w+\s*\(|->>?", "columns"),
    (r"\b(?:random|gen_random_uuid|randomblob)\s*\(", "base/random.h, bound as a parameter"),
    (r"::\s*\w+", "CAST"),
    (r"\b(?:INTEGER|INT|REAL|FLOAT|DOUBLE|NUMERIC|BLOB|VARCHAR|TIMESTAMPTZ?|BOOLEAN)\b",
     "BIGINT, TEXT or BYTEA"),
)


def check_dialect(path, line, text):
    for pattern, instead in DIALECT:
        match = re.search(pattern, text, re.IGNORECASE)
        if match:
            yield Finding(path, line, f"'{match.group().strip()}' is not for every engine",
                          f"use {instead}")


def is_store(path):
    return path.endswith(("_store.c", "_store.h"))


def check_c(path, text):
    code = blank(text, strings=True)
    for match in STATEMENT.finditer(code):
        if not is_store(path):
            yield Finding(path, line_of(code, match.start()), "SQL outside *_store.c and sql/",
                          "move the statement to the noun's store file")
    if is_store(path):
        for match in STRING.finditer(code):
            if re.search(r"\b[A-Z]{4,}\b|\$\d", match.group()):
                yield from check_dialect(path, line_of(code, match.start()), match.group())


def check(root):
    for path in files(root, ".c", ".h"):
        if path.startswith(("services/", "tools/", "common/service", "common/app", "common/rpc",
                            "common/net", "common/base")):
            yield from check_c(path, read(root, path))
    for path in files(root, ".sql"):
        code = blank(read(root, path), strings=False, parts=SQL_PARTS)
        for number, line in enumerate(code.split("\n"), 1):
            yield from check_dialect(path, number, line)
