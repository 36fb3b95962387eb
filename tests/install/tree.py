"""What the tests of an installed tree share."""
import json
import os
import shlex
import subprocess


def environment(prefix):
    """As the tutorial tells a user to set it, and nothing of the build's own."""
    env = {k: v for k, v in os.environ.items() if k in ("HOME", "TMPDIR", "LANG", "CI")}
    env["PATH"] = f"{prefix}/bin:/usr/local/bin:/usr/bin:/bin"
    env["PKG_CONFIG_PATH"] = f"{prefix}/lib/pkgconfig"
    env["LD_LIBRARY_PATH"] = f"{prefix}/lib"
    return env


def run(env, *words, cwd=None):
    told = subprocess.run(words, env=env, cwd=cwd, text=True, capture_output=True, timeout=240)
    if told.returncode != 0:
        raise AssertionError(f"{shlex.join(words)}: exit {told.returncode}\n{told.stdout}"
                             f"{told.stderr}")
    return told.stdout


def flags(env, *words):
    return run(env, "pkg-config", *words).split()


class Server:
    """A program on cv_app_run(), at a free port; ends gracefully, or the test fails."""

    def __init__(self, env, *words, cwd=None):
        self.process = subprocess.Popen([*words, "--listen", "127.0.0.1:0"], env=env, cwd=cwd,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def __enter__(self):
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(f"no ready line: {self.process.communicate()[1]}")
        ready = json.loads(line)
        self.address, self.metrics = ready["listen"][0], ready.get("metrics")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            _, log = self.process.communicate(timeout=60)
        finally:
            self.process.kill()
        if self.process.returncode != 0:
            raise AssertionError(f"exit {self.process.returncode}\n{log}")
