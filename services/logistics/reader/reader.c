#include "reader/reader.h"

#include "base/arena.h"

void reader_read(struct cv_check *check, const Caravan__Logistics__V1__Reader *message,
                 struct reader *reader)
{
    reader->title = message->title;
    reader->kind = message->kind;
    cv_check_text(check, "reader.title", message->title, CV_FIELD_TITLE_MAX, false);
    cv_field_enum(check, "reader.kind", &caravan__logistics__v1__reader_kind__descriptor,
                  message->kind, true);
}

Caravan__Logistics__V1__Reader *reader_wire(struct cv_arena *arena, const char *hub,
                                            const struct reader *reader)
{
    Caravan__Logistics__V1__Reader *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__reader__init(message);
    message->name = cv_arena_printf(arena, "hubs/%s/readers/%s", hub, reader->id);
    message->title = cv_wire_text(reader->title);
    message->kind = (Caravan__Logistics__V1__ReaderKind)reader->kind;
    message->durable_number = reader->durable_number;
    message->skew_us = reader->skew_us;
    message->last_time = reader->last_us == 0 ? NULL : cv_wire_time(arena, reader->last_us);
    message->etag = cv_wire_text(cv_field_etag(arena, reader->version));
    message->create_time = cv_wire_time(arena, reader->created_us);
    message->update_time = cv_wire_time(arena, reader->recorded_us);
    return message;
}
