"""A Prometheus that runs, asked over HTTP, and what ours must know."""
import json
import os
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from server import check

PATIENCE_S = 90
WATCHING = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs",
                        "watching.md")


class Prometheus:
    def __init__(self, address):
        self.address = address

    def get(self, path, **asked):
        try:
            url = f"http://{self.address}/api/v1/{path}?{urllib.parse.urlencode(asked)}"
            with urllib.request.urlopen(url, timeout=20) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            if error.code != 503:  # it is not ready
                raise SystemExit(f"{asked}: {error.read().decode()}") from error
            return {}
        except (urllib.error.URLError, ConnectionError):
            return {}  # it has not begun to listen

    def query(self, expression):
        """[(labels, value)]"""
        return [(found["metric"], float(found["value"][1]))
                for found in self.get("query", query=expression).get("result", [])]


def eventually(holds):
    """What it said last; waits until that is true."""
    end = time.monotonic() + PATIENCE_S
    between = threading.Event()
    while not (said := holds()) and time.monotonic() < end:
        between.wait(0.2)
    return said


def known_alerts(prometheus):
    """Those of deploy/prometheus: all of them, each asked for and explained."""
    groups = eventually(lambda: prometheus.get("rules", type="alert").get("groups", []))
    rules = [rule for group in groups for rule in group["rules"]]
    check("alerts are known", len(rules) >= 14, len(rules))

    def all_asked():
        now = [r for g in prometheus.get("rules", type="alert")["groups"] for r in g["rules"]]
        return all(rule["health"] == "ok" for rule in now)
    check("and asked", eventually(all_asked))
    names = {rule["name"] for rule in rules}
    with open(WATCHING, encoding="utf-8") as file:
        told = set(re.findall(r"^\| `(\w+)` \|", file.read(), re.MULTILINE))
    check("each is explained in docs/watching.md, and no other", names == told, names ^ told)
