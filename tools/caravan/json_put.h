/* The members of a JSON object, each with its type, for the --json of a command. "Out" is printed
 * once, whole. */
#ifndef CARAVAN_JSON_PUT_H
#define CARAVAN_JSON_PUT_H

#include "json_write.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct json_out {
    struct cv_buf text;
    struct json_writer writer;
};

void json_out_begin(struct json_out *out); /* with the outermost object */
/* End it, print it and a line break, and free it. False: out of memory. */
bool json_out_end(struct json_out *out, FILE *file);

/* `name` NULL: an element of an array. */
void json_put_open(struct json_out *out, const char *name, char bracket);
void json_put_close(struct json_out *out, char bracket);
void json_put_text(struct json_out *out, const char *name, const char *text); /* NULL: null */
void json_put_bool(struct json_out *out, const char *name, bool value);
/* Of at most 53 bits. */
void json_put_number(struct json_out *out, const char *name, int64_t value);
/* In units of 10^-decimals: 12345 with 2 is 123.45. */
void json_put_decimal(struct json_out *out, const char *name, int64_t value, unsigned decimals);
/* As text, for programs that keep numbers in 53 bits. */
void json_put_int64(struct json_out *out, const char *name, int64_t value);

#endif
