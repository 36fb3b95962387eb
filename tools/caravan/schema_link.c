/* Names to types, and the last look at whether it all fits together. */
#include "schema_internal.h"

#include <stdlib.h>
#include <string.h>

struct link {
    struct schema *schema; /* its symbols are the new ones already */
    struct cv_status status;
};

static bool refuse(struct link *link, const char *owner, const char *name, const char *what)
{
    link->status = cv_status_f(link->schema->arena, CV_INVALID_ARGUMENT, "BAD_DESCRIPTOR",
                               "%.200s: %.200s: %s", owner, name, what);
    return false;
}

/* Type names are full names behind a dot: protoc writes no others. */
static const struct schema_symbol *resolve(const struct link *link, const char *type_name)
{
    if (type_name == NULL || type_name[0] != '.')
        return NULL;
    return schema_find(link->schema,
                       (struct cv_slice){(const uint8_t *)type_name + 1, strlen(type_name) - 1});
}

static bool link_field(struct link *link, const struct schema_message *owner,
                       struct schema_field *field)
{
    bool named = field->type == 0 || field->type == SCHEMA_MESSAGE || field->type == SCHEMA_GROUP ||
                 field->type == SCHEMA_ENUM;
    const struct schema_symbol *symbol = named ? resolve(link, field->type_name) : NULL;

    if (named && symbol == NULL)
        return refuse(link, owner->name, field->name, "its type is in none of the files");
    if (field->type == 0)
        field->type = symbol->kind == SCHEMA_IS_ENUM ? SCHEMA_ENUM : SCHEMA_MESSAGE;
    if (field->type == SCHEMA_ENUM && symbol->kind == SCHEMA_IS_ENUM)
        field->enumeration = symbol->enumeration;
    else if (named && field->type != SCHEMA_ENUM && symbol->kind == SCHEMA_IS_MESSAGE)
        field->message = symbol->message;
    else if (named)
        return refuse(link, owner->name, field->name, "its type is of another kind");
    if (field->message != NULL && !field->repeated)
        field->presence = true;
    if (schema_wire_type(field->type) == WIRE_LENGTH || field->type == SCHEMA_GROUP)
        field->packed = false;
    return true;
}

static bool check_map_entry(struct link *link, const struct schema_message *entry)
{
    const struct schema_field *key = entry->fields;

    if (entry->field_count != 2 || key[0].number != 1 || key[1].number != 2 || key[0].repeated ||
        key[1].repeated || key[1].type == SCHEMA_GROUP)
        return refuse(link, entry->name, "map", "an entry is a key, 1, and a value, 2");
    switch (key->type) {
    case SCHEMA_DOUBLE:
    case SCHEMA_FLOAT:
    case SCHEMA_GROUP:
    case SCHEMA_MESSAGE:
    case SCHEMA_BYTES:
    case SCHEMA_ENUM:
        return refuse(link, entry->name, "map", "a key is a whole number, a bool or a string");
    default:
        return true;
    }
}

static bool link_message(struct link *link, struct schema_message *message)
{
    for (size_t i = 0; i < message->field_count; i++) {
        if (!link_field(link, message, &message->fields[i]))
            return false;
    }
    return !message->map_entry || check_map_entry(link, message);
}

static bool link_service(struct link *link, struct schema_service *service)
{
    const Google__Protobuf__ServiceDescriptorProto *proto = service->proto;

    for (size_t i = 0; i < service->method_count; i++) {
        struct schema_method *method = &service->methods[i];
        const struct schema_symbol *in = resolve(link, proto->method[i]->input_type);
        const struct schema_symbol *out = resolve(link, proto->method[i]->output_type);

        if (in == NULL || in->kind != SCHEMA_IS_MESSAGE || out == NULL ||
            out->kind != SCHEMA_IS_MESSAGE)
            return refuse(link, service->name, method->rpc.name,
                          "its messages are in none of the files");
        method->request = in->message;
        method->response = out->message;
    }
    return true;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct schema_symbol *)a)->name, ((const struct schema_symbol *)b)->name);
}

static bool sort_symbols(struct link *link)
{
    struct schema *schema = link->schema;
    size_t count = schema->symbol_count + schema->added_count;
    struct schema_symbol *all = cv_arena_array(schema->arena, count, sizeof(*all));

    if (all == NULL) {
        link->status = cv_status(CV_RESOURCE_EXHAUSTED, "SCHEMA_TOO_LARGE",
                                 "the descriptors take more memory than is set for them");
        return false;
    }
    if (schema->symbol_count > 0)
        memcpy(all, schema->symbols, schema->symbol_count * sizeof(*all));
    memcpy(all + schema->symbol_count, schema->added, schema->added_count * sizeof(*all));
    qsort(all, count, sizeof(*all), by_name);
    for (size_t i = 1; i < count; i++) {
        if (strcmp(all[i - 1].name, all[i].name) == 0)
            return refuse(link, all[i].name, "name", "two files define it");
    }
    schema->symbols = all;
    schema->symbol_count = count;
    return true;
}

/* ---- the messages JSON knows ---- */

