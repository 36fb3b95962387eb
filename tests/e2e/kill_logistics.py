"""kill -9 of caravan-logistics while devices stream scans, many times on one store: each
acknowledged scan is there, and when each device has sent again what follows its last
acknowledgement, parcels and figures are those of a run that nobody disturbed.

usage: kill_logistics.py CARAVAN_LOGISTICS GENERATED KILLS"""
import os
import queue
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

from server import Server, check, finish, generated

program, generated_folder = sys.argv[1:3]
KILLS = int(sys.argv[3])
generated(generated_folder)

import grpc  # noqa: E402
from caravan.logistics.v1 import parcel_pb2, scan_pb2  # noqa: E402
import hub_scans as hub  # noqa: E402

BATCH_MAX = 100
UNACKED_MAX = 6    # messages under way of a device
ACKS_MAX = 150     # each life ends at some number of acknowledged messages up to this
START_MAX_S = 5.0


class Device:
    """A handheld with a memory: it knows what was acknowledged, and throws nothing else away."""

    def __init__(self, name):
        self.name = name
        self.acked = 0  # running number
        self.sent = 0   # the highest ever sent
        self.seed = random.Random(name)
        self.outcomes = [0] * 8
        self.refused = []

    def messages(self, until):
        """From the last acknowledgement on, some scans at a time."""
        at = self.acked + 1
        while until is None or at <= until:
            count = self.seed.randint(1, BATCH_MAX)
            if until is not None:
                count = min(count, until + 1 - at)
            self.room.get()
            if self.over:
                return
            self.sent = max(self.sent, at + count - 1)
            yield scan_pb2.StreamScansRequest(parent=hub.reader(self.name),
                                              scans=hub.scans(self.name, at, count))
            at += count

    def run(self, stub, on_ack, until=None):
        """Stream until the service is gone, or all up to `until` is acknowledged."""
        self.room = queue.Queue()
        self.over = False
        for _ in range(UNACKED_MAX):
            self.room.put(None)
        try:
            for answer in stub.StreamScans(self.messages(until), timeout=60):
                self.acked = max(self.acked, answer.durable_number)
                for outcome in answer.outcomes:
                    self.outcomes[outcome] += 1
                self.refused += [d for d in answer.details if d.outcome >= 6]
                on_ack()
                self.room.put(None)
        except grpc.RpcError as error:
            if error.code() != grpc.StatusCode.UNAVAILABLE or until is not None:
                self.refused.append((error.code(), error.details()))
        self.over = True
        self.room.put(None)


