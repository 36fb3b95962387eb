/* Maps, and the messages that JSON has a notation of its own for. Their fields are as schema_link()
 * saw. */
#include "base/time_text.h"
#include "to_json.h"

#include <stdlib.h>
#include <string.h>

/* ---- maps ---- */

struct entry {
    struct cv_slice key;
    size_t position;
    struct slot *value;
};

static int compare_keys(const struct entry *left, const struct entry *right)
{
    size_t len = left->key.len < right->key.len ? left->key.len : right->key.len;
    int order = len == 0 ? 0 : memcmp(left->key.at, right->key.at, len);

    return order != 0 ? order : (left->key.len > right->key.len) - (left->key.len < right->key.len);
}

static int by_key(const void *a, const void *b)
{
    const struct entry *left = a;
    const struct entry *right = b;
    int order = compare_keys(left, right);

    return order != 0 ? order
                      : (left->position > right->position) - (left->position < right->position);
}

static struct entry *read_entries(struct to_json *to, const struct schema_field *field,
                                  const struct slot *slot, const struct path *path)
{
    struct entry *entries = cv_arena_array(to->with->arena, slot->count, sizeof(*entries));
    size_t n = 0;

    if (entries == NULL) {
        (void)to_json_no_memory(to);
        return NULL;
    }
    for (const struct found *found = slot->first; found != NULL; found = found->next) {
        struct path element = {.up = path, .index = n};
        struct slot *slots = to_json_scan(to, field->message, found->bytes, &element);

        if (slots == NULL ||
            !to_json_key(to, &field->message->fields[0], &slots[0], &element, &entries[n].key))
            return NULL;
        entries[n].value = &slots[1];
        entries[n].position = n;
        n++;
    }
    return entries;
}

bool to_json_map(struct to_json *to, const struct schema_field *field, const struct slot *slot,
                 const struct path *path)
{
    struct entry *entries = read_entries(to, field, slot, path);

    if (entries == NULL)
        return false;
    qsort(entries, slot->count, sizeof(*entries), by_key);
    json_write_open(to->writer, '{');
    for (size_t i = 0; i < slot->count; i++) {
        struct path element = {.up = path};

        if (i + 1 < slot->count && compare_keys(&entries[i], &entries[i + 1]) == 0)
            continue; /* the last of a key counts */
        element.key =
            cv_arena_string_n(to->with->arena, (const char *)entries[i].key.at, entries[i].key.len);
        if (element.key == NULL)
            return to_json_no_memory(to);
        json_write_name(to->writer, entries[i].key);
        if (!to_json_value(to, &field->message->fields[1], entries[i].value, &element))
            return false;
    }
    json_write_close(to->writer, '}');
    return true;
}

/* ---- times and masks ---- */

static struct cv_time_value time_of(const struct slot *slots)
{
    return (struct cv_time_value){(int64_t)to_json_bits(&slots[0]),
                                  (int32_t)to_json_bits(&slots[1])};
}

static bool write_time(struct to_json *to, const struct schema_message *type,
                       const struct slot *slots)
{
    char text[CV_TIME_TEXT_MAX];
    bool fine = type->known == SCHEMA_TIMESTAMP ? cv_time_text_print_timestamp(time_of(slots), text)
                                                : cv_time_text_print_duration(time_of(slots), text);

    if (fine)
        json_write_text(to->writer, text);
    return fine;
}

/* "unit_price" as "unitPrice"; false: that would not read back as the same. */
static bool put_mask_path(struct cv_buf *out, struct cv_slice path)
{
    for (size_t i = 0; i < path.len; i++) {
        uint8_t c = path.at[i];

        if ((c >= 'A' && c <= 'Z') || c == ',')
            return false;
        if (c == '_') {
            c = ++i < path.len ? path.at[i] : 0;
            if (c < 'a' || c > 'z')
                return false;
            c = (uint8_t)(c - 'a' + 'A');
        }
        cv_buf_add(out, &c, 1);
    }
    return path.len > 0;
}

