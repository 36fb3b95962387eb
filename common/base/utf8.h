/* UTF-8 by RFC 3629: no surrogates, no overlong forms, nothing above U+10FFFF. */
#ifndef CV_BASE_UTF8_H
#define CV_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the character at `at`, 1 to 4; 0: no valid character starts here. */
size_t cv_utf8_length(const uint8_t *at, size_t len);

/* All of it is valid and holds no NUL (protobuf-c would end a string there). */
bool cv_utf8_valid(const uint8_t *at, size_t len);

#endif
