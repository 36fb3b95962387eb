#include "donation/donation_fold.h"

#include "app/date.h"
#include "service/field.h"

#include <inttypes.h>

#define IN(state) (UINT32_C(1) << DONATION_##state)

static const struct rule {
    const char *name;
    uint32_t from; /* bits of states */
    enum donation_state to;
} RULES[] = {
    [DONATION_SHIP] = {"SHIP", IN(PLEDGED), DONATION_SHIPPED},
    [DONATION_RECEIVE] = {"RECEIVE", IN(SHIPPED), DONATION_RECEIVED},
    [DONATION_EXPLAIN] = {"EXPLAIN", IN(RECEIVED), DONATION_RECEIVED},
    [DONATION_DISTRIBUTE] = {"DISTRIBUTE", IN(RECEIVED) | IN(DISTRIBUTED), DONATION_DISTRIBUTED},
    [DONATION_CLOSE] = {"CLOSE", IN(RECEIVED) | IN(DISTRIBUTED), DONATION_CLOSED},
    [DONATION_CANCEL] = {"CANCEL", IN(PLEDGED) | IN(SHIPPED), DONATION_CANCELLED},
};
static const char *const STATES[] = {
    [DONATION_PLEDGED] = "PLEDGED",   [DONATION_SHIPPED] = "SHIPPED",
    [DONATION_RECEIVED] = "RECEIVED", [DONATION_DISTRIBUTED] = "DISTRIBUTED",
    [DONATION_CLOSED] = "CLOSED",     [DONATION_CANCELLED] = "CANCELLED",
};

static struct cv_status check_order(struct cv_arena *arena, const struct donation *donation,
                                    const struct donation_movement *movement)
{
    const struct rule *rule = &RULES[movement->move];

    if ((rule->from & UINT32_C(1) << donation->state) == 0)
        return cv_status_f(arena, CV_FAILED_PRECONDITION, "WRONG_STATE",
                           "donation %s is %s: the move %s cannot be made from there", donation->id,
                           STATES[donation->state], rule->name);
    if (movement->on < donation->moved_on)
        return cv_status_f(arena, CV_FAILED_PRECONDITION, "BACKDATED",
                           "donation %s is %s since %s; nothing can be dated %s, before it",
                           donation->id, STATES[donation->state],
                           cv_field_date_text(arena, donation->moved_on),
                           cv_field_date_text(arena, movement->on));
    return CV_STATUS_OK;
}

static struct cv_status check_explained(struct cv_arena *arena, const struct donation *donation)
{
    for (size_t i = 0; i < donation->line_count; i++) {
        const struct donation_line *line = &donation->lines[i];

        if (line->unexplained)
            return cv_status_f(arena, CV_FAILED_PRECONDITION, "DIFFERENCE_UNEXPLAINED",
                               "%" PRId64 " %s of %s were shipped and %" PRId64 " received: "
                               "record an EXPLAIN first",
                               line->shipped, line->unit, line->item, line->received);
    }
    return CV_STATUS_OK;
}

static void ship(struct donation *donation, const struct donation_movement *movement)
{
    for (size_t i = 0; i < donation->line_count; i++)
        donation->lines[i].shipped = donation->lines[i].quantity;
    for (size_t i = 0; i < movement->quantity_count; i++)
        donation->lines[movement->quantities[i].line].shipped = movement->quantities[i].quantity;
}

static void receive(struct donation *donation, const struct donation_movement *movement)
{
    for (size_t i = 0; i < donation->line_count; i++)
        donation->lines[i].received = donation->lines[i].shipped;
    for (size_t i = 0; i < movement->quantity_count; i++)
        donation->lines[movement->quantities[i].line].received = movement->quantities[i].quantity;
    for (size_t i = 0; i < donation->line_count; i++)
        donation->lines[i].unexplained = donation->lines[i].received != donation->lines[i].shipped;
}

