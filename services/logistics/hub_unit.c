#include "hub_unit.h"

#include "hub/hub_store.h"

#include <string.h>

struct cv_status hub_number(struct cv_books *books, const char *id, int64_t *hub_no)
{
    struct hub_ref ref = {0};
    struct cv_status status = hub_find(books, id, &ref);

    *hub_no = ref.no;
    return status;
}

static struct cv_status with_hub(struct hub_unit *self, struct cv_books *books,
                                 ProtobufCMessage **reply)
{
    int64_t hub_no;
    struct cv_status status = hub_number(books, self->ids[0].text, &hub_no);

    return cv_ok(status) ? self->work(self, books, hub_no, reply) : status;
}

static struct cv_status read_work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    struct cv_books books;

    cv_books_open(&books, unit->op.scope, tx);
    return with_hub(CV_CONTAINER_OF(unit, struct hub_unit, unit), &books, reply);
}

static struct cv_status write_work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    return cv_ok(status) ? with_hub(CV_CONTAINER_OF(unit, struct hub_unit, unit), &books, reply)
                         : status;
}

void hub_unit_read(struct hub_unit *unit, struct cv_call *call, const struct cv_check *check,
                   hub_work *work)
{
    unit->work = work;
    if (cv_check_fine(check))
        cv_unit_read(&unit->unit, call, logistics_store(call), read_work);
    else
        cv_call_finish(call, check->status);
}

void hub_unit_write(struct hub_unit *unit, struct cv_call *call, const struct cv_check *check,
                    const char *request_id, hub_work *work)
{
    unit->work = work;
    if (cv_check_fine(check))
        cv_unit_write(&unit->unit, call, logistics_store(call), request_id, write_work);
    else
        cv_call_finish(call, check->status);
}

const char *hub_child_id(struct cv_check *check, const char *field, const char *name,
                         const char *pattern, const char *hub)
{
    struct cv_id ids[2] = {0};
    const char *id;

    cv_check_name(check, field, name, pattern, ids);
    if (strcmp(ids[0].text, hub) != 0)
        cv_check_fail(check, field, "%s must be of the same hub, hubs/%s", field, hub);
    id = cv_arena_string(check->arena, ids[1].text);
    if (id == NULL)
        cv_check_fail(check, field, "out of memory");
    return id == NULL ? "" : id;
}

char *hub_child_name(struct cv_arena *arena, const char *hub, const char *collection,
                     const char *id)
{
    if (id[0] == '\0')
        return cv_wire_text("");
    return cv_arena_printf(arena, "hubs/%s/%s/%s", hub, collection, id);
}
