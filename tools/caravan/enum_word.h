/* The values of the API's enums as words: "LOADED" for CONSIGNMENT_STATE_LOADED, and what it is in
 * Chinese. */
#ifndef CARAVAN_ENUM_WORD_H
#define CARAVAN_ENUM_WORD_H

#include <protobuf-c/protobuf-c.h>

#include <stdbool.h>
#include <stddef.h>

/* For programs, and as it is called everywhere: without what all values of the enum begin with. "?"
 * for a value that this client does not know. */
const char *enum_name(const ProtobufCEnumDescriptor *type, int value);
/* For people: in the language of the run where there is a word of it. */
const char *enum_word(const ProtobufCEnumDescriptor *type, int value);
/* The Chinese word, or NULL. */
const char *enum_word_zh(const ProtobufCEnumDescriptor *type, int value);

/* Equal but for capitals, and for blanks, hyphens or underscores between its parts. */
bool enum_same_word(const char *text, size_t len, const char *name);
/* What a word of either language means; False: nothing, or the unspecified. */
bool enum_read(const ProtobufCEnumDescriptor *type, const char *text, size_t len, int *value);

#endif
