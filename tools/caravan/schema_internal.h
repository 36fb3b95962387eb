/* How a schema comes about: files are built (schema_build.c) into types whose names are then linked
 * (schema_link.c). */
#ifndef CARAVAN_SCHEMA_INTERNAL_H
#define CARAVAN_SCHEMA_INTERNAL_H

#include "google/protobuf/descriptor.pb-c.h"
#include "schema.h"

struct schema_file {
    struct schema_file *next;
    const Google__Protobuf__FileDescriptorProto *proto;
    bool linked;
};

/* Make the types of a file and list them under `added`. */
struct cv_status schema_build(struct schema *schema,
                              const Google__Protobuf__FileDescriptorProto *file);
/* Resolve every name in what was added; on an error the symbols are those of before. */
struct cv_status schema_link_added(struct schema *schema);

#endif
