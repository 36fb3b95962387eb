#include "service/reference.h"

#include "app/check.h"
#include "app/peer.h"
#include "app/wire.h"
#include "base/assert.h"
#include "caravan/common/v1/references.caravan.h"
#include "service/message.h"
#include "service/reference_service.h"

#include <stdlib.h>
#include <string.h>

#define FIELDS_MAX 16
#define DEPTH_MAX  5 /* an import, its row, its Create, the thing, a part of that */

/* A field that holds names of a peer that is there. */
struct link {
    const struct cv_reference_field *field;
    const struct cv_peer *peer;
};

static struct link links[FIELDS_MAX];
static size_t link_count;

void cv_references_set(struct cv_app *app, const struct cv_reference_field *fields)
{
    link_count = 0;
    for (; fields->message != NULL; fields++) {
        const struct cv_peer *peer = cv_app_peer(app, fields->peer);

        CV_ASSERT_CMP(link_count, <, FIELDS_MAX);
        CV_ASSERT_CMP(cv_name_ids(fields->pattern), <=, CV_REFERENCE_IDS_MAX);
        if (peer != NULL)
            links[link_count++] = (struct link){fields, peer};
    }
}

/* ---- the names in a message ---- */

struct walk {
    const char *path[DEPTH_MAX]; /* of fields, from the message it began with */
    size_t depth;
    const Google__Protobuf__FieldMask *mask; /* which fields of the thing count; NULL: all */
    /* False: that is enough. */
    bool (*saw)(struct walk *walk, const struct link *link, const char *name);
};

static bool walk_message(struct walk *walk, const ProtobufCMessage *message);

static bool is_masked_out(const struct walk *walk, const char *field)
{
    if (walk->mask == NULL || walk->mask->n_paths == 0 || walk->depth != 1)
        return false;
    for (size_t i = 0; i < walk->mask->n_paths; i++) {
        if (strcmp(walk->mask->paths[i], field) == 0 || strcmp(walk->mask->paths[i], "*") == 0)
            return false;
    }
    return true;
}

static bool walk_links(struct walk *walk, const ProtobufCMessage *message)
{
    for (size_t i = 0; i < link_count; i++) {
        const struct cv_reference_field *field = links[i].field;
        struct cv_id ids[CV_REFERENCE_IDS_MAX];
        const char *name;

        if (field->message != message->descriptor || is_masked_out(walk, field->field))
            continue;
        name = cv_message_field(message, field->field);
        walk->path[walk->depth] = field->field;
        if (cv_name_match(name, field->pattern, ids) && !walk->saw(walk, &links[i], name))
            return false;
    }
    return true;
}

static bool walk_field(struct walk *walk, const ProtobufCMessage *message,
                       const ProtobufCFieldDescriptor *field)
{
    const ProtobufCMessage *one[1] = {NULL};
    const ProtobufCMessage *const *rows = one;
    size_t count = 1;
    bool more = true;

    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        rows = (const ProtobufCMessage *const *)cv_message_rows(message, field->name, &count);
    else if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) == 0 ||
             memcmp((const char *)message + field->quantifier_offset, &field->id,
                    sizeof(field->id)) == 0)
        one[0] = cv_message_field(message, field->name);
    walk->path[walk->depth++] = field->name;
    for (size_t i = 0; more && i < count; i++)
        more = rows[i] == NULL || walk_message(walk, rows[i]);
    walk->depth--;
    return more;
}

/* False: what was seen was enough. */
static bool walk_message(struct walk *walk, const ProtobufCMessage *message)
{
    const ProtobufCMessageDescriptor *type = message->descriptor;

    if (walk->depth == DEPTH_MAX || strncmp(type->package_name, "google.", 7) == 0)
        return true;
    if (!walk_links(walk, message))
        return false;
    for (unsigned i = 0; i < type->n_fields; i++) {
        if (type->fields[i].type == PROTOBUF_C_TYPE_MESSAGE &&
            !walk_field(walk, message, &type->fields[i]))
            return false;
    }
    return true;
}

