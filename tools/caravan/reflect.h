/* The types of a server, asked of the server itself: grpc.reflection.v1, or v1alpha if it has no
 * other. Each question waits for its answer.
 *
 * Memory   Types go to the schema, texts of errors to the run's arena.
 * Errors   NOT_FOUND: the server does not know the symbol. UNIMPLEMENTED: it has no reflection.
 *          Otherwise as of any call, or of the schema (schema.h). */
#ifndef CARAVAN_REFLECT_H
#define CARAVAN_REFLECT_H

#include "client.h"
#include "schema.h"

/* A server sends so many unknown types that each would be asked for: these are enough. */
#define REFLECT_ABSENT_MAX 256

struct reflect {
    struct client *client;
    struct schema *schema;
    const struct cv_metadata *metadata;     /* sent with each question; or NULL */
    bool alpha;                             /* v1 is UNIMPLEMENTED there */
    uint64_t deadline_ns;                   /* of the questions for one symbol */
    const char *absent[REFLECT_ABSENT_MAX]; /* names the server does not know */
    size_t absent_count;
};

void reflect_init(struct reflect *reflect, struct client *client, struct schema *schema,
                  const struct cv_metadata *metadata);

/* Learn the file of a symbol and all it imports. Imports the server does not have are done without,
 * as long as no field needs them. */
struct cv_status reflect_symbol(struct reflect *reflect, const char *symbol);

/* transcode_find: a type known already, one of Google's that this program knows, or the server's.
 */
const struct schema_message *reflect_find(void *reflect, struct cv_slice name);

/* Full names of the services there, in the run's arena. */
struct cv_status reflect_services(struct reflect *reflect, const char ***names, size_t *count);

#endif
