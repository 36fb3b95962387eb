/* JSON to the messages it has a notation of its own for. Their fields are as schema_link() saw. */
#include "base/number.h"
#include "base/time_text.h"
#include "to_wire.h"

#include <string.h>

static void put_time(struct to_wire *to, struct cv_time_value value)
{
    if (value.seconds != 0) {
        wire_put_tag(to->out, 1, WIRE_VARINT);
        wire_put(to->out, WIRE_VARINT, (uint64_t)value.seconds);
    }
    if (value.nanos != 0) {
        wire_put_tag(to->out, 2, WIRE_VARINT);
        wire_put(to->out, WIRE_VARINT, (uint64_t)(int64_t)value.nanos);
    }
}

static bool put_timestamp(struct to_wire *to, const struct cv_json *node, const struct path *path)
{
    struct cv_time_value value;

    if (node->kind != CV_JSON_STRING || !cv_time_text_read_timestamp(node->text, &value))
        return to_wire_refuse(to, node->at, path,
                              "must be a time such as \"2024-03-05T08:00:00Z\" or "
                              "\"2024-03-05T16:00:00.5+08:00\", year 0001 to 9999");
    put_time(to, value);
    return true;
}

static bool put_duration(struct to_wire *to, const struct cv_json *node, const struct path *path)
{
    struct cv_time_value value;

    if (node->kind != CV_JSON_STRING || !cv_time_text_read_duration(node->text, &value))
        return to_wire_refuse(
            to, node->at, path,
            "must be a duration in seconds such as \"90s\" or \"-1.5s\", 315576000000 at most");
    put_time(to, value);
    return true;
}

/* "unitPrice" as "unit_price"; a path that has '_' is the original name already. */
static bool put_mask_path(struct to_wire *to, struct cv_slice text)
{
    uint8_t *path = cv_arena_alloc(to->with->arena, 2 * text.len + 1);
    bool original = memchr(text.at, '_', text.len) != NULL;
    size_t len = 0;

    if (path == NULL)
        return to_wire_no_memory(to);
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.at[i];

        if (!original && c >= 'A' && c <= 'Z') {
            path[len++] = '_';
            c = (uint8_t)(c - 'A' + 'a');
        }
        path[len++] = c;
    }
    wire_put_bytes(to->out, 1, (struct cv_slice){path, len});
    return true;
}

static bool put_field_mask(struct to_wire *to, const struct cv_json *node, const struct path *path)
{
    struct cv_slice rest = node->text;

    if (node->kind != CV_JSON_STRING)
        return to_wire_refuse(to, node->at, path,
                              "must be field names in one string, such as \"title,unitPrice\"");
    for (bool more = rest.len > 0; more;) {
        const uint8_t *comma = memchr(rest.at, ',', rest.len);
        size_t len = comma == NULL ? rest.len : (size_t)(comma - rest.at);

        if (len == 0)
            return to_wire_refuse(to, node->at, path, "an empty name in a field mask");
        if (!put_mask_path(to, (struct cv_slice){rest.at, len}))
            return false;
        more = comma != NULL;
        rest.at += len + more;
        rest.len -= len + more;
    }
    return true;
}

static bool put_struct(struct to_wire *to, const struct schema_message *type,
                       const struct cv_json *node, const struct path *path)
{
    const struct schema_field *value = &type->fields[0].message->fields[1];

    if (node->kind != CV_JSON_OBJECT)
        return to_wire_refuse(to, node->at, path, "must be an object, not %s",
                              cv_json_kind_name(node->kind));
    for (const struct cv_json *at = node->first; at != NULL; at = at->next) {
        struct path element = {.up = path, .key = (const char *)at->name.at};
        size_t from = to->out->len;

        wire_put_bytes(to->out, 1, at->name);
        if (!to_wire_field(to, value, at, &element))
            return false;
        wire_enclose(to->out, 1, from);
    }
    return true;
}

static bool put_list_value(struct to_wire *to, const struct schema_message *type,
                           const struct cv_json *node, const struct path *path)
{
    struct path element = {.up = path};

    if (node->kind != CV_JSON_ARRAY)
        return to_wire_refuse(to, node->at, path, "must be an array, not %s",
                              cv_json_kind_name(node->kind));
    for (const struct cv_json *at = node->first; at != NULL; at = at->next) {
        if (!to_wire_field(to, &type->fields[0], at, &element))
            return false;
        element.index++;
    }
    return true;
}

static bool put_number_value(struct to_wire *to, const struct cv_json *node,
                             const struct path *path)
{
    uint64_t bits;
    double value;

    if (!cv_number_read_real(node->text, &value))
        return to_wire_refuse(to, node->at, path, "is too large for a double");
    memcpy(&bits, &value, sizeof(bits));
    wire_put_tag(to->out, 2, WIRE_FIXED64);
    wire_put(to->out, WIRE_FIXED64, bits);
    return true;
}

