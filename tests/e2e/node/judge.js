// What client and server share: the services and messages as the .proto files have them.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';
import protobuf from 'protobufjs';
import descriptor from 'protobufjs/ext/descriptor/index.js';

const protos = fileURLToPath(new URL('protos', import.meta.url));

export const definition = protoLoader.loadSync(
  ['judge/v1/judge.proto', 'grpc/health/v1/health.proto', 'grpc/reflection/v1/reflection.proto'],
  { includeDirs: [protos], keepCase: true, longs: Number, enums: String, defaults: true, oneofs: true },
);
export const services = grpc.loadPackageDefinition(definition);

const root = new protobuf.Root();
root.resolvePath = (_, target) => path.join(protos, target);
root.loadSync(['google/rpc/status.proto', 'google/rpc/error_details.proto']);

export const Status = root.lookupType('google.rpc.Status');
export const ErrorInfo = root.lookupType('google.rpc.ErrorInfo');
export const BadRequest = root.lookupType('google.rpc.BadRequest');
export const { FileDescriptorProto } = descriptor;

// Node's HTTP/2 joins several values of one key, as it may; grpc-js takes only those of -bin apart.
export function valuesOf(metadata, key) {
  const values = metadata.get(key);
  return key.endsWith('-bin') ? values : values.flatMap((value) => value.split(', '));
}

// `--name value` and `--flag` of the command line.
export function options(names, flags = []) {
  const given = {};
  for (let i = 2; i < process.argv.length; i++) {
    const name = process.argv[i].replace(/^--/, '');
    if (flags.includes(name)) given[name] = true;
    else if (names.includes(name)) given[name] = process.argv[++i];
    else throw new Error(`unknown option ${process.argv[i]}`);
  }
  return given;
}
