/* A load's result as JSON.
 *
 * Memory   What is read lives in the arena.
 * Errors   INVALID_ARGUMENT says where and what is wrong in the text. */
#ifndef CARAVAN_LOAD_RESULT_FILE_H
#define CARAVAN_LOAD_RESULT_FILE_H

#include "base/arena.h"
#include "base/buf.h"
#include "result.h"

#include <stdio.h>

/* False: out of memory. */
bool load_result_write(const struct load_result *result, FILE *out);

/* Settings, figures of calls while it was measured, and the load maker's limit; no moments. */
struct cv_status load_result_read(struct cv_slice text, struct cv_arena *arena,
                                  struct load_result *result);

#endif
