"""A stub of Debian's python3-grpcio whose calls say who makes them, and what a refused call told.
Import it when the generated code is to be found."""
import datetime

import grpc
from google.rpc import error_details_pb2, status_pb2

PATIENCE_S = 30
CHINA = datetime.timezone(datetime.timedelta(hours=8))


class Caller:
    """Its methods are the stub's. `more`: of each call, such as wait_for_ready."""

    def __init__(self, stub, principal, **more):
        self._stub = stub
        self._options = dict(timeout=PATIENCE_S, metadata=(("caravan-principal", principal),),
                             **more)

    def __getattr__(self, method):
        call = getattr(self._stub, method)
        return lambda request: call(request, **self._options)


def details_of(error):
    """(ErrorInfo, [fields of BadRequest]) as they came in the trailers."""
    info, fields = error_details_pb2.ErrorInfo(), []
    for key, value in error.trailing_metadata():
        if key == "grpc-status-details-bin":
            status = status_pb2.Status.FromString(value)
            if (status.code, status.message) != (error.code().value[0], error.details()):
                raise SystemExit(f"the details are not those of {error}")
            for detail in status.details:
                bad = error_details_pb2.BadRequest()
                if detail.Unpack(bad):
                    fields += [violation.field for violation in bad.field_violations]
                detail.Unpack(info)
    return info, fields


def refused(call, request):
    """(code, reason) of a call; of an INVALID_ARGUMENT the field that is wrong."""
    try:
        call(request)
    except grpc.RpcError as error:
        info, fields = details_of(error)
        if info.domain != "caravan":
            raise SystemExit(f"{error} has no ErrorInfo of ours") from None
        wrong = error.code() is grpc.StatusCode.INVALID_ARGUMENT and fields
        return error.code().name, fields[0] if wrong else info.reason
    return "OK", ""


def day(text):
    """"2025-03-01" as a date of a request."""
    year, month, number = map(int, text.split("-"))
    return dict(year=year, month=month, day=number)


def today(days=0):
    """In China, whose days count; or so many days later."""
    date = datetime.datetime.now(CHINA).date() + datetime.timedelta(days)
    return day(date.isoformat())


def all_of(call, request_type, field, **asked):
    """Everything of a List."""
    found, token = [], ""
    while True:
        page = call(request_type(page_size=1000, page_token=token, **asked))
        found += getattr(page, field)
        token = page.next_page_token
        if not token:
            return found
