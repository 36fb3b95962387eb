/* The types of kinds.proto and old.proto, learned from what protoc wrote at build time. */
#ifndef TESTS_CLIENT_TYPES_H
#define TESTS_CLIENT_TYPES_H

#include "schema.h"

/* The FileDescriptorSet, static. */
struct cv_slice types_bytes(void);
/* Linked, in the arena; stops the program if it cannot be. */
void types_load(struct schema *schema, struct cv_arena *arena);
const struct schema_message *types_message(const struct schema *schema, const char *name);
/* transcode_find over the schema that `arg` is. */
const struct schema_message *types_find(void *arg, struct cv_slice name);

#endif
