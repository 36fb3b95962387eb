"""What tools/demo asks the client for, for those who do the same otherwise."""
import glob
import os
import re
import shlex

DEMO = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools", "demo")


def commands(sheets, without=()):
    """(imports and approvals, reports), each a list of words; `without` those that hold one of
    these texts."""
    with open(DEMO, encoding="utf-8") as demo:
        text = demo.read().replace("\\\n", " ").replace(" >\"$folder/figures\" || {", " ")
    found = {"import": [], "report": []}
    asks = r'^"\$bin/caravan" ((?:import|approve|report|check-figures)\b.*)$'
    for line in re.findall(asks, text, re.M):
        if any(part in line for part in without):
            continue
        words = [path for word in shlex.split(line.replace("$sheets", shlex.quote(sheets)))
                 for path in (sorted(glob.glob(word)) if "*" in word else [word])]
        found["import" if words[0] in ("import", "approve") else "report"].append(words)
    return found["import"], found["report"]