/* Any JSON. The fields are a oneof: zeros are written too. */
static bool put_value(struct to_wire *to, const struct schema_message *type,
                      const struct cv_json *node, const struct path *path)
{
    switch (node->kind) {
    case CV_JSON_NULL:
        wire_put_tag(to->out, 1, WIRE_VARINT);
        wire_put(to->out, WIRE_VARINT, 0);
        return true;
    case CV_JSON_NUMBER:
        return put_number_value(to, node, path);
    case CV_JSON_STRING:
        wire_put_bytes(to->out, 3, node->text);
        return true;
    case CV_JSON_FALSE:
    case CV_JSON_TRUE:
        wire_put_tag(to->out, 4, WIRE_VARINT);
        wire_put(to->out, WIRE_VARINT, node->kind == CV_JSON_TRUE);
        return true;
    default:
        return to_wire_field(to, &type->fields[node->kind == CV_JSON_OBJECT ? 4 : 5], node, path);
    }
}

/* ---- Any ---- */

static const struct cv_json *member_of(const struct cv_json *node, const char *name)
{
    for (const struct cv_json *at = node->first; at != NULL; at = at->next) {
        if (cv_slice_is(at->name, name))
            return at;
    }
    return NULL;
}

/* The full name of a type behind its last '/'. */
static struct cv_slice type_of_url(struct cv_slice url)
{
    for (size_t i = url.len; i > 0; i--) {
        if (url.at[i - 1] == '/')
            return (struct cv_slice){url.at + i, url.len - i};
    }
    return url;
}

/* One member beside "@type", and nothing else. */
static bool put_any_member(struct to_wire *to, const struct schema_message *type,
                           const struct cv_json *node, const struct path *up)
{
    const char *name = type == NULL ? "@value" : "value";
    const struct cv_json *value = member_of(node, name);
    struct path path = {.up = up, .name = name};
    struct cv_slice bytes;

    if (value == NULL || node->count != 2)
        return to_wire_refuse(to, node->at, up, "an Any of this type has \"@type\" and \"%s\"",
                              name);
    if (type != NULL)
        return to_wire_known(to, type, value, &path);
    if (!to_wire_base64(to, value, &path, &bytes))
        return false;
    cv_buf_add(to->out, bytes.at, bytes.len);
    return true;
}

static bool put_any(struct to_wire *to, const struct cv_json *node, const struct path *path)
{
    const struct cv_json *url = member_of(node, "@type");
    const struct schema_message *type;
    struct cv_slice name;
    size_t from;
    bool fine;

    if (node->kind == CV_JSON_OBJECT && node->count == 0)
        return true;
    if (node->kind != CV_JSON_OBJECT || url == NULL || url->kind != CV_JSON_STRING)
        return to_wire_refuse(
            to, node->at, path,
            "must be an object with \"@type\", such as \"type.googleapis.com/a.package.Message\"");
    name = type_of_url(url->text);
    type = to->with->find(to->with->find_arg, name);
    if (type == NULL && member_of(node, "@value") == NULL)
        return to_wire_refuse(to, url->at, path,
                              "the server knows no message \"%.128s\"; \"@value\" beside \"@type\" "
                              "takes its bytes as base64",
                              (const char *)name.at);
    wire_put_bytes(to->out, 1, url->text);
    from = to->out->len;
    if (type != NULL && type->known == SCHEMA_PLAIN)
        fine = to_wire_members(to, type, node, path, "@type");
    else
        fine = put_any_member(to, type, node, path);
    if (fine && to->out->len > from)
        wire_enclose(to->out, 2, from);
    return fine;
}

bool to_wire_known(struct to_wire *to, const struct schema_message *type,
                   const struct cv_json *node, const struct path *path)
{
    switch (type->known) {
    case SCHEMA_ANY:
        return put_any(to, node, path);
    case SCHEMA_DURATION:
        return put_duration(to, node, path);
    case SCHEMA_FIELD_MASK:
        return put_field_mask(to, node, path);
    case SCHEMA_LIST_VALUE:
        return put_list_value(to, type, node, path);
    case SCHEMA_STRUCT:
        return put_struct(to, type, node, path);
    case SCHEMA_TIMESTAMP:
        return put_timestamp(to, node, path);
    case SCHEMA_VALUE:
        return put_value(to, type, node, path);
    case SCHEMA_WRAPPER:
        return to_wire_field(to, &type->fields[0], node, path);
    case SCHEMA_PLAIN:
        break;
    }
    return to_wire_members(to, type, node, path, NULL);
}
