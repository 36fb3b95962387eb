/* A load's result as JSON. */
#ifndef CARAVAN_LOAD_RESULT_FILE_H
#define CARAVAN_LOAD_RESULT_FILE_H

#include "result.h"

#include <stdio.h>

/* False: out of memory. */
bool load_result_write(const struct load_result *result, FILE *out);

#endif
