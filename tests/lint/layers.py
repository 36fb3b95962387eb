"""Who may include whom, and who may name which library (the table "who may include whom" of the
design). Whatever is not allowed here is forbidden."""
import os
import re

from source import Finding, blank, files, line_of, lines, read

# Folder -> folders of common/ it may include from, besides its own.
LAYERS = {
    "common/base": (),
    "common/net": ("base",),
    "common/rpc": ("net", "base"),
    "common/store": ("base",),
    "common/app": ("rpc", "store", "net", "base"),
    "common/service": ("app", "rpc", "store", "net", "base"),
    "services": ("service", "app", "rpc", "store", "base"),
    "tools/caravan": ("app", "rpc", "net", "base"),
    "tools/protoc-gen-caravan": ("base",),
}
# Single headers beyond that.
ALSO = {"common/store": ("net/wake.h",)}
# Which generated code (by the first folder of its path) a folder may include.
GENERATED = {
    "common/rpc": ("google",),
    "common/app": ("google", "grpc", "opentelemetry"),
    "common/service": ("google", "caravan"),
    "services": ("google", "caravan"),
    "tools/caravan": ("google", "grpc", "caravan"),
    "tools/protoc-gen-caravan": ("google",),
}

# A library: what its headers and names look like, and the only files that may name it.
LIBRARIES = {
    "libuv": (r"uv\.h|uv/.*", r"\b(?:uv_\w+|UV_[A-Z]\w*)", r"common/net/"),
    "nghttp2": (r"nghttp2/.*", r"\b(?:nghttp2_\w+|NGHTTP2_\w+)",
                r"common/rpc/session(?:_\w+)?\.[ch]$"),
    "sqlite3": (r"sqlite3\.h", r"\b(?:sqlite3_\w+|sqlite3\b|SQLITE_[A-Z]\w*)",
                r"common/store/sqlite(?:_\w+)?\.[ch]$"),
    "libpq": (r"libpq.*|postgres.*", r"\b(?:PQ[a-z]\w+|PG(?:conn|result|RES_\w+))\b",
              r"common/store/pg(?:_\w+)?\.[ch]$"),
    "openssl": (r"openssl/.*", r"\b(?:SSL_\w+|BIO_\w+|EVP_\w+|X509\w*|ERR_\w+)",
                r"common/net/tls(?:_\w+)?\.[ch]$"),
    "zlib": (r"zlib\.h", r"\b(?:inflate|deflate)(?:Init2?_?|End|Reset)?\(", r"common/rpc/gzip\.c$"),
    "zstd": (r"zstd(?:_errors)?\.h", r"\bZSTD_\w+", r"common/rpc/zstd\.c$"),
    "protobuf-c": (r"protobuf-c/.*", r"\b(?:protobuf_c_\w+|ProtobufC\w+)",
                   r"common/(?:rpc|app)/|(?:common/service|services)/(?!.*_store\.[ch]$)|tools/"),
    "libmicrohttpd": (r"microhttpd\.h", r"\bMHD_\w+", r"common/app/metrics_http\.c$"),
    "iconv": (r"iconv\.h", r"\biconv(?:_\w+)?\(", r"tools/caravan/encoding\.c$"),
    "threads": (r"pthread\.h|threads\.h", r"\b(?:pthread_\w+|thrd_\w+)", r"common/(?:net|store)/"),
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
PROTOBUF_TYPE = re.compile(r"\b\w+__V\d+\w*__\w+|\b(?:Google|Grpc)__\w+|\w+__init\b")


def area_of(path):
    for area in sorted(LAYERS, key=len, reverse=True):
        if path.startswith(area + "/"):
            return area
    return None


def neighbour(root, path, name):
    """The included file as one of this folder's own, or None."""
    parts = path.split("/")
    top = "/".join(parts[:2]) if parts[0] in ("services", "tools") else os.path.dirname(path)
    for base in (os.path.dirname(path), top):
        candidate = os.path.normpath(os.path.join(base, name))
        if os.path.exists(os.path.join(root, candidate)):
            return candidate, top
    return None, top


def check_include(root, path, area, name):
    """What is wrong with including `name`, or None."""
    first = name.split("/")[0]
    own, top = neighbour(root, path, name)
    if own is not None:
        return None if own.startswith(top + "/") else f"includes {name} of another folder"
    if re.search(r"\.(pb-c|caravan)\.h$", name):
        if path.endswith(("_store.c", "_store.h")):
            return f"includes {name}: protobuf types stay out of *_store files"
        if first in GENERATED.get(area, ()):
            return None
        return f"includes {name}, generated code that {area} has no business with"
    if os.path.exists(os.path.join(root, "common", name)):
        if area == "common/" + first or first in LAYERS[area] or name in ALSO.get(area, ()):
            return None
        allowed = ", ".join(LAYERS[area] + ALSO.get(area, ())) or "nothing but itself"
        return f"includes {name}, but {area} may include from common only {allowed}"
    return None


def check_includes(root, path, area, text):
    for match in INCLUDE.finditer(text):
        line, name = line_of(text, match.start()), match.group(2)
        what = check_include(root, path, area, name) if match.group(1) == '"' else None
        if what is not None:
            yield Finding(path, line, what, "call through the layer between, or move the code")
        for library, (header, _, owner) in LIBRARIES.items():
            if re.fullmatch(header, name) and not re.match(owner, path):
                yield Finding(path, line, f"includes {name} of {library}",
                              f"only files matching {owner} may")


def check_names(path, code):
    for number, line in lines(code):
        if "#" in line and INCLUDE.match(line):
            continue
        for library, (_, name, owner) in LIBRARIES.items():
            match = re.search(name, line)
            if match and not re.match(owner, path):
                yield Finding(path, number, f"names {match.group()} of {library}",
                              f"only files matching {owner} may")
        match = re.search(PROTOBUF_TYPE, line)
        if match and path.endswith(("_store.c", "_store.h")):
            yield Finding(path, number, f"names the protobuf type {match.group()}",
                          "a store file speaks plain structs; translate in the method's file")


def service_words(root):
    """Names of services and of their folders: what a library below them must not know. But .proto
    files import each other, too, and "in place", "round trip", readers, sessions, attempts,
    periods, certificates (of TLS) targets (of channels) and results are everybody's."""
    words = set()
    for folder, folders, _ in os.walk(os.path.join(root, "services")):
        words.update(name.rstrip("s") for name in folders)
    return words - {"sql", "import", "place", "trip", "reader", "session", "attempt", "period",
                    "certificate", "target", "result"}


def check_service_words(path, code, words):
    for number, line in lines(code):
        for word in sorted(words):
            if re.search(rf"(?<![a-zA-Z]){word}s?(?![a-zA-Z])", line, re.IGNORECASE):
                yield Finding(path, number, f"knows the service word '{word}'",
                              "common/ serves any service: pass it in from above")


def check_linking(root):
    """A third-party library is linked PRIVATE, by the one target that names it."""
    owners = {"UV": r"common/net/", "NGHTTP2": r"common/rpc/", "ZLIB": r"common/rpc/",
              "ZSTD": r"common/rpc/", "SQLITE3": r"common/store/",
              "PQ": r"common/store/", "OPENSSL": r"common/net/|tests/support/"}
    for path in files(root, "CMakeLists.txt", ".cmake"):
        # Rivals of common/ stand on the bare libraries; tests take them as judges of it.
        if path.startswith(("bench/", "tests/")):
            continue
        text = read(root, path)
        for match in re.finditer(r"PkgConfig::(\w+)", text):
            owner = owners.get(match.group(1))
            if owner is None:
                continue
            line = line_of(text, match.start())
            words = re.findall(r"\b(PUBLIC|PRIVATE|INTERFACE)\b", text[:match.start()])
            if not re.match(owner, path):
                yield Finding(path, line, f"links {match.group(1)}", f"only {owner} may name it")
            elif not words or words[-1] != "PRIVATE":
                yield Finding(path, line, f"passes {match.group(1)} on to others",
                              "link it PRIVATE")


def check(root):
    words = service_words(root)
    for path in files(root, ".c", ".h"):
        area = area_of(path)
        if area is None:
            continue
        text = read(root, path)
        code = blank(text, strings=False)
        yield from check_includes(root, path, area, blank(text, strings=True))
        yield from check_names(path, code)
        if path.startswith("common/"):
            yield from check_service_words(path, blank(text, strings=True), words)
    yield from check_linking(root)
