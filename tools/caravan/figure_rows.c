#include "figure_rows.h"

#include "google/type/date.pb-c.h"
#include "message_view.h"
#include "post.h"
#include "post_field.h"
#include "report_parts.h"
#include "report_view.h"

#include <stdlib.h>
#include <string.h>

/* Exams before the programme are what later ones are held against. */
static Google__Type__Date FROM = {
    .base = PROTOBUF_C_MESSAGE_INIT(&google__type__date__descriptor),
    .year = 2022,
    .month = 6,
    .day = 1,
};
static Google__Type__Date THROUGH = {
    .base = PROTOBUF_C_MESSAGE_INIT(&google__type__date__descriptor),
    .year = 2026,
    .month = 3,
    .day = 31,
};

static bool fill(struct post_writer *writer, const char *programme)
{
    const ProtobufCMessageDescriptor *type = writer->message->descriptor;

    if (!post_set_message(writer, "effective_through", &THROUGH.base))
        return false;
    if (post_field(type, "programme") != NULL)
        return post_set_text(writer, "programme", programme);
    return post_set_message(writer, "effective_from", &FROM.base);
}

enum exit_code figure_rows_ask(struct client *client, const struct cv_service_type *service,
                               const char *method, const char *programme, const char *rows,
                               const ProtobufCMessage **report)
{
    struct cv_arena *arena = client->run->arena;
    struct client_call call;
    struct post_writer request;
    struct cv_status status;

    *report = NULL;
    client_prepare(client, &call);
    call.op.start.method = post_method(service, method);
    post_writer_begin(&request, post_message(call.op.start.method->request, arena), arena);
    if (request.message == NULL || !fill(&request, programme))
        return EXIT_FAILED;
    call.op.request = request.message;
    cv_unary_submit(client->channel, &call.op);
    status = client_wait(client, &call);
    if (!cv_ok(status))
        return client_complain(client, status);
    if (report_part_rows(call.op.response, rows).count > 0)
        *report = call.op.response;
    return EXIT_DONE;
}

/* Of names the last part counts. */
static bool has(const ProtobufCMessage *row, const char *where, struct cv_arena *arena)
{
    while (*where != '\0') {
        size_t len = strcspn(where, ",");
        const char *equals = memchr(where, '=', len);
        const char *path = cv_arena_printf(arena, "%.*s", (int)(equals - where), where);
        const char *text = path == NULL ? "" : message_text(row, path, false, arena);
        size_t wanted = len - (size_t)(equals + 1 - where);

        text = report_last_part(text);
        if (strlen(text) != wanted || memcmp(text, equals + 1, wanted) != 0)
            return false;
        where += len;
        where += *where == ',';
    }
    return true;
}

bool figure_rows_sum(const ProtobufCMessage *report, const char *rows, const char *where,
                     const char *value, struct cv_arena *arena, int64_t *sum)
{
    struct report_rows_of found = report_part_rows(report, rows);
    size_t count = 0;

    *sum = 0;
    for (size_t i = 0; i < found.count; i++) {
        if (!has(found.list[i], where, arena))
            continue;
        if (report_part_withheld(found.list[i]))
            return false;
        *sum += strtoll(message_text(found.list[i], value, false, arena), NULL, 10);
        count++;
    }
    return count > 0;
}
