#include "post_import.h"

#include "post_field.h"
#include "refusal.h"
#include "rpc/limits.h"

#include "base/assert.h"

#include <stdlib.h>
#include <string.h>

#define ROWS_MAX        10000 /* of one Import */
#define OUTCOME_REFUSED 3     /* of every Import */

/* ---- fields by name ---- */

static const ProtobufCFieldDescriptor *field_of(const ProtobufCMessage *message, const char *name)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);

    CV_ASSERT(field != NULL);
    return field;
}

static const void *member(const ProtobufCMessage *message, const char *name)
{
    return (const char *)message + field_of(message, name)->offset;
}

/* Of a repeated field. */
static size_t count_of(const ProtobufCMessage *message, const char *name)
{
    return *(const size_t *)((const char *)message + field_of(message, name)->quantifier_offset);
}

static const char *text(const ProtobufCMessage *message, const char *name)
{
    return *(const char *const *)member(message, name);
}

static int32_t number(const ProtobufCMessage *message, const char *name)
{
    return *(const int32_t *)member(message, name);
}

static bool yes(const ProtobufCMessage *message, const char *name)
{
    return *(const protobuf_c_boolean *)member(message, name) != 0;
}

/* ---- the rows ---- */

/* The field of a Create request for the id of what is created. */
static const char *id_field(const ProtobufCMessage *request)
{
    for (unsigned i = 0; i < request->descriptor->n_fields; i++) {
        const char *name = request->descriptor->fields[i].name;
        size_t len = strlen(name);

        if (len > 3 && strcmp(name + len - 3, "_id") == 0 && strcmp(name, "request_id") != 0)
            return name;
    }
    CV_ASSERT(false);
}

static int by_content(const void *left, const void *right)
{
    const struct post_row *a = *(const struct post_row *const *)left;
    const struct post_row *b = *(const struct post_row *const *)right;
    int order = strcmp(text(a->request, "request_id"), text(b->request, "request_id"));

    return order != 0 ? order : (a > b) - (a < b);
}

static bool give_id(struct post_row *row, size_t times, struct cv_arena *arena)
{
    const char *content = strchr(text(row->request, "request_id"), '-') + 1;
    const char *field = id_field(row->request);
    struct post_writer writer;
    const char *id;

    if (*text(row->request, field) != '\0')
        return true;
    id = times == 1 ? cv_arena_printf(arena, "row-%.16s", content)
                    : cv_arena_printf(arena, "row-%.16s-%zu", content, times);
    post_writer_begin(&writer, row->request, arena);
    return id != NULL && post_set_text(&writer, field, id);
}

/* The id of a row's content, another for each time it is there. */
static bool give_ids(const struct posts *posts, struct cv_arena *arena)
{
    struct post_row **rows = cv_arena_array(arena, posts->count + 1, sizeof(struct post_row *));
    size_t times = 0;

    for (size_t i = 0; rows != NULL && i < posts->count; i++)
        rows[i] = &posts->rows[i];
    if (rows == NULL)
        return false;
    qsort(rows, posts->count, sizeof(struct post_row *), by_content);
    for (size_t i = 0; i < posts->count; i++) {
        bool again = i > 0 && strcmp(text(rows[i - 1]->request, "request_id"),
                                     text(rows[i]->request, "request_id")) == 0;

        times = again ? times + 1 : 1;
        if (!give_id(rows[i], times, arena))
            return false;
    }
    return true;
}

/* The member of a row's oneof for requests of this type. */
static const char *member_for(const ProtobufCMessageDescriptor *row,
                              const ProtobufCMessageDescriptor *request)
{
    for (unsigned i = 0; i < row->n_fields; i++) {
        if (row->fields[i].descriptor == request)
            return row->fields[i].name;
    }
    CV_ASSERT(false);
}

static bool add_row(struct post_writer *request, const ProtobufCMessageDescriptor *type,
                    const struct post_row *post, ProtobufCMessage **row)
{
    struct post_writer writer;

    *row = post_message(type, request->arena);
    if (*row == NULL)
        return false;
    post_writer_begin(&writer, post->request, request->arena);
    if (!post_set_text(&writer, "request_id", ""))
        return false;
    post_writer_begin(&writer, *row, request->arena);
    return post_set_message(&writer, member_for(type, post->request->descriptor), post->request);
}

