#!/usr/bin/env python3
"""How soon caravan-projects is ready on an empty store, and how much memory it holds when idle.

From the fork to the ready line, store and tables made. Each start has a folder of its own on the
disk that TMPDIR names: what is measured besides the program is how long that disk takes to sync.
"""
import argparse
import os
import statistics
import tempfile

from programs import Server

AIM_MS = 50
AIM_MIB = 8


def one_start(program):
    with tempfile.TemporaryDirectory(prefix="caravan-start-") as folder:
        command = [program, "--listen", "127.0.0.1:0", "--store", f"sqlite:{folder}/s.db"]
        server = Server("caravan-projects", command)
        resident = server.rss_kib()
        server.process.kill()
        server.process.wait()
        server.process.stdout.close()
        return server.ready_ms, resident


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--build", default="build/release", help="default: %(default)s")
    parser.add_argument("--starts", type=int, default=40, help="default: %(default)s")
    options = parser.parse_args()
    program = os.path.join(options.build, "bin", "caravan-projects")
    starts = [one_start(program) for _ in range(options.starts)]
    ready = sorted(ms for ms, _ in starts)
    resident = max(kib for _, kib in starts) / 1024
    print(f"{options.starts} starts: ready after {ready[0]:.1f} ms at best, "
          f"{statistics.median(ready):.1f} ms in the middle, {ready[-1]:.1f} ms at worst "
          f"(aim: {AIM_MS} ms)")
    print(f"idle: {resident:.1f} MiB resident (aim: less than {AIM_MIB} MiB)")


if __name__ == "__main__":
    main()
