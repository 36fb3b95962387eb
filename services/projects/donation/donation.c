#include "donation/donation.h"

#include "app/date.h"

#include <inttypes.h>
#include <string.h>

#define QUANTITY_MAX   INT64_C(1000000000)
#define UNIT_VALUE_MAX INT64_C(100000000000)
#define UNIT_MAX       30
#define MOVEMENTS_MAX  100 /* of one Create */

/* ---- from the wire ---- */

static const char *path(struct cv_check *check, size_t i, const char *name)
{
    const char *text = cv_arena_printf(check->arena, "donation.lines[%zu].%s", i, name);

    return text == NULL ? "donation.lines" : text;
}

static void read_line(struct cv_check *check, const Caravan__Projects__V1__DonationLine *message,
                      struct donation *donation)
{
    size_t i = donation->line_count++;
    struct cv_money value =
        cv_field_money(check, path(check, i, "unit_value"), message->unit_value);

    cv_check_id(check, path(check, i, "item"), message->item, true);
    cv_check_text(check, path(check, i, "goods"), message->goods, CV_FIELD_TITLE_MAX, true);
    cv_check_text(check, path(check, i, "unit"), message->unit, UNIT_MAX, true);
    cv_check_range(check, path(check, i, "quantity"), message->quantity, 1, QUANTITY_MAX);
    cv_field_enum(check, path(check, i, "basis"),
                  &caravan__projects__v1__valuation_basis__descriptor, message->basis, true);
    if (value.minor > UNIT_VALUE_MAX)
        cv_check_fail(check, path(check, i, "unit_value"),
                      "a unit_value is at most %" PRId64 " minor units", UNIT_VALUE_MAX);
    for (size_t before = 0; before < i; before++) {
        if (strcmp(donation->lines[before].item, message->item) == 0)
            cv_check_fail(check, path(check, i, "item"), "lines[%zu] is of %s, too", before,
                          message->item);
    }
    if (value.currency != NULL && value.currency[0] != '\0') {
        if (donation->currency[0] != '\0' && strcmp(donation->currency, value.currency) != 0)
            cv_check_fail(check, path(check, i, "unit_value"), "all lines have one currency");
        donation->currency = value.currency;
    }
    donation->lines[i] = (struct donation_line){
        .item = message->item,
        .goods = message->goods,
        .unit = message->unit,
        .quantity = message->quantity,
        .unit_minor = value.minor,
        .basis = message->basis,
    };
}

static void read_lines(struct cv_check *check, const Caravan__Projects__V1__Donation *message,
                       struct donation *donation)
{
    cv_check_range(check, "donation.lines", (int64_t)message->n_lines, 1, DONATION_LINES_MAX);
    if (!cv_check_fine(check))
        return;
    donation->lines = cv_arena_array(check->arena, message->n_lines, sizeof(*donation->lines));
    for (size_t i = 0; donation->lines != NULL && cv_check_fine(check) && i < message->n_lines; i++)
        read_line(check, message->lines[i], donation);
    if (cv_check_fine(check) && donation_value_of(donation).pledged > CV_FIELD_MONEY_MAX)
        cv_check_fail(check, "donation.lines", "the value must be at most %" PRId64 " minor units",
                      CV_FIELD_MONEY_MAX);
}

static void read_movements(struct cv_check *check, const Caravan__Projects__V1__Donation *message,
                           struct donation *donation)
{
    cv_check_range(check, "donation.movements", (int64_t)message->n_movements, 0, MOVEMENTS_MAX);
    if (!cv_check_fine(check))
        return;
    donation_begin(donation);
    donation->movement_room = message->n_movements + 1;
    donation->movements =
        cv_arena_array(check->arena, donation->movement_room, sizeof(*donation->movements));
    for (size_t i = 0;
         donation->movements != NULL && cv_check_fine(check) && i < message->n_movements; i++) {
        struct donation_movement *movement = &donation->movements[donation->movement_count++];
        const char *field = cv_arena_printf(check->arena, "donation.movements[%zu]", i);

        if (field == NULL)
            return;
        donation_movement_check(check, field, message->movements[i], movement);
        if (movement->move == DONATION_RETRACT)
            cv_check_fail(check, field, "leave out what was retracted");
        donation_movement_quantities(check, field, message->movements[i], donation, movement);
        if (cv_check_fine(check))
            check->status = donation_follow(check->arena, donation, movement);
    }
}

