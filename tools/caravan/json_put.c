#include "json_put.h"

#include <inttypes.h>
#include <string.h>

#define JSON_BYTES_MAX ((size_t)512 * 1024 * 1024)

void json_out_begin(struct json_out *out)
{
    *out = (struct json_out){.writer = {.out = &out->text, .pretty = true}};
    cv_buf_init(&out->text, JSON_BYTES_MAX);
    json_write_open(&out->writer, '{');
}

bool json_out_end(struct json_out *out, FILE *file)
{
    bool whole;

    json_write_close(&out->writer, '}');
    cv_buf_add_text(&out->text, "\n");
    whole = !out->text.failed;
    if (whole)
        (void)fwrite(out->text.at, 1, out->text.len, file); /* the file remembers an error */
    cv_buf_free(&out->text);
    return whole;
}

static void put_name(struct json_out *out, const char *name)
{
    if (name != NULL)
        json_write_name(&out->writer, (struct cv_slice){(const uint8_t *)name, strlen(name)});
}

void json_put_open(struct json_out *out, const char *name, char bracket)
{
    put_name(out, name);
    json_write_open(&out->writer, bracket);
}

void json_put_close(struct json_out *out, char bracket)
{
    json_write_close(&out->writer, bracket);
}

void json_put_text(struct json_out *out, const char *name, const char *text)
{
    put_name(out, name);
    if (text == NULL)
        json_write_bare(&out->writer, "null");
    else
        json_write_text(&out->writer, text);
}

void json_put_bool(struct json_out *out, const char *name, bool value)
{
    put_name(out, name);
    json_write_bare(&out->writer, value ? "true" : "false");
}

void json_put_number(struct json_out *out, const char *name, int64_t value)
{
    char text[24];

    (void)snprintf(text, sizeof(text), "%" PRId64, value);
    put_name(out, name);
    json_write_bare(&out->writer, text);
}

void json_put_decimal(struct json_out *out, const char *name, int64_t value, unsigned decimals)
{
    uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    uint64_t unit = 1;
    char text[48];

    for (unsigned i = 0; i < decimals; i++)
        unit *= 10;
    (void)snprintf(text, sizeof(text), "%s%" PRIu64 ".%0*" PRIu64, value < 0 ? "-" : "",
                   magnitude / unit, (int)decimals, magnitude % unit);
    put_name(out, name);
    json_write_bare(&out->writer, text);
}

void json_put_int64(struct json_out *out, const char *name, int64_t value)
{
    char text[24];

    (void)snprintf(text, sizeof(text), "%" PRId64, value);
    json_put_text(out, name, text);
}
