#include "place/place.h"

#include "identifier/identifier.h"

#include <string.h>

#define EDITION_MAX 20
#define OFFSET_MAX  840 /* minutes: UTC+14 */

_Static_assert(PLACE_BORDER_POINT == CARAVAN__LOGISTICS__V1__PLACE_KIND__PLACE_KIND_BORDER_POINT,
               "the store's number is the wire's");

enum {
    TITLE,
    TITLE_ZH,
    KIND,
    FUNCTIONS,
    COUNTRY,
    UNLOCODE,
    EDITION,
    STATUS,
    BORDER_COUNTRY,
    OFFSET,
};

static const char *const UPDATABLE[] = {
    [TITLE] = "title",
    [TITLE_ZH] = "title_zh",
    [KIND] = "kind",
    [FUNCTIONS] = "functions",
    [COUNTRY] = "country",
    [UNLOCODE] = "unlocode",
    [EDITION] = "unlocode_edition",
    [STATUS] = "unlocode_status",
    [BORDER_COUNTRY] = "border_country",
    [OFFSET] = "utc_offset_minutes",
    NULL,
};

uint32_t place_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask)
{
    return cv_wire_mask_read(check, mask, UPDATABLE);
}

const char *place_id(struct cv_check *check, const char *field, const char *name)
{
    struct cv_id id = {0};
    const char *text;

    cv_check_name(check, field, name, PLACE_NAME, &id);
    text = cv_arena_string(check->arena, id.text);
    return text == NULL ? "" : text;
}

static const char *read_code(struct cv_check *check, const char *field, enum identifier_kind kind,
                             const char *text, bool required)
{
    struct identifier code = {0};
    const char *copy;

    identifier_check(check, field, kind, text, required, &code);
    copy = cv_arena_string(check->arena, code.text);
    return copy == NULL ? "" : copy;
}

static const char *read_status(struct cv_check *check, const char *text)
{
    struct identifier code = {0};
    const char *copy;

    if (text[0] != '\0' && !locode_status_read(text, &code))
        cv_check_fail(check, "place.unlocode_status", "%s", code.problem);
    copy = cv_arena_string(check->arena, code.text);
    return copy == NULL ? "" : copy;
}

static int64_t read_functions(struct cv_check *check, const Caravan__Logistics__V1__Place *message)
{
    int64_t functions = 0;

    for (size_t i = 0; i < message->n_functions && cv_check_fine(check); i++) {
        cv_field_enum(check, "place.functions", &caravan__logistics__v1__place_function__descriptor,
                      message->functions[i], true);
        if (!cv_check_fine(check))
            break;
        if ((functions >> message->functions[i] & 1) != 0)
            cv_check_fail(check, "place.functions", "a function is there twice");
        functions |= INT64_C(1) << message->functions[i];
    }
    return functions;
}

void place_read(struct cv_check *check, const Caravan__Logistics__V1__Place *message, uint32_t mask,
                struct place *place)
{
    CV_FIELD_TAKE(mask, TITLE, place->title, message->title);
    CV_FIELD_TAKE(mask, TITLE_ZH, place->title_zh, message->title_zh);
    CV_FIELD_TAKE(mask, KIND, place->kind, message->kind);
    CV_FIELD_TAKE(mask, FUNCTIONS, place->functions, read_functions(check, message));
    CV_FIELD_TAKE(mask, COUNTRY, place->country,
                  read_code(check, "place.country", IDENTIFIER_COUNTRY, message->country, true));
    CV_FIELD_TAKE(
        mask, UNLOCODE, place->unlocode,
        read_code(check, "place.unlocode", IDENTIFIER_UNLOCODE, message->unlocode, false));
    CV_FIELD_TAKE(mask, EDITION, place->unlocode_edition, message->unlocode_edition);
    CV_FIELD_TAKE(mask, STATUS, place->unlocode_status,
                  read_status(check, message->unlocode_status));
    CV_FIELD_TAKE(mask, BORDER_COUNTRY, place->border_country,
                  read_code(check, "place.border_country", IDENTIFIER_COUNTRY,
                            message->border_country, false));
    CV_FIELD_TAKE(mask, OFFSET, place->offset_minutes, message->utc_offset_minutes);
}

void place_check(struct cv_check *check, const struct place *place)
{
    bool border = place->kind == PLACE_BORDER_POINT;

    cv_field_titles(check, "place.title", place->title, place->title_zh);
    cv_field_enum(check, "place.kind", &caravan__logistics__v1__place_kind__descriptor, place->kind,
                  true);
    if (place->unlocode[0] != '\0' && strncmp(place->unlocode, place->country, 2) != 0)
        cv_check_fail(check, "place.unlocode", "place.unlocode must begin with the country, %s",
                      place->country);
    cv_check_text(check, "place.unlocode_edition", place->unlocode_edition, EDITION_MAX,
                  place->unlocode[0] != '\0');
    if (place->unlocode[0] == '\0' && place->unlocode_status[0] != '\0')
        cv_check_fail(check, "place.unlocode_status",
                      "place.unlocode_status is of a UN/LOCODE, and there is none");
    if (border != (place->border_country[0] != '\0'))
        cv_check_fail(check, "place.border_country",
                      border ? "place.border_country is required at a border point"
                             : "place.border_country is for border points only");
    if (border && strcmp(place->border_country, place->country) == 0)
        cv_check_fail(check, "place.border_country",
                      "place.border_country must be another country than place.country");
    cv_check_range(check, "place.utc_offset_minutes", place->offset_minutes, -OFFSET_MAX,
                   OFFSET_MAX);
}

static void wire_functions(struct cv_arena *arena, const struct place *place,
                           Caravan__Logistics__V1__Place *message)
{
    message->functions = cv_arena_array(arena, 63, sizeof(*message->functions));
    for (int i = 1; i < 63 && message->functions != NULL; i++) {
        if ((place->functions >> i & 1) != 0)
            message->functions[message->n_functions++] = (Caravan__Logistics__V1__PlaceFunction)i;
    }
}

static bool wire_status(struct cv_arena *arena, const struct place *place,
                        Caravan__Logistics__V1__Place *message)
{
    struct identifier code;
    const char *warning = NULL;

    message->unlocode_status = cv_wire_text(place->unlocode_status);
    if (locode_status_read(place->unlocode_status, &code))
        warning = identifier_warning_text(code.warning);
    if (warning == NULL)
        return true;
    message->warnings = cv_arena_array(arena, 1, sizeof(*message->warnings));
    if (message->warnings == NULL)
        return false;
    message->warnings[message->n_warnings++] = cv_wire_text(warning);
    return true;
}

Caravan__Logistics__V1__Place *place_wire(struct cv_arena *arena, const struct place *place)
{
    Caravan__Logistics__V1__Place *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__place__init(message);
    message->name = cv_arena_printf(arena, "places/%s", place->id);
    message->title = cv_wire_text(place->title);
    message->title_zh = cv_wire_text(place->title_zh);
    message->kind = (Caravan__Logistics__V1__PlaceKind)place->kind;
    wire_functions(arena, place, message);
    message->country = cv_wire_text(place->country);
    message->unlocode = cv_wire_text(place->unlocode);
    message->unlocode_edition = cv_wire_text(place->unlocode_edition);
    message->border_country = cv_wire_text(place->border_country);
    message->utc_offset_minutes = (int32_t)place->offset_minutes;
    message->etag = cv_wire_text(cv_field_etag(arena, place->version));
    message->create_time = cv_wire_time(arena, place->created_us);
    message->update_time = cv_wire_time(arena, place->recorded_us);
    return wire_status(arena, place, message) ? message : NULL;
}
