"""Metrics as Prometheus reads them: asked for over HTTP, parsed, judged by promtool."""
import http.client
import os
import re
import shutil
import socket
import subprocess
import sys

LINE = re.compile(r'(?P<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(?P<labels>.*)\})? (?P<value>\S+)')
LABEL = re.compile(r'([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"(?:,|$)')

SKIPPED = 77  # as ctest is told

# Of gRPC's proposal A66, as seconds and bytes.
SECONDS = (0, 0.00001, 0.00005, 0.0001, 0.0003, 0.0006, 0.0008, 0.001, 0.002, 0.003, 0.004, 0.005,
           0.006, 0.008, 0.01, 0.013, 0.016, 0.02, 0.025, 0.03, 0.04, 0.05, 0.065, 0.08, 0.1, 0.13,
           0.16, 0.2, 0.25, 0.3, 0.4, 0.5, 0.65, 0.8, 1, 2, 5, 10, 20, 50, 100)
BYTES = (0, 1024, 2048, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864,
         268435456, 1073741824, 4294967296)


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=20)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(20)
        self.sock.connect(self.path)


def ask(address, method="GET", path="/metrics", body=None):
    """(code, headers, text); `address` as the ready line says it."""
    if address.startswith("unix:"):
        connection = UnixConnection(address[len("unix:"):])
    else:
        connection = http.client.HTTPConnection(address, timeout=20)
    try:
        connection.request(method, path, body)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()
    finally:
        connection.close()


class Metrics:
    """What was there at one moment."""
    def __init__(self, text):
        self.series, self.types = {}, {}
        for line in text.splitlines():
            if line.startswith("# TYPE "):
                _, _, name, kind = line.split(" ")
                assert name not in self.types, f"{name} is begun twice"
                self.types[name] = kind
            if line.startswith("#"):
                continue
            match = LINE.fullmatch(line)
            assert match, line
            labels = match["labels"] or ""
            found = tuple(sorted(LABEL.findall(labels)))
            assert len(LABEL.sub("", labels)) == 0, line
            key = (match["name"], found)
            assert key not in self.series, f"{key} is there twice"
            self.series[key] = float(match["value"])

    def get(self, name, **labels):
        return self.series.get((name, tuple(sorted(labels.items()))))

    def sum(self, name, **labels):
        """Of all series of this name with these labels among theirs."""
        wanted = set(labels.items())
        return sum(v for (n, found), v in self.series.items() if n == name and wanted <= set(found))

    def histograms(self):
        """{(name, labels): [(bound, count)...]}, bounds as they come."""
        found = {}
        for (name, labels), value in self.series.items():
            if not name.endswith("_bucket"):
                continue
            bound = dict(labels)["le"]
            rest = tuple(label for label in labels if label[0] != "le")
            found.setdefault((name[:-len("_bucket")], rest), []).append((float(bound), value))
        return found

    def wrong(self):
        """What is not as a histogram must be."""
        for (name, labels), buckets in self.histograms().items():
            counts = [count for _, count in buckets]
            if counts != sorted(counts):
                yield f"{name}{labels} falls: {counts}"
            if buckets[-1][0] != float("inf") or \
                    buckets[-1][1] != self.series.get((name + "_count", labels)):
                yield f"{name}{labels}: the last bucket is not the count"
            if (name + "_sum", labels) not in self.series:
                yield f"{name}{labels} has no sum"


def scrape(address):
    code, headers, text = ask(address)
    assert code == 200, (code, text)
    assert headers["Content-Type"].startswith("text/plain; version=0.0.4"), headers
    return Metrics(text)


def has_prometheus():
    """Its package starts a daemon, so nobody has to have it but who judges changes."""
    if shutil.which("promtool") and shutil.which("prometheus"):
        return True
    print("skipped: there is no prometheus with promtool (Debian: prometheus)")
    if os.environ.get("CI") == "true":
        raise SystemExit("which CI does not do")
    return False


def needs_prometheus():
    if not has_prometheus():
        sys.exit(SKIPPED)


def promtool(*words, given=None):
    """What it complains of; "" where it is content, or not there."""
    if not has_prometheus():
        return ""
    told = subprocess.run(["promtool", *words], input=given, capture_output=True, text=True,
                          timeout=60, check=False)
    return "" if told.returncode == 0 and not told.stderr else told.stdout + told.stderr
