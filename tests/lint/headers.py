"""Each header compiles alone, twice in a row: whoever includes it needs to know nothing else."""
import concurrent.futures
import os
import re
import subprocess

from source import Finding, files


def folders_of(path):
    """Where an #include of this header's folder is looked for, besides common/."""
    parts = path.split("/")
    if parts[0] != "tests":
        return ["/".join(parts[:2])]
    if parts[1] == "client":
        return ["tests", "tools/caravan"]
    return ["tests", "services/" + parts[-1].split("_")[0]]  # projects_bench.h: services/projects


def compile_alone(root, path, compiler, generated):
    flags = [f"-I{os.path.join(root, f)}" for f in ("common", *folders_of(path))]
    flags += [f"-I{folder}" for folder in generated]
    name = os.path.join(root, path)
    told = subprocess.run(
        [compiler, "-std=gnu11", "-D_GNU_SOURCE", "-DCV_FAULT_POINTS", "-fsyntax-only", "-Wall",
         "-Wextra", "-Werror", *flags, "-x", "c", "-"],
        input=f'#include "{name}"\n#include "{name}"\n', capture_output=True, text=True)
    if told.returncode == 0:
        return None
    match = re.search(r"^(\S+?):(\d+):\d+: (?:fatal )?error: (.*)$", told.stderr, re.MULTILINE)
    line = int(match.group(2)) if match and match.group(1) == name else 1
    what = match.group(3) if match else told.stderr.strip().split("\n")[0]
    return Finding(path, line, f"does not compile alone: {what}", "include or declare what it uses")


def check(root, compiler, *generated):
    paths = [p for p in files(root, ".h") if not p.startswith("bench/")]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for found in pool.map(lambda p: compile_alone(root, p, compiler, generated), paths):
            if found is not None:
                yield found
