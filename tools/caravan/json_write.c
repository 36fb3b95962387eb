#include "json_write.h"

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

/* 0: the byte stands for itself. 1: escape it. 2: escape the two-byte character U+0080 to U+009F.
 */
static unsigned to_escape(const uint8_t *at, size_t len)
{
    if (*at == 0xc2 && len > 1 && at[1] < 0xa0)
        return 2;
    return *at < 0x20 || *at == '"' || *at == '\\' || *at == 0x7f;
}

static void put_escaped(struct cv_buf *out, uint8_t c)
{
    static const char FROM[] = "\"\\\b\f\n\r\t";
    static const char TO[] = "\"\\bfnrt";
    const char *found = c == 0 ? NULL : strchr(FROM, c);

    if (found == NULL) {
        static const char HEX[] = "0123456789abcdef";
        const char text[] = {'\\', 'u', '0', '0', HEX[c >> 4], HEX[c & 15]};

        cv_buf_add(out, text, sizeof(text));
        return;
    }
    cv_buf_add(out, "\\", 1);
    cv_buf_add(out, &TO[found - FROM], 1);
}

static void put_string(struct cv_buf *out, struct cv_slice text)
{
    size_t from = 0;

    cv_buf_add(out, "\"", 1);
    for (size_t i = 0; i < text.len; i++) {
        unsigned n = to_escape(text.at + i, text.len - i);

        if (n == 0)
            continue;
        cv_buf_add(out, text.at + from, i - from);
        i += n - 1;
        put_escaped(out, text.at[i]);
        from = i + 1;
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
