"""A method that writes opens its books for writing, and so is told to the audit."""
import re

from source import Finding, blank, files, line_of, read

# Whose records are themselves a log that is only added to; and what opens books.
LOGS = {
    "services/logistics/scan/capture_scan.c",
    "services/logistics/scan/capture_scans.c",
    "common/service/books_store.c",
    "common/service/reference.c",  # hands over what others gave it
}


# Which call asks for the other, and what is wrong without it.
PAIRS = (
    ("cv_(?:unit|reference)_write", "cv_books_open_write",
     "writes without cv_books_open_write(): nothing tells who did it",
     "open the books in `work` of this file (service/books_store.h)"),
    ("cv_books_open_unasked", "cv_audit_append",
     "opens its books unasked and tells the audit nothing", "cv_audit_append() what was done"),
)


def check(root):
    for path in files(root, ".c"):
        if not path.startswith(("services/", "common/service/")) or path in LOGS:
            continue
        code = blank(read(root, path), strings=False)
        for call, needed, what, remedy in PAIRS:
            match = re.search(rf"\b{call}\s*\(", code)
            if match and not re.search(rf"\b{needed}\s*\(", code):
                yield Finding(path, line_of(code, match.start()), what, remedy)
