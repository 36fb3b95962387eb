#include "booking/resplit.h"

int64_t booking_share(int64_t whole, int64_t packages, int64_t of)
{
    return of == 0 ? 0 : (int64_t)((__int128)whole * packages / of);
}

/* A booking gets another mass and value. */
static struct cv_status weigh(struct cv_books *books, struct booking *booking, int64_t grams,
                              int64_t minor)
{
    int64_t more_grams = grams - booking->grams;
    int64_t more_minor = minor - booking->minor;
    struct cv_status status = CV_STATUS_OK;

    if (more_grams == 0 && more_minor == 0)
        return status;
    booking->grams = grams;
    booking->minor = minor;
    status = booking_weigh(books, booking);
    return cv_ok(status) ? room_take_box(books, booking->trip_uid, booking->box_uid, more_grams,
                                         more_minor, 0, NULL)
                         : status;
}

static struct cv_status resplit_line(struct cv_books *books, const struct consignment *consignment,
                                     size_t i)
{
    const struct goods_line *line = &consignment->lines[i];
    int64_t packages = line->packages;
    int64_t grams = line->grams;
    int64_t minor = line->minor;
    struct booking *bookings;
    size_t count = 0;
    struct cv_status status =
        booking_of_line(books, consignment->uid, (int64_t)i + 1, &bookings, &count);

    for (size_t j = 0; cv_ok(status) && j < count; j++) {
        struct booking *booking = &bookings[j];

        status = weigh(books, booking, booking_share(grams, booking->packages, packages),
                       booking_share(minor, booking->packages, packages));
        packages -= booking->packages;
        grams -= booking->grams;
        minor -= booking->minor;
    }
    return cv_ok(status) && count > 0 ? stock_rebook(books, consignment->uid, (int64_t)i + 1,
                                                     line->grams - grams, line->minor - minor)
                                      : status;
}

struct cv_status booking_resplit(struct cv_books *books, const struct consignment *consignment)
{
    struct cv_status status = CV_STATUS_OK;

    for (size_t i = 0; cv_ok(status) && i < consignment->line_count; i++)
        status = resplit_line(books, consignment, i);
    return status;
}
