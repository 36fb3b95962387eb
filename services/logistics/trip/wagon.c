#include "trip/wagon.h"

#include "identifier/identifier.h"
#include "trip/trip_event.h"

#include <string.h>

#define WAGONS_MAX 100
#define TYPE_MAX   20
#define LIMIT_MAX  INT64_C(200000000) /* grams: no wagon carries 200 tonnes */
#define SLOTS_MAX  8
#define ROAD_MIN   4
#define ROAD_MAX   20
#define CHINA      CARAVAN__LOGISTICS__V1__WAGON_NUMBERING__WAGON_NUMBERING_CHINA
#define UIC        CARAVAN__LOGISTICS__V1__WAGON_NUMBERING__WAGON_NUMBERING_UIC

/* Capitals and digits; what people put between them is left out. NULL: something else is there. */
static const char *plain(struct cv_arena *arena, const char *number)
{
    char *text = cv_arena_string(arena, number);
    size_t n = 0;

    for (const char *at = number; text != NULL && *at != '\0'; at++) {
        if (*at == ' ' || *at == '-' || *at == '.')
            continue;
        if ((*at < '0' || *at > '9') && (*at < 'A' || *at > 'Z') && (*at < 'a' || *at > 'z'))
            return NULL;
        text[n++] = *at >= 'a' ? (char)(*at - 'a' + 'A') : *at;
    }
    if (text != NULL)
        text[n] = '\0';
    return text;
}

const char *trip_wagon_number(struct cv_check *check, const char *field, const char *number,
                              int64_t numbering)
{
    const char *text = plain(check->arena, number);
    struct identifier read = {0};

    if (numbering == CHINA || numbering == UIC) {
        identifier_check(check, field,
                         numbering == UIC ? IDENTIFIER_UIC_WAGON : IDENTIFIER_CHINA_WAGON, number,
                         true, &read);
        text = cv_arena_string(check->arena, read.text);
    } else if (text == NULL || strlen(text) < ROAD_MIN || strlen(text) > ROAD_MAX) {
        cv_check_fail(check, field, "%s must be %d to %d letters and digits", field, ROAD_MIN,
                      ROAD_MAX);
    }
    return text == NULL ? "" : text;
}

static const char *path(struct cv_check *check, size_t i, const char *field)
{
    const char *text = cv_arena_printf(check->arena, "wagons[%zu].%s", i, field);

    return text == NULL ? "wagons" : text;
}

static void read_wagon(struct cv_check *check, const Caravan__Logistics__V1__Wagon *from, size_t i,
                       struct trip_wagon *wagon)
{
    cv_field_enum(check, path(check, i, "numbering"),
                  &caravan__logistics__v1__wagon_numbering__descriptor, from->numbering, true);
    *wagon = (struct trip_wagon){
        .number = trip_wagon_number(check, path(check, i, "number"), from->number, from->numbering),
        .numbering = from->numbering,
        .type = from->type,
        .limit_grams = from->limit_grams,
        .slots = from->slots,
    };
    cv_check_text(check, path(check, i, "type"), from->type, TYPE_MAX, false);
    cv_check_range(check, path(check, i, "limit_grams"), from->limit_grams, 1, LIMIT_MAX);
    cv_check_range(check, path(check, i, "slots"), from->slots, 0, SLOTS_MAX);
}

void trip_wagons_read(struct cv_check *check, Caravan__Logistics__V1__Wagon *const *wagons,
                      size_t count, struct trip *trip)
{
    cv_check_range(check, "wagons", (int64_t)count, 1, WAGONS_MAX);
    if (!cv_check_fine(check))
        return;
    trip->wagons = cv_arena_array(check->arena, count, sizeof(*trip->wagons));
    if (trip->wagons == NULL) {
        cv_check_fail(check, "wagons", "out of memory");
        return;
    }
    trip->wagon_count = count;
    for (size_t i = 0; i < count; i++) {
        read_wagon(check, wagons[i], i, &trip->wagons[i]);
        for (size_t j = 0; j < i; j++) {
            if (strcmp(trip->wagons[j].number, trip->wagons[i].number) == 0)
                cv_check_fail(check, path(check, i, "number"), "the wagon %s is there twice",
                              trip->wagons[i].number);
        }
    }
}
