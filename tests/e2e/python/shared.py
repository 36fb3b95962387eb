"""What client and server share: generated code, the options, and services without stubs."""
import argparse
import importlib.util
import os
import sys

GENERATED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "generated")
sys.path.insert(0, GENERATED)  # google.* is a namespace package, ours joins it


def _module(path, name):
    """A generated file below grpc/, which is also the name of the library itself."""
    spec = importlib.util.spec_from_file_location(name, os.path.join(GENERATED, path))
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


health = _module("grpc/health/v1/health_pb2.py", "judge_health_pb2")
reflection = _module("grpc/reflection/v1/reflection_pb2.py", "judge_reflection_pb2")

CHECK, WATCH = "/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch"
REFLECT = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"


def options(*names):
    parser = argparse.ArgumentParser()
    for name in names:
        parser.add_argument(name)
    parser.add_argument("--refused", action="store_true")
    return parser.parse_args()


def read(path):
    with open(path, "rb") as file:
        return file.read()
