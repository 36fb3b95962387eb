/* Types as they stand in a .proto file, without comments, which servers do not send. */
#ifndef CARAVAN_PROTO_TEXT_H
#define CARAVAN_PROTO_TEXT_H

#include "schema.h"

#include <stdio.h>

void proto_text_enum(const struct schema_enum *enumeration, FILE *out);
void proto_text_message(const struct schema_message *message, FILE *out);
void proto_text_method(const struct schema_method *method, FILE *out);
void proto_text_service(const struct schema_service *service, FILE *out);

#endif
