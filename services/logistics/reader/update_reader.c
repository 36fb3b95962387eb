#include "hub_unit.h"
#include "reader/reader.h"

static uint32_t reader_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask)
{
    static const char *const UPDATABLE[] = {"title", NULL};

    return cv_wire_mask_read(check, mask, UPDATABLE);
}

static struct cv_status change(struct cv_books *books, const struct cv_update_call *call,
                               void **message)
{
    const Caravan__Logistics__V1__Reader *asked = call->asked;
    struct cv_check check = cv_check_begin(books->arena);
    struct reader reader;
    int64_t hub_no;
    struct cv_status status = hub_number(books, call->ids[0].text, &hub_no);

    if (cv_ok(status))
        status = reader_get(books, hub_no, call->ids[1].text, &reader);
    if (cv_ok(status))
        status = cv_update_match(call, books, reader.version,
                                 reader_wire(books->arena, call->ids[0].text, &reader));
    if (!cv_ok(status))
        return status;
    cv_check_text(&check, "reader.title", asked->title, CV_FIELD_TITLE_MAX, false);
    if (!cv_check_fine(&check))
        return check.status;
    reader.title = asked->title;
    status = reader_replace(books, hub_no, &reader);
    if (cv_ok(status))
        *message = reader_wire(books->arena, call->ids[0].text, &reader);
    return status;
}

UPDATE_METHOD(hubs, reader, Reader, READER_NAME);
