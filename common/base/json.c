#include "base/json.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

struct parse {
    struct cv_json_reader *reader;
    struct cv_arena *arena;
    const uint8_t *end;
    struct cv_status status;
};

const char *cv_json_kind_name(enum cv_json_kind kind)
{
    static const char *const NAMES[] = {
        [CV_JSON_NULL] = "null",        [CV_JSON_FALSE] = "false",     [CV_JSON_TRUE] = "true",
        [CV_JSON_NUMBER] = "a number",  [CV_JSON_STRING] = "a string", [CV_JSON_ARRAY] = "an array",
        [CV_JSON_OBJECT] = "an object",
    };

    return NAMES[kind];
}

struct cv_status cv_json_refuse(const struct cv_json_reader *reader, struct cv_arena *arena,
                                const uint8_t *at, const char *format, ...)
{
    size_t line = 1;
    size_t column = 1;
    const char *text;
    va_list args;

    for (const uint8_t *c = reader->source.at; c < at; c++) {
        if (*c == '\n') {
            line++;
            column = 1;
        } else {
            column += (*c & 0xc0) != 0x80;
        }
    }
    va_start(args, format);
    text = cv_arena_vprintf(arena, format, args);
    va_end(args);
    return cv_status_f(arena, CV_INVALID_ARGUMENT, "BAD_JSON", "line %zu, column %zu: %s", line,
                       column, text == NULL ? "out of memory" : text);
}

static bool refuse(struct parse *parse, const uint8_t *at, const char *what)
{
    parse->status = cv_json_refuse(parse->reader, parse->arena, at, "%s", what);
    return false;
}

static bool no_memory(struct parse *parse)
{
    parse->status = cv_status(CV_RESOURCE_EXHAUSTED, "TOO_MUCH_JSON",
                              "the JSON takes more memory than is allowed for it");
    return false;
}

void cv_json_open(struct cv_json_reader *reader, struct cv_slice source)
{
    if (source.at == NULL)
        source.at = (const uint8_t *)"";
    *reader = (struct cv_json_reader){source, source.at};
    if (source.len >= 3 && memcmp(source.at, "\xef\xbb\xbf", 3) == 0)
        reader->at += 3;
}

