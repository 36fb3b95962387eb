"""Stock callers (Debian's python3-grpcio) that go on through restarts: retries by a service config,
and a request id with each call, so that it counts once however often it is sent."""
import json
import threading

import grpc
from caravan.logistics.v1 import corridors_pb2_grpc, place_pb2
from caravan.projects.v1 import partner_pb2, programme_pb2, projects_pb2_grpc
from caravan.training.v1 import learning_pb2_grpc, organisation_pb2
from server import check

PATIENCE_S = 60
CALLERS = 4  # of each service
SERVICE_CONFIG = {"methodConfig": [{"name": [{}], "retryPolicy": {
    "maxAttempts": 5, "initialBackoff": "0.5s", "maxBackoff": "5s", "backoffMultiplier": 2,
    "retryableStatusCodes": ["UNAVAILABLE"]}}]}
PROGRAMME = "programmes/calls"


def partner(title, request_id, programme=PROGRAMME):
    return partner_pb2.CreatePartnerRequest(
        parent=programme, request_id=request_id,
        partner=dict(title=title, kind=partner_pb2.PARTNER_KIND_SCHOOL))


def place(title, request_id):
    return place_pb2.CreatePlaceRequest(
        request_id=request_id, place=dict(title=title, kind=place_pb2.PLACE_KIND_STATION,
                                          country="CN", utc_offset_minutes=480))


def organisation(title, request_id):
    return organisation_pb2.CreateOrganisationRequest(
        request_id=request_id, organisation=dict(
            title=title, kind=organisation_pb2.ORGANISATION_KIND_WORKSHOP))


# service -> stub, the Create, its request, the List, its request, its field
KINDS = {
    "projects": (projects_pb2_grpc.ProjectsStub, "CreatePartner", partner, "ListPartners",
                 lambda **asked: partner_pb2.ListPartnersRequest(parent=PROGRAMME, **asked),
                 "partners"),
    "logistics": (corridors_pb2_grpc.CorridorsStub, "CreatePlace", place, "ListPlaces",
                  place_pb2.ListPlacesRequest, "places"),
    "training": (learning_pb2_grpc.LearningStub, "CreateOrganisation", organisation,
                 "ListOrganisations", organisation_pb2.ListOrganisationsRequest, "organisations"),
}


class Office:
    """Who holds the office's keys: channels to the services."""

    def __init__(self, keys, addresses):
        parts = []
        for name in ("ca.pem", "key.pem", "cert.pem"):
            with open(f"{keys}/{name}", "rb") as file:
                parts.append(file.read())
        self.credentials = grpc.ssl_channel_credentials(*parts)
        self.addresses = addresses

    def channel(self, service, retries=True):
        # A channel of each caller's own: otherwise all of a process share one connection.
        again = [("grpc.service_config", json.dumps(SERVICE_CONFIG))] if retries else []
        return grpc.secure_channel(self.addresses[service], self.credentials, options=[
            *again, ("grpc.enable_retries", int(retries)),
            ("grpc.initial_reconnect_backoff_ms", 100), ("grpc.max_reconnect_backoff_ms", 500),
            ("grpc.use_local_subchannel_pool", 1)])

    def stub(self, service):
        return KINDS[service][0](self.channel(service))

    def prepare(self):
        """The programme that partners are created in."""
        self.stub("projects").CreateProgramme(programme_pb2.CreateProgrammeRequest(
            programme_id="calls", request_id="calls", programme=dict(
                title="Calls", start_date=dict(year=2024, month=1, day=1),
                end_date=dict(year=2026, month=12, day=31))), timeout=PATIENCE_S)

    def titles(self, service):
        """Of all there is, as often as it is there."""
        _, _, _, method, request, field = KINDS[service]
        with self.channel(service) as channel:
            call = getattr(KINDS[service][0](channel), method)
            found, token = [], ""
            while True:
                page = call(request(page_size=1000, page_token=token), timeout=PATIENCE_S)
                found += [thing.title for thing in getattr(page, field)]
                token = page.next_page_token
                if not token:
                    return found


class Load:
    """Calls to these services, until it is left; `acked` and `failed` say what came of them."""

    def __init__(self, office, name, services=tuple(KINDS), **how):
        """`how`: options of Office.channel()."""
        self.office = office
        self.name = name
        self.how = how
        self.ending = False
        self.acked = {service: [] for service in services}  # appended to by threads, one at a time
        self.failed = []
        self.threads = [threading.Thread(target=self.work, args=(service, number))
                        for service in services for number in range(CALLERS)]

    def work(self, service, number):
        stub_type, method, request, *_ = KINDS[service]
        # Who is not told to try again is not told to wait until somebody is there, either.
        waits = self.how.get("retries", True)
        with self.office.channel(service, **self.how) as channel:
            call = getattr(stub_type(channel), method)
            turn = 0
            while not self.ending:
                title = f"{self.name} {number}-{turn}"
                turn += 1
                try:
                    call(request(title, title.replace(" ", "-")), timeout=PATIENCE_S,
                         wait_for_ready=waits)
                    self.acked[service].append(title)
                except grpc.RpcError as error:
                    self.failed.append((service, title, error.code(), error.details()))

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ending = True
        for thread in self.threads:
            thread.join(PATIENCE_S)

    def goes_on(self, service):
        """Wait for answers that were not there yet: each caller has one more."""
        wanted = len(self.acked[service]) + 2 * CALLERS
        for _ in range(PATIENCE_S * 20):
            if len(self.acked[service]) >= wanted:
                return True
            threading.Event().wait(0.05)
        return False

    def count(self):
        return sum(map(len, self.acked.values()))

    def judge(self):
        """Each call was answered, and took effect once."""
        check("no call failed", not self.failed, self.failed[:5])
        for service, acked in self.acked.items():
            there = [title for title in self.office.titles(service) if title.startswith(self.name)]
            check(f"of {service} nothing acknowledged is lost", not set(acked) - set(there),
                  sorted(set(acked) - set(there))[:5])
            check("and nothing is there twice", len(there) == len(set(there)) == len(acked),
                  (len(there), len(set(there)), len(acked)))
