#include "frozen_report/frozen_report.h"
#include "programme/programme_store.h"
#include "projects.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct programme_ref programme;
    struct frozen_report frozen;
    struct report_rows rows;
    struct cv_status status = programme_find(books, ids[0].text, &programme);

    if (cv_ok(status))
        status = frozen_report_get(books, programme.uid, ids[1].text, NULL, &frozen);
    if (cv_ok(status) && report_rows_read(books->arena, frozen.body, &rows))
        *message = frozen_report_wire(books->arena, ids[0].text, &frozen, &rows);
    return status;
}

LOOKUP_METHOD(projects, frozen_report, FrozenReport, FROZEN_REPORT_NAME);
