"""Plants one violation after the other in a small project of its own and sees that the rule finds
it, where it is and nothing else; and that the same project without them is clean."""
import importlib
import os
import shutil
import subprocess
import sys
import tempfile

from source import Skipped

CLEAN = {
    "common/base/clock.c": '#include "base/clock.h"\n#include <time.h>\n'
                           "void f(void)\n{\n    clock_gettime(0, 0);\n}\n",
    "common/base/clock.h": "#ifndef A\n#define A\n/* uv_run() and a project */\n#endif\n",
    "common/net/wake.h": "#ifndef W\n#define W\n#endif\n",
    "common/net/loop.h": "#ifndef L\n#define L\n#endif\n",
    "common/rpc/call.h": '#ifndef C\n#define C\n#include "net/loop.h"\n#endif\n',
    "common/rpc/session.c": "#include <nghttp2/nghttp2.h>\n",
    "common/store/store.h": '#ifndef S\n#define S\n#include "net/wake.h"\n#endif\n',
    "common/store/CMakeLists.txt": "cv_library(cv_store PRIVATE PkgConfig::SQLITE3)\n",
    "services/things/thing/thing_store.c":
        '#include "store/store.h"\nstatic const char S[] = "SELECT id FROM thing WHERE id = $1";\n',
    "services/things/thing/get_thing.c":
        '#include "caravan/things/v1/things.pb-c.h"\n#include "rpc/call.h"\n',
    "services/parts/part.h": "#ifndef P\n#define P\n#endif\n",
    "services/things/sql/0001_init.sql":
        "-- the religion of nobody\nCREATE TABLE thing (id TEXT NOT NULL, n BIGINT NOT NULL);\n",
    "proto/caravan/things/v1/thing.proto": "// never their health\nmessage Thing {}\n",
    "tests/unit/test_x.c": "int x;\n",
}

