"""A hub, its devices and what they scan, for the judges of caravan-logistics: a scan follows from
its device and its running number alone, so that it can be sent again, and by another program."""
import time

from caravan.logistics.v1 import (bag_pb2, chute_pb2, hub_pb2, hubs_pb2_grpc, prefecture_pb2,
                                  scan_pb2)

HUB = "hubs/east"
PATIENCE_S = 30
# What each device sees of a parcel, and how many seconds after it was announced.
DEVICES = {
    "advice": (("PRE_ADVISED", 0),),
    "tunnel": (("INBOUND", 3600), ("WEIGHED", 3604)),
    "sorter": (("ASSIGNED", 3610), ("RECIRCULATED", 3640), ("DIVERTED", 3700)),
    "dock": (("BAGGED", 4000), ("DISPATCHED", 7200), ("ARRIVED_DEST", 20000)),
}
CHUTES = 4
# Yesterday: so that nothing is overdue for so long that it counts as lost.
BEGAN_US = (int(time.time()) // 86400 - 1) * 86400 * 1000000


def reader(device):
    return f"{HUB}/readers/{device}"


def scan(device, number):
    """The device's scan of that running number, from 1."""
    steps = DEVICES[device]
    parcel, (step, after_s) = (number - 1) // len(steps), steps[(number - 1) % len(steps)]
    found = scan_pb2.Scan(
        number=number, step=getattr(scan_pb2, f"SCAN_STEP_{step}"), carrier="yto",
        parcel_number=f"YT{parcel:013d}", utc_offset_minutes=480,
        occur_us=BEGAN_US + (parcel * 100000) + after_s * 1000000)
    if step == "WEIGHED":
        found.grams = 500 + parcel % 700
    elif step == "PRE_ADVISED":
        found.destination_key = "530300"
    elif step in ("ASSIGNED", "DIVERTED"):  # one in eleven falls into a wrong one
        found.chute = f"c{(parcel + (step == 'DIVERTED' and parcel % 11 == 0)) % CHUTES}"
    elif step == "BAGGED":
        found.bag = f"b{parcel % CHUTES}"
    return found


def scans(device, first, count):
    return [scan(device, number) for number in range(first, first + count)]


def make_hub(channel):
    """The same when it was there before."""
    stub = hubs_pb2_grpc.HubsStub(channel)
    stub.CreateHub(hub_pb2.CreateHubRequest(
        hub_id="east", request_id="hub", hub=dict(title="East", utc_offset_minutes=480)),
        timeout=PATIENCE_S)
    for device in DEVICES:
        stub.CreateReader(hub_pb2.CreateReaderRequest(
            parent=HUB, reader_id=device, request_id=device,
            reader=dict(title=device, kind=hub_pb2.READER_KIND_BELT)), timeout=PATIENCE_S)
    stub.SetPrefectures(prefecture_pb2.SetPrefecturesRequest(
        parent=HUB, request_id="prefectures",
        prefectures=[dict(code="530300", title="Qujing", served=True)]), timeout=PATIENCE_S)
    for number in range(CHUTES):
        stub.CreateChute(chute_pb2.CreateChuteRequest(
            parent=HUB, chute_id=f"c{number}", request_id=f"c{number}", chute={}),
            timeout=PATIENCE_S)
        stub.CreateBag(bag_pb2.CreateBagRequest(
            parent=HUB, bag_id=f"b{number}", request_id=f"b{number}",
            bag=dict(prefecture=f"{HUB}/prefectures/530300")), timeout=PATIENCE_S)
    return stub
