"""What a run found, as numbers, as JSON, and as the tables of docs/performance.md."""
import json
import platform
import re
import statistics
import subprocess

BEGIN = "<!-- results: everything down to the end mark is written by `make bench` -->"
END = "<!-- end of results -->"


def spread(values):
    """Median and quartiles."""
    low, middle, high = (statistics.quantiles(values, n=4, method="inclusive")
                         if len(values) > 1 else (values[0],) * 3)
    return {"median": middle, "low": low, "high": high, "turns": len(values)}


def per_call_us(turn):
    return turn["server_cpu_seconds"] / turn["calls"] * 1e6


def summarise(turns, base):
    """`turns` of one server and those of the base in the same rounds, slice by slice. What a maker
    of load does not tell is left out."""
    found = {
        "per_second": spread([turn["per_second"] for turn in turns]),
        "ratio": spread([a["per_second"] / b["per_second"] for a, b in zip(turns, base)]),
    }
    if "server_cpu_seconds" in turns[0]:
        found["cpu_us"] = spread([per_call_us(turn) for turn in turns])
        found["cpu_ratio"] = spread([per_call_us(b) / per_call_us(a)
                                     for a, b in zip(turns, base)])
    for key in ("p50_us", "p99_us"):
        if key in turns[0]:
            found[key] = spread([turn[key] for turn in turns])
    return found


def ours_over(ours, theirs):
    """Of the same rounds: our calls/s, CPU per call and p99 as multiples of theirs."""
    found = {"per_second": spread([a["per_second"] / b["per_second"]
                                   for a, b in zip(ours, theirs)])}
    if "server_cpu_seconds" in ours[0]:
        found["cpu"] = spread([per_call_us(a) / per_call_us(b) for a, b in zip(ours, theirs)])
    if "p99_us" in ours[0]:
        found["p99"] = spread([a["p99_us"] / b["p99_us"] for a, b in zip(ours, theirs)])
    return found


def summarise_rows(turns, base):
    return {
        "per_second": spread([turn["per_second"] for turn in turns]),
        "p50_us": spread([turn["p50_us"] for turn in turns]),
        "p99_us": spread([turn["p99_us"] for turn in turns]),
        "ratio": spread([a["per_second"] / b["per_second"] for a, b in zip(turns, base)]),
    }


def first_line(*command):
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                              check=False)
    except OSError:
        return None
    return done.stdout.splitlines()[0].strip() if done.stdout else None


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        cpu = re.search(r"model name\s*: (.*)", info.read())
    libraries = ("libnghttp2", "libuv", "libprotobuf-c", "sqlite3", "grpc++")
    with open("/etc/os-release", encoding="utf-8") as release:
        system = re.search(r'PRETTY_NAME="(.*)"', release.read())
    return {
        "cpu": cpu.group(1) if cpu else platform.machine(),
        "system": system.group(1) if system else "unknown",
        "kernel": platform.release(),
        "compiler": first_line("gcc", "--version"),
        "versions": {name: first_line("pkg-config", "--modversion", name) for name in libraries},
        "commit": first_line("git", "rev-parse", "--short", "HEAD"),
    }


def number(value, digits=3):
    """Three digits that mean something, and thousands apart."""
    if value >= 1000:
        return f"{round(value, digits - len(str(int(value)))):,.0f}"
    return f"{value:.{digits}g}" if value < 100 else f"{value:.0f}"


def ratio(found):
    return f"{found['median']:.2f} ({found['low']:.2f}-{found['high']:.2f})"


