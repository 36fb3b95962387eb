/* JSON as it is written: commas, line breaks and escapes by themselves. */
#ifndef CARAVAN_JSON_WRITE_H
#define CARAVAN_JSON_WRITE_H

#include "base/buf.h"

struct json_writer {
    struct cv_buf *out;
    bool pretty; /* two spaces for each level; otherwise one line */
    unsigned depth;
    bool inside_first; /* nothing is in the newest array or object yet */
    bool after_name;
};

void json_write_open(struct json_writer *writer, char bracket);  /* '{' or '[' */
void json_write_close(struct json_writer *writer, char bracket); /* '}' or ']' */
void json_write_name(struct json_writer *writer, struct cv_slice name);
/* UTF-8; control characters are escaped, so that no text can steer a terminal. */
void json_write_string(struct json_writer *writer, struct cv_slice text);
void json_write_text(struct json_writer *writer, const char *text); /* as a string */
void json_write_bare(struct json_writer *writer, const char *text); /* a number, null, true */

#endif