static bool make_request(const struct post_sending *sending, struct post_writer *request)
{
    const struct posts *posts = sending->posts;
    const ProtobufCFieldDescriptor *field = field_of(request->message, "rows");
    ProtobufCMessage **rows =
        cv_arena_array(request->arena, posts->count + 1, sizeof(ProtobufCMessage *));

    if (rows == NULL || !give_ids(posts, request->arena) ||
        !post_set_integer(request, "validate_only", sending->dry_run) ||
        !post_set_integer(request, "keep_good", sending->go_on))
        return false;
    for (size_t i = 0; i < posts->count; i++) {
        if (!add_row(request, field->descriptor, &posts->rows[i], &rows[i]))
            return false;
    }
    *(ProtobufCMessage ***)((char *)request->message + field->offset) = rows;
    *(size_t *)((char *)request->message + field->quantifier_offset) = posts->count;
    return true;
}

/* ---- the answer ---- */

static void take_refusal(struct post_sending *sending, const ProtobufCMessage *refusal)
{
    const struct posts *posts = sending->posts;
    int32_t row = number(refusal, "row");
    const char *reason = text(refusal, "reason");
    struct cv_status status = {
        .code = (enum cv_code)number(refusal, "code"),
        .reason = *reason == '\0' ? NULL : reason,
        .field = text(refusal, "field"),
        .message = text(refusal, "message"),
    };

    if (row < 0 || (size_t)row >= posts->count)
        return;
    if (*status.field == '\0')
        status.field = refusal_field(reason);
    post_refused(sending, &posts->rows[row], &status);
}

static void take_answer(struct post_sending *sending, const ProtobufCMessage *answer)
{
    const struct post_row *rows = sending->posts->rows;
    const int *outcomes = *(const int *const *)member(answer, "outcomes");
    ProtobufCMessage *const *refusals =
        *(ProtobufCMessage *const *const *)member(answer, "refusals");
    size_t refused = (size_t)number(answer, "refused_count");
    size_t told = count_of(answer, "refusals");

    for (size_t i = 0; i < count_of(answer, "outcomes") && i < sending->posts->count; i++) {
        struct post_tally *tally = &sending->tallies[rows[i].sheet->file];

        if (outcomes[i] == OUTCOME_REFUSED)
            tally->refused += rows[i].row_count;
        else if (yes(answer, "recorded") || refused == 0)
            tally->recorded += rows[i].row_count;
    }
    for (size_t i = 0; i < told; i++)
        take_refusal(sending, refusals[i]);
    sending->problems->unsaid += refused - told;
}

/* ---- sending ---- */

static struct cv_status too_large(struct cv_arena *arena, size_t rows, size_t bytes)
{
    return cv_status_f(arena, CV_INVALID_ARGUMENT, "IMPORT_TOO_LARGE",
                       T("these are %zu rows of %zu bytes; one import takes at most %d rows and %u "
                         "bytes. Import fewer files at once, first what others refer to",
                         "共 %zu 行、%zu 字节；一次最多导入 %d 行、%u 字节。"
                         "请分批导入，先导入被引用的内容"),
                       rows, bytes, ROWS_MAX, CV_MESSAGE_BYTES_MAX);
}

static void tick(void *arg)
{
    progress_show(arg, 0, 0);
}

void post_import(struct post_sending *sending)
{
    const struct post *post = sending->posts->rows->sheet->form->post;
    struct cv_arena *arena = sending->problems->arena;
    struct post_writer request;
    struct client_call call;
    size_t bytes;

    client_prepare(sending->client, &call);
    call.op.start.method = post_method(post->service, post->import);
    CV_ASSERT(call.op.start.method != NULL);
    post_writer_begin(&request, post_message(call.op.start.method->request, arena), arena);
    sending->sent = 0;
    sending->status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    if (request.message == NULL || !make_request(sending, &request))
        return;
    bytes = protobuf_c_message_get_packed_size(request.message);
    sending->status = too_large(arena, sending->posts->count, bytes);
    if (sending->posts->count > ROWS_MAX || bytes > CV_MESSAGE_BYTES_MAX)
        return;
    call.op.request = request.message;
    cv_unary_submit(sending->client->channel, &call.op);
    sending->status = client_wait_ticking(sending->client, &call, tick, sending->progress);
    sending->sent = 1;
    if (cv_ok(sending->status))
        take_answer(sending, call.op.response);
}
