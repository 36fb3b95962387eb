#include "box/box.h"

#include "identifier/identifier.h"

#define GRAMS_MAX INT64_C(100000000) /* 100 t: no box weighs as much */

static const char *keep(struct cv_check *check, const char *field, const char *text)
{
    const char *copy = cv_arena_string(check->arena, text);

    if (copy == NULL)
        cv_check_fail(check, field, "out of memory");
    return copy == NULL ? "" : copy;
}

const char *box_id(struct cv_check *check, const char *field, const char *name)
{
    struct cv_id id = {0};

    cv_check_name(check, field, name, BOX_NAME, &id);
    return keep(check, field, id.text);
}

const char *wagon_number(struct cv_check *check, const char *field, const char *text)
{
    char *number = cv_arena_string(check->arena, text);
    size_t len = 0;

    if (number == NULL)
        return "";
    for (const char *at = text; *at != '\0'; at++) {
        if (*at >= 'a' && *at <= 'z')
            number[len++] = (char)(*at - 'a' + 'A');
        else if ((*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9'))
            number[len++] = *at;
        else if (*at != ' ' && *at != '-' && *at != '.')
            cv_check_fail(check, field, "%s must have letters and digits", field);
    }
    number[len] = '\0';
    if (len == 0)
        cv_check_fail(check, field, "%s is required", field);
    if (len > 20)
        cv_check_fail(check, field, "%s must have at most 20 characters", field);
    return number;
}

static const char *small(struct cv_check *check, const char *text)
{
    char *copy = cv_arena_string(check->arena, text);

    for (char *at = copy; at != NULL && *at != '\0'; at++) {
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
    }
    if (copy == NULL)
        cv_check_fail(check, "box.number", "out of memory");
    return copy == NULL ? "" : copy;
}

/* 20 feet and less is one place; the first character tells the length (ISO 6346). */
static int64_t units(const char *size_type)
{
    return size_type[0] == '1' || size_type[0] == '2' ? 1 : 2;
}

void box_read(struct cv_check *check, const Caravan__Logistics__V1__Box *message, struct box *box)
{
    struct identifier number;
    struct identifier size_type;

    identifier_check(check, "box.number", IDENTIFIER_BOX, message->number, true, &number);
    identifier_check(check, "box.size_type", IDENTIFIER_SIZE_TYPE, message->size_type, true,
                     &size_type);
    cv_check_range(check, "box.tare_grams", message->tare_grams, 1, GRAMS_MAX);
    cv_check_range(check, "box.max_gross_grams", message->max_gross_grams, message->tare_grams + 1,
                   GRAMS_MAX);
    if (!cv_check_fine(check))
        return;
    *box = (struct box){
        .id = small(check, number.text),
        .number = keep(check, "box.number", number.text),
        .ambiguous = number.warning == IDENTIFIER_CHECK_TEN,
        .size_type = keep(check, "box.size_type", size_type.text),
        .tare_grams = message->tare_grams,
        .max_gross_grams = message->max_gross_grams,
        .units = units(size_type.text),
    };
}

static char *place_name(struct cv_arena *arena, const char *place)
{
    return place[0] == '\0' ? cv_wire_text("") : cv_arena_printf(arena, "places/%s", place);
}

Caravan__Logistics__V1__Box *box_wire(struct cv_arena *arena, const struct box *box)
{
    Caravan__Logistics__V1__Box *message = cv_arena_alloc(arena, sizeof(*message));
    const struct box_state *state = &box->state;

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__box__init(message);
    message->name = cv_arena_printf(arena, "boxes/%s", box->id);
    message->number = cv_wire_text(box->number);
    message->size_type = cv_wire_text(box->size_type);
    message->tare_grams = box->tare_grams;
    message->max_gross_grams = box->max_gross_grams;
    message->check_digit_ambiguous = box->ambiguous;
    message->units = (int32_t)box->units;
    message->position = (Caravan__Logistics__V1__BoxPosition)state->position;
    message->lading = (Caravan__Logistics__V1__BoxLading)state->lading;
    message->seal = (Caravan__Logistics__V1__BoxSeal)state->seal;
    message->seal_number = cv_wire_text(state->seal_number);
    message->sealed_by = (Caravan__Logistics__V1__SealedBy)state->sealed_by;
    message->place = place_name(arena, state->place);
    message->trip = cv_wire_text(state->trip);
    message->wagon = cv_wire_text(state->wagon);
    message->slot = (int32_t)state->slot;
    message->weighed_grams = state->weighed_grams;
    message->customs_hold = state->customs_hold;
    message->damaged = state->damaged;
    message->alarm = cv_wire_text(state->alarm);
    message->create_time = cv_wire_time(arena, box->created_us);
    message->update_time = cv_wire_time(arena, box->recorded_us);
    return message;
}
