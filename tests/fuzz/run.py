"""run.py BUILD SECONDS JOBS [TARGET...]: every target, or those named, for so many seconds each, so
many at a time, and a table of what came of it.

Without names it judges a change: from the kept corpus and a fixed seed, so that it takes the same
way each time, however far it gets, and what it finds the change brought in. With names it
searches: another way each time, with more to go by, on from what it found before, which is kept in
BUILD/fuzz/found/TARGET."""
import concurrent.futures
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
LIMITS = ["-max_len=4096", "-len_control=20", "-rss_limit_mb=1536", "-timeout=10",
          "-print_final_stats=1"]
# Cheaper than the defaults, and still a stack that tells who it was.
CHECKER = "malloc_context_size=8:quarantine_size_mb=32"
GRACE = 60  # seconds beyond the time asked for, to read the corpus and to end


def folder(*parts):
    path = os.path.join(*parts)
    os.makedirs(path, exist_ok=True)
    return path


def search(build, target):
    """Arguments of a run that goes where none went before."""
    return ["-use_value_profile=1", folder(build, "found", target),
            os.path.join(HERE, "corpus", target)]


def same_way(build, target):
    """Arguments of a run that is the same each time. A folder is read in the order of its file
    system, and the value profile goes by addresses of the heap; so neither."""
    corpus = os.path.join(HERE, "corpus", target)
    listed = os.path.join(build, target + ".inputs")
    with open(listed, "w", encoding="utf-8") as out:
        out.write(",".join(os.path.join(corpus, name) for name in sorted(os.listdir(corpus))))
    shutil.rmtree(os.path.join(build, "smoke", target), ignore_errors=True)
    return ["-seed=1", f"-seed_inputs=@{listed}", folder(build, "smoke", target)]


def addresses_stay():
    """The prefix of a command that puts it at the same addresses each time, where one may."""
    prefix = ["setarch", "-R"]
    return prefix if subprocess.run([*prefix, "true"], check=False).returncode == 0 else []


def run(build, target, seconds, arguments):
    crashes = folder(build, "crashes", target)
    command = [*addresses_stay(), os.path.join(build, "fuzz_" + target),
               f"-max_total_time={seconds}", *LIMITS, f"-artifact_prefix={crashes}/",
               *arguments(build, target)]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=seconds + GRACE,
                              env={**os.environ, "ASAN_OPTIONS": CHECKER})
        told, code = done.stdout.decode("utf-8", "replace"), done.returncode
    except subprocess.TimeoutExpired as late:
        told, code = (late.stdout or b"").decode("utf-8", "replace"), "late"
    with open(os.path.join(build, target + ".log"), "w", encoding="utf-8") as log:
        log.write(told)
    return target, code, told


def last(pattern, told):
    matches = re.findall(pattern, told)
    return int(matches[-1]) if matches else 0


def row(build, target, code, told):
    runs = last(r"stat::number_of_executed_units: (\d+)", told)
    print(f"{target:16} {runs:>12,} runs  {last(r'cov: ([0-9]+)', told):>6} edges  "
          f"{last(r'corp: ([0-9]+)/', told):>6} inputs  {'fine' if code == 0 else 'FAILED'}",
          flush=True)
    if code != 0:
        print("\n".join(told.splitlines()[-60:]))
        kept = re.findall(r"Test unit written to (\S+)", told)
        if kept:
            print(f"{target}: again with {build}/fuzz_{target} {kept[-1]}")
    return runs


def main():
    build = os.path.join(os.path.abspath(sys.argv[1]), "fuzz")
    seconds, jobs = int(sys.argv[2]), int(sys.argv[3])
    arguments = search if sys.argv[4:] else same_way
    targets = sys.argv[4:] or sorted(os.listdir(os.path.join(HERE, "corpus")))
    runs, failed = 0, []
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for target, code, told in pool.map(lambda t: run(build, t, seconds, arguments), targets):
            runs += row(build, target, code, told)
            failed += [target] if code != 0 else []
    what = "nothing found" if not failed else "FAILED: " + ", ".join(failed)
    print(f"fuzz: {len(targets)} targets, {seconds} s each, {runs:,} runs: {what}")
    return 1 if failed else 0


sys.exit(main())
