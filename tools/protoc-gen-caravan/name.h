/* From protobuf names to C names, by the rules of protoc-gen-c: generated code of both must fit.
 *
 * Memory   Results live in the arena. Out of memory ends the program. */
#ifndef CARAVAN_GEN_NAME_H
#define CARAVAN_GEN_NAME_H

#include "base/arena.h"

/* "DoIt" -> "do_it", "HTTPGet" -> "httpget": an underscore before each capital after a small one.
 */
char *name_snake(struct cv_arena *arena, const char *camel);

/* "a.b_c.ReqX" -> "A__BC__ReqX": the C type of a message. */
char *name_type(struct cv_arena *arena, const char *full_name);

/* "a.b_c.ReqX" -> "a__b_c__req_x" with `joint` "__": descriptors of protoc-gen-c. With "_" the
 * prefix of a service. */
char *name_lower(struct cv_arena *arena, const char *full_name, const char *joint);

/* Whether C, or gcc with its GNU macros, keeps `name` for itself. */
bool name_is_reserved(const char *name);

/* "a/b-c.proto" -> "a_b_c". */
char *name_file(struct cv_arena *arena, const char *path);

/* "a/b.proto" -> "a/b". */
char *name_stem(struct cv_arena *arena, const char *path);

#endif
