"""C as clang-format writes it with the project's .clang-format. Skipped where there is none."""
import re
import shutil
import subprocess

from source import Finding, Skipped, files


def check(root):
    if shutil.which("clang-format") is None:
        raise Skipped("clang-format is not installed")
    paths = files(root, ".c", ".h")
    told = subprocess.run(["clang-format", "--dry-run", *paths], cwd=root, check=True,
                          capture_output=True, text=True).stderr
    for path, line in re.findall(r"^([^\s:]+):(\d+):\d+: warning: ", told, re.MULTILINE):
        yield Finding(path, int(line), "not as clang-format writes it", "run make format")
