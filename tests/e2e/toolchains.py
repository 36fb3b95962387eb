"""How the judges of each language are built: by that language's own ordinary tools, from a pinned
manifest, in a folder below build/. What is built from the same sources is kept."""
import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PROTOS = os.path.join(os.path.dirname(HERE), "support", "proto")
STANDARD_PROTOS = os.path.join(os.path.dirname(os.path.dirname(HERE)), "proto")
BUILD_SECONDS = 1500


class Missing(Exception):
    """What to install."""


def run(folder, *command, **environment):
    """A tool does its work, last in line for the processor."""
    subprocess.run(["nice", *command], cwd=folder, check=True, timeout=BUILD_SECONDS,
                   stdin=subprocess.DEVNULL, env={**os.environ, **environment})


def protos_of(package):
    """Ours, as protoc wants to hear of them."""
    names = sorted(os.listdir(os.path.join(STANDARD_PROTOS, package)))
    return [f"{package}/{name}" for name in names if name.endswith(".proto")]


def build_go(folder):
    tools = os.path.join(folder, "bin")
    run(folder, "go", "install", "tool", GOBIN=tools)
    files = {name: f"caravan.test/judge/{package}pb" for package, names in (
        ("judge", ["judge/v1/judge.proto"]), ("type", protos_of("google/type")),
        *((part, protos_of(f"caravan/{part}/v1"))
          for part in ("common", "logistics", "projects", "training")))
        for name in names}
    made = [f"--{kind}_{part}" for kind in ("go", "go-grpc")
            for part in (f"out={folder}", "opt=module=caravan.test/judge",
                         *(f"opt=M{name}={package}" for name, package in files.items()))]
    for package in sorted(set(files.values())):  # one at a time, as protoc-gen-go wants them
        run(folder, "protoc", "-I", PROTOS, "-I", STANDARD_PROTOS, *made,
            *(name for name in files if files[name] == package),
            PATH=tools + os.pathsep + os.environ["PATH"])
    run(folder, "go", "build", "-o", "bin/", "./...")


def build_node(folder):
    for protos in (PROTOS, STANDARD_PROTOS):
        shutil.copytree(protos, os.path.join(folder, "protos"), dirs_exist_ok=True)
    run(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def build_rust(folder):
    run(folder, "cargo", "build", "--locked", "--quiet", "--jobs", "1", JUDGE_PROTOS=PROTOS)


def build_java(folder):
    run(folder, "mvn", "-q", "-B", "package", f"-Dprotos={PROTOS}")


def build_python(folder):
    generated = os.path.join(folder, "generated")
    os.makedirs(generated, exist_ok=True)
    run(folder, sys.executable, "-m", "grpc_tools.protoc", "-I", PROTOS, "-I", STANDARD_PROTOS,
        "-I", "/usr/include", f"--python_out={generated}", f"--grpc_python_out={generated}",
        "judge/v1/judge.proto", "google/rpc/status.proto", "google/rpc/error_details.proto",
        "grpc/health/v1/health.proto", "grpc/reflection/v1/reflection.proto")


class Language:
    """needs: program -> what to install. build(folder): from the copied sources to programs; None:
    our own build has made them. protos: folders of ours that it needs beside the judge's."""
    def __init__(self, needs, build, client, server, protos=()):
        self.needs, self.build, self.client, self.server = needs, build, client, server
        self.protos = protos


PROTOC = {"protoc": "Debian's protobuf-compiler"}
JAVA = ["java", "-XX:TieredStopAtLevel=1", "-cp", "target/judge.jar"]  # starts quickly
LANGUAGES = {
    "cpp": Language({}, None, ["tests/judge_client"], ["tests/judge_foreign_server"]),
    "go": Language({"go": "Go 1.26 or newer", **PROTOC}, build_go, ["bin/client"], ["bin/server"],
                   ("caravan",)),
    "node": Language({"node": "Node.js 18 or newer", "npm": "npm"}, build_node,
                     ["node", "./client.js"], ["node", "./server.js"]),
    "java": Language({"mvn": "Debian's maven", "javac": "Debian's default-jdk-headless", **PROTOC},
                     build_java, [*JAVA, "judge.Client"], [*JAVA, "judge.Server"]),
    "python": Language({}, build_python, [sys.executable, "./client.py"],
                       [sys.executable, "./server.py"]),
    "rust": Language({"cargo": "Rust 1.88 or newer", **PROTOC}, build_rust,
                     ["target/debug/client"], ["target/debug/server"]),
}


GO_TOOLS = ("github.com/fullstorydev/grpcurl/cmd/grpcurl@v1.9.4",
            "github.com/bojand/ghz/cmd/ghz@v0.121.0")


def go_tools(judges):
    """The paths of grpcurl and ghz, installed now unless they were before."""
    if shutil.which("go") is None:
        raise Missing("there is no go; install Go 1.26 or newer")
    folder = os.path.join(judges, "tools")
    with locked(folder):
        for tool in GO_TOOLS:
            stamp = os.path.join(folder, tool.replace("/", "_"))
            if not os.path.exists(stamp):
                run(folder, "go", "install", "-p", "1", tool, GOBIN=folder)
                open(stamp, "w", encoding="ascii").close()
    return [os.path.join(folder, os.path.basename(tool.split("@")[0])) for tool in GO_TOOLS]


@contextlib.contextmanager
def locked(folder):
    """Made if need be, and ours alone: the tests of two builds share what is built in it."""
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "lock"), "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def digest_of(*folders):
    """Of every file's name and bytes."""
    digest = hashlib.sha256()
    for folder in folders:
        for at, below, names in os.walk(folder):
            below.sort()
            for name in sorted(names):
                path = os.path.join(at, name)
                with open(path, "rb") as file:
                    data = file.read()
                digest.update(f"{os.path.relpath(path, folder)} {len(data)}\n".encode() + data)
    return digest.hexdigest()


def built(language, judges, binaries):
    """The commands of the language's client and server, built now unless they were before."""
    of = LANGUAGES[language]
    for program, package in of.needs.items():
        if shutil.which(program) is None:
            raise Missing(f"there is no {program}; install {package}")
    folder = binaries if of.build is None else os.path.join(judges, language)
    if of.build is not None:
        build(language, of, folder)

    def command(words):
        return [os.path.join(folder, word) if os.sep in word else word for word in words]
    return command(of.client), command(of.server)


def build(language, of, folder):
    stamp = os.path.join(folder, "built")
    with locked(folder):
        wanted = digest_of(os.path.join(HERE, language), PROTOS,
                           *(os.path.join(STANDARD_PROTOS, part) for part in of.protos))
        if not os.path.exists(stamp) or open(stamp, encoding="ascii").read() != wanted:
            began = time.monotonic()
            shutil.copytree(os.path.join(HERE, language), folder, dirs_exist_ok=True)
            of.build(folder)
            print(f"{language}: built in {time.monotonic() - began:.0f} s", flush=True)
            with open(stamp, "w", encoding="ascii") as file:
                file.write(wanted)
