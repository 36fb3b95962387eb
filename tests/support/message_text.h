/* Messages as short texts, so that tables of requests and answers can be read:
 *
 *     name: 'programmes/jw' kind: 2 sites { id: 's1' title: 'North' } amount: 1200 on: 2025-03-31
 *
 * Fields by their names in the .proto; a repeated one is written once for each element. Enums by
 * name or number. A google.type.Date may be written 2025-03-31, and a Money as its minor units.
 * What is said twice counts as said last; messages are merged. `!name` takes the field away. So one
 * text after another changes the first.
 *
 * Memory   Messages and texts in the arena. */
#ifndef TESTS_SUPPORT_MESSAGE_TEXT_H
#define TESTS_SUPPORT_MESSAGE_TEXT_H

#include "base/arena.h"

#include <protobuf-c/protobuf-c.h>

/* For texts at the edge of what is allowed. */
#define LETTERS_50  "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"
#define LETTERS_200 LETTERS_50 LETTERS_50 LETTERS_50 LETTERS_50

/* NULL: the text is no such message; *problem says why. */
ProtobufCMessage *message_from_text(const ProtobufCMessageDescriptor *type, const char *text,
                                    struct cv_arena *arena, const char **problem);

/* NULL: `message` has all the values that the text names; else what differs. Fields that the text
 * does not name may be anything, and a repeated field may have more elements. */
const char *message_differs(const ProtobufCMessage *message, const char *text,
                            struct cv_arena *arena);

#endif
