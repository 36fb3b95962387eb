"""A method that writes opens its books for writing, and so is told to the audit."""
import re

from source import Finding, blank, files, line_of, read

# Whose records are themselves a log that is only added to.
LOGS = {
    "services/logistics/scan/capture_scan.c",
    "services/logistics/scan/capture_scans.c",
}


def check(root):
    for path in files(root, ".c"):
        if not path.startswith(("services/", "common/service/")) or path in LOGS:
            continue
        code = blank(read(root, path), strings=False)
        match = re.search(r"\bcv_unit_write\s*\(", code)
        if match and not re.search(r"\bcv_books_open_write\s*\(", code):
            yield Finding(path, line_of(code, match.start()),
                          "writes without cv_books_open_write(): nothing tells who did it",
                          "open the books in `work` of this file (service/books_store.h)")
