"""What every suite stands on: our programs, the judges' programs, and what a sanitizer said."""
import glob
import os
import re
import shutil
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
JUDGES = os.path.join(ROOT, "build", "judges")  # of all presets, kept between runs
GO_NEEDED = (1, 24)


class Failed(Exception):
    """A judge is not content; the text says with what."""


class Skipped(Exception):
    """The suite cannot run here; the text says what it needs."""


def go_version():
    """(1, 24) of "go version go1.24.1 linux/amd64"; (0, 0) without Go."""
    if shutil.which("go") is None:
        return (0, 0)
    said = subprocess.run(["go", "version"], capture_output=True, text=True, check=False).stdout
    match = re.search(r"go(\d+)\.(\d+)", said)
    return (int(match.group(1)), int(match.group(2))) if match else (0, 0)


def go_program(package):
    """The path of a Go program, such as "example.org/cmd/name@v1.2.3"; installs it if need be."""
    folder = os.path.join(JUDGES, package)
    path = os.path.join(folder, package.split("@")[0].rsplit("/", 1)[1])
    if os.path.exists(path):
        return path
    if go_version() < GO_NEEDED:
        raise Skipped("needs Go 1.24 or newer, which Debian 12 has not: https://go.dev/dl/")
    print(f"installing {package}", flush=True)
    done = subprocess.run(["go", "install", package], env={**os.environ, "GOBIN": folder},
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failed(f"go install {package}: {done.stderr.strip()}")
    return path


class Bench:
    """One build of ours. Whatever a suite starts inherits an environment in which the sanitizers
    write to files: our programs' standard error and exit codes belong to whoever started them."""

    def __init__(self, build):
        self.build = os.path.abspath(build)
        self.logs = os.path.join(self.build, "conformance")
        os.makedirs(self.logs, exist_ok=True)
        for sanitizer in ("ASAN", "UBSAN", "LSAN", "TSAN"):
            name = f"{sanitizer}_OPTIONS"
            given = os.environ.get(name)
            ours = f"log_path={self.logs}/sanitizer:handle_abort=1"
            os.environ[name] = f"{given}:{ours}" if given else ours

    def program(self, name):
        """One of ours, such as conformance-server."""
        path = os.path.join(self.build, "bin", name)
        if not os.path.exists(path):
            raise Failed(f"{path} is not built: make conformance builds it")
        return path

    def forget_reports(self):
        for path in glob.glob(f"{self.logs}/sanitizer.*"):
            os.unlink(path)

    def check_reports(self):
        """Fails if a sanitizer has reported anything since they were forgotten."""
        paths = sorted(glob.glob(f"{self.logs}/sanitizer.*"))
        if paths:
            with open(paths[0], encoding="utf-8", errors="replace") as report:
                raise Failed(f"{len(paths)} sanitizer reports, the first:\n{report.read(8000)}")