static const Google__Protobuf__FieldMask *mask_of(const ProtobufCMessage *request)
{
    return protobuf_c_message_descriptor_get_field_by_name(request->descriptor, "update_mask") ==
                   NULL
               ? NULL
               : cv_message_field(request, "update_mask");
}

/* ---- what is missing ---- */

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct judging {
    struct walk walk;
    const struct cv_missing *missing;
    struct cv_arena *arena;
    struct cv_status status;
};

static bool judge_name(struct walk *walk, const struct link *link, const char *name)
{
    struct judging *judging = CV_CONTAINER_OF(walk, struct judging, walk);
    const char *path = walk->path[0];

    if (bsearch(&name, judging->missing->names, judging->missing->count, sizeof(name),
                compare_names) == NULL)
        return true;
    for (size_t i = 1; path != NULL && i <= walk->depth; i++)
        path = cv_arena_printf(judging->arena, "%s.%s", path, walk->path[i]);
    judging->status = cv_status_f(judging->arena, CV_NOT_FOUND, "NOT_FOUND",
                                  "the %s service knows no %s", cv_peer_name(link->peer), name);
    judging->status.field = path == NULL ? link->field->field : path;
    return false;
}

struct cv_status cv_reference_judge(const struct cv_missing *missing, struct cv_arena *arena,
                                    const ProtobufCMessage *message)
{
    struct judging judging = {
        .walk = {.saw = judge_name, .mask = mask_of(message)},
        .missing = missing,
        .arena = arena,
    };

    if (missing->count > 0)
        (void)walk_message(&judging.walk, message);
    return judging.status;
}

/* ---- asking ---- */

struct name {
    const struct cv_peer *peer;
    const char *text;
};

struct asking {
    struct walk walk;
    struct cv_peer_call rpc;
    struct cv_call *call;
    struct cv_unit *unit;
    struct cv_store *store;
    const ProtobufCMessage *request;
    cv_unit_work *work;
    struct name *names; /* sorted by peer and text, each once */
    size_t count;
    size_t cap;
    size_t asked; /* of the names */
    size_t batch; /* being asked */
    char **texts; /* of the batch */
    bool fails;   /* what is missing fails the call */
    struct cv_missing own;
    struct cv_missing *missing;
};

static bool collect(struct walk *walk, const struct link *link, const char *name)
{
    struct asking *asking = CV_CONTAINER_OF(walk, struct asking, walk);
    struct cv_arena *arena = cv_call_scope(asking->call)->arena;

    if (asking->count == asking->cap) {
        size_t cap = asking->cap == 0 ? 8 : asking->cap * 2;
        struct name *names = cv_arena_array(arena, cap, sizeof(*names));

        if (names == NULL)
            return false;
        if (asking->count > 0)
            memcpy(names, asking->names, asking->count * sizeof(*names));
        asking->names = names;
        asking->cap = cap;
    }
    asking->names[asking->count++] = (struct name){link->peer, name};
    return true;
}

static int compare(const void *a, const void *b)
{
    const struct name *one = a;
    const struct name *other = b;

    if (one->peer != other->peer)
        return strcmp(cv_peer_name(one->peer), cv_peer_name(other->peer));
    return strcmp(one->text, other->text);
}

static void make_distinct(struct asking *asking)
{
    size_t kept = 1;

    qsort(asking->names, asking->count, sizeof(*asking->names), compare);
    for (size_t i = 1; i < asking->count; i++) {
        if (compare(&asking->names[i], &asking->names[kept - 1]) != 0)
            asking->names[kept++] = asking->names[i];
    }
    asking->count = kept;
}

static void go_on(struct asking *asking);