static struct cv_status explain(struct cv_arena *arena, struct donation *donation,
                                const struct donation_movement *movement)
{
    for (size_t i = 0; i < movement->quantity_count; i++) {
        struct donation_line *line = &donation->lines[movement->quantities[i].line];

        if (!line->unexplained)
            return cv_status_field(arena, "movement.quantities",
                                   "there is no unexplained difference of %s", line->item);
        line->unexplained = false;
        line->difference = movement->difference;
    }
    return CV_STATUS_OK;
}

static struct cv_status distribute(struct cv_arena *arena, struct donation *donation,
                                   const struct donation_movement *movement)
{
    struct cv_status status = check_explained(arena, donation);

    for (size_t i = 0; cv_ok(status) && i < movement->quantity_count; i++) {
        struct donation_line *line = &donation->lines[movement->quantities[i].line];

        if (movement->quantities[i].quantity > line->received - line->distributed)
            return cv_status_f(arena, CV_FAILED_PRECONDITION, "MORE_THAN_RECEIVED",
                               "of %" PRId64 " %s of %s received %" PRId64 " are distributed: "
                               "%" PRId64 " more are too many",
                               line->received, line->unit, line->item, line->distributed,
                               movement->quantities[i].quantity);
        line->distributed += movement->quantities[i].quantity;
    }
    return status;
}

static struct cv_status close(struct cv_arena *arena, const struct donation *donation,
                              const struct donation_movement *movement)
{
    struct cv_status status = check_explained(arena, donation);

    for (size_t i = 0; cv_ok(status) && i < donation->line_count; i++) {
        if (donation->lines[i].distributed < donation->lines[i].received &&
            movement->reason[0] == '\0')
            return cv_status_field(arena, "movement.reason",
                                   "not all %s are distributed: say why it is closed",
                                   donation->lines[i].item);
    }
    return status;
}

void donation_begin(struct donation *donation)
{
    donation->state = DONATION_PLEDGED;
    donation->moved_on = donation->pledged_on;
    for (size_t i = 0; i < donation->line_count; i++) {
        struct donation_line *line = &donation->lines[i];

        line->shipped = line->received = line->distributed = line->difference = 0;
        line->unexplained = false;
    }
}

struct cv_status donation_follow(struct cv_arena *arena, struct donation *donation,
                                 const struct donation_movement *movement)
{
    struct cv_status status = check_order(arena, donation, movement);

    if (!cv_ok(status))
        return status;
    if (movement->move == DONATION_SHIP)
        ship(donation, movement);
    else if (movement->move == DONATION_RECEIVE)
        receive(donation, movement);
    else if (movement->move == DONATION_EXPLAIN)
        status = explain(arena, donation, movement);
    else if (movement->move == DONATION_DISTRIBUTE)
        status = distribute(arena, donation, movement);
    else if (movement->move == DONATION_CLOSE)
        status = close(arena, donation, movement);
    donation->state = RULES[movement->move].to;
    donation->moved_on = movement->on;
    return status;
}

bool donation_stands(const struct donation_movement *movement)
{
    return movement->move != DONATION_RETRACT && movement->retracted_us == INT64_MAX;
}

struct cv_status donation_refold(struct cv_arena *arena, struct donation *donation, int32_t through)
{
    struct cv_status status = CV_STATUS_OK;

    donation_begin(donation);
    for (size_t i = 0; cv_ok(status) && i < donation->movement_count; i++) {
        if (donation_stands(&donation->movements[i]) && donation->movements[i].on <= through)
            status = donation_follow(arena, donation, &donation->movements[i]);
    }
    return status;
}

struct donation_movement *donation_last(const struct donation *donation)
{
    for (size_t i = donation->movement_count; i > 0; i--) {
        if (donation_stands(&donation->movements[i - 1]))
            return &donation->movements[i - 1];
    }
    return NULL;
}

struct donation_value donation_value_of(const struct donation *donation)
{
    struct donation_value value = {0};

    for (size_t i = 0; i < donation->line_count; i++) {
        const struct donation_line *line = &donation->lines[i];
        __int128 unit = line->unit_minor;

        value.pledged += unit * line->quantity;
        value.shipped += unit * line->shipped;
        value.received += unit * line->received;
        value.distributed += unit * line->distributed;
    }
    return value;
}
