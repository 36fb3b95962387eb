#include "hub_unit.h"
#include "reader/reader.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct reader reader;
    int64_t hub_no;
    struct cv_status status = hub_number(books, ids[0].text, &hub_no);

    if (cv_ok(status))
        status = reader_get(books, hub_no, ids[1].text, &reader);
    if (cv_ok(status))
        *message = reader_wire(books->arena, ids[0].text, &reader);
    return status;
}

LOOKUP_METHOD(hubs, reader, Reader, READER_NAME);
