/* How the carriers number their parcels, as data. Published formats change, and no office keeps
 * them: a carrier has as many rows as it has forms, and its digits are counted loosely. */
#include "identifier/text.h"

#include <string.h>

enum form {
    DIGITS,        /* as many digits */
    ALPHANUMERICS, /* letters and digits */
    S10,           /* the postal form, with its check digit */
    SSCC,
};

struct carrier {
    const char *id;
    const char *prefix;
    enum form form;
    size_t min, max; /* characters after the prefix; a postal form and an SSCC have their own */
};

static const struct carrier CARRIERS[] = {
    {"cainiao", "CN", DIGITS, 10, 15},   {"deppon", "DPK", DIGITS, 12, 15},
    {"deppon", "", DIGITS, 8, 10},       {"ems", "", S10, 0, 0},
    {"ems", "", DIGITS, 13, 13},         {"jd", "JD", ALPHANUMERICS, 11, 16},
    {"jtexpress", "JT", DIGITS, 13, 13}, {"sf", "SF", DIGITS, 12, 15},
    {"sf", "", DIGITS, 12, 12},          {"sscc", "", SSCC, 0, 0},
    {"sto", "", DIGITS, 12, 15},         {"yto", "YT", DIGITS, 13, 13},
    {"yunda", "", DIGITS, 13, 15},       {"zto", "", DIGITS, 12, 14},
};

static bool is_form(const struct carrier *carrier, struct identifier *identifier)
{
    const char *rest = identifier->text + strlen(carrier->prefix);
    size_t len;

    if (strncmp(identifier->text, carrier->prefix, strlen(carrier->prefix)) != 0)
        return false;
    len = strlen(rest);
    if (len < carrier->min || len > carrier->max)
        return false;
    return carrier->form == ALPHANUMERICS || strspn(rest, "0123456789") == len;
}

static bool refuse(const struct carrier *carrier, struct identifier *identifier)
{
    const char *form = carrier->form == ALPHANUMERICS ? "letters and digits" : "digits";
    const char *and = carrier->prefix[0] == '\0' ? "" : " and ";

    if (carrier->min == carrier->max)
        return identifier_text_refuse(identifier, "is no number of %s: must be %s%s%zu %s",
                                      carrier->id, carrier->prefix, and, carrier->max, form);
    return identifier_text_refuse(identifier, "is no number of %s: must be %s%s%zu to %zu %s",
                                  carrier->id, carrier->prefix, and, carrier->min, carrier->max,
                                  form);
}

bool carrier_number_read(const char *carrier, const char *text, struct identifier *identifier)
{
    const struct carrier *last = NULL;

    for (size_t i = 0; i < sizeof(CARRIERS) / sizeof(CARRIERS[0]); i++) {
        if (strcmp(CARRIERS[i].id, carrier) != 0)
            continue;
        last = &CARRIERS[i];
        if (last->form == SSCC)
            return identifier_read(IDENTIFIER_SSCC, text, identifier);
        if (!identifier_text_take(text, identifier))
            return false;
        if (last->form == S10 && identifier_text_is(identifier->text, "AA999999999AA"))
            return identifier_read(IDENTIFIER_S10, text, identifier);
        if (last->form != S10 && is_form(last, identifier))
            return true;
    }
    if (last != NULL)
        return refuse(last, identifier);
    if (!identifier_text_take(text, identifier))
        return false;
    return strlen(identifier->text) >= 4 ||
           identifier_text_refuse(identifier, "must be 4 to %d letters and digits", IDENTIFIER_MAX);
}
