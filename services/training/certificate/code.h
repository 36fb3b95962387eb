/* Codes by which anybody checks a certificate: 130 random bits as 26 letters and digits, and one
 * more that tells of a slip. The 32 signs are those that nobody takes for another: no I, L, O or U.
 * Any one wrong sign, and any two neighbours that changed places, are noticed.
 *
 * Thread   Any. */
#ifndef TRAINING_CODE_H
#define TRAINING_CODE_H

#include <stdbool.h>

#define CODE_TEXT 33 /* 27 signs, five '-' and the end */

/* A new one, in groups of five. */
void code_make(char text[CODE_TEXT]);

/* As somebody typed it: '-' and blanks where he likes, small letters, I and L for 1, O for 0.
 * False: it is no code; `mistyped`: it would be one but for a slip. */
bool code_read(const char *typed, char text[CODE_TEXT], bool *mistyped);

#endif
