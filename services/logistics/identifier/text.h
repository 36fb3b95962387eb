/* Reading the characters of a number: what stands between them goes, small letters become capitals,
 * and what they are is looked at. */
#ifndef LOGISTICS_IDENTIFIER_TEXT_H
#define LOGISTICS_IDENTIFIER_TEXT_H

#include "identifier/identifier.h"

/* Into identifier->text. False: too long, or something that no number has. */
bool identifier_text_take(const char *text, struct identifier *identifier);
/* `text` is made as `shape` says: '9' a digit, 'A' a letter, 'X' either, others themselves. */
bool identifier_text_is(const char *text, const char *shape);
/* False, with this problem. */
bool identifier_text_refuse(struct identifier *identifier, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
