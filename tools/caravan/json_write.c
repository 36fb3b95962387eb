#include "json_write.h"

#include <stdio.h>
#include <string.h>

static void new_line(struct json_writer *writer)
{
    if (!writer->pretty)
        return;
    cv_buf_add(writer->out, "\n", 1);
    for (unsigned i = 0; i < writer->depth; i++)
        cv_buf_add(writer->out, "  ", 2);
}

/* What goes before a value or a name. */
static void begin(struct json_writer *writer)
{
    if (writer->after_name || writer->depth == 0) {
        writer->after_name = false;
        return;
    }
    if (!writer->inside_first)
        cv_buf_add(writer->out, ",", 1);
    writer->inside_first = false;
    new_line(writer);
}

void json_write_open(struct json_writer *writer, char bracket)
{
    begin(writer);
    cv_buf_add(writer->out, &bracket, 1);
    writer->depth++;
    writer->inside_first = true;
}

void json_write_close(struct json_writer *writer, char bracket)
{
    writer->depth--;
    if (!writer->inside_first)
        new_line(writer);
    writer->inside_first = false;
    cv_buf_add(writer->out, &bracket, 1);
}

/* Bytes of the character at `at` if it must be escaped, 0 if it stands for itself: controls, U+0080
 * to U+009F too, and U+2028 and U+2029, at which some readers of lines break one. */
static size_t to_escape(const uint8_t *at, size_t len, unsigned *character)
{
    *character = *at;
    if (*at < 0x20 || *at == '"' || *at == '\\' || *at == 0x7f)
        return 1;
    if (*at == 0xc2 && len > 1 && at[1] < 0xa0) {
        *character = at[1];
        return 2;
    }
    if (*at == 0xe2 && len > 2 && at[1] == 0x80 && (at[2] & 0xfe) == 0xa8) {
        *character = 0x2000u | (at[2] & 0x3fu);
        return 3;
    }
    return 0;
}

static void put_escaped(struct cv_buf *out, unsigned character)
{
    static const char FROM[] = "\"\\\b\f\n\r\t";
    static const char TO[] = "\"\\bfnrt";
    const char *found = character == 0 || character > 0x7f ? NULL : strchr(FROM, (int)character);
    char text[8];

    if (found != NULL)
        (void)snprintf(text, sizeof(text), "\\%c", TO[found - FROM]);
    else
        (void)snprintf(text, sizeof(text), "\\u%04x", character & 0xffff);
    cv_buf_add_text(out, text);
}

static void put_string(struct cv_buf *out, struct cv_slice text)
{
    size_t from = 0;
    unsigned character;

    cv_buf_add(out, "\"", 1);
    for (size_t i = 0; i < text.len; i++) {
        size_t n = to_escape(text.at + i, text.len - i, &character);

        if (n == 0)
            continue;
        cv_buf_add(out, text.at + from, i - from);
        put_escaped(out, character);
        from = i + n;
        i = from - 1;
    }
    if (text.len > from)
        cv_buf_add(out, text.at + from, text.len - from);
    cv_buf_add(out, "\"", 1);
}

void json_write_name(struct json_writer *writer, struct cv_slice name)
{
    begin(writer);
    put_string(writer->out, name);
    cv_buf_add_text(writer->out, writer->pretty ? ": " : ":");
    writer->after_name = true;
}

void json_write_string(struct json_writer *writer, struct cv_slice text)
{
    begin(writer);
    put_string(writer->out, text);
}

void json_write_text(struct json_writer *writer, const char *text)
{
    json_write_string(writer, (struct cv_slice){(const uint8_t *)text, strlen(text)});
}

void json_write_bare(struct json_writer *writer, const char *text)
{
    begin(writer);
    cv_buf_add_text(writer->out, text);
}
