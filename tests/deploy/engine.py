"""A Docker engine to test on: the one that is there, or one of our own for as long as it takes."""
import os
import shutil
import subprocess
import tempfile
import threading

BASE = "debian:bookworm-slim"
PULL_S = 60
START_S = 60
BUILD_S = 900


class Skipped(Exception):
    """There is no engine, and none can be made."""


class Engine:
    """`folder`: where an engine of our own keeps its images, for the next time."""

    def __init__(self, folder):
        self.folder = folder
        self.env = dict(os.environ, COMPOSE_INTERACTIVE_NO_CLI="1")
        self.process = None
        self.runtime = None
        self.made_base = False

    def __enter__(self):
        if not shutil.which("docker") or not self.compose_command():
            raise Skipped("there is no docker with docker-compose (Debian: docker.io, "
                          "docker-compose)")
        try:
            if not self.answers():
                self.start()
            self.find_base()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.made_base and self.process is None:
            self.docker("rmi", BASE, check=False)
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=START_S)
        if self.runtime is not None:
            shutil.rmtree(self.runtime, ignore_errors=True)

    # ---- commands ----

    def run(self, *words, check=True, timeout=BUILD_S, **options):
        done = subprocess.run(list(map(str, words)), env=self.env, encoding="utf-8",
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout,
                              check=False, **options)
        if check and done.returncode != 0:
            raise SystemExit(f"{' '.join(map(str, words))} ended with {done.returncode}:\n"
                             f"{(done.stdout + done.stderr)[-4000:]}")
        return done

    def docker(self, *words, **options):
        return self.run("docker", *words, **options)

    @staticmethod
    def compose_command():
        if shutil.which("docker-compose"):
            return ["docker-compose"]
        newer = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)
        return ["docker", "compose"] if newer.returncode == 0 else None

    # ---- the engine ----

    def answers(self):
        return self.docker("version", check=False, timeout=START_S).returncode == 0

    def start(self):
        if os.geteuid() != 0 or not shutil.which("dockerd"):
            raise Skipped("no Docker engine answers, and only root can start one")
        os.makedirs(self.folder, exist_ok=True)
        self.runtime = tempfile.mkdtemp(prefix="caravan-engine-")
        socket = f"unix://{self.runtime}/docker.sock"
        with open(os.path.join(self.folder, "log"), "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                ["dockerd", "--data-root", os.path.join(self.folder, "data"), "--exec-root",
                 f"{self.runtime}/exec", "--pidfile", f"{self.runtime}/pid", "--host", socket],
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        self.env["DOCKER_HOST"] = socket
        for _ in range(START_S * 2):
            if self.answers():
                return
            if self.process.poll() is not None:
                break
            threading.Event().wait(0.5)
        with open(os.path.join(self.folder, "log"), encoding="utf-8") as log:
            raise SystemExit(f"dockerd did not start:\n{log.read()[-2000:]}")

    # ---- what images begin with ----

    def find_base(self):
        """The image is there, or can be pulled, or is made of Debian's packages."""
        if self.docker("image", "inspect", BASE, check=False).returncode == 0:
            return
        try:
            if self.docker("pull", "-q", BASE, check=False, timeout=PULL_S).returncode == 0:
                return
        except subprocess.TimeoutExpired:
            pass
        if os.geteuid() != 0 or not shutil.which("debootstrap"):
            raise Skipped(f"{BASE} cannot be pulled, and only root can make one (debootstrap)")
        with tempfile.TemporaryDirectory(prefix="caravan-base-") as root:
            self.run("debootstrap", "--variant=minbase", "bookworm", root)
            with subprocess.Popen(["tar", "-C", root, "-c", "."], stdout=subprocess.PIPE) as tar:
                subprocess.run(["docker", "import", "-", BASE], env=self.env, stdin=tar.stdout,
                               stdout=subprocess.DEVNULL, timeout=BUILD_S, check=True)
        self.made_base = True
