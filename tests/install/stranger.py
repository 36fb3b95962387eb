"""WAY PREFIX BUILD EXAMPLES: build the examples from the installed tree, run them, look at what
they print. WAY is how they are linked, and where from."""
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request

from tree import Server, environment, flags, run

# Program, what its client is asked, what it must print; "=" and a number: with this exit code.
EXPECTED = (
    ("unary", ("Xining",), "Xining: 21.5 degrees\n", 0),
    ("unary", ("",), "INVALID_ARGUMENT: place is required\n", 1),
    ("server_streaming", ("Xining", "3"),
     "Xining: 20.5 degrees\nXining: 21.0 degrees\nXining: 21.5 degrees\nOK\n", 0),
    ("server_streaming", ("Xining", "0"), "OK\n", 0),
    ("client_streaming", ("21500", "22500", "-2000"), "3 readings, mean 14.0 degrees\nOK\n", 0),
    ("bidi_streaming", ("1000", "500", "2000", "1500", "3000"),
     "1.0 degrees\n2.0 degrees\n3.0 degrees\nOK\n", 0),
    ("interceptor", ("Xining", "open sesame"), "21.5 degrees\n", 0),
    ("interceptor", ("Xining", "guessed"), "UNAUTHENTICATED: the token is wrong\n", 1),
    ("interceptor", ("Xining",), "UNAUTHENTICATED: the token is wrong\n", 1),
    ("retries", ("Xining",), "21.5 degrees\n", 0), # the third attempt
    ("retries", ("Xining", "once"), "UNAVAILABLE: the thermometer is busy\n", 1),
)
PROGRAMS = sorted({name for name, *_ in EXPECTED})


def generate(env, examples, folder):
    out = os.path.join(folder, "gen")
    os.mkdir(out)
    run(env, "protoc", f"-I{examples}", f"--c_out={out}", f"--caravan_out={out}", "weather.proto")
    return [os.path.join(out, name) for name in ("weather.pb-c.c", "weather.caravan.c")]


def build(env, examples, folder, compiler, *options):
    """As the documentation says: one command of the compiler for one program."""
    static = "-static" in options
    generated = generate(env, examples, folder)
    words = flags(env, "--cflags", "--libs", *(["--static"] if static else []), "caravan")
    for name in PROGRAMS:
        run(env, compiler, "-std=gnu11", "-Wall", "-Wextra", "-I", os.path.join(folder, "gen"),
            *options, "-o", os.path.join(folder, name), os.path.join(examples, name + ".c"),
            *generated, *words)


def build_by_cmake(env, examples, folder, prefix):
    project = os.path.join(os.path.dirname(os.path.abspath(__file__)), "project")
    run(env, "cmake", "-S", project, "-B", folder, f"-DCMAKE_PREFIX_PATH={prefix}",
        f"-DEXAMPLES={examples}", "-G", "Ninja")
    run(env, "cmake", "--build", folder)


def check_links(env, folder, shared):
    told = subprocess.run(["ldd", os.path.join(folder, "unary")], env=env, text=True,
                          capture_output=True).stdout
    assert ("libcaravan.so.0" in told) == shared, told
    assert "sqlite" not in told, told  # who keeps nothing needs no store
    assert "microhttpd" not in told, told


def try_out(env, folder):
    for name in PROGRAMS:
        program = os.path.join(folder, name)
        with Server(env, program, "serve") as server:
            for _, words, wanted, code in (e for e in EXPECTED if e[0] == name):
                told = subprocess.run([program, "call", server.address, *words], env=env, text=True,
                                      capture_output=True, timeout=60)
                assert (told.stdout, told.returncode) == (wanted, code), (name, words, told)
            check_reflection(env, server.address)
        told = subprocess.run([program, "call", server.address, *EXPECTED[0][1], "1"][:4], env=env,
                              text=True, capture_output=True, timeout=60)
        assert told.returncode != 0, told  # nobody is there any more


def check_reflection(env, address):
    told = run(env, "caravan", "list", "--server", address)
    assert "weather.v1." in told, told
    told = run(env, "caravan", "health", "--server", address)
    assert told == f"{address} is serving\n", told


def try_cmake_extras(env, folder):
    """The static target, and a service that stands on the store and can be watched."""
    told = subprocess.run(["ldd", os.path.join(folder, "unary_static")], env=env, text=True,
                          capture_output=True).stdout
    assert "libcaravan" not in told, told
    store = os.path.join(folder, "kept.db")
    with Server(env, os.path.join(folder, "kept"), "--store", f"sqlite:{store}",
                "--metrics", "127.0.0.1:0") as server:
        told = subprocess.run([os.path.join(folder, "unary_static"), "call", server.address, "x"],
                              env=env, text=True, capture_output=True, timeout=60)
        assert told.stdout.startswith("UNIMPLEMENTED"), told
        with urllib.request.urlopen(f"http://{server.metrics}/metrics", timeout=60) as answer:
            assert b'grpc_server_call_started_total{grpc_method="other"} 1\n' in answer.read()
    assert os.path.exists(store)


def main():
    way, prefix, tree, examples = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        if way == "moved":  # an installed tree may be moved
            prefix = shutil.copytree(prefix, os.path.join(folder, "elsewhere"), symlinks=True)
        elif way == "destdir":  # as a package is made
            env = {**os.environ, "DESTDIR": os.path.join(folder, "stage")}
            run(env, "cmake", "--install", tree, "--prefix", "/usr/local")
            prefix = os.path.join(folder, "stage/usr/local")
        env = environment(prefix)
        out = os.path.join(folder, "out")
        os.mkdir(out)
        if way == "cmake":
            build_by_cmake(env, examples, out, prefix)
        elif way == "static":
            build(env, examples, out, "cc", "-static")
        else:
            build(env, examples, out, "cc")
        check_links(env, out, way != "static")
        try_out(env, out)
        if way == "cmake":
            try_cmake_extras(env, out)


main()
