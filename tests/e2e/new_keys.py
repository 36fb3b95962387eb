"""A peer that asks for new keys (TLS 1.3, KeyUpdate) again and again makes us work for nothing: it
is left, and one that asks now and then is not. Debian's openssl asks; HTTP/2 has not even begun."""
import os
import subprocess
import sys

from server import Server, check, finish

SOME = 20
MANY = 100_000  # openssl asks on for a while before it sees that it was left

program, made = sys.argv[1:3]


def asked(server, times):
    """How often it could ask until it was left."""
    client = subprocess.Popen(
        ["openssl", "s_client", "-connect", server.address, "-alpn", "h2", "-tls1_3", "-CAfile",
         os.path.join(made, "ca.pem")],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    count = 0
    try:
        while count < times:
            client.stdin.write(b"K\n")  # its letter for: new keys for both sides
            client.stdin.flush()
            while (line := client.stderr.readline()) and b"KEYUPDATE" not in line:
                pass
            if not line:
                break
            count += 1
        if client.poll() is None:
            client.stdin.write(b"Q\n")
            client.stdin.flush()
    except BrokenPipeError:
        pass
    client.communicate(timeout=20)
    return count


with Server(program, "--log-level", "error", "--tls-cert", os.path.join(made, "server.pem"),
            "--tls-key", os.path.join(made, "server.key")) as server:
    seen = asked(server, SOME)
    check(f"new keys {SOME} times are given", seen == SOME, seen)
    seen = asked(server, MANY)
    check("new keys without end are not", SOME < seen < MANY, seen)
finish()
