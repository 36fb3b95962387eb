/* Bytes as text: what the suite writes for values of metadata in "-bin".
 *
 * Memory   Results live in the arena; NULL when it is full. */
#ifndef CONNECT_BASE64_H
#define CONNECT_BASE64_H

#include "base/arena.h"
#include "base/buf.h"

char *base64_print(struct cv_slice bytes, struct cv_arena *arena); /* without padding */
/* Up to the first character that is none of the alphabet, such as padding. */
struct cv_slice base64_read(const char *text, struct cv_arena *arena);

#endif
