"""The dashboards of deploy/grafana: panels that have their places and room for their titles, and
the same ones in both languages.

usage: dashboards.py DEPLOY"""
import json
import re
import sys
import unicodedata

from server import check, finish

FILES = ("caravan.json", "caravan.zh.json")
HAN = "[\u4e00-\u9fff]"
READ = ("title", "description", "label", "text", "legendFormat")  # by a person


def dashboard(deploy, file):
    with open(f"{deploy}/grafana/{file}", encoding="utf-8") as text:
        return json.load(text)


def pixels(title):
    """How wide it is at most, with the sign of the description beside it."""
    return 64 + sum(14 if unicodedata.east_asian_width(c) in "WF" else 9 for c in title)


def laid_out(board):
    """On a page 1,280 pixels wide nothing lies on another or is cut off."""
    ids = [panel["id"] for panel in board["panels"]]
    check("panels have ids of their own", len(ids) == len(set(ids)), ids)
    taken = {}
    for panel in board["panels"]:
        title, place = panel["title"], panel["gridPos"]
        columns = range(place["x"], place["x"] + place["w"])
        rows = range(place["y"], place["y"] + place["h"])
        below = {taken.setdefault((x, y), title) for x in columns for y in rows}
        check(f"{title} has its place on the page", columns.stop <= 24 and below == {title}, below)
        check(f"{title} is not cut off", pixels(title) <= len(columns) * 1280 / 24, pixels(title))


def without_words(value, words):
    """It, less what a person reads, which goes to `words`."""
    if isinstance(value, list):
        return [without_words(one, words) for one in value]
    if not isinstance(value, dict):
        return value
    left = {}
    for key, one in value.items():
        if key in READ and isinstance(one, str):
            words.append(one)
            left[key] = re.findall(r"{{\w+}}", one)
        else:
            left[key] = without_words(one, words)
    return left


def same(english, chinese):
    """But for their names and for what a person reads."""
    check("each has a name of its own", english.pop("uid") != chinese.pop("uid"))
    words, translated = [], []
    here, there = without_words(english, words), without_words(chinese, translated)
    for one, other in zip(here["panels"], there["panels"]):
        check(f"panel {one['id']} is the same in both", one == other, (one, other))
    check("so is the rest, and nothing is missing", here == there, (len(words), len(translated)))
    for one, other in zip(words, translated):
        needs_none = not re.sub(r"{{\w+}}|\d+ %", "", one).strip()
        check(f"{one} is not Chinese", not re.search(HAN, one))
        check(f"{other} is", needs_none or re.search(HAN, other), one)


def main():
    boards = [dashboard(sys.argv[1], file) for file in FILES]
    for board in boards:
        laid_out(board)
    same(*boards)
    finish()


if __name__ == "__main__":
    main()