void donation_read(struct cv_check *check, const Caravan__Projects__V1__Donation *message,
                   const char *programme, struct donation *donation)
{
    cv_field_titles(check, "donation.title", message->title, message->title_zh);
    cv_check_text(check, "donation.reference", message->reference, CV_FIELD_REFERENCE_MAX, false);
    donation->title = message->title;
    donation->title_zh = message->title_zh;
    donation->donor = field_partner_id(check, "donation.donor", message->donor, programme, true);
    donation->pledged_on =
        cv_field_past_date(check, "donation.pledge_date", message->pledge_date, true);
    donation->reference = message->reference;
    donation->currency = "";
    read_lines(check, message, donation);
    read_movements(check, message, donation);
}

/* ---- to the wire ---- */

static Caravan__Projects__V1__DonationLine *line_wire(struct cv_arena *arena, const char *currency,
                                                      const struct donation_line *line)
{
    Caravan__Projects__V1__DonationLine *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__donation_line__init(message);
    message->item = cv_wire_text(line->item);
    message->goods = cv_wire_text(line->goods);
    message->quantity = line->quantity;
    message->unit = cv_wire_text(line->unit);
    message->unit_value = cv_field_money_wire(arena, currency, line->unit_minor);
    message->basis = (Caravan__Projects__V1__ValuationBasis)line->basis;
    message->shipped_quantity = line->shipped;
    message->received_quantity = line->received;
    message->distributed_quantity = line->distributed;
    message->unexplained = line->unexplained;
    return message;
}

static bool put_parts(struct cv_arena *arena, const char *currency, const struct donation *donation,
                      Caravan__Projects__V1__Donation *message)
{
    message->lines = cv_arena_array(arena, donation->line_count + 1, sizeof(*message->lines));
    message->movements =
        cv_arena_array(arena, donation->movement_count + 1, sizeof(*message->movements));
    if (message->lines == NULL || message->movements == NULL)
        return false;
    for (size_t i = 0; i < donation->line_count; i++)
        message->lines[message->n_lines++] = line_wire(arena, currency, &donation->lines[i]);
    for (size_t i = 0; i < donation->movement_count; i++)
        message->movements[message->n_movements++] =
            donation_movement_wire(arena, donation, &donation->movements[i]);
    return !arena->exhausted;
}

Caravan__Projects__V1__Donation *donation_wire(struct cv_arena *arena, const char *programme,
                                               const char *currency,
                                               const struct donation *donation)
{
    Caravan__Projects__V1__Donation *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__donation__init(message);
    message->name = cv_arena_printf(arena, "programmes/%s/donations/%s", programme, donation->id);
    message->title = cv_wire_text(donation->title);
    message->title_zh = cv_wire_text(donation->title_zh);
    message->donor = field_partner_name(arena, programme, donation->donor);
    message->pledge_date = cv_wire_date(arena, donation->pledged_on);
    message->reference = cv_wire_text(donation->reference);
    message->state = (Caravan__Projects__V1__DonationState)donation->state;
    message->state_date = cv_wire_date(arena, donation->moved_on);
    message->etag = cv_wire_text(cv_field_etag(arena, donation->version));
    message->create_time = cv_wire_time(arena, donation->created_us);
    message->update_time = cv_wire_time(arena, donation->changed_us);
    return put_parts(arena, currency, donation, message) ? message : NULL;
}
