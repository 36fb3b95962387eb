#!/usr/bin/env python3
"""Puts our programs before judges we did not write (make conformance).

A suite is a module beside this file with run(bench): it returns the lines of its summary, or raises
Failed or Skipped (judges.py). On a machine that CI=true calls a judge's nothing may be skipped.
"""
import argparse
import importlib
import os
import sys
import time

import judges

SUITES = ("connect", "interop", "negative", "h2spec")


def run_suite(name, bench):
    """True: nobody complained."""
    strict = os.environ.get("CI") == "true"
    began = time.monotonic()
    bench.forget_reports()
    try:
        lines = importlib.import_module(name).run(bench)
        bench.check_reports()
    except judges.Skipped as skipped:
        print(f"{name}: {'FAILED' if strict else 'skipped'}: {skipped}", flush=True)
        return not strict
    except judges.Failed as failed:
        print(f"{name}: FAILED: {failed}", flush=True)
        return False
    for line in lines:
        print(f"{name}: {line}")
    print(f"{name}: passed in {time.monotonic() - began:.0f} s", flush=True)
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--build", default="build/release", help="default: %(default)s")
    parser.add_argument("suites", nargs="*", metavar="SUITE", default=SUITES,
                        help=f"of {', '.join(SUITES)}; default: all")
    options = parser.parse_args()
    unknown = set(options.suites) - set(SUITES)
    if unknown:
        parser.error(f"no such suite: {', '.join(sorted(unknown))}")
    bench = judges.Bench(options.build)
    passed = [run_suite(name, bench) for name in options.suites]
    sys.exit(0 if all(passed) else 1)


if __name__ == "__main__":
    main()