# rule, file, text added at its end, line of what must be found, what must be said
PLANTED = (
    ("layers", "common/base/clock.c", '#include "net/loop.h"\n', 7, "includes net/loop.h"),
    ("layers", "common/rpc/call.h", '#include "store/store.h"\n', 5, "includes store/store.h"),
    ("layers", "common/store/store.h", '#include "rpc/call.h"\n', 5, "includes rpc/call.h"),
    ("layers", "common/store/store.h", '#include "net/loop.h"\n', 5, "includes net/loop.h"),
    ("layers", "services/things/thing/get_thing.c", '#include "net/loop.h"\n', 3, "net/loop.h"),
    ("layers", "services/things/thing/get_thing.c", '#include "../../parts/part.h"\n', 3,
     "another folder"),
    ("layers", "services/things/thing/get_thing.c", "#include <uv.h>\n", 3, "uv.h of libuv"),
    ("layers", "common/rpc/call.h", "void f(uv_loop_t *l);\n", 5, "names uv_loop_t"),
    ("layers", "common/rpc/call.c", "#include <nghttp2/nghttp2.h>\n", 1, "nghttp2"),
    ("layers", "common/store/store.c", "int n = SQLITE_OK;\n", 1, "names SQLITE_OK"),
    ("layers", "common/store/store.h", "int PQexec(void);\n", 5, "names PQexec"),
    ("layers", "common/app/x.c", "pthread_t t;\n", 1, "names pthread_t"),
    ("layers", "common/store/store.c", "ProtobufCMessage *m;\n", 1, "names ProtobufCMessage"),
    ("layers", "services/things/thing/thing_store.c", "Caravan__Things__V1__Thing *t;\n", 3,
     "protobuf type"),
    ("layers", "services/things/thing/thing_store.c",
     '#include "caravan/things/v1/things.pb-c.h"\n', 3, "stay out of *_store"),
    ("layers", "common/app/x.c", 'const char *s = "no such thing";\n', 1, "service word 'thing'"),
    ("layers", "common/store/CMakeLists.txt", "cv_library(x PUBLIC PkgConfig::SQLITE3)\n", 2,
     "link it PRIVATE"),
    ("layers", "common/app/CMakeLists.txt", "cv_library(x PRIVATE PkgConfig::UV)\n", 1,
     "links UV"),
    ("doors", "common/rpc/call.c", "void f(void)\n{\n    x = time(NULL);\n}\n", 3, "the clock"),
    ("doors", "services/things/thing/get_thing.c", "int r = rand();\n", 3, "randomness"),
    ("doors", "common/store/x.c", "int s = socket(1, 2, 3);\n", 1, "sockets"),
    ("doors", "services/things/thing/get_thing.c", "void *f = fopen(a, b);\n", 3, "files"),
    ("doors", "common/net/x.c", "int n = usleep(1);\n", 1, "sleeping"),
    ("doors", "common/rpc/call.c", "char *s = getenv(a);\n", 1, "environment"),
    ("doors", "common/rpc/call.c", "void g(void)\n{\n    exit(1);\n}\n", 3, "end of the process"),
    ("sizes", "common/rpc/call.c", "int a;" + " " * 94 + "/* */\n", 1, "105 columns"),
    ("sizes", "common/rpc/call.c", "int a;\n" * 501, 501, "501 lines"),
    ("sizes", "tests/unit/test_x.c", "int a;\n" * 800, 801, "801 lines"),
    ("sizes", "common/rpc/call.c",
     "/* }\n{ */\nstatic int\nlong_one(int a,\n    int b)\n{\n" + '    f("}\\"");\n' * 56 + "}\n",
     3, "long_one() has 61 lines"),
    ("sizes", "tests/x.py", "def f():\n" + "    pass\n" * 60, 1, "f() has 61 lines"),
    ("words", "common/rpc/call.c", "/* TO" "DO: more */\n", 1, "open an issue"),
    ("words", "docs/a.md", "see /ho" "me/me/notes.md\n", 1, "outside the project"),
    ("words", "docs/a.md", "see ../.." "/other/notes.md\n", 1, "outside the project"),
    ("words", "tests/unit/test_x.c", "void g(void) { sle" "ep(1); }\n", 2, "sleeps"),
    ("words", "tests/e2e/x.py", "time.sle" "ep(1)\n", 1, "sleeps"),
    ("words", "tests/e2e/x.sh", "run & sle" "ep 1\n", 1, "sleeps"),
    ("audited", "services/things/thing/get_thing.c", "void f(void)\n{\n    cv_unit_write(u);\n}\n",
     5, "nothing tells who did it"),
    ("audited", "services/things/thing/get_thing.c", "int x = cv_books_open_unasked(b);\n", 3,
     "unasked"),
    ("personal", "proto/caravan/things/v1/thing.proto", "message P { string religion = 1; }\n", 3,
     "'religion' speaks of religion"),
    ("personal", "proto/caravan/things/v1/thing.proto", "enum E { BLOOD_TYPE_A = 1; }\n", 3,
     "health of a person"),
    ("personal", "proto/caravan/things/v1/thing.proto", "message GpsFix {}\n", 3, "location"),
    ("personal", "services/things/sql/0001_init.sql", "CREATE TABLE p (ethnicity TEXT);\n", 3,
     "ethnic origin"),
    ("sql", "services/things/thing/get_thing.c", 'char s[] = "DELETE FROM thing";\n', 3,
     "outside *_store.c"),
    ("sql", "services/things/thing/thing_store.c",
     'char s[] = "INSERT OR IGNORE INTO thing VALUES ($1)";\n', 3, "use ON CONFLICT"),
    ("sql", "services/things/thing/thing_store.c", 'char s[] = "SELECT n FROM t WHERE id = ?";\n',
     3, "number the parameters"),
    ("sql", "services/things/sql/0001_init.sql", "CREATE TABLE p (t INTEGER);\n", 3, "BIGINT"),
    ("manual", "services/things/thing/get_thing.c", 'const char *r = "THING_IN_USE";\n', 3,
     "'THING_IN_USE' is in no comment"),
    ("manual", "proto/caravan/things/v1/thing.proto", "// Refused: THING_LOST.\n", 3,
     "nothing answers 'THING_LOST'"),
    ("formatting", "common/rpc/call.c", "int  a;\n", 1, "make format"),
    ("headers", "common/rpc/call.h", "struct a { size_t n; };\n", 5, "size_t"),
    ("headers", "common/rpc/open.h", "struct a { int n; };\n", 1, "redefinition"),
)

