/* Numbers between their decimal text and their bits, exact. The program stays in the "C" locale. */
#ifndef CARAVAN_NUMBER_H
#define CARAVAN_NUMBER_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

#define NUMBER_TEXT_MAX 40

/* A whole number as JSON writes it: "-12", "1e3" and "5.0" too. False: it is none, or its magnitude
 * is over 2^64 - 1. */
bool number_read_whole(struct cv_slice text, bool *negative, uint64_t *magnitude);
/* Any number as JSON writes it. False: it is none, or too large for a double. */
bool number_read_real(struct cv_slice text, double *value);

/* A short text that reads back as the same bits. `value` is finite. */
void number_print_double(double value, char out[NUMBER_TEXT_MAX]);
void number_print_float(float value, char out[NUMBER_TEXT_MAX]);

#endif