def table(head, rows):
    lines = ["| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows]]
    return "\n".join(lines) + "\n"


def calls_table(shape):
    head = ["server", "calls/s", "calls/s against gRPC C++", "CPU per call against it",
            "CPU us per call", "p50 us", "p99 us"]

    def cell(found, key, show):
        return show(found[key]) if key in found else ""

    def median(found):
        return number(found["median"])
    rows = [[name, median(found["per_second"]), ratio(found["ratio"]),
             cell(found, "cpu_ratio", ratio), cell(found, "cpu_us", median),
             cell(found, "p50_us", median), cell(found, "p99_us", median)]
            for name, found in shape["servers"].items()]
    return table(head, rows)


# What is aimed at: kind of load, beside whom, which figure of ours over theirs, the aim, and
# whether more is better.
AIMS = (
    ("10x100", "tonic", "per_second", 2.5, True), ("50x1", "tonic", "per_second", 1.3, True),
    ("10x100", "gRPC C++", "per_second", 10, True), ("50x1", "gRPC C++", "per_second", 2.3, True),
    ("10x100", "grpc-go", "per_second", 8, True), ("50x1", "grpc-go", "per_second", 2, True),
    ("10x100", "bare: nghttp2, libuv", "cpu", 1.6, False),
    ("50x1", "bare: nghttp2, libuv", "cpu", 1.15, False),
    ("rate", "gRPC C++", "cpu", 0.6, False), ("rate", "tonic", "cpu", 0.85, False),
    ("rate", "gRPC C++", "p99", 1, False), ("rate", "tonic", "p99", 1, False),
    ("tls 10x100", "gRPC C++", "per_second", 6, True),
    ("stream", "gRPC C++", "per_second", 8, True),
    ("large", "gRPC C++", "per_second", 1.5, True),
    ("caller", "gRPC C++", "per_second", 6, True),
)
FIGURES = {"per_second": "calls/s", "cpu": "CPU per call", "p99": "p99"}


def aims_table(results):
    shapes = {shape["key"]: shape for shape in results["calls"]}
    rows = []
    for key, peer, figure, aim, more in AIMS:
        found = shapes.get(key, {}).get("ours_over", {}).get(peer, {}).get(figure)
        if found is None:
            rows.append([key, f"{FIGURES[figure]} over {peer}'s", f"{aim}", "not measured", ""])
            continue
        met = found["median"] >= aim if more else found["median"] <= aim
        rows.append([key, f"{FIGURES[figure]} over {peer}'s",
                     f"{'at least' if more else 'at most'} {aim}", ratio(found),
                     "yes" if met else "**no**"])
    ours = results.get("standing", {}).get("caravan", {})
    calls = ours.get("system_calls", {})
    for title, value, aim in (
            ("system calls per call, 10x100", calls.get("10x100"), 0.05),
            ("system calls per call, 50x1", calls.get("50x1"), 2.2),
            ("idle memory, MiB", ours.get("idle_kib", 0) / 1024 if ours else None, 4),
            ("KiB per idle connection", ours.get("connection_kib"), 16)):
        if value is not None:
            rows.append(["at rest" if "idle" in title else "counted", title, f"at most {aim}",
                         f"{value:.2f}", "yes" if value <= aim else "**no**"])
    return table(["load", "figure", "aim", "found", "met"], rows)


def standing_table(standing):
    head = ["server", "ready ms", "idle MiB", "KiB per idle connection", "threads",
            "system calls per call, 50x1", "10x100"]
    rows = []
    for name, found in standing.items():
        calls = found.get("system_calls", {})
        rows.append([name, number(found["ready_ms"]), f"{found['idle_kib'] / 1024:.1f}",
                     f"{found['connection_kib']:.1f}", str(found["threads"]),
                     *(f"{calls[shape]:.2f}" if shape in calls else "not measured"
                       for shape in ("50x1", "10x100"))])
    return table(head, rows)


def durable_table(durable):
    head = ["rows on disk", "rows/s", "against raw SQLite", "p50 ms", "p99 ms"]
    rows = []
    for name, found in durable.items():
        rows.append([name, number(found["per_second"]["median"]),
                     ratio(found["ratio"]),
                     *(f"{found[part]['median'] / 1000:.2f}" for part in ("p50_us", "p99_us"))])
    return table(head, rows)


def rows_table(rows):
    return table(["what", "must", "found", "met"],
                 [[row["what"], row["must"], row["found"], "yes" if row["met"] else "**no**"]
                  for row in rows])


def markdown(results):
    about = results["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in about["versions"].items()
                         if version)
    noise = results["noise_ms"]
    parts = [BEGIN, "",
             f"{about['cpu']}, {results['cores']} cores, {about['system']}, kernel "
             f"{about['kernel']}; {about['compiler']}; {versions}; commit {about['commit']}.",
             "",
             f"A fixed piece of work took {noise['best']:.1f} ms at best, {noise['median']:.1f} in "
             f"the median and {noise['worst']:.1f} at worst while this ran. Medians; in brackets "
             f"the quartiles over {results['rounds']} paired turns.", ""]
    parts += ["**What is aimed at**", "", aims_table(results)]
    for shape in results["calls"]:
        parts += [f"**{shape['title']}**", "", calls_table(shape)]
    if "loops" in results:
        found = results["loops"]
        parts += ["**Two loop threads over one, 10 x 100, load on one of the two cores**", "",
                  table(["calls/s", "CPU per call"],
                        [[ratio(found["per_second"]), ratio(found["cpu"])]])]
    parts += ["**At rest**", "", standing_table(results["standing"])]
    if "durable" in results:
        parts += ["**Durable creates**", "", durable_table(results["durable"])]
    if "hub" in results:
        parts += ["**A parcel hub**", "", rows_table(results["hub"])]
    if "offices" in results:
        parts += ["**Programme offices**", "", rows_table(results["offices"])]
    parts.append(END)
    return "\n".join(parts)


def write(results, json_path, markdown_path):
    with open(json_path, "w", encoding="utf-8") as out:
        json.dump(results, out, indent=1, sort_keys=True)
        out.write("\n")
    with open(markdown_path, encoding="utf-8") as old:
        text = old.read()
    begin, end = text.index(BEGIN), text.index(END) + len(END)
    with open(markdown_path, "w", encoding="utf-8") as out:
        out.write(text[:begin] + markdown(results) + text[end:])