# library, object, code, what must be said
CALLED = (
    ("cv_rpc", "call.c", "int uv_run(void);\nint f(void)\n{\n    return uv_run();\n}\n", "uv_run"),
    ("cv_store", "store.c", "int sqlite3_step(void);\nint g(void)\n{\n    return sqlite3_step();\n"
     "}\n", "sqlite3_step"),
    ("cv_store", "store.c", "int cv_base_thing(void);\nint cv_rpc_thing(void);\nint h(void)\n{\n"
     "    return cv_rpc_thing() + cv_base_thing();\n}\n", "cv_rpc_thing of cv_rpc"),
    ("x_service", "get.c", "long time(long *);\nlong k(void)\n{\n    return time(0);\n}\n",
     "the clock"),
)


def write(root, path, text, mode="w"):
    full = os.path.join(root, path)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    with open(full, mode, encoding="utf-8") as file:
        file.write(text)


def project(root, planted=None):
    shutil.rmtree(root, ignore_errors=True)
    for path, text in CLEAN.items():
        write(root, path, text)
    if planted is not None:
        write(root, *planted, mode="a")
    shutil.copy(os.path.join(sys.argv[1], ".clang-format"), root)


def found(rule, root, *more):
    return sorted(str(f) for f in importlib.import_module(rule).check(root, *more))


def judge(failures, name, got, path, what):
    if len(got) == 1 and got[0].startswith(path + ": ") and what in got[0]:
        return
    failures.append(f"{name}: wanted one '{path}: ... {what} ...', got {got or 'nothing'}")


def try_rules(root, compiler, failures):
    more = {"headers": (compiler, root)}
    for rule in sorted({case[0] for case in PLANTED}):
        project(root)
        try:
            failures += [f"{rule}: not clean: {f}" for f in found(rule, root, *more.get(rule, ()))]
            for _, path, text, line, what in (case for case in PLANTED if case[0] == rule):
                project(root, (path, text))
                judge(failures, rule, found(rule, root, *more.get(rule, ())), f"{path}:{line}",
                      what)
        except Skipped as reason:
            print(f"{rule}: skipped: {reason}")


def build(root, compiler, library, source, code):
    write(root, source, code)
    subprocess.run([compiler, "-c", source, "-o", source + ".o"], cwd=root, check=True)
    subprocess.run(["ar", "rc", f"lib{library}.a", source + ".o"], cwd=root, check=True)
    return f"{library}={os.path.join(root, f'lib{library}.a')}"


def try_symbols(root, compiler, nm, failures):
    for library, source, code, what in CALLED:
        project(root)
        libraries = [build(root, compiler, "cv_base", "a.c", "int cv_base_thing(void)\n{\n"
                           "    return 1;\n}\n")]
        if library != "cv_rpc":
            libraries.append(build(root, compiler, "cv_rpc", "b.c",
                                   "int cv_rpc_thing(void)\n{\n    return 1;\n}\n"))
        libraries.append(build(root, compiler, library, source, code))
        judge(failures, "symbols", found("symbols", root, nm, *libraries), f"{library}({source})",
              what)


def main():
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        root = os.path.join(folder, "project")
        try_rules(root, sys.argv[2], failures)
        try_symbols(root, sys.argv[2], sys.argv[3], failures)
    print("\n".join(failures) or f"{len(PLANTED) + len(CALLED)} planted, all found")
    return 1 if failures else 0


sys.exit(main())
