#include "booking/resplit.h"
#include "consignment/consignment.h"
#include "corridors.h"

/* Lines that are booked do not go away. */
static struct cv_status keep_booked(const struct consignment *before,
                                    const struct consignment *after)
{
    for (size_t i = after->line_count; i < before->line_count; i++) {
        if (before->lines[i].stock.booked > 0)
            return cv_status(CV_FAILED_PRECONDITION, "AMENDED_BELOW_BOOKED",
                             "a line of which something is booked cannot be taken away");
    }
    return CV_STATUS_OK;
}

static struct cv_status take(struct cv_books *books, const struct cv_update_call *call,
                             struct consignment *consignment)
{
    struct cv_check check = cv_check_begin(books->arena);
    struct consignment before = *consignment;
    struct cv_status status;

    if (consignment->state >= CONSIGNMENT_ACCEPTED && !consignment_mask_late(call->mask))
        return cv_status(CV_FAILED_PRECONDITION, "AMENDMENT_NEEDED",
                         "the goods were accepted: amend the consignment, with a reason");
    consignment->reason = "";
    consignment_read(&check, call->asked, call->mask, consignment);
    if (!cv_check_fine(&check))
        return check.status;
    status = keep_booked(&before, consignment);
    if (cv_ok(status))
        status = consignment_place(books, consignment);
    if (cv_ok(status))
        status = consignment_replace(books, consignment);
    if (cv_ok(status))
        status = booking_resplit(books, consignment);
    return cv_ok(status) ? consignment_get(books, before.id, NULL, consignment) : status;
}

static struct cv_status change(struct cv_books *books, const struct cv_update_call *call,
                               void **message)
{
    struct consignment consignment;
    struct cv_status status = consignment_get(books, call->ids->text, NULL, &consignment);

    if (cv_ok(status))
        status = cv_update_match(call, books, consignment.version,
                                 consignment_wire(books->arena, &consignment));
    if (cv_ok(status))
        status = take(books, call, &consignment);
    if (cv_ok(status))
        *message = consignment_wire(books->arena, &consignment);
    return status;
}

UPDATE_METHOD(corridors, consignment, Consignment, CONSIGNMENT_NAME);
