#include "app/date.h"
#include "donation/donation.h"

#include <inttypes.h>
#include <string.h>

#define QUANTITY_MAX INT64_C(1000000000)

static const char *path(struct cv_check *check, const char *field, const char *name)
{
    const char *text = cv_arena_printf(check->arena, "%s.%s", field, name);

    return text == NULL ? field : text;
}

static void check_texts(struct cv_check *check, const char *field,
                        const Caravan__Projects__V1__DonationMovement *message)
{
    int move = (int)message->move;

    cv_check_text(check, path(check, field, "reference"), message->reference,
                  CV_FIELD_REFERENCE_MAX, false);
    cv_check_text(check, path(check, field, "reason"), message->reason, CV_FIELD_REASON_MAX,
                  move == DONATION_EXPLAIN || move == DONATION_CANCEL || move == DONATION_RETRACT);
    cv_check_id(check, path(check, field, "site"), message->site, move == DONATION_DISTRIBUTE);
    if (move != DONATION_DISTRIBUTE && message->site[0] != '\0')
        cv_check_fail(check, path(check, field, "site"), "only a DISTRIBUTE goes to a site");
    cv_field_enum(check, path(check, field, "difference"),
                  &caravan__projects__v1__difference_reason__descriptor, message->difference,
                  move == DONATION_EXPLAIN);
    if (move != DONATION_EXPLAIN && message->difference != 0)
        cv_check_fail(check, path(check, field, "difference"),
                      "only an EXPLAIN is of a difference");
}

void donation_movement_check(struct cv_check *check, const char *field,
                             const Caravan__Projects__V1__DonationMovement *message,
                             struct donation_movement *movement)
{
    bool dated = message->move != (int)DONATION_RETRACT;

    cv_field_enum(check, path(check, field, "move"),
                  &caravan__projects__v1__donation_move__descriptor, message->move, true);
    *movement = (struct donation_movement){
        .move = (enum donation_move)message->move,
        .on = cv_field_past_date(check, path(check, field, "date"), message->date, dated),
        .site = message->site,
        .reference = message->reference,
        .difference = message->difference,
        .reason = message->reason,
        .retracted_us = CV_BOOKS_NOT_REPLACED,
    };
    if (!dated && movement->on != CV_DATE_NONE)
        cv_check_fail(check, path(check, field, "date"), "a RETRACT has no date");
    check_texts(check, field, message);
}

static size_t line_of(const struct donation *donation, const char *item)
{
    size_t line = 0;

    while (line < donation->line_count && strcmp(donation->lines[line].item, item) != 0)
        line++;
    return line;
}

/* What a movement may say of a line. */
static void check_quantity(struct cv_check *check, const char *field, enum donation_move move,
                           int64_t quantity)
{
    if (move == DONATION_EXPLAIN)
        cv_check_range(check, field, quantity, 0, 0);
    else
        cv_check_range(check, field, quantity, move == DONATION_DISTRIBUTE ? 1 : 0, QUANTITY_MAX);
}

static void read_quantity(struct cv_check *check, const char *field,
                          const Caravan__Projects__V1__DonationQuantity *message,
                          const struct donation *donation, struct donation_movement *movement)
{
    size_t line = line_of(donation, message->item);

    if (line == donation->line_count)
        cv_check_fail(check, field, "the donation has no line %s", message->item);
    for (size_t i = 0; i < movement->quantity_count; i++) {
        if (movement->quantities[i].line == line)
            cv_check_fail(check, field, "%s is named twice", message->item);
    }
    check_quantity(check, field, movement->move, message->quantity);
    movement->quantities[movement->quantity_count++] =
        (struct donation_quantity){line, message->quantity};
}

static void check_all(struct cv_check *check, const char *field, const struct donation *donation,
                      const struct donation_movement *movement)
{
    enum donation_move move = movement->move;
    __int128 value = 0;

    if ((move == DONATION_DISTRIBUTE || move == DONATION_EXPLAIN) && movement->quantity_count == 0)
        cv_check_fail(check, field, "name the lines");
    if (move >= DONATION_CLOSE && movement->quantity_count > 0)
        cv_check_fail(check, field, "this move has no quantities");
    if (move > DONATION_RECEIVE || movement->quantities == NULL)
        return;
    if (movement->quantity_count > 0 && movement->quantity_count < donation->line_count)
        cv_check_fail(check, field, "give the quantity of each line, or of none");
    for (size_t i = 0; i < movement->quantity_count; i++)
        value += (__int128)movement->quantities[i].quantity *
                 donation->lines[movement->quantities[i].line].unit_minor;
    if (value > CV_FIELD_MONEY_MAX)
        cv_check_fail(check, field, "the value must be at most %" PRId64 " minor units",
                      CV_FIELD_MONEY_MAX);
}

void donation_movement_quantities(struct cv_check *check, const char *field,
                                  const Caravan__Projects__V1__DonationMovement *message,
                                  const struct donation *donation,
                                  struct donation_movement *movement)
{
    const char *quantities = path(check, field, "quantities");

    cv_check_range(check, quantities, (int64_t)message->n_quantities, 0,
                   (int64_t)donation->line_count);
    if (!cv_check_fine(check))
        return;
    movement->quantities =
        cv_arena_array(check->arena, donation->line_count, sizeof(*movement->quantities));
    for (size_t i = 0;
         movement->quantities != NULL && cv_check_fine(check) && i < message->n_quantities; i++) {
        const char *one = cv_arena_printf(check->arena, "%s[%zu]", quantities, i);

        read_quantity(check, one == NULL ? quantities : one, message->quantities[i], donation,
                      movement);
    }
    if (cv_check_fine(check))
        check_all(check, quantities, donation, movement);
}

Caravan__Projects__V1__DonationMovement *
donation_movement_wire(struct cv_arena *arena, const struct donation *donation,
                       const struct donation_movement *movement)
{
    Caravan__Projects__V1__DonationMovement *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__donation_movement__init(message);
    message->move = (Caravan__Projects__V1__DonationMove)movement->move;
    message->date = cv_wire_date(arena, movement->on);
    message->site = cv_wire_text(movement->site);
    message->reference = cv_wire_text(movement->reference);
    message->difference = (Caravan__Projects__V1__DifferenceReason)movement->difference;
    message->reason = cv_wire_text(movement->reason);
    message->recorded_time = cv_wire_time(arena, movement->recorded_us);
    if (movement->retracted_us != CV_BOOKS_NOT_REPLACED)
        message->retracted_time = cv_wire_time(arena, movement->retracted_us);
    message->quantities =
        cv_arena_array(arena, movement->quantity_count + 1, sizeof(*message->quantities));
    for (size_t i = 0; message->quantities != NULL && i < movement->quantity_count; i++) {
        Caravan__Projects__V1__DonationQuantity *quantity =
            cv_arena_alloc(arena, sizeof(*quantity));

        if (quantity == NULL)
            return NULL;
        caravan__projects__v1__donation_quantity__init(quantity);
        quantity->item = cv_wire_text(donation->lines[movement->quantities[i].line].item);
        quantity->quantity = movement->quantities[i].quantity;
        message->quantities[message->n_quantities++] = quantity;
    }
    return message;
}
