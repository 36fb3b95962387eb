"""gRPC's interop tests between ours and grpc-go: our server with its client, our client with its
server, cleartext and TLS. Left out are the cases that need Google's cloud: compute_engine_creds and
the others with credentials of it."""
import os
import subprocess

import certificates
import peers
from judges import Failed, go_program

VERSION = "v1.83.1"
CASES = (
    "empty_unary", "large_unary", "client_streaming", "server_streaming", "ping_pong",
    "empty_stream", "timeout_on_sleeping_server", "cancel_after_begin",
    "cancel_after_first_response", "status_code_and_message", "special_status_message",
    "custom_metadata", "unimplemented_method", "unimplemented_service", "rpc_soak", "channel_soak",
    "orca_per_rpc", "orca_oob", "pick_first_unary")
COMPRESSED = ("client_compressed_unary", "server_compressed_unary", "client_compressed_streaming",
              "server_compressed_streaming")
# grpc-go's server does not say which one it is: pick_first() asks ours.
OF_OUR_CLIENT = CASES[:-1]
# grpc-go's client reads load reports in a balancing policy made for these two.
LOAD_POLICY = '{"loadBalancingConfig":[{"test_backend_metrics_load_balancer":{}}]}'
# The machine may have much else to do.
PATIENCE = ["--soak_per_iteration_max_acceptable_latency_ms=20000",
            "--soak_overall_timeout_seconds=60"]
BOUND_S = 90


def start(command, case):
    done = subprocess.run(command, capture_output=True, text=True, timeout=BOUND_S, check=False)
    if done.returncode != 0:
        raise Failed(f"{case}: exit code {done.returncode}: {done.stderr[-4000:]}")


def run_client(program, port, folder, case, *options, host="127.0.0.1"):
    command = [program, f"--server_host={host}", f"--server_port={port}", f"--test_case={case}",
               *options, *(PATIENCE if case.endswith("soak") else ())]
    if folder is not None:
        command += ["--use_tls=true", "--use_test_ca=true", f"--ca_file={folder}/ca.pem",
                    f"--server_host_override={certificates.OVERRIDE}"]
    start(command, case)


def our_server(bench, folder):
    client = go_program(f"google.golang.org/grpc/interop/client@{VERSION}")
    with peers.Server(bench.program("interop-server"), folder) as server:
        for case in CASES:
            policy = [f"--service_config_json={LOAD_POLICY}"] if case.startswith("orca") else []
            run_client(client, server.port, folder, case, *policy)


def our_client(bench, folder):
    server = go_program(f"google.golang.org/grpc/interop/server@{VERSION}")
    with peers.GoServer(server, folder) as server:
        for case in OF_OUR_CLIENT:
            run_client(bench.program("interop-client"), server.port, folder, case)


def compressed(bench):
    """With libgrpc++ (interop/peer.cc): grpc-go's programs do not have these cases."""
    cpp = bench.program("interop-cpp")
    with peers.Server(bench.program("interop-server")) as server:
        for case in COMPRESSED:
            start([cpp, "client", str(server.port), case], case)
    with peers.CppServer(cpp) as server:
        for case in COMPRESSED:
            run_client(bench.program("interop-client"), server.port, None, case)


def pick_first(bench):
    """Our client has two servers of ours to choose from, and must not choose again."""
    program = bench.program("interop-server")
    with peers.Server(program) as one, peers.Server(program) as other:
        run_client(bench.program("interop-client"), 0, None, "pick_first_unary",
                   host=f"ipv4:127.0.0.1:{one.port},127.0.0.1:{other.port}")


def run(bench):
    folder = os.path.join(bench.logs, "certificates")
    certificates.make(folder)
    for secret in (None, folder):
        our_server(bench, secret)
        our_client(bench, secret)
    pick_first(bench)
    compressed(bench)
    return [f"server: {len(CASES)} of {len(CASES)} cases, cleartext and TLS",
            f"client: {len(OF_OUR_CLIENT)} of {len(OF_OUR_CLIENT)} cases, cleartext and TLS",
            "client: pick_first_unary between two servers of ours",
            f"{len(COMPRESSED)} of {len(COMPRESSED)} compressed cases, both ways with libgrpc++"]