static bool write_field_mask(struct to_json *to, const struct slot *paths, const struct path *path,
                             bool *written)
{
    struct cv_buf text;

    cv_buf_init(&text, to->writer->out->limit);
    for (const struct found *found = paths->first; *written && found != NULL; found = found->next) {
        if (found != paths->first)
            cv_buf_add(&text, ",", 1);
        *written = put_mask_path(&text, found->bytes);
    }
    if (text.failed)
        (void)to_json_no_memory(to);
    else if (*written && to_json_check_text(to, (struct cv_slice){text.at, text.len}, path))
        json_write_string(to->writer, (struct cv_slice){text.at, text.len});
    cv_buf_free(&text);
    return cv_ok(to->status);
}

/* ---- any JSON ---- */

static bool write_value(struct to_json *to, const struct schema_message *type, struct slot *slots,
                        const struct path *path)
{
    for (size_t i = 1; i < type->field_count; i++) {
        if (slots[i].count > 0)
            return to_json_value(to, &type->fields[i], &slots[i], path);
    }
    json_write_bare(to->writer, "null"); /* also when nothing is set */
    return true;
}

static bool write_list_value(struct to_json *to, const struct schema_message *type,
                             const struct slot *values, const struct path *path)
{
    struct path element = {.up = path};

    json_write_open(to->writer, '[');
    for (const struct found *found = values->first; found != NULL; found = found->next) {
        if (!to_json_message(to, type->fields[0].message, found->bytes, &element))
            return false;
        element.index++;
    }
    json_write_close(to->writer, ']');
    return true;
}

static bool write_struct(struct to_json *to, const struct schema_message *type,
                         const struct slot *fields, const struct path *path)
{
    if (fields->count > 0)
        return to_json_map(to, &type->fields[0], fields, path);
    json_write_open(to->writer, '{');
    json_write_close(to->writer, '}');
    return true;
}

/* ---- Any ---- */

static struct cv_slice type_of_url(struct cv_slice url)
{
    for (size_t i = url.len; i > 0; i--) {
        if (url.at[i - 1] == '/')
            return (struct cv_slice){url.at + i, url.len - i};
    }
    return url;
}

static bool write_any(struct to_json *to, const struct schema_message *any,
                      const struct slot *slots, const struct path *path)
{
    const struct schema_message *type;
    struct cv_slice value = to_json_joined(to, &any->fields[1], &slots[1]);
    struct cv_slice url;
    bool fine = true;

    json_write_open(to->writer, '{');
    if (slots[0].count > 0 || value.len > 0) {
        if (!to_json_key(to, &any->fields[0], &slots[0], path, &url))
            return false;
        type = to->with->find(to->with->find_arg, type_of_url(url));
        json_write_name(to->writer, to_json_slice("@type"));
        json_write_string(to->writer, url);
        if (type == NULL) {
            json_write_name(to->writer, to_json_slice("@value"));
            to_json_base64(to, value);
            fine = cv_ok(to->status);
        } else if (type->known == SCHEMA_PLAIN) {
            fine = to_json_members(to, type, value, path);
        } else {
            json_write_name(to->writer, to_json_slice("value"));
            fine = to_json_message(to, type, value, path);
        }
    }
    json_write_close(to->writer, '}');
    return fine;
}

bool to_json_known(struct to_json *to, const struct schema_message *type, struct cv_slice wire,
                   const struct path *path, bool *written)
{
    struct slot *slots = to_json_scan(to, type, wire, path);

    *written = true;
    if (slots == NULL)
        return false;
    switch (type->known) {
    case SCHEMA_ANY:
        return write_any(to, type, slots, path);
    case SCHEMA_DURATION:
    case SCHEMA_TIMESTAMP:
        *written = write_time(to, type, slots);
        return true;
    case SCHEMA_FIELD_MASK:
        return write_field_mask(to, &slots[0], path, written);
    case SCHEMA_LIST_VALUE:
        return write_list_value(to, type, &slots[0], path);
    case SCHEMA_STRUCT:
        return write_struct(to, type, &slots[0], path);
    case SCHEMA_VALUE:
        return write_value(to, type, slots, path);
    case SCHEMA_WRAPPER:
        return to_json_value(to, &type->fields[0], &slots[0], path);
    case SCHEMA_PLAIN:
        break;
    }
    *written = false;
    return true;
}
