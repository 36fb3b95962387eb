/* The messages of a call as people give them: JSON on the command line, in a file, or piped in. */
#ifndef CARAVAN_INPUT_H
#define CARAVAN_INPUT_H

#include "command.h"
#include "transcode.h"

#define INPUT_BYTES_MAX   (64u * 1024 * 1024)
#define INPUT_MESSAGE_MAX (16u * 1024 * 1024) /* what a call of the library can carry */

struct input {
    const char *name; /* "JSON", "stdin" or that of the file; for complaints */
    struct cv_slice text;
};

struct input_messages {
    struct cv_slice *list; /* wire bytes, in the run's arena */
    size_t count;
};

/* NULL: nothing; "-": stdin; "@FILE"; anything else is JSON. Complains on stderr. */
enum exit_code input_read(struct input *input, const struct run *run, const char *word);
/* All values of it, one after the other, as messages of `type`. Complains on stderr. */
enum exit_code input_encode(const struct input *input, const struct run *run,
                            const struct transcode *with, const struct schema_message *type,
                            struct input_messages *messages);

#endif
