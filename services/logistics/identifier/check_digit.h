/* The check digit that belongs after these digits. All texts hold what their comment says, no more
 * and nothing else: the caller has looked. */
#ifndef LOGISTICS_CHECK_DIGIT_H
#define LOGISTICS_CHECK_DIGIT_H

#include <stddef.h>

int check_digit_box(const char *text); /* ISO 6346: 4 letters, 6 digits. 10 for what is written 0 */
int check_digit_luhn(const char *digits, size_t count); /* UIC wagons */
int check_digit_gs1(const char *digits, size_t count);  /* SSCC, GTIN, GLN */
int check_digit_s10(const char *digits);                /* 8 digits */

/* GB 32100: of 17 characters; '\0': one of them may not stand there. */
char check_digit_uscc(const char *text);

#endif
