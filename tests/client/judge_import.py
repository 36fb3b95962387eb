"""The way of a programme officer, with real processes: write spreadsheets, try, import, import
again, mend what is wrong, report. What the report must say is added up here from the same files.
"""
import csv
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
from decimal import Decimal

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from server import Server, check, finish  # noqa: E402

CARAVAN, PROJECTS = sys.argv[1:3]


class Ran:
    """One run of the client, and what it said."""

    def __init__(self, *words, address="127.0.0.1:1", lang="en", **how):
        env = {**os.environ, "CARAVAN_SERVER": address, "CARAVAN_LANG": lang}
        done = subprocess.run(
            [CARAVAN, *map(str, words)], env=env, encoding="utf-8", timeout=60,
            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **how})
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr

    def json(self):
        return json.loads(self.out)

    def __repr__(self):
        return f"{self.code}\n{(self.out or '')[-1500:]}\n{(self.err or '')[-1500:]}"


def rows_of(folder, name):
    with open(folder / name, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def fen(rows, column, factor=100):
    return int(sum(Decimal(row[column].replace(",", "")) for row in rows) * factor)


def report(address, *words):
    """As it is once somebody else has approved what was imported."""
    ran = Ran("approve", "--programme", "jw", "--as", "checker", address=address)
    check("somebody else approves", ran.code == 0 and "approved" in ran.out, ran)
    return Ran("report", "--programme", "jw", "--json", *words, address=address).json()


def disbursed(address):
    return int(report(address)["total"]["disbursed_minor"])


def demo_data(folder):
    again = folder.parent / "again"
    other = folder.parent / "other"
    for where, seed in ((folder, 7), (again, 7), (other, 8)):
        ran = Ran("demo-data", where, "--seed", seed)
        check(f"demo-data writes {where.name}", ran.code == 0, ran)
    names = sorted(path.name for path in folder.glob("*.csv"))
    check("ten files", len(names) == 10, names)
    check("the same seed, the same bytes",
          all((folder / name).read_bytes() == (again / name).read_bytes() for name in names))
    check("another seed, other bytes",
          (folder / "budget.csv").read_bytes() != (other / "budget.csv").read_bytes())


def first_import(address, folder):
    total = sum(len(rows_of(folder, path.name)) for path in folder.glob("*.csv"))
    ran = Ran("import", folder, "--dry-run", "--json", address=address)
    check("a dry run says that all is new",
          ran.code == 0 and ran.json()["created"] == total and not ran.json()["recorded"], ran)
    ran = Ran("report", "--programme", "jw", address=address)
    check("and leaves nothing", ran.code == 1 and "NOT_FOUND" in ran.err, ran)
    ran = Ran("import", folder, "--json", address=address)
    check("all rows are recorded",
          ran.code == 0 and ran.json()["created"] == total and ran.json()["recorded"], ran)
    own_entries(address)
    before = report(address)
    ran = Ran("import", folder, address=address)
    check("again: nothing is changed", ran.code == 0 and "nothing was changed" in ran.out, ran)
    check("no control codes where there is no terminal", "\x1b" not in ran.err + ran.out, ran)
    after = report(address)
    check("nor in the report", {**before, "known_at": 0} == {**after, "known_at": 0})


def own_entries(address):
    """Who imported it cannot approve it, and the report shows it apart."""
    ran = Ran("approve", "--programme", "jw", address=address)
    check("one's own is not approved",
          ran.code == 0 and ran.out.startswith("0 entries") and "somebody else" in ran.out, ran)
    said = Ran("report", "--programme", "jw", "--json", address=address).json()
    check("nothing counts yet", int(said["total"]["budget_minor"]) == 0 and
          int(said["total"]["pending_budget_minor"]) > 0, said["total"])


def adds_up(address, folder):
    said = report(address, "--effective-through", "2026-03-31")
    total = said["total"]
    paid = rows_of(folder, "disbursements.csv")
    check("disbursed is the sum of the file",
          int(total["disbursed_minor"]) == fen(paid, "amount（元）"), total)
    check("committed is", int(total["committed_minor"]) ==
          fen(rows_of(folder, "commitments.csv"), "amount（元）"), total)
    check("and the budget is", int(total["budget_minor"]) ==
          fen(rows_of(folder, "budget.csv"), "amount（万元）", 1000000), total)
    for part in ("by_project", "by_sector", "by_site", "by_partner", "by_year"):
        for column in ("budget_minor", "committed_minor", "disbursed_minor"):
            check(f"{part} adds up to the {column} of the total",
                  sum(int(row[column]) for row in said[part]) == int(total[column]))
    projects = {row["key"].rsplit("/", 1)[1]: int(row["disbursed_minor"])
                for row in said["by_project"]}
    check("each project is the sum of its rows", projects == {
        key: fen([row for row in paid if row["project"] == key], "amount（元）")
        for key in projects})
    eyes = [row for row in rows_of(folder, "observations.csv")
            if row["indicator"] == "health.eye_screenings"]
    found = next(row for row in said["indicators"]
                 if row["indicator"].endswith("/health.eye_screenings"))
    check("an indicator is the sum of its rows",
          int(found["total"]["value"]) == fen(eyes, "value", 1), found["total"])
    check("and its months add up to it", int(found["total"]["value"]) ==
          sum(int(figure["value"]) for figure in found["by_period"]))
    lines = Ran("report", "--programme", "jw", "--csv", address=address).out.lstrip("\ufeff")
    money = next(csv.DictReader(lines.splitlines()))
    check("CSV says the same", fen([money], "disbursed") == int(total["disbursed_minor"]), money)
    ran = Ran("report", "--programme", "jw", "--by", "year", address=address, lang="zh")
    check("tables are there in Chinese", "资金按年度" in ran.out and ran.code == 0, ran)


def bad_rows(address, folder):
    before = disbursed(address)
    head = "project,commitment,amount（万元）,date,reference\n"
    sheet = folder.parent / "disbursements-new.csv"
    where = ("import", sheet, "--programme", "jw")

    sheet.write_text(head + "0001,c1,0.0001,2025-07-01,N-1\n0001,c1,0.0o02,2025-07-01,N-2\n",
                     encoding="utf-8")
    ran = Ran(*where, address=address)
    check("one bad cell is named", ran.code == 1 and ran.err.startswith(
        f'{sheet}:3:C: amount（万元） is "0.0o02": must be an amount such as'), ran)
    check("and nothing is kept", disbursed(address) == before)

    sheet.write_text(head + "0001,c1,0.0001,2025-07-01,N-1\n0001,c1,99999,2025-07-01,N-2\n",
                     encoding="utf-8")
    ran = Ran(*where, address=address)
    check("a row that the server refuses is named",
          ran.code == 1 and f'{sheet}:3:C: amount（万元） is "99999": over the commitment' in ran.err,
          ran)
    check("and nothing is kept either", disbursed(address) == before)
    ran = Ran(*where, "--keep-good", address=address)
    check("--keep-good keeps the good one", ran.code == 1 and disbursed(address) == before + 100,
          ran)
    ran = Ran(*where, "--keep-good", "--json", address=address)
    check("once", disbursed(address) == before + 100 and ran.json()["unchanged"] == 1, ran)
    problem = ran.json()["problems"][0]
    check("a problem for programs", (problem["line"], problem["column"], problem["reason"]) ==
          (3, "C", "COMMITMENT_EXCEEDED"), problem)
    ran = Ran(*where, address=address, lang="zh")
    check("in Chinese too", "超出合同金额" in ran.err and "没有记录任何内容" in ran.out, ran)


def an_office_in_china(address, folder):
    before = disbursed(address)
    sheet = folder.parent / "支付七月.csv"
    lines = ["项目编号,合同编号,支付金额（万元）,支付日期,凭证号"]
    lines += [f"0001,C1,０．０００{n},2025年7月{n}日,凭{n}" for n in (1, 2)]

    def run():
        sheet.write_bytes("\r\n".join(lines).encode("gb18030"))
        return Ran("import", sheet, "--programme", "jw", "--json", address=address)

    ran = run()
    check("GB18030, full width and 万元", ran.code == 0 and disbursed(address) == before + 300, ran)
    lines += [f"0001,C1,0.000{n},2025年8月{n}日,凭{n}" for n in (1, 2, 3)]
    ran = run()
    check("three more lines add three", ran.json()["created"] == 3 and
          ran.json()["unchanged"] == 2 and disbursed(address) == before + 900, ran)


def figures(address, folder):
    ran = Ran("check-figures", address=address)
    check("17 of 17 published figures met",
          ran.code == 0 and ran.out.splitlines()[-1] == "17 of 17 published figures met", ran)
    poor = folder.parent / "poor"
    shutil.copytree(folder, poor)
    for name in ("indicators.csv", "observations.csv", "targets.csv"):
        (poor / name).unlink()
    text = (poor / "programme.csv").read_text(encoding="utf-8").replace("\njw,", "\npoor,")
    (poor / "programme.csv").write_text(text, encoding="utf-8")
    ran = Ran("import", poor, address=address)
    check("a programme without results", ran.code == 0, ran)
    ran = Ran("approve", "--programme", "poor", "--as", "checker", address=address)
    check("is approved", ran.code == 0, ran)
    ran = Ran("check-figures", "--programme", "poor", address=address)
    check("meets five of them", ran.code == 1 and
          ran.out.splitlines()[-1] == "5 of 17 published figures met" and "not there" in ran.out,
          ran)


def too_much(address, folder):
    sheet = folder.parent / "observations-all.csv"
    sheet.write_text("indicator,project,date,value\n" + "".join(
        f"site.inspections,0001,2024-01-0{n % 9 + 1},{n}\n" for n in range(10001)))
    ran = Ran("import", sheet, "--programme", "jw", address=address)
    check("10,001 rows are too many, and it says what to do",
          ran.code == 1 and "10001 rows" in ran.err and "fewer files" in ran.err, ran)
    before = disbursed(address)
    paid = folder / "disbursements.csv"
    ran = Ran("import", paid, paid, "--programme", "jw", address=address)
    check("a file named twice counts once or not at all", ran.code == 1 and
          "named twice" in ran.err and disbursed(address) == before, ran)


def without_a_server():
    ran = Ran("report", "--programme", "jw")
    check("no server: 3, and how to start one",
          ran.code == 3 and "caravan-projects --store" in ran.err, ran)
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        ran = Ran("health", "--timeout", "0.3", address="127.0.0.1:%d" % deaf.getsockname()[1])
    check("no answer: 3", ran.code == 3, ran)
    for words in (["imports"], ["import"], ["report", "--years"], ["report", "--programme"],
                  ["report", "--programme", "jw", "--effective-through", "May"],
                  ["report", "--programme", "jw", "--json", "--csv"], ["health", "a", "b"],
                  ["demo-data", "x", "--seed", "one"], ["health", "--timeout", "0"]):
        ran = Ran(*words)
        check(f"{' '.join(words)}: 2", ran.code == 2 and ran.err != "", ran)
    with open("/dev/full", "w") as full:
        ran = Ran("help", stdout=full)
    check("what cannot be written is told", ran.code == 4, ran)


def main():
    with tempfile.TemporaryDirectory() as work:
        folder = pathlib.Path(work) / "sheets"
        demo_data(folder)
        with Server(PROJECTS, "--store", f"sqlite:{work}/projects.db") as server:
            ran = Ran("health", "caravan.projects.v1.Projects", address=server.address)
            check("the service is healthy", ran.code == 0, ran)
            first_import(server.address, folder)
            adds_up(server.address, folder)
            figures(server.address, folder)
            bad_rows(server.address, folder)
            an_office_in_china(server.address, folder)
            too_much(server.address, folder)
    without_a_server()
    finish()


main()