static void answered(struct cv_unary *op)
{
    struct asking *asking = CV_CONTAINER_OF(op, struct asking, rpc.unary);
    const Caravan__Common__V1__CheckReferencesResponse *answer =
        (const Caravan__Common__V1__CheckReferencesResponse *)op->response;
    const char *first = asking->names[asking->asked].text;
    struct cv_status status =
        asking->batch == 1
            ? cv_peer_status(&asking->rpc, "%s could not be checked; nothing was stored", first)
            : cv_peer_status(&asking->rpc,
                             "%s and %zu others could not be checked; nothing was stored", first,
                             asking->batch - 1);

    if (!cv_ok(status)) {
        cv_call_finish(asking->call, status);
        return;
    }
    for (size_t i = 0; i < answer->n_missing && asking->missing->count < asking->count; i++)
        asking->missing->names[asking->missing->count++] = answer->missing[i];
    asking->asked += asking->batch;
    go_on(asking);
}

/* The next of one peer, as many as one call may hold. */
static void ask(struct asking *asking)
{
    Caravan__Common__V1__CheckReferencesRequest request;
    const struct cv_peer *peer = asking->names[asking->asked].peer;
    size_t left = asking->count - asking->asked;

    asking->batch = 0;
    while (asking->batch < left && asking->batch < CV_REFERENCES_MAX &&
           asking->names[asking->asked + asking->batch].peer == peer) {
        const char *text = asking->names[asking->asked + asking->batch].text;

        memcpy(&asking->texts[asking->batch++], &text,
               sizeof(text)); /* protobuf-c's are not const */
    }
    caravan__common__v1__check_references_request__init(&request);
    request.names = asking->texts;
    request.n_names = asking->batch;
    asking->rpc = (struct cv_peer_call){.unary.done = answered};
    caravan_common_v1_references_check_references(
        cv_peer_prepare(peer, cv_call_scope(asking->call), &asking->rpc), &asking->rpc.unary,
        &request);
}

static void write_now(struct asking *asking)
{
    cv_unit_write(asking->unit, asking->call, asking->store,
                  cv_message_field(asking->request, "request_id"), asking->work);
}

static void go_on(struct asking *asking)
{
    struct cv_arena *arena = cv_call_scope(asking->call)->arena;
    struct cv_status status = CV_STATUS_OK;

    if (asking->asked < asking->count) {
        ask(asking);
        return;
    }
    if (asking->missing->count > 0)
        qsort(asking->missing->names, asking->missing->count, sizeof(*asking->missing->names),
              compare_names);
    if (asking->fails)
        status = cv_reference_judge(asking->missing, arena, asking->request);
    if (cv_ok(status))
        write_now(asking);
    else
        cv_call_finish(asking->call, status);
}

static struct asking *begin(struct cv_call *call, const ProtobufCMessage *request)
{
    struct cv_arena *arena = cv_call_scope(call)->arena;
    struct asking *asking = cv_arena_zalloc(arena, sizeof(*asking));

    if (asking == NULL)
        return NULL;
    asking->call = call;
    asking->walk = (struct walk){.saw = collect, .mask = mask_of(request)};
    if (!walk_message(&asking->walk, request))
        return NULL;
    if (asking->count == 0)
        return asking;
    make_distinct(asking);
    asking->texts = cv_arena_array(arena, CV_REFERENCES_MAX, sizeof(*asking->texts));
    asking->own.names = cv_arena_array(arena, asking->count, sizeof(*asking->own.names));
    return asking->texts == NULL || asking->own.names == NULL ? NULL : asking;
}

void cv_reference_write(struct cv_unit *unit, struct cv_call *call, struct cv_store *store,
                        const ProtobufCMessage *request, cv_unit_work *work,
                        struct cv_missing *missing)
{
    struct asking *asking;

    if (link_count == 0) {
        cv_unit_write(unit, call, store, cv_message_field(request, "request_id"), work);
        return;
    }
    asking = begin(call, request);
    if (asking == NULL) {
        cv_call_finish(call, cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory"));
        return;
    }
    asking->unit = unit;
    asking->store = store;
    asking->request = request;
    asking->work = work;
    asking->fails = missing == NULL;
    asking->missing = missing == NULL ? &asking->own : missing;
    *asking->missing = asking->own;
    go_on(asking);
}
