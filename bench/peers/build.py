#!/usr/bin/env python3
"""Build the peers of other languages by their own tools, each where its toolchain is found.

    build.py FOLDER

Prints the name of each that was built; what was left out, and why, goes to standard error.
"""
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PROTOS = os.path.join(os.path.dirname(os.path.dirname(HERE)), "proto")


def run(folder, *command, **environment):
    subprocess.run(command, cwd=folder, check=True, timeout=1500, stdin=subprocess.DEVNULL,
                   stdout=sys.stderr, env={**os.environ, **environment})


def build_tonic(source, folder):
    run(source, "cargo", "build", "--release", "--locked", "--quiet", "--target-dir", folder,
        BENCH_PROTOS=PROTOS)
    return os.path.join(folder, "release", "bench-tonic")


def build_grpc_go(source, folder):
    shutil.copytree(source, folder, dirs_exist_ok=True)
    tools = os.path.join(folder, "bin")
    run(folder, "go", "install", "tool", GOBIN=tools)
    made = [f"--{kind}_{part}" for kind in ("go", "go-grpc")
            for part in (f"out={folder}", "opt=module=caravan.test/bench",
                         "opt=Mbench/v1/echo.proto=caravan.test/bench/benchpb")]
    run(folder, "protoc", "-I", PROTOS, *made, "bench/v1/echo.proto",
        PATH=tools + os.pathsep + os.environ["PATH"])
    run(folder, "go", "build", "-o", "bin/bench-grpc-go", ".")
    return os.path.join(tools, "bench-grpc-go")


PEERS = {"tonic": ("cargo", build_tonic), "grpc_go": ("go", build_grpc_go)}


def main():
    for name, (tool, build) in PEERS.items():
        if shutil.which(tool) is None:
            print(f"{name}: left out, there is no {tool} here", file=sys.stderr)
            continue
        folder = os.path.abspath(os.path.join(sys.argv[1], name))
        os.makedirs(folder, exist_ok=True)
        program = build(os.path.join(HERE, name), folder)
        target = os.path.join(sys.argv[1], f"bench-{name.replace('_', '-')}")
        shutil.copy2(program, target)
        print(target)


if __name__ == "__main__":
    sys.exit(main())
