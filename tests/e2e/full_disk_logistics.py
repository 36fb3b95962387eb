"""A disk that fills up under streams of scans: writes are refused with the reason, what was
acknowledged is there after kill -9, the devices go on where they were once there is room, and
states and figures are those of the scans. The disk is a small tmpfs in a mount namespace of the
test's own.

usage: full_disk_logistics.py CARAVAN_LOGISTICS GENERATED"""
import os
import subprocess
import sys
import tempfile

from server import Server, check, finish, generated

program, generated_folder = sys.argv[1:3]
SMALL, LARGE = "3m", "96m"
BATCH = 50
MORE = 20  # batches of each device once there is room

if os.environ.get("CARAVAN_OWN_MOUNTS") != "1":
    own = ["unshare", "--mount"] + (["--user", "--map-root-user"] if os.getuid() != 0 else [])
    if subprocess.run(own + ["true"], check=False, stderr=subprocess.DEVNULL).returncode != 0:
        if os.environ.get("CI") == "true":
            raise SystemExit("no mount namespace of its own to be had")
        print("skipped: no mount namespace of its own to be had here")
        sys.exit(77)
    os.environ["CARAVAN_OWN_MOUNTS"] = "1"
    os.execvp(own[0], own + [sys.executable, "-B"] + sys.argv)

generated(generated_folder)

import grpc  # noqa: E402
from caravan.logistics.v1 import parcel_pb2, scan_pb2  # noqa: E402
import hub_scans as hub  # noqa: E402


def messages(device, first, batches):
    """`batches` None: without end."""
    while batches is None or batches > 0:
        yield scan_pb2.StreamScansRequest(parent=hub.reader(device),
                                          scans=hub.scans(device, first, BATCH))
        first += BATCH
        batches = None if batches is None else batches - 1


def stream(stub, device, acked, batches=None):
    """What is acknowledged then, and why the stream ended early; None: it did not."""
    try:
        for answer in stub.StreamScans(messages(device, acked + 1, batches),
                                       timeout=hub.PATIENCE_S):
            acked = max(acked, answer.durable_number)
    except grpc.RpcError as error:
        return acked, error
    return acked, None


def durable(stub, device):
    answer, = stub.StreamScans(iter([scan_pb2.StreamScansRequest(parent=hub.reader(device))]),
                               timeout=hub.PATIENCE_S)
    return answer.durable_number


def is_full(error):
    return error is not None and "disk is full" in error.details()


def fill(server, acked):
    with grpc.insecure_channel(server.address, [("grpc.enable_retries", 0)]) as channel:
        stub = hub.make_hub(channel)
        for device in hub.DEVICES:
            acked[device], error = stream(stub, device, 0, 4)
            check(f"{device}: some scans fit", error is None and acked[device] == 4 * BATCH, error)
        acked["tunnel"], error = stream(stub, "tunnel", acked["tunnel"])
        check("then the disk is full, and that is said", is_full(error), error)
        check("of a stream that took some", acked["tunnel"] > 4 * BATCH, acked)
        known = stub.TrackParcel(parcel_pb2.TrackParcelRequest(
            parent=hub.HUB, carrier="yto", number=f"YT{0:013d}"), timeout=hub.PATIENCE_S)
        check("reading goes on", known.number == f"YT{0:013d}", known)
    server.process.kill()
    server.process.wait()


def resume(server, acked):
    with grpc.insecure_channel(server.address, [("grpc.enable_retries", 0)]) as channel:
        stub = hub.hubs_pb2_grpc.HubsStub(channel)
        for device in hub.DEVICES:
            known = durable(stub, device)
            check(f"{device}: {acked[device]} acknowledged scans are there after a kill",
                  known >= acked[device], known)
            acked[device] = known
        _, error = stream(stub, "tunnel", acked["tunnel"])
        check("the disk is still full", is_full(error), error)
        acked["tunnel"] = durable(stub, "tunnel")
        subprocess.run(["mount", "-o", f"remount,size={LARGE}", disk], check=True)
        for device in hub.DEVICES:
            before = acked[device]
            acked[device], error = stream(stub, device, before, MORE)
            check(f"{device}: with room again the same service takes the rest",
                  error is None and acked[device] == before + MORE * BATCH, error)
        check("it ends gracefully", server.stop() == 0)


def examine(acked):
    verified = subprocess.run([program, "verify", "--store", f"sqlite:{disk}/s.db"],
                              capture_output=True, text=True, check=False)
    check("states and figures are those of the scans", verified.returncode == 0,
          verified.stdout + verified.stderr)
    scans = sum(acked.values())
    check(f"{scans} scans, each acknowledged, are there once", str(scans) in verified.stdout,
          verified.stdout)


with tempfile.TemporaryDirectory(prefix="caravan-full-") as folder:
    disk = os.path.join(folder, "disk")
    os.mkdir(disk)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", disk], check=True)
    store = ["--store", f"sqlite:{disk}/s.db", "--log-level", "error"]
    known_good = {}
    with Server(program, *store) as first:
        fill(first, known_good)
    with Server(program, *store) as second:
        resume(second, known_good)
    examine(known_good)
    subprocess.run(["umount", disk], check=True)
finish()
