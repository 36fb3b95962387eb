"""A server of Debian's python3-grpcio for `caravan call`: it echoes kinds.v1, and offers reflection
in the version, and with the faults, asked for. The reflection is written by hand: Debian has no
package of it."""
import importlib.util
import os
import threading
from concurrent import futures

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool
from google.protobuf.internal import encoder


def load(folder, path, name):
    """A generated file below grpc/, which is also the name of the library itself."""
    spec = importlib.util.spec_from_file_location(name, os.path.join(folder, path))
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


class Reflection:
    """Answers from the default pool. `single`: one file an answer, so that imports are asked for.
    `hide`: prefixes of file names it does not have."""

    def __init__(self, folder, version, single=False, hide=()):
        self.pb = load(folder, f"grpc/reflection/{version}/reflection_pb2.py", f"refl_{version}")
        self.version = version
        self.single = single
        self.hide = hide
        self.asked = []

    def files(self, file):
        seen, found = {file.name}, [file]
        for at in found:  # grows while it is walked
            for other in at.dependencies:
                if not self.single and other.name not in seen:
                    seen.add(other.name)
                    found.append(other)
        return [f.serialized_pb for f in found if not f.name.startswith(self.hide)]

    def answer(self, request):
        pool = descriptor_pool.Default()
        answer = self.pb.ServerReflectionResponse(original_request=request)
        self.asked.append(request)
        try:
            if request.HasField("list_services"):
                for name in ("kinds.v1.Echo", "bad\x1b[2J"):
                    answer.list_services_response.service.add(name=name)
                return answer
            if request.HasField("file_by_filename"):
                file = pool.FindFileByName(request.file_by_filename)
            else:
                file = pool.FindFileContainingSymbol(request.file_containing_symbol)
            files = self.files(file)
        except KeyError:
            files = []
        if files:
            answer.file_descriptor_response.file_descriptor_proto.extend(files)
        else:
            answer.error_response.error_code = grpc.StatusCode.NOT_FOUND.value[0]
            answer.error_response.error_message = "not here"
        return answer

    def serve(self, requests, context):
        for request in requests:
            yield from self.answers(request, context)

    def answers(self, request, context):
        yield self.answer(request)

    def handler(self):
        method = grpc.stream_stream_rpc_method_handler(
            self.serve, self.pb.ServerReflectionRequest.FromString,
            self.pb.ServerReflectionResponse.SerializeToString)
        return grpc.method_handlers_generic_handler(
            f"grpc.reflection.{self.version}.ServerReflection", {"ServerReflectionInfo": method})


class Hostile(Reflection):
    """Says the same files whatever it is asked, `times` times; 0: it says nothing and stays."""

    def __init__(self, folder, said, times=1):
        super().__init__(folder, "v1")
        self.said = said
        self.times = times

    def answers(self, request, context):
        answer = self.pb.ServerReflectionResponse()
        if request.HasField("list_services"):
            answer.list_services_response.SetInParent()
        elif request.HasField("file_by_filename"):
            answer.error_response.error_code = grpc.StatusCode.NOT_FOUND.value[0]
        elif self.said:
            answer.file_descriptor_response.file_descriptor_proto.extend(self.said)
        for _ in range(self.times):
            yield answer
        if self.times == 0:
            gone = threading.Event()
            context.add_callback(gone.set)
            gone.wait()

    @staticmethod
    def padding(size):
        """An unknown field of that many bytes."""
        return b"\xc2\x3e" + encoder._VarintBytes(size) + bytes(size)

    @staticmethod
    def file(name, imports=(), service=None, method=None):
        file = descriptor_pb2.FileDescriptorProto(name=name, dependency=imports)
        if service is not None:
            file.package, _, short = service.rpartition(".")
            made = file.service.add(name=short)
            if method is not None:
                made.method.add(name="Unary", input_type=method, output_type=method)
        return file.SerializeToString()


class Echo:
    """kinds.v1.Echo. What it was sent is kept, decoded by Google's own code."""

    def __init__(self, kinds, old, status):
        self.kinds, self.old, self.status = kinds, old, status
        self.received = []
        self.metadata = []

    def keep(self, message, context):
        self.received.append(message)
        self.metadata.append(dict(context.invocation_metadata()))
        return message

    def unary(self, request, context):
        return self.keep(request, context)

    def collect(self, requests, context):
        whole = self.kinds.Kinds()
        for request in requests:
            whole.many_kinds.append(self.keep(request, context))
        return whole

    def repeat(self, request, context):
        self.keep(request, context)
        for number in range(request.i32):
            yield self.kinds.Kinds(i32=number)

    def chat(self, requests, context):
        for request in requests:
            yield self.keep(request, context)

    def refuse(self, request, context):
        self.keep(request, context)
        status = self.status.Status(code=request.code, message=request.message,
                                    details=request.details)
        context.set_trailing_metadata(
            (("grpc-status-details-bin", status.SerializeToString()),))
        code = next(c for c in grpc.StatusCode if c.value[0] == request.code)
        context.abort(code, request.message)

    def handler(self):
        def of(kind, function, type_in, type_out):
            return kind(function, type_in.FromString, lambda m: m.SerializeToString())
        kinds, old = self.kinds.Kinds, self.old.Old
        return grpc.method_handlers_generic_handler("kinds.v1.Echo", {
            "Unary": of(grpc.unary_unary_rpc_method_handler, self.unary, kinds, kinds),
            "Collect": of(grpc.stream_unary_rpc_method_handler, self.collect, kinds, kinds),
            "Repeat": of(grpc.unary_stream_rpc_method_handler, self.repeat, kinds, kinds),
            "Chat": of(grpc.stream_stream_rpc_method_handler, self.chat, kinds, kinds),
            "Refuse": of(grpc.unary_unary_rpc_method_handler, self.refuse, self.kinds.Refusal,
                         None),
            "Old": of(grpc.unary_unary_rpc_method_handler, self.unary, old, old),
        })


class Foreign:
    """The server, on a free port of loopback, with what handlers it is given."""

    def __init__(self, *handlers):
        self.server = grpc.server(futures.ThreadPoolExecutor(max_workers=4))
        self.server.add_generic_rpc_handlers(handlers)
        self.address = f"127.0.0.1:{self.server.add_insecure_port('127.0.0.1:0')}"

    def __enter__(self):
        self.server.start()
        return self

    def __exit__(self, *rest):
        self.server.stop(None).wait()
