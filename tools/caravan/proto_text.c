#include "proto_text.h"

void proto_text_enum(const struct schema_enum *enumeration, FILE *out)
{
    (void)fprintf(out, "enum %s {\n", enumeration->name);
    for (size_t i = 0; i < enumeration->value_count; i++)
        (void)fprintf(out, "  %s = %d;\n", enumeration->values[i].name,
                      (int)enumeration->values[i].number);
    (void)fputs("}\n", out);
}

static const char *type_of(const struct schema_field *field)
{
    if (field->message != NULL)
        return field->message->name;
    if (field->enumeration != NULL)
        return field->enumeration->name;
    return schema_type_name(field->type);
}

static const char *label_of(const struct schema_field *field)
{
    if (field->repeated)
        return "repeated ";
    if (field->required)
        return "required ";
    return field->presence && field->message == NULL && field->oneof < 0 ? "optional " : "";
}

static void put_field(const struct schema_field *field, const char *indent, FILE *out)
{
    const struct schema_field *entry = field->message == NULL ? NULL : field->message->fields;

    if (schema_is_map(field))
        (void)fprintf(out, "%smap<%s, %s> %s = %u;\n", indent, type_of(&entry[0]),
                      type_of(&entry[1]), field->name, field->number);
    else
        (void)fprintf(out, "%s%s%s%s %s = %u;\n", indent, label_of(field),
                      field->type == SCHEMA_GROUP ? "group " : "", type_of(field), field->name,
                      field->number);
}

static void put_oneof(const struct schema_message *message, int oneof, FILE *out)
{
    (void)fprintf(out, "  oneof %s {\n", message->oneofs[oneof]);
    for (size_t i = 0; i < message->field_count; i++) {
        if (message->fields[i].oneof == oneof)
            put_field(&message->fields[i], "    ", out);
    }
    (void)fputs("  }\n", out);
}

/* A oneof stands where its lowest number does. */
static bool begins_oneof(const struct schema_message *message, const struct schema_field *field)
{
    for (const struct schema_field *at = message->fields; at < field; at++) {
        if (at->oneof == field->oneof)
            return false;
    }
    return true;
}

void proto_text_message(const struct schema_message *message, FILE *out)
{
    (void)fprintf(out, "message %s {\n", message->name);
    for (size_t i = 0; i < message->field_count; i++) {
        const struct schema_field *field = &message->fields[i];

        if (field->oneof < 0)
            put_field(field, "  ", out);
        else if (begins_oneof(message, field))
            put_oneof(message, field->oneof, out);
    }
    (void)fputs("}\n", out);
}

void proto_text_method(const struct schema_method *method, FILE *out)
{
    (void)fprintf(
        out, "rpc %s(%s%s) returns (%s%s);\n", method->rpc.name,
        (method->rpc.kind & CV_CLIENT_STREAMING) != 0 ? "stream " : "", method->request->name,
        (method->rpc.kind & CV_SERVER_STREAMING) != 0 ? "stream " : "", method->response->name);
}

void proto_text_service(const struct schema_service *service, FILE *out)
{
    (void)fprintf(out, "service %s {\n", service->name);
    for (size_t i = 0; i < service->method_count; i++) {
        (void)fputs("  ", out);
        proto_text_method(&service->methods[i], out);
    }
    (void)fputs("}\n", out);
}
