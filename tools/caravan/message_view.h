/* Any message of the API as people or programs want to see it: its fields by their names, what is
 * not set left out.
 *
 * Memory   Texts live in the arena. */
#ifndef CARAVAN_MESSAGE_VIEW_H
#define CARAVAN_MESSAGE_VIEW_H

#include "base/arena.h"
#include "json_put.h"

#include <protobuf-c/protobuf-c.h>

/* The field of that path as one text, of a repeated one the last; "" when it is not set. For
 * people: words in the language of the run, digits in groups, of a resource name the last part; for
 * programs: as they are. */
const char *message_text(const ProtobufCMessage *message, const char *path, bool for_people,
                         struct cv_arena *arena);
/* Is a number, to be aligned so. */
bool message_is_number(const ProtobufCMessageDescriptor *type, const char *path);

/* One line a field, messages inside indented. */
void message_print(const ProtobufCMessage *message, struct cv_arena *arena, FILE *out);
/* The fields that are set, in an object that is open: 64-bit numbers as text. */
void message_put_json(struct json_out *out, const ProtobufCMessage *message,
                      struct cv_arena *arena);

#endif
