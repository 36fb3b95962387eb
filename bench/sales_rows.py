"""What the logistics service's ledger of sales is measured by, as rows beside the hub's.

Raw SQLite is the same statements for the same rows in the same run: of an import what the service
asked, written down once and asked again (bench-replay); of a report its one great statement, asked
of the same file."""
import json
import os
import sqlite3
import statistics
import subprocess
import time

import hub_rows
import results as res
from programs import Failed

SALE = "INSERT INTO sale ("
SALES = 100000  # of three years
TURN = 20000
REPORTS = 10
# services/logistics/sales_report/sales_report_store.c
SUMS = """SELECT COALESCE(NULLIF(s.product, ''), s.hs_code) AS goods, s.channel, s.origin,
s.buyer_region, p.effective_on / 100 AS month, s.signed_on / 100 AS signed_month, p.measure,
SUM(p.amount_minor) FROM sale_posting p JOIN sale s ON s.org_id = p.org_id AND s.uid = p.sale_uid
WHERE s.currency = 'CNY' AND p.effective_on >= 0 AND p.effective_on <= 99991231
AND p.org_id = (SELECT MIN(org_id) FROM sale)
GROUP BY goods, s.channel, s.origin, s.buyer_region, month, signed_month, p.measure"""


class Sales(hub_rows.Hub):
    def office(self, server, sales, reports):
        done = subprocess.run([self.program("caravan-sales-load"), str(server.port), str(sales),
                               str(reports)], timeout=900, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            raise Failed(done.stderr.strip())
        return json.loads(done.stdout)

    def record_import(self, recording, sales):
        with self.folder() as folder, self.service(folder, recording) as server:
            self.office(server, sales, 0)

    def imported(self, recording):
        """Imports beside the same statements."""
        self.record_import(recording, TURN)
        ours, raw = [], []
        for number in range(self.rounds):
            self.progress(f"sales, imports: round {number + 1} of {self.rounds}")
            with self.folder() as folder, self.service(folder) as server:
                ours.append(self.office(server, TURN, 0)["per_second"])
            raw.append(self.replay(recording, mark=SALE)["per_second"])
        os.remove(recording)
        ratio = res.spread([a / b for a, b in zip(ours, raw)])
        self.row("imported sales over raw SQLite, 1,000 to a call", "none set",
                 f"{res.ratio(ratio)}: {res.number(statistics.median(ours))} of "
                 f"{res.number(statistics.median(raw))} sales/s", True)

    @staticmethod
    def raw_ms(path, times):
        """The median of the statement alone."""
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        found = []
        for _ in range(times):
            began = time.perf_counter()
            rows = connection.execute(SUMS).fetchall()
            found.append((time.perf_counter() - began) * 1000)
        connection.close()
        if not rows:
            raise Failed("no sales in the store")
        return statistics.median(found)

    def reported(self, sales, reports):
        self.progress(f"sales, three years of {sales} sales")
        with self.folder() as folder:
            with self.service(folder) as server:
                ours = self.office(server, sales, reports)
            raw = self.raw_ms(f"{folder}/s.db", reports)
        ours_ms = ours["report_p50_us"] / 1000
        self.row(f"SalesReport over three years of {sales:,} sales, over raw SQLite", "none set",
                 f"{raw / ours_ms:.2f}: p50 {ours_ms:.1f} ms of {raw:.1f} ms, p99 "
                 f"{ours['report_p99_us'] / 1000:.1f} ms", True)

    def measure(self):
        with self.folder() as scratch:
            self.imported(f"{scratch}/imports")
        self.reported(SALES, REPORTS)
        return self.rows


def smoke(options):
    """Do the programs still work together?"""
    sales = Sales(options, lambda _: None)
    with sales.folder() as folder:
        if os.path.exists(sales.program("libbench_record.so")):  # not there where a sanitizer is
            sales.record_import(f"{folder}/recording", 1000)
            if sales.replay(f"{folder}/recording", mark=SALE)["calls"] < 1000:
                raise Failed("sales are missing in what was written down")
    sales.reported(1000, 2)
