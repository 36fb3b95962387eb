"""A Debian that is booted: systemd as the first process of a container of systemd-nspawn, with a
network of its own that leads nowhere. Ended, nothing of it is left but its folder."""
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

BOOT_S = 90
END_S = 30
LIFE_S = 900  # whatever becomes of us
RUN_S = 120


class NotHere(Exception):
    """This machine cannot boot one."""


def why_not():
    """What keeps this machine from it, as far as can be told before; None: nothing."""
    if os.geteuid() != 0:
        return "only root can boot a machine"
    for program in ("systemd-nspawn", "nsenter", "debootstrap"):
        if not shutil.which(program):
            return f"there is no {program}"
    return None


def hierarchies():
    """Where systemd-nspawn counts its processes, unless a systemd does that for it."""
    if os.path.isdir("/run/systemd/system"):
        return []
    with open("/proc/self/mountinfo", encoding="utf-8") as file:
        mounts = [line.split() for line in file]
    return [words[4] for words in mounts
            if words[words.index("-") + 1] == "cgroup2" or "name=systemd" in words[-1].split(",")]


def remove(group):
    """Whoever was killed may take a moment to be gone from it."""
    end = time.monotonic() + END_S
    between = threading.Event()
    while os.path.exists(group):
        try:
            for folder, _, _ in os.walk(group, topdown=False):
                os.rmdir(folder)
        except OSError:
            if time.monotonic() > end:
                raise
            between.wait(0.05)


class Machine:
    """`root`: the folder of a whole system. Booted inside of `with`."""

    def __init__(self, root):
        self.root = root
        self.name = f"caravan-booted-{os.getpid()}"
        self.groups = [os.path.join(path, self.name) for path in hierarchies()]
        self.process = self.leader = self.leader_fd = None
        self.scratch = contextlib.ExitStack()

    # ---- what is done in it ----

    def began(self, *words):
        """Run to its end: what subprocess says of it."""
        # not by its own name: "systemctl --machine" wants a machine that is registered
        return subprocess.run(
            ["nsenter", "--target", self.leader, "--all", *map(str, words)], encoding="utf-8",
            timeout=RUN_S, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, env={"PATH": os.environ["PATH"], "LC_ALL": "C"})

    def run(self, *words):
        """What it says; it must end with 0."""
        done = self.began(*words)
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(map(str, words))} ended with {done.returncode}:\n"
                             f"{done.stdout}\n{self.log()}")
        return done.stdout

    def log(self):
        return self.began("journalctl", "--no-pager", "--output=cat", "--lines=50").stdout

    # ---- up and down ----

    def __enter__(self):
        folder = self.scratch.enter_context(tempfile.TemporaryDirectory(prefix="caravan-notify-"))
        try:
            self.start(folder)
            self.wait_until_up()
            self.run("systemd-run", "--quiet", f"--on-active={LIFE_S}", "systemctl", "poweroff")
        except BaseException:
            self.end()
            raise
        return self

    def start(self, folder):
        self.notified = self.scratch.enter_context(
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        self.notified.bind(f"{folder}/notify")
        for group in self.groups:
            os.mkdir(group)
        self.console = self.scratch.enter_context(open(f"{folder}/console", "w+b"))
        keep = ["--keep-unit"] if self.groups else []
        self.process = subprocess.Popen(
            ["systemd-nspawn", "--quiet", "--boot", "--register=no", *keep, "--private-network",
             "--notify-ready=yes", "--link-journal=no", "--settings=no", "--console=pipe",
             f"--machine={self.name}", "--directory", self.root],
            stdin=subprocess.DEVNULL, stdout=self.console, stderr=self.console,
            preexec_fn=self.join_groups, env={
                "PATH": os.environ["PATH"], "NOTIFY_SOCKET": f"{folder}/notify",
                "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"})

    def join_groups(self):
        for group in self.groups:
            with open(f"{group}/cgroup.procs", "w", encoding="ascii") as file:
                file.write(str(os.getpid()))

    def wait_until_up(self):
        end = time.monotonic() + BOOT_S
        self.notified.settimeout(1)
        up = False
        while not up:
            if self.process.poll() is not None or time.monotonic() > end:
                self.console.seek(0)
                raise NotHere("systemd-nspawn does not boot here:\n" +
                              self.console.read()[-4000:].decode(errors="replace"))
            with contextlib.suppress(TimeoutError):
                for line in self.notified.recv(4096).decode().splitlines():
                    key, _, value = line.partition("=")
                    if key == "X_NSPAWN_LEADER_PID" and self.leader is None:
                        self.leader = value
                        self.leader_fd = os.pidfd_open(int(value))
                    up = up or line == "READY=1"
        self.notified.close()  # systemd-nspawn would wait for who does not read what it says next

    def __exit__(self, *why):
        self.end()

    def end(self):
        """By its own power switch; else at once."""
        if self.process is not None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=END_S)
        if self.leader_fd is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.leader_fd, signal.SIGKILL)
            os.close(self.leader_fd)
        if self.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=END_S)
            self.process.kill()  # no effect on one that has ended
            self.process.wait()
        for group in self.groups:
            remove(group)
        with contextlib.suppress(FileNotFoundError):
            os.rmdir(f"/run/systemd/nspawn/propagate/{self.name}")
        self.scratch.close()
