"""PREFIX HEADER...: the installed headers are those of the list and what was generated; each
compiles alone, with no flags but those of pkg-config, by every C compiler there is."""
import os
import shutil
import subprocess
import sys

from tree import environment, flags


def installed(prefix):
    root = os.path.join(prefix, "include/caravan")
    for folder, _, names in os.walk(root):
        for name in names:
            yield os.path.relpath(os.path.join(folder, name), root)


def main():
    prefix, listed = sys.argv[1], set(sys.argv[2:])
    env = environment(prefix)
    there = {h for h in installed(prefix) if not h.startswith(("google/", "grpc/"))}
    wrong = [f"{h}: installed, but not public" for h in sorted(there - listed)]
    wrong += [f"{h}: public, but not installed" for h in sorted(listed - there)]
    compilers = [c for c in ("gcc", "clang") if shutil.which(c)]
    for header in sorted(installed(prefix)):
        for compiler in compilers:
            told = subprocess.run(
                [compiler, "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-fsyntax-only",
                 *flags(env, "--cflags", "caravan-store"), "-x", "c", "-"],
                input=f'#include "{header}"\n#include "{header}"\n', env=env, text=True,
                capture_output=True)
            if told.returncode != 0:
                wrong.append(f"{header}: {compiler}: {told.stderr.strip()}\nWhat a public header "
                             "includes must be on the list of cmake/Install.cmake, too.")
    for line in wrong:
        print(line)
    print(f"{len(listed)} headers, {', '.join(compilers)}")
    return 1 if wrong or not compilers else 0


sys.exit(main())