def devices_run(devices, stub, on_ack, until=None):
    threads = [threading.Thread(target=device.run, args=(stub, on_ack, until))
               for device in devices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
        if thread.is_alive():
            raise SystemExit("a stream that never ended")


def live_and_die(server, stub, devices, kill_after):
    """One life, with devices sending as fast as they may."""
    lock = threading.Lock()
    acks = 0

    def on_ack():
        nonlocal acks
        with lock:
            acks += 1
            if acks == kill_after:
                server.process.kill()
    if kill_after == 0:
        threading.Timer(0.01, server.process.kill).start()
    devices_run(devices, stub, on_ack)
    server.process.wait()


def durable(stub, device):
    """Where the device is, as the service says it."""
    answer, = stub.StreamScans(iter([scan_pb2.StreamScansRequest(
        parent=hub.reader(device.name))]), timeout=hub.PATIENCE_S)
    return answer.durable_number


# ---- what lies in the file, without opening it: only the service may do that ----

KEPT = """
SELECT r.id, COUNT(*), MIN(s.number), MAX(s.number) FROM scan s JOIN reader r
ON r.org_id = s.org_id AND r.hub_no = s.hub_no AND r.reader_no = s.reader_no GROUP BY r.id
"""


def examine(folder, devices, when):
    with tempfile.TemporaryDirectory(prefix="caravan-copy-") as copy:
        for name in ("s.db", "s.db-wal"):
            if os.path.exists(os.path.join(folder, name)):
                shutil.copy(os.path.join(folder, name), copy)
        db = sqlite3.connect(os.path.join(copy, "s.db"))
        check(f"{when}: the file is whole",
              db.execute("PRAGMA integrity_check").fetchall() == [("ok",)])
        kept = {row[0]: row[1:] for row in db.execute(KEPT)}
        db.close()
        for device in devices:
            count, least, most = kept.get(device.name, (0, 1, 0))
            check(f"{when}: {device.name}: {device.acked} acknowledged scans are there, once",
                  most >= device.acked and (count, least) == (most, 1),
                  (device.acked, count, least, most))
        verified = subprocess.run([program, "verify", "--store", f"sqlite:{copy}/s.db"],
                                  capture_output=True, text=True, check=False)
        check(f"{when}: states and figures are those of the scans", verified.returncode == 0,
              verified.stdout + verified.stderr)


# ---- what the hub knows in the end ----

def facts(stub, parcels):
    """Everything about each parcel that does not say in which order its scans came."""
    asked = [stub.TrackParcel.future(parcel_pb2.TrackParcelRequest(
        parent=hub.HUB, carrier="yto", number=f"YT{parcel:013d}",
        view=parcel_pb2.PARCEL_VIEW_STAFF), timeout=60) for parcel in range(parcels)]
    found = []
    for call in asked:
        parcel = call.result()
        parcel.name = ""  # numbered in the order in which they came
        for record in parcel.scans:
            record.sequence = 0
            record.outcome = 0
            record.parcel = ""
            record.ClearField("receive_time")
        found.append(parcel.SerializeToString(deterministic=True))
    return found


def undisturbed(devices):
    """The same scans to a service that nobody kills."""
    parcels = min(device.acked // len(hub.DEVICES[device.name]) for device in devices)
    calm = [Device(device.name) for device in devices]
    with tempfile.TemporaryDirectory(prefix="caravan-calm-") as folder, \
            Server(program, "--store", f"sqlite:{folder}/s.db", "--log-level", "error") as server, \
            grpc.insecure_channel(server.address) as channel:
        stub = hub.make_hub(channel)
        for device, as_far_as in zip(calm, devices):
            devices_run([device], stub, lambda: None, as_far_as.acked)
        return parcels, facts(stub, parcels)


def main(folder):
    chance = random.Random(20250701)
    devices = [Device(name) for name in hub.DEVICES]
    slowest = 0.0
    for number in range(KILLS + 1):
        began = time.monotonic()
        server = Server(program, "--store", f"sqlite:{folder}/s.db", "--log-level", "error")
        slowest = max(slowest, time.monotonic() - began)
        with grpc.insecure_channel(server.address, [("grpc.enable_retries", 0)]) as channel:
            stub = hub.make_hub(channel)
            for device in devices:
                known = durable(stub, device)
                check(f"start {number}: {device.name} is where it was",
                      device.acked <= known <= device.sent, (device.acked, known, device.sent))
            if number < KILLS:
                live_and_die(server, stub, devices, chance.choice((0, 1, chance.randrange(
                    ACKS_MAX))))
                examine(folder, devices, f"kill {number}")
                continue
            last = max(device.sent // len(hub.DEVICES[device.name]) for device in devices) + 10
            for device in devices:
                devices_run([device], stub, lambda: None, last * len(hub.DEVICES[device.name]))
            parcels, wanted = undisturbed(devices)
            seen = facts(stub, parcels)
            check(f"{parcels} parcels as if nothing had happened", seen == wanted,
                  sum(a != b for a, b in zip(seen, wanted)))
            check("it ends gracefully", server.stop() == 0)
    examine(folder, devices, "the end")
    for device in devices:
        check(f"{device.name}: nothing was refused", not device.refused, device.refused[:3])
    again = sum(device.outcomes[scan_pb2.SCAN_OUTCOME_DUPLICATE] for device in devices)
    acked = sum(device.acked for device in devices)
    check(f"each start within {START_MAX_S} s", slowest < START_MAX_S, slowest)
    # A few kills may all have come just after an answer; among many some do not.
    check("there was load, and a tail to send again",
          acked > KILLS * 100 and (again > 0 or KILLS < 20),
          (acked, again))
    print(f"{KILLS} kills, {acked} scans acknowledged, {again} sent again that were there, "
          f"slowest start {slowest * 1000:.0f} ms")


with tempfile.TemporaryDirectory(prefix="caravan-kill-") as scratch:
    main(scratch)
finish()
