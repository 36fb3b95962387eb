"""What a server says of itself by reflection, to a stock client."""
import importlib.util
import os

from google.protobuf import descriptor_pb2

from server import check


def reflection_module(generated_folder):
    """A generated file below grpc/, which is also the name of the library itself."""
    path = os.path.join(generated_folder, "grpc", "reflection", "v1", "reflection_pb2.py")
    spec = importlib.util.spec_from_file_location("caravan_reflection_pb2", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def documented(file):
    """Full names of the file's messages and services that have a comment, or a field that has."""
    names = set()
    for at in file.source_code_info.location:
        if (at.leading_comments or at.trailing_comments) and len(at.path) >= 2:
            kind = {4: file.message_type, 6: file.service}.get(at.path[0])
            names |= {f"{file.package}.{kind[at.path[1]].name}"} if kind else set()
    return names


def reflected(channel, generated_folder, name, methods, patience_s):
    """Whoever knows the server alone finds every message of every method of the service, with the
    comments that the .proto files have."""
    pb = reflection_module(generated_folder)
    ask = channel.stream_stream("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
                                request_serializer=pb.ServerReflectionRequest.SerializeToString,
                                response_deserializer=pb.ServerReflectionResponse.FromString)

    def files(symbols):
        requests = [pb.ServerReflectionRequest(file_containing_symbol=name) for name in symbols]
        return [descriptor_pb2.FileDescriptorProto.FromString(
            answer.file_descriptor_response.file_descriptor_proto[0])
            for answer in ask(iter(requests), timeout=patience_s)]
    service_file = files([name])[0]
    service = service_file.service[0]
    names = sorted({name[1:] for method in service.method
                    for name in (method.input_type, method.output_type)})
    message_files = files(names)
    described = {f"{file.package}.{message.name}" for file in message_files
                 for message in file.message_type}
    check(f"{len(names)} messages of {len(service.method)} methods are described",
          len(service.method) >= methods and described >= set(names), set(names) - described)
    told = set().union(*map(documented, message_files)) & set(names)
    check(f"{len(told)} of them are documented, and the service is",
          name in documented(service_file) and len(told) > len(names) // 3, set(names) - told)
