/* Numbers between their decimal text and their bits, exact. Real numbers are read and printed in
 * the locale of the program: LC_NUMERIC stays "C" where that is done. */
#ifndef CV_BASE_NUMBER_H
#define CV_BASE_NUMBER_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

#define CV_NUMBER_TEXT_MAX 40

/* A whole number as JSON writes it: "-12", "1e3" and "5.0" too. False: it is none, or its magnitude
 * is over 2^64 - 1. */
bool cv_number_read_whole(struct cv_slice text, bool *negative, uint64_t *magnitude);
/* The same in units of 10^-digits, what is smaller cut off: "1.6055" with 3 digits is 1605. */
bool cv_number_read_scaled(struct cv_slice text, unsigned digits, bool *negative,
                           uint64_t *magnitude);
/* Any number as JSON writes it. False: it is none, or too large for a double. */
bool cv_number_read_real(struct cv_slice text, double *value);

/* A short text that reads back as the same bits. `value` is finite. */
void cv_number_print_double(double value, char out[CV_NUMBER_TEXT_MAX]);
void cv_number_print_float(float value, char out[CV_NUMBER_TEXT_MAX]);

#endif
