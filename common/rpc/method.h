/* What the generator knows of a service: names, kinds, message types, descriptor bytes.
 *
 * Everything here is static data written by protoc-gen-caravan; nothing is ever changed. */
#ifndef CV_RPC_METHOD_H
#define CV_RPC_METHOD_H

#include <protobuf-c/protobuf-c.h>
#include <stddef.h>
#include <stdint.h>

enum cv_method_kind {
    CV_UNARY = 0,
    CV_CLIENT_STREAMING = 1, /* the client sends many */
    CV_SERVER_STREAMING = 2, /* the server sends many */
    CV_BIDI_STREAMING = 3,
};

struct cv_method {
    const char *path; /* "/package.Service/Method": :path of every call */
    const char *name; /* "Method" */
    enum cv_method_kind kind;
    const ProtobufCMessageDescriptor *request;
    const ProtobufCMessageDescriptor *response;
};

/* One .proto file, for reflection: its FileDescriptorProto without source info. */
struct cv_file {
    const char *name; /* "caravan/projects/v1/projects.proto" */
    const uint8_t *bytes;
    size_t len;
    const struct cv_file *const *imports; /* NULL-terminated, in the order of the file */
    const char *const *symbols;           /* sorted full names, NULL-terminated */
};

struct cv_service_type {
    const char *name; /* "package.Service" */
    const struct cv_method *methods;
    size_t method_count;
    const struct cv_file *file;
};

#endif
