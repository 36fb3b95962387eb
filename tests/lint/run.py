"""run.py RULE ROOT [more for the rule]: prints what it found, one a line. Exits with 1 if it found
anything, with 77 if it could not look."""
import importlib
import sys

from source import Skipped


def main():
    rule = importlib.import_module(sys.argv[1])
    try:
        found = sorted(set(rule.check(*sys.argv[2:])))
    except Skipped as reason:
        print(f"{sys.argv[1]}: skipped: {reason}")
        return 77
    for finding in found:
        print(finding)
    print(f"{sys.argv[1]}: {len(found)} found")
    return 1 if found else 0


sys.exit(main())
