"""A Docker engine to test on: the one that is there, or one of our own for as long as it takes."""
import os
import shutil
import subprocess
import tempfile
import threading

from bare import bare

BASE = "debian:bookworm-slim"
PULL_S = 60
START_S = 60
BUILD_S = 900
# Of Debian's package, where things lie as in Prometheus' own image.
STAND_IN = f"""FROM {BASE}
COPY root/usr/bin/prometheus root/usr/bin/promtool /bin/
RUN mkdir /prometheus && chown nobody:nogroup /prometheus
USER nobody
VOLUME ["/prometheus"]
ENTRYPOINT ["/bin/prometheus"]
"""


class Skipped(Exception):
    """There is no engine, and none can be made."""


class Engine:
    """`folder`: where an engine of our own keeps its images, for the next time."""

    def __init__(self, folder):
        self.folder = folder
        self.env = dict(os.environ, COMPOSE_INTERACTIVE_NO_CLI="1")
        self.process = None
        self.runtime = None
        self.made = []  # images that stand in for others
        self.pulls = True

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
        if self.made and self.process is None:
            self.docker("rmi", *reversed(self.made), check=False)
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
        self.docker("import", bare(), BASE)
        self.made.append(BASE)
        self.pulls = False

    def find_prometheus(self, image):
        """The same of Prometheus, of which the stand-in is Debian's."""
        if self.docker("image", "inspect", image, check=False).returncode == 0:
            return
        try:
            if self.pulls and self.docker("pull", "-q", image, check=False,
                                          timeout=PULL_S).returncode == 0:
                return
        except subprocess.TimeoutExpired:
            pass
        with tempfile.TemporaryDirectory(prefix="caravan-prometheus-") as folder:
            self.run("apt-get", "download", "prometheus", cwd=folder)
            package, = os.listdir(folder)
            self.run("dpkg-deb", "-x", package, "root", cwd=folder)
            with open(os.path.join(folder, "Dockerfile"), "w", encoding="ascii") as file:
                file.write(STAND_IN)
            self.docker("build", "-q", "-t", image, folder)
        self.made.append(image)
