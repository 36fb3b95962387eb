#include "rpc/error_details.h"

#include "google/rpc/error_details.pb-c.h"
#include "google/rpc/status.pb-c.h"
#include "rpc/codec.h"

#include <string.h>

#define TYPE_PREFIX "type.googleapis.com/"
#define DETAILS_MAX 32

static char *text(const char *from)
{
    return (char *)(uintptr_t)(from == NULL ? "" : from); /* protobuf-c's fields are not const */
}

/* False: there is no value, because the arena is full. */
static bool put(Google__Protobuf__Any *any, const char *type_url, struct cv_slice value)
{
    google__protobuf__any__init(any);
    any->type_url = text(type_url);
    any->value.data = (uint8_t *)(uintptr_t)value.at;
    any->value.len = value.len;
    return value.at != NULL;
}

static bool put_reason(struct cv_arena *arena, Google__Protobuf__Any *any, const char *reason)
{
    Google__Rpc__ErrorInfo info = GOOGLE__RPC__ERROR_INFO__INIT;

    info.reason = text(reason);
    info.domain = text("caravan");
    return put(any, TYPE_PREFIX "google.rpc.ErrorInfo", cv_codec_encode(&info.base, arena));
}

static bool put_field(struct cv_arena *arena, Google__Protobuf__Any *any,
                      const struct cv_status *status)
{
    Google__Rpc__BadRequest__FieldViolation violation =
        GOOGLE__RPC__BAD_REQUEST__FIELD_VIOLATION__INIT;
    Google__Rpc__BadRequest__FieldViolation *violations[] = {&violation};
    Google__Rpc__BadRequest bad = GOOGLE__RPC__BAD_REQUEST__INIT;

    violation.field = text(status->field);
    violation.description = text(status->message);
    bad.n_field_violations = 1;
    bad.field_violations = violations;
    return put(any, TYPE_PREFIX "google.rpc.BadRequest", cv_codec_encode(&bad.base, arena));
}

struct cv_slice cv_error_details_encode(const struct cv_status *status, struct cv_arena *arena)
{
    Google__Rpc__Status message = GOOGLE__RPC__STATUS__INIT;
    Google__Protobuf__Any any[DETAILS_MAX];
    Google__Protobuf__Any *list[DETAILS_MAX];
    size_t n = 0;
    bool fine = true;

    if (status->reason != NULL)
        fine = put_reason(arena, &any[n++], status->reason);
    if (fine && status->field != NULL)
        fine = put_field(arena, &any[n++], status);
    if (!fine)
        return (struct cv_slice){NULL, 0};
    for (const struct cv_detail *at = status->details; at != NULL && n < DETAILS_MAX; at = at->next)
        (void)put(&any[n++], at->type_url, (struct cv_slice){at->value, at->value_len});
    for (size_t i = 0; i < n; i++)
        list[i] = &any[i];
    message.code = (int32_t)status->code;
    message.message = text(status->message);
    message.n_details = n;
    message.details = list;
    return cv_codec_encode(&message.base, arena);
}

static void take_reason(const Google__Protobuf__Any *any, struct cv_arena *arena,
                        struct cv_status *status)
{
    struct cv_slice bytes = {any->value.data, any->value.len};
    ProtobufCMessage *message;

    if (cv_ok(cv_codec_decode(&google__rpc__error_info__descriptor, bytes, arena, &message)))
        status->reason = ((Google__Rpc__ErrorInfo *)message)->reason;
}

static void take_field(const Google__Protobuf__Any *any, struct cv_arena *arena,
                       struct cv_status *status)
{
    struct cv_slice bytes = {any->value.data, any->value.len};
    ProtobufCMessage *message;
    const Google__Rpc__BadRequest *bad;

    if (!cv_ok(cv_codec_decode(&google__rpc__bad_request__descriptor, bytes, arena, &message)))
        return;
    bad = (Google__Rpc__BadRequest *)message;
    if (bad->n_field_violations > 0)
        status->field = bad->field_violations[0]->field;
}

static void keep_detail(const Google__Protobuf__Any *any, struct cv_arena *arena,
                        struct cv_status *status)
{
    struct cv_detail *detail = cv_arena_alloc(arena, sizeof(*detail));

    if (detail == NULL)
        return;
    *detail = (struct cv_detail){
        .next = status->details,
        .type_url = any->type_url,
        .value = any->value.data,
        .value_len = any->value.len,
    };
    status->details = detail;
}

void cv_error_details_decode(struct cv_slice bytes, struct cv_arena *arena,
                             struct cv_status *status)
{
    ProtobufCMessage *message;
    const Google__Rpc__Status *from;

    if (!cv_ok(cv_codec_decode(&google__rpc__status__descriptor, bytes, arena, &message)))
        return;
    from = (Google__Rpc__Status *)message;
    for (size_t i = from->n_details; i > 0; i--) {
        const Google__Protobuf__Any *any = from->details[i - 1];

        if (strcmp(any->type_url, TYPE_PREFIX "google.rpc.ErrorInfo") == 0)
            take_reason(any, arena, status);
        else if (strcmp(any->type_url, TYPE_PREFIX "google.rpc.BadRequest") == 0)
            take_field(any, arena, status);
        else
            keep_detail(any, arena, status);
    }
}