static void skip_space(struct parse *parse)
{
    const uint8_t *at = parse->reader->at;

    while (at < parse->end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r'))
        at++;
    parse->reader->at = at;
}

/* The next byte that is no space, or 0 at the end. */
static uint8_t peek(struct parse *parse)
{
    skip_space(parse);
    return parse->reader->at < parse->end ? *parse->reader->at : 0;
}

/* ---- strings ---- */

static bool read_hex(struct parse *parse, const uint8_t *at, uint32_t *unit)
{
    *unit = 0;
    for (unsigned i = 0; i < 4; i++) {
        uint8_t c = at + i < parse->end ? at[i] : 0;

        if (c >= '0' && c <= '9')
            *unit = *unit << 4 | (uint32_t)(c - '0');
        else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
            *unit = *unit << 4 | (uint32_t)((c | 0x20) - 'a' + 10);
        else
            return refuse(parse, at, "\\u takes four hexadecimal digits");
    }
    return true;
}

static uint8_t *put_character(uint8_t *out, uint32_t c)
{
    if (c < 0x80) {
        *out++ = (uint8_t)c;
    } else if (c < 0x800) {
        *out++ = (uint8_t)(0xc0 | c >> 6);
        *out++ = (uint8_t)(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        *out++ = (uint8_t)(0xe0 | c >> 12);
        *out++ = (uint8_t)(0x80 | (c >> 6 & 0x3f));
        *out++ = (uint8_t)(0x80 | (c & 0x3f));
    } else {
        *out++ = (uint8_t)(0xf0 | c >> 18);
        *out++ = (uint8_t)(0x80 | (c >> 12 & 0x3f));
        *out++ = (uint8_t)(0x80 | (c >> 6 & 0x3f));
        *out++ = (uint8_t)(0x80 | (c & 0x3f));
    }
    return out;
}

/* Behind "\u"; beyond U+FFFF two of them make one character. */
static bool read_unicode(struct parse *parse, const uint8_t **at, uint8_t **out)
{
    const uint8_t *from = *at - 2;
    uint32_t c;
    uint32_t low;

    if (!read_hex(parse, *at, &c))
        return false;
    *at += 4;
    if (c >= 0xdc00 && c <= 0xdfff)
        return refuse(parse, from, "the second half of a surrogate pair without the first");
    if (c >= 0xd800 && c <= 0xdbff) {
        if (parse->end - *at < 2 || (*at)[0] != '\\' || (*at)[1] != 'u')
            return refuse(parse, from, "the first half of a surrogate pair without the second");
        if (!read_hex(parse, *at + 2, &low))
            return false;
        if (low < 0xdc00 || low > 0xdfff)
            return refuse(parse, from, "the first half of a surrogate pair without the second");
        *at += 6;
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }
    *out = put_character(*out, c);
    return true;
}

static bool read_escape(struct parse *parse, const uint8_t **at, uint8_t **out)
{
    static const char FROM[] = "\"\\/bfnrt";
    static const char TO[] = "\"\\/\b\f\n\r\t";
    uint8_t c = *at + 1 < parse->end ? (*at)[1] : 0;
    const char *found = c == 0 ? NULL : strchr(FROM, c);

    if (c == 'u') {
        *at += 2;
        return read_unicode(parse, at, out);
    }
    if (found == NULL)
        return refuse(parse, *at, "after \\ comes one of \" \\ / b f n r t u");
    *(*out)++ = (uint8_t)TO[found - FROM];
    *at += 2;
    return true;
}

/* Bytes up to the closing quote, escapes as they are: what it decodes to is never longer. */
static size_t raw_length(const uint8_t *at, const uint8_t *end)
{
    const uint8_t *from = at;

    while (at < end && *at != '"')
        at += *at == '\\' && end - at > 1 ? 2 : 1;
    return (size_t)(at - from);
}

static bool read_string(struct parse *parse, struct cv_slice *text)
{
    const uint8_t *from = parse->reader->at;
    const uint8_t *at = from + 1;
    uint8_t *first = cv_arena_alloc(parse->arena, raw_length(at, parse->end) + 1);
    uint8_t *out = first;

    if (first == NULL)
        return no_memory(parse);
    while (at < parse->end && *at != '"') {
        size_t n = cv_utf8_length(at, (size_t)(parse->end - at));

        if (*at == '\\') {
            if (!read_escape(parse, &at, &out))
                return false;
            continue;
        }
        if (*at < 0x20)
            return refuse(parse, at, "a control character in a string is written as \\u0000");
        if (n == 0)
            return refuse(parse, at, "the text is no UTF-8");
        memcpy(out, at, n);
        out += n;
        at += n;
    }
    if (at == parse->end)
        return refuse(parse, from, "a string that never ends");
    *out = '\0';
    *text = (struct cv_slice){first, (size_t)(out - first)};
    parse->reader->at = at + 1;
    return true;
}

/* ---- numbers and words ---- */

static const uint8_t *skip_digits(const uint8_t *at, const uint8_t *end)
{
    while (at < end && *at >= '0' && *at <= '9')
        at++;
    return at;
}

static bool read_number(struct parse *parse, struct cv_json *node)
{
    const uint8_t *from = parse->reader->at;
    const uint8_t *end = parse->end;
    const uint8_t *at = from + (*from == '-');
    const uint8_t *digits = at;

    at = skip_digits(at, end);
    if (at == digits || (*digits == '0' && at - digits > 1))
        return refuse(parse, from, "a number is digits without leading zeros");
    if (at < end && *at == '.') {
        digits = ++at;
        at = skip_digits(at, end);
        if (at == digits)
            return refuse(parse, from, "digits must follow the point of a number");
    }
    if (at < end && (*at | 0x20) == 'e') {
        at++;
        at += at < end && (*at == '+' || *at == '-');
        digits = at;
        at = skip_digits(at, end);
        if (at == digits)
            return refuse(parse, from, "digits must follow the exponent of a number");
    }
    node->kind = CV_JSON_NUMBER;
    node->text = (struct cv_slice){from, (size_t)(at - from)};
    parse->reader->at = at;
    return true;
}

static bool read_word(struct parse *parse, struct cv_json *node)
{
    static const struct {
        const char *word;
        enum cv_json_kind kind;
    } WORDS[] = {{"null", CV_JSON_NULL}, {"false", CV_JSON_FALSE}, {"true", CV_JSON_TRUE}};
    const uint8_t *at = parse->reader->at;
    size_t len = 0;

    while (at + len < parse->end && (at[len] | 0x20) >= 'a' && (at[len] | 0x20) <= 'z')
        len++;
    for (size_t i = 0; i < 3; i++) {
        if (strlen(WORDS[i].word) == len && memcmp(WORDS[i].word, at, len) == 0) {
            node->kind = WORDS[i].kind;
            parse->reader->at = at + len;
            return true;
        }
    }
    if (len > 0)
        return refuse(
            parse, at,
            "a word that is none of null, true and false; strings stand in double quotes");
    if (*at == '\'')
        return refuse(parse, at, "strings stand in double quotes");
    return refuse(parse, at, "a value is expected here");
}

/* ---- arrays and objects ---- */

static bool read_value(struct parse *parse, struct cv_json **made, unsigned depth);

static int by_name(const void *a, const void *b)
{
    const struct cv_json *left = *(const struct cv_json *const *)a;
    const struct cv_json *right = *(const struct cv_json *const *)b;
    size_t len = left->name.len < right->name.len ? left->name.len : right->name.len;
    int order = memcmp(left->name.at, right->name.at, len);

    if (order != 0)
        return order;
    return (left->name.len > right->name.len) - (left->name.len < right->name.len);
}

static bool names_differ(struct parse *parse, const struct cv_json *object)
{
    const struct cv_json **sorted;
    size_t n = 0;

    if (object->count < 2)
        return true;
    sorted = cv_arena_array(parse->arena, object->count, sizeof(*sorted));
    if (sorted == NULL)
        return no_memory(parse);
    for (const struct cv_json *at = object->first; at != NULL; at = at->next)
        sorted[n++] = at;
    qsort(sorted, n, sizeof(*sorted), by_name);
    for (size_t i = 1; i < n; i++) {
        if (by_name(&sorted[i - 1], &sorted[i]) == 0) {
            const uint8_t *a = sorted[i - 1]->name_at;
            const uint8_t *b = sorted[i]->name_at;

            parse->status =
                cv_json_refuse(parse->reader, parse->arena, a > b ? a : b,
                               "\"%.64s\" is here a second time", (const char *)sorted[i]->name.at);
            return false;
        }
    }
    return true;
}

static bool read_member_name(struct parse *parse, struct cv_slice *name)
{
    if (peek(parse) != '"')
        return refuse(parse, parse->reader->at,
                      "a member's name in double quotes is expected here");
    if (!read_string(parse, name))
        return false;
    if (peek(parse) != ':')
        return refuse(parse, parse->reader->at, "a ':' is expected after the name");
    parse->reader->at++;
    return true;
}

/* `close` is ']' or '}'; the reader stands behind what opened it. */
static bool read_members(struct parse *parse, struct cv_json *node, uint8_t close, unsigned depth)
{
    struct cv_json **link = &node->first;
    struct cv_slice name = {NULL, 0};

    if (peek(parse) == close) {
        parse->reader->at++;
        return true;
    }
    for (;;) {
        struct cv_json *child;
        const uint8_t *name_at;

        skip_space(parse);
        name_at = parse->reader->at;
        if (close == '}' && !read_member_name(parse, &name))
            return false;
        if (!read_value(parse, &child, depth + 1))
            return false;
        child->name = name;
        child->name_at = name_at;
        *link = child;
        link = &child->next;
        node->count++;
        if (peek(parse) == close)
            break;
        if (peek(parse) != ',')
            return refuse(parse, parse->reader->at,
                          close == ']' ? "a ',' or ']' is expected here"
                                       : "a ',' or '}' is expected here");
        parse->reader->at++;
    }
    parse->reader->at++;
    return close == ']' || names_differ(parse, node);
}

static bool read_value(struct parse *parse, struct cv_json **made, unsigned depth)
{
    uint8_t c = peek(parse);
    struct cv_json *node;

    if (depth > CV_JSON_DEPTH_MAX)
        return refuse(parse, parse->reader->at, "values nested deeper than 210 levels");
    if (parse->reader->at == parse->end)
        return refuse(parse, parse->reader->at, "the text ends where a value is expected");
    node = cv_arena_zalloc(parse->arena, sizeof(*node));
    if (node == NULL)
        return no_memory(parse);
    node->at = parse->reader->at;
    *made = node;
    if (c == '{' || c == '[') {
        node->kind = c == '{' ? CV_JSON_OBJECT : CV_JSON_ARRAY;
        parse->reader->at++;
        return read_members(parse, node, c == '{' ? '}' : ']', depth);
    }
    if (c == '"') {
        node->kind = CV_JSON_STRING;
        return read_string(parse, &node->text);
    }
    return c == '-' || (c >= '0' && c <= '9') ? read_number(parse, node) : read_word(parse, node);
}

struct cv_status cv_json_next(struct cv_json_reader *reader, struct cv_arena *arena,
                              struct cv_json **node)
{
    struct parse parse = {reader, arena, reader->source.at + reader->source.len, CV_STATUS_OK};

    *node = NULL;
    skip_space(&parse);
    if (reader->at == parse.end)
        return cv_status(CV_NOT_FOUND, NULL, "no more values");
    if (!read_value(&parse, node, 1))
        *node = NULL;
    return parse.status;
}
