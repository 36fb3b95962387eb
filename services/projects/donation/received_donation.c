#include "donation/received_donation.h"

#include "app/date.h"
#include "app/wire.h"
#include "base/arena.h"
#include "service/outbox.h"

/* The day of the last that was received; none, if nothing was after all. */
static int32_t received_on(const struct donation *donation)
{
    for (size_t i = donation->movement_count; i > 0; i--) {
        const struct donation_movement *movement = &donation->movements[i - 1];

        if (movement->move == DONATION_RECEIVE && donation_stands(movement))
            return movement->on;
    }
    return CV_DATE_NONE;
}

struct cv_status donation_tell(struct cv_books *books, const char *programme, const char *currency,
                               const struct donation *donation, __int128 before)
{
    Caravan__Events__V1__DonationReceived received = CARAVAN__EVENTS__V1__DONATION_RECEIVED__INIT;
    Caravan__Events__V1__Event event = CARAVAN__EVENTS__V1__EVENT__INIT;
    __int128 minor = donation_value_of(donation).received;

    if (minor == before)
        return CV_STATUS_OK;
    received.received_date = cv_wire_date(books->arena, received_on(donation));
    received.donor =
        cv_arena_printf(books->arena, "programmes/%s/partners/%s", programme, donation->donor);
    received.currency = cv_wire_text(currency);
    received.received_minor = minor > INT64_MAX ? INT64_MAX : (int64_t)minor;
    if (received.donor == NULL)
        received.donor = cv_wire_text("");
    event.subject =
        cv_arena_printf(books->arena, "programmes/%s/donations/%s", programme, donation->id);
    event.payload_case = CARAVAN__EVENTS__V1__EVENT__PAYLOAD_DONATION_RECEIVED;
    event.donation_received = &received;
    return cv_outbox_add(books, &event);
}
