"""Servers of grpc.testing.TestService as processes: ours, and that of grpc-go."""
import json
import os
import re
import subprocess

from judges import Failed


class Server:
    """Ours. `folder`: of the certificate; None: cleartext."""

    def __init__(self, program, folder=None):
        self.process = subprocess.Popen(  # pylint: disable=consider-using-with
            [program, *self.options(folder)], env=self.environment(), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.port = self.read_port()

    def options(self, folder):
        if folder is None:
            return ["--port=0"]
        return ["--port=0", "--use_tls=true", f"--tls_cert_file={folder}/server.pem",
                f"--tls_key_file={folder}/server.key"]

    def environment(self):
        return os.environ

    def read_port(self):
        said = ""
        for line in self.process.stdout:
            said += line
            if (port := self.port_of(line)) is not None:
                return port
        raise Failed(f"{self.process.args[0]} did not start: {said}")

    def port_of(self, line):
        return int(json.loads(line)["listen"][0].rsplit(":", 1)[1])

    def __enter__(self):
        return self

    def __exit__(self, kind, *rest):
        self.process.terminate()
        try:
            self.process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()


class GoServer(Server):
    """It listens on every address of the machine, which no option changes."""

    def environment(self):
        return {**os.environ, "GRPC_GO_LOG_SEVERITY_LEVEL": "info"}

    def port_of(self, line):
        match = re.search(r"interop server listening on \S*:(\d+)", line)
        return int(match.group(1)) if match else None


class CppServer(Server):
    """interop-cpp, on libgrpc++."""

    def options(self, folder):
        return ["server"]

    def port_of(self, line):
        return int(line) if line.strip().isdigit() else None
