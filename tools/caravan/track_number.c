#include "track_number.h"

#include <string.h>

const char *const TRACK_KIND_NAMES[TRACK_KINDS] = {
    [TRACK_PARCEL] = "parcel",
    [TRACK_BOX] = "box",
    [TRACK_WAGON] = "wagon",
    [TRACK_TRIP] = "trip",
    [TRACK_CONSIGNMENT] = "consignment",
};

/* 9: a digit, A: a capital. */
static bool is_form(const char *text, const char *form)
{
    for (; *form != '\0'; form++, text++) {
        if (*form == '9' ? *text < '0' || *text > '9' : *text < 'A' || *text > 'Z')
            return false;
    }
    return *text == '\0';
}

static bool is_box(const char *bare)
{
    return is_form(bare, "AAAA9999999") && strchr("UJZ", bare[3]) != NULL;
}

/* Seven digits in China, twelve elsewhere. */
static bool is_wagon(const char *bare)
{
    return is_form(bare, "9999999") || is_form(bare, "999999999999");
}

const char *track_number_carrier(const char *bare)
{
    static const struct {
        const char *prefix;
        const char *carrier;
    } PREFIXES[] = {{"SF", "sf"}, {"YT", "yto"},     {"JT", "jtexpress"},
                    {"JD", "jd"}, {"CN", "cainiao"}, {"DPK", "deppon"}};

    if (is_form(bare, "AA999999999AA"))
        return "ems"; /* the postal form: two letters, nine digits, a country */
    if (is_form(bare, "999999999999999999") || is_form(bare, "99999999999999999999"))
        return "sscc";
    for (size_t i = 0; i < sizeof(PREFIXES) / sizeof(PREFIXES[0]); i++) {
        size_t len = strlen(PREFIXES[i].prefix);

        if (strncmp(bare, PREFIXES[i].prefix, len) == 0 && strlen(bare) >= len + 10)
            return PREFIXES[i].carrier;
    }
    return NULL;
}

static void add(struct track_number *number, enum track_kind kind)
{
    number->kinds[number->kind_count++] = kind;
}

/* "consignments/n1" and the like; false: it is no such name. */
static bool read_name(struct track_number *number)
{
    static const struct {
        const char *prefix;
        enum track_kind kind;
    } NAMES[] = {
        {"consignments/", TRACK_CONSIGNMENT}, {"boxes/", TRACK_BOX}, {"corridors/", TRACK_TRIP}};

    for (size_t i = 0; i < sizeof(NAMES) / sizeof(NAMES[0]); i++) {
        size_t len = strlen(NAMES[i].prefix);

        if (strncmp(number->text, NAMES[i].prefix, len) == 0) {
            number->text += len;
            add(number, NAMES[i].kind);
            return true;
        }
    }
    if (strchr(number->text, '/') == NULL)
        return false;
    add(number, TRACK_TRIP);
    return true;
}

static void read_form(struct track_number *number)
{
    const char *bare = number->bare;
    size_t len = strlen(bare);
    bool digits = strspn(bare, "0123456789") == len;

    if (is_box(bare))
        add(number, TRACK_BOX);
    if (track_number_carrier(bare) != NULL)
        add(number, TRACK_PARCEL);
    if (number->kind_count > 0)
        return;
    if (is_wagon(bare))
        add(number, TRACK_WAGON);
    if (!digits || len < 8) { /* a train's is short, a note's may look like anything */
        add(number, TRACK_TRIP);
        add(number, TRACK_CONSIGNMENT);
    } else
        add(number, TRACK_PARCEL);
}

bool track_number_read(const char *text, struct cv_arena *arena, struct track_number *number)
{
    char *bare = cv_arena_string(arena, text);
    char *to = bare;

    *number = (struct track_number){.text = text, .bare = bare};
    if (bare == NULL)
        return false;
    for (; *text != '\0'; text++) {
        if (strchr(" .-", *text) == NULL)
            *to++ = *text >= 'a' && *text <= 'z' ? (char)(*text - 'a' + 'A') : *text;
    }
    *to = '\0';
    if (!read_name(number))
        read_form(number);
    return true;
}
