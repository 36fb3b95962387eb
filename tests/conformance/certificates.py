"""A certificate for the names that interop clients expect, and the authority that signed it."""
import os
import subprocess

CURVE = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
NAMES = "subjectAltName=DNS:*.test.google.fr,DNS:localhost,IP:127.0.0.1"
OVERRIDE = "foo.test.google.fr"


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, check=True)


def make(folder):
    """Fills it with ca.pem, server.pem and server.key."""
    os.makedirs(folder, exist_ok=True)
    openssl(folder, "req", "-x509", *CURVE, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2",
            "-subj", "/CN=ca", "-addext", "basicConstraints=critical,CA:TRUE")
    openssl(folder, "req", *CURVE, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=s")
    with open(os.path.join(folder, "extensions"), "w", encoding="utf-8") as extensions:
        extensions.write(f"{NAMES}\nextendedKeyUsage=serverAuth\n")
    openssl(folder, "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
            "-CAcreateserial", "-days", "2", "-extfile", "extensions", "-out", "server.pem")
