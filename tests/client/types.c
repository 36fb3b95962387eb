#include "types.h"

#include "base/assert.h"

#include <stdio.h>
#include <string.h>

struct cv_slice types_bytes(void)
{
    static uint8_t bytes[256 * 1024];
    FILE *file = fopen(TYPES_FILE, "rb");
    size_t len;

    CV_ASSERT(file != NULL);
    len = fread(bytes, 1, sizeof(bytes), file);
    (void)fclose(file);
    CV_ASSERT(len > 0 && len < sizeof(bytes));
    return (struct cv_slice){bytes, len};
}

void types_load(struct schema *schema, struct cv_arena *arena)
{
    schema_init(schema, arena);
    CV_ASSERT(cv_ok(schema_add_set(schema, types_bytes())));
    CV_ASSERT(cv_ok(schema_link(schema)));
}

const struct schema_message *types_message(const struct schema *schema, const char *name)
{
    const struct schema_message *message =
        schema_find_message(schema, (struct cv_slice){(const uint8_t *)name, strlen(name)});

    CV_ASSERT(message != NULL);
    return message;
}

const struct schema_message *types_find(void *arg, struct cv_slice name)
{
    return schema_find_message(arg, name);
}
