"""Debian's python3-grpcio as the programme office: it imports sales, finds those seen twice, closes
a month and corrects it, adds everything up by itself, and has the store verified.

usage: judge_sales.py CARAVAN_LOGISTICS GENERATED"""
import collections
import concurrent.futures
import subprocess
import sys
import tempfile

import grpc

from described import reflected
from server import Server, check, finish, generated

program, generated_folder = sys.argv[1:3]
generated(generated_folder)

from caravan.logistics.v1 import (sale_match_pb2, sale_pb2, sale_period_pb2,  # noqa: E402
                                  sales_import_pb2, sales_pb2_grpc, sales_report_pb2)
from stock_caller import PATIENCE_S, Caller, refused  # noqa: E402

SALES = 3000
CHANNELS = ("direct", "platform-832", "livestream", "exhibition")


def day(number):
    """Of 2025, in months of 28 days."""
    return dict(year=2025, month=1 + number // 28 % 4, day=1 + number % 28)


def money(fen):
    return dict(currency="CNY", minor_units=fen)


def sale(number):
    """One in seven travelled, one in five is paid."""
    found = dict(product=f"apple-{number % 9}", origin=f"county-{number % 5}",
                 channel=CHANNELS[number % 4], external_reference=f"A-{number}",
                 buyer_region=f"region-{number % 11}", quantity_milli=1000 + number, unit="kg",
                 amount=money(10000 + number), signed_date=day(number))
    if number % 7 == 0:
        found["transport_reference"] = f"W-{number}"
    if number % 5 == 0:
        found["paid_date"] = day(number)
    return sale_pb2.CreateSaleRequest(sale_id=f"s{number}", sale=found)


def seen_in_freight(number):
    found = sale(number)
    found.sale_id = f"f{number}"
    found.sale.channel = "freight"
    found.sale.external_reference = f"N-{number}"
    found.sale.ClearField("paid_date")
    return found


def report(stub, **asked):
    return stub.SalesReport(sales_report_pb2.SalesReportRequest(**asked))


def imported(stub):
    rows = [sales_import_pb2.ImportSalesRow(sale=sale(n)) for n in range(SALES)]
    request = sales_import_pb2.ImportSalesRequest(rows=rows, request_id="import")
    for what in ("imports", "a repeated import answers the same"):
        answer = stub.ImportSales(request)
        check(what, answer.recorded and answer.created_count == SALES, answer.created_count)
    check("a sale of that reference is there", refused(
        stub.CreateSale, sale_pb2.CreateSaleRequest(sale=sale(1).sale)) ==
        ("ALREADY_EXISTS", "REFERENCE_TAKEN"))
    found = report(stub)
    sums = collections.Counter()
    for n in range(SALES):
        sums[CHANNELS[n % 4]] += 10000 + n
    check("signed adds up by channel, to the fen",
          {row.key: row.signed_minor for row in found.by_channel} == sums, found.by_channel)
    paid = sum(10000 + n for n in range(0, SALES, 5))
    check("paid and unpaid add up to the fen", (found.total.gross_minor, found.total.unpaid_minor)
          == (paid, sum(sums.values()) - paid), found.total)


def matches(stub):
    found, token = [], ""
    while True:
        answer = stub.ListSaleMatches(sale_match_pb2.ListSaleMatchesRequest(
            page_size=7, page_token=token))
        found, token = found + list(answer.sale_matches), answer.next_page_token
        if not token:
            return found


def counted_once(stub):
    before = report(stub).total
    travelled = range(0, 210, 7)
    for n in travelled:
        stub.CreateSale(seen_in_freight(n))
    found = matches(stub)
    check("each freight is proposed as the sale that it was",
          {(m.sale, m.duplicate) for m in found} ==
          {(f"sales/s{n}", f"sales/f{n}") for n in travelled}, found)
    with concurrent.futures.ThreadPoolExecutor(8) as callers:
        codes = collections.Counter(callers.map(
            lambda match: refused(stub.ConfirmSaleMatch,
                                  sale_match_pb2.ConfirmSaleMatchRequest(name=match.name)),
            found + found))
    check("of two who confirm a match, one does", codes ==
          {("OK", ""): len(found), ("FAILED_PRECONDITION", "NOT_PROPOSED"): len(found)}, codes)
    check("what was seen twice counts once", report(stub).total == before, report(stub).total)
    match = stub.ProposeSaleMatch(sale_match_pb2.ProposeSaleMatchRequest(
        sale="sales/s1", duplicate="sales/s2", reason="one truck"))
    stub.ConfirmSaleMatch(sale_match_pb2.ConfirmSaleMatchRequest(name=match.name))
    check("two are one because somebody says so",
          report(stub).total.signed_minor == before.signed_minor - 10002)
    stub.UndoSaleMatch(sale_match_pb2.UndoSaleMatchRequest(name=match.name, reason="two trucks"))
    check("and are two again", report(stub).total == before)


def restated(stub):
    name = "salePeriods/2025-01"
    closed = stub.CloseSalePeriod(sale_period_pb2.CloseSalePeriodRequest(name=name))
    entry = sale_pb2.CreateSaleEntryRequest(
        parent="sales/s1", sale_entry_id="late", sale_entry=dict(
            kind=sale_pb2.SALE_ENTRY_KIND_PAYMENT, amount=money(10001), effective_date=day(1)))
    stub.CreateSaleEntry(entry)
    entry.sale_entry_id = "again"
    check("no more is paid than was agreed", refused(stub.CreateSaleEntry, entry) ==
          ("FAILED_PRECONDITION", "PAYMENT_EXCEEDS_SALE"))
    month = report(stub).closed_months[0]
    check("a closed month says what it said, and the rest apart",
          month.stated.gross_minor == closed.statements[0].rows[0].gross_minor and
          [(row.key, row.gross_minor) for row in month.restatements] == [("late", 10001)], month)
    again = stub.RestateSalePeriod(sale_period_pb2.RestateSalePeriodRequest(
        name=name, reason="late papers"))
    check("stated anew, with what it said before",
          again.statements[0] == closed.statements[0] and
          again.statements[1].rows[0].gross_minor == month.stated.gross_minor + 10001, again)


def main(folder):
    store = f"sqlite:{folder}/s.db"
    with Server(program, "--store", store, "--log-level", "error") as server:
        with grpc.insecure_channel(server.address) as channel:
            stub = Caller(sales_pb2_grpc.SalesStub(channel), "office")
            imported(stub)
            counted_once(stub)
            restated(stub)
            reflected(channel, generated_folder, "caravan.logistics.v1.Sales", 20, PATIENCE_S)
    verified = subprocess.run([program, "verify", "--store", store], capture_output=True,
                              text=True, timeout=100)
    check("the ledger adds up from its records", verified.returncode == 0 and
          "of sales, 0 wrong" in verified.stdout, verified)


with tempfile.TemporaryDirectory(prefix="caravan-sales-") as scratch:
    main(scratch)
finish()
