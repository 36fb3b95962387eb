"""What the built libraries really call, macros included: the layers and the doors once more, by
nm. Takes the libraries as NAME=PATH."""
import re
import subprocess

from doors import DOORS
from source import Finding

# Library -> libraries of ours it may call; the names it may call beyond that.
CALLS = {
    "cv_base": ((), r"(?!)"),
    "cv_net": (("cv_base",), r"(?!)"),
    "cv_rpc": (("cv_net", "cv_base", "cv_proto_google"), r"(?!)"),
    "cv_store": (("cv_base",), r"cv_wake_"),
    "cv_app": (("cv_rpc", "cv_net", "cv_base", "cv_proto_google", "cv_proto_grpc",
                "cv_proto_opentelemetry"), r"(?!)"),
    "cv_app_store": (("cv_app", "cv_rpc", "cv_store", "cv_net", "cv_base"), r"(?!)"),
    "_service": (("cv_app", "cv_app_store", "cv_rpc", "cv_store", "cv_base", "cv_proto_caravan",
                  "cv_proto_google"), r"(?!)"),
    "caravan_client": (("cv_app", "cv_rpc", "cv_net", "cv_base", "cv_proto_caravan",
                        "cv_proto_google", "cv_proto_grpc"), r"(?!)"),
}
# Names of others, and the only objects that may call them.
FOREIGN = {
    r"uv_": r"cv_net\(",
    r"nghttp2_": r"cv_rpc\(session(?:_\w+)?\.c\)",
    r"(?:inflate|deflate)": r"cv_rpc\(gzip\.c\)",
    r"ZSTD_": r"cv_rpc\(zstd\.c\)",
    r"sqlite3_": r"cv_store\(sqlite(?:_\w+)?\.c\)",
    r"PQ[a-z]": r"cv_store\(pg(?:_\w+)?\.c\)",
    r"(?:SSL|BIO|EVP|X509|ERR|PEM)_": r"cv_net\(tls(?:_\w+)?\.c\)",
    r"protobuf_c_": r"(?:cv_rpc|cv_app|cv_app_store|cv_proto_\w+|\w+_service|caravan_client)\(",
    r"pthread_(?!mutex|self)": r"cv_(?:net|store)\(",
}


def nm(tool, path, *flags):
    """(object, symbol)"""
    told = subprocess.run([tool, "-A", "-g", *flags, path], check=True, capture_output=True,
                          text=True).stdout
    for row in told.splitlines():
        match = re.search(r":([^:]+)\.o:.*\s(\S+)$", row)
        if match:
            yield match.group(1), match.group(2)


def row_of(library):
    return CALLS.get(library) or CALLS["_service" if library.endswith("_service") else "cv_base"]


def folder_of(library):
    if library == "caravan_client":
        return "tools/caravan/"
    if library.endswith("_service"):
        return f"services/{library[:-len('_service')]}/"
    return f"common/{library[3:].removesuffix('_store')}/"


def check_foreign(where, symbol):
    for pattern, owner in FOREIGN.items():
        if re.match(pattern, symbol) and not re.match(owner, where):
            yield Finding(where, 0, f"calls {symbol}", f"only {owner} may".replace("\\", ""))


def check_door(where, source, symbol):
    for what, calls, door, remedy in DOORS:
        if re.fullmatch(rf"(?:__)?(?:{calls})(?:64|_2|_chk)?", symbol) and \
                not re.match(door, source):
            yield Finding(where, 0, f"calls {symbol}: it touches {what}", remedy)


def check(root, tool, *libraries):
    paths = dict(item.split("=", 1) for item in libraries)
    home = {symbol: name for name, path in paths.items()
            for _, symbol in nm(tool, path, "--defined-only")}
    for name, path in paths.items():
        if name.startswith("cv_proto_"):
            continue
        allowed, also = row_of(name)
        for source, symbol in set(nm(tool, path, "--undefined-only")):
            where, owner = f"{name}({source})", home.get(symbol)
            yield from check_foreign(where, symbol)
            yield from check_door(where, folder_of(name) + source, symbol)
            if owner not in (None, name, *allowed) and not re.match(also, symbol):
                yield Finding(where, 0, f"calls {symbol} of {owner}",
                              f"{name} may call {', '.join(allowed) or 'only itself'}")