struct shape {
    const char *name;
    enum schema_known known;
    enum schema_type types[6]; /* of fields 1, 2, ... */
    bool repeated;             /* the only one */
};

static const struct shape SHAPES[] = {
    {"Any", SCHEMA_ANY, {SCHEMA_STRING, SCHEMA_BYTES}, false},
    {"BoolValue", SCHEMA_WRAPPER, {SCHEMA_BOOL}, false},
    {"BytesValue", SCHEMA_WRAPPER, {SCHEMA_BYTES}, false},
    {"DoubleValue", SCHEMA_WRAPPER, {SCHEMA_DOUBLE}, false},
    {"Duration", SCHEMA_DURATION, {SCHEMA_INT64, SCHEMA_INT32}, false},
    {"FieldMask", SCHEMA_FIELD_MASK, {SCHEMA_STRING}, true},
    {"FloatValue", SCHEMA_WRAPPER, {SCHEMA_FLOAT}, false},
    {"Int32Value", SCHEMA_WRAPPER, {SCHEMA_INT32}, false},
    {"Int64Value", SCHEMA_WRAPPER, {SCHEMA_INT64}, false},
    {"ListValue", SCHEMA_LIST_VALUE, {SCHEMA_MESSAGE}, true},
    {"StringValue", SCHEMA_WRAPPER, {SCHEMA_STRING}, false},
    {"Struct", SCHEMA_STRUCT, {SCHEMA_MESSAGE}, true},
    {"Timestamp", SCHEMA_TIMESTAMP, {SCHEMA_INT64, SCHEMA_INT32}, false},
    {"UInt32Value", SCHEMA_WRAPPER, {SCHEMA_UINT32}, false},
    {"UInt64Value", SCHEMA_WRAPPER, {SCHEMA_UINT64}, false},
    {"Value",
     SCHEMA_VALUE,
     {SCHEMA_ENUM, SCHEMA_DOUBLE, SCHEMA_STRING, SCHEMA_BOOL, SCHEMA_MESSAGE, SCHEMA_MESSAGE},
     false},
};

static bool has_shape(const struct schema_message *message, const struct shape *shape)
{
    size_t n = 0;

    while (n < 6 && shape->types[n] != 0)
        n++;
    if (message->field_count != n)
        return false;
    for (size_t i = 0; i < n; i++) {
        const struct schema_field *field = &message->fields[i];

        if (field->number != i + 1 || field->type != shape->types[i] ||
            field->repeated != shape->repeated)
            return false;
    }
    return true;
}

static bool is_named(const struct schema_field *field, const char *name)
{
    return strcmp(field->message->name, name) == 0;
}

/* The messages inside must be the right ones too: Value, Struct and ListValue point in a ring. */
static bool has_insides(const struct schema_message *message, enum schema_known known)
{
    const struct schema_field *fields = message->fields;

    switch (known) {
    case SCHEMA_STRUCT:
        return fields[0].message->map_entry && fields[0].message->fields[0].type == SCHEMA_STRING &&
               fields[0].message->fields[1].type == SCHEMA_MESSAGE &&
               is_named(&fields[0].message->fields[1], "google.protobuf.Value");
    case SCHEMA_LIST_VALUE:
        return is_named(&fields[0], "google.protobuf.Value");
    case SCHEMA_VALUE:
        return is_named(&fields[4], "google.protobuf.Struct") &&
               is_named(&fields[5], "google.protobuf.ListValue");
    default:
        return true;
    }
}

static enum schema_known recognize(const struct schema_message *message)
{
    static const char PREFIX[] = "google.protobuf.";

    if (strncmp(message->name, PREFIX, sizeof(PREFIX) - 1) != 0)
        return SCHEMA_PLAIN;
    for (size_t i = 0; i < sizeof(SHAPES) / sizeof(SHAPES[0]); i++) {
        if (strcmp(message->name + sizeof(PREFIX) - 1, SHAPES[i].name) == 0)
            return has_shape(message, &SHAPES[i]) && has_insides(message, SHAPES[i].known)
                       ? SHAPES[i].known
                       : SCHEMA_PLAIN;
    }
    return SCHEMA_PLAIN;
}

/* ---- all of it ---- */

struct cv_status schema_link_added(struct schema *schema)
{
    struct schema_symbol *symbols = schema->symbols;
    size_t symbol_count = schema->symbol_count;
    struct link link = {.schema = schema};
    bool fine = true;

    if (schema->added_count == 0)
        return CV_STATUS_OK;
    fine = sort_symbols(&link);
    for (size_t i = 0; fine && i < schema->added_count; i++) {
        struct schema_symbol *symbol = &schema->added[i];

        if (symbol->kind == SCHEMA_IS_MESSAGE)
            fine = link_message(&link, symbol->message);
        else if (symbol->kind == SCHEMA_IS_SERVICE)
            fine = link_service(&link, symbol->service);
    }
    for (size_t i = 0; fine && i < schema->added_count; i++) {
        if (schema->added[i].kind == SCHEMA_IS_MESSAGE)
            schema->added[i].message->known = recognize(schema->added[i].message);
    }
    if (!fine) {
        schema->symbols = symbols;
        schema->symbol_count = symbol_count;
    }
    return link.status;
}
