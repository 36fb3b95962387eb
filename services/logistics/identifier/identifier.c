#include "identifier/identifier.h"

#include "identifier/check_digit.h"
#include "identifier/country.h"
#include "identifier/text.h"

#include <stdio.h>
#include <string.h>

static bool read_checked(struct identifier *identifier, size_t at, int want)
{
    if (identifier->text[at] == '0' + want)
        return true;
    return identifier_text_refuse(identifier, "its check digit would be %d, not %c", want,
                                  identifier->text[at]);
}

static bool read_box(struct identifier *identifier)
{
    int digit;

    if (!identifier_text_is(identifier->text, "AAAA9999999") ||
        strchr("UJZ", identifier->text[3]) == NULL)
        return identifier_text_refuse(identifier, "must be three letters, then U, J or Z, then "
                                                  "seven digits, as in CSQU3054383");
    digit = check_digit_box(identifier->text);
    if (digit == 10)
        identifier->warning = IDENTIFIER_CHECK_TEN;
    return read_checked(identifier, 10, digit % 10);
}

static bool read_size_type(struct identifier *identifier)
{
    if (identifier_text_is(identifier->text, "XXAX") &&
        strchr("1234ABCDEFGHKLMNP", identifier->text[0]) != NULL &&
        strchr("0245689CDEFLMN", identifier->text[1]) != NULL)
        return true;
    return identifier_text_refuse(identifier, "must be a size and type of ISO 6346, as in 22G1");
}

static bool read_uic_wagon(struct identifier *identifier)
{
    if (!identifier_text_is(identifier->text, "999999999999"))
        return identifier_text_refuse(identifier, "must be twelve digits, as in 21 81 2471 217-3");
    return read_checked(identifier, 11, check_digit_luhn(identifier->text, 11));
}

static bool read_china_wagon(struct identifier *identifier)
{
    return identifier_text_is(identifier->text, "9999999") ||
           identifier_text_refuse(identifier, "must be seven digits, as in 5201234");
}

static bool read_sscc(struct identifier *identifier)
{
    if (identifier_text_is(identifier->text, "00999999999999999999"))
        memmove(identifier->text, identifier->text + 2, 19);
    if (!identifier_text_is(identifier->text, "999999999999999999"))
        return identifier_text_refuse(identifier,
                                      "must be eighteen digits, as in 106141412345678908");
    return read_checked(identifier, 17, check_digit_gs1(identifier->text, 17));
}

static bool read_gtin(struct identifier *identifier)
{
    static const char SHAPE[] = "99999999999999";
    size_t len = strlen(identifier->text);

    if ((len != 8 && (len < 12 || len > 14)) ||
        !identifier_text_is(identifier->text, SHAPE + 14 - len))
        return identifier_text_refuse(identifier,
                                      "must be 8, 12, 13 or 14 digits, as in 6291041500213");
    memmove(identifier->text + 14 - len, identifier->text, len + 1);
    memset(identifier->text, '0', 14 - len);
    return read_checked(identifier, 13, check_digit_gs1(identifier->text, 13));
}

static bool read_gln(struct identifier *identifier)
{
    if (!identifier_text_is(identifier->text, "9999999999999"))
        return identifier_text_refuse(identifier, "must be thirteen digits");
    return read_checked(identifier, 12, check_digit_gs1(identifier->text, 12));
}

static bool read_s10(struct identifier *identifier)
{
    if (!identifier_text_is(identifier->text, "AA999999999AA") || identifier->text[0] == 'J')
        return identifier_text_refuse(identifier,
                                      "must be two letters of which the first is not J, nine "
                                      "digits and a country, as in RN473124829GB");
    if (!country_exists(identifier->text + 11))
        return identifier_text_refuse(identifier, "must end in a country of ISO 3166-1, as in "
                                                  "RN473124829GB");
    return read_checked(identifier, 10, check_digit_s10(identifier->text + 2));
}

static bool read_unlocode(struct identifier *identifier)
{
    if (!identifier_text_is(identifier->text, "AAXXX") ||
        strpbrk(identifier->text + 2, "01") != NULL)
        return identifier_text_refuse(identifier, "must be a country and three of A to Z and 2 to "
                                                  "9, as in CNKMG");
    return country_exists(identifier->text) ||
           identifier_text_refuse(identifier, "must begin with a country of ISO 3166-1, as in "
                                              "CNKMG");
}

static bool read_country(struct identifier *identifier)
{
    return (identifier_text_is(identifier->text, "AA") && country_exists(identifier->text)) ||
           identifier_text_refuse(identifier, "must be a country of ISO 3166-1, as in CN");
}

static bool read_hs(struct identifier *identifier)
{
    if (!identifier_text_is(identifier->text, "999999") &&
        !identifier_text_is(identifier->text, "99999999") &&
        !identifier_text_is(identifier->text, "9999999999"))
        return identifier_text_refuse(identifier, "must be 6, 8 or 10 digits, the first of which "
                                                  "may be 0, as in 070200");
    if (hs_chapter(identifier->text) < 1 || hs_chapter(identifier->text) > 97 ||
        hs_chapter(identifier->text) == 77)
        return identifier_text_refuse(identifier, "must begin with a chapter from 01 to 97, but "
                                                  "not 77, which is reserved");
    return true;
}

static bool read_uscc(struct identifier *identifier)
{
    char want = '\0';

    if (identifier_text_is(identifier->text, "XXXXXXXXXXXXXXXXXX"))
        want = check_digit_uscc(identifier->text);
    if (want == '\0')
        return identifier_text_refuse(identifier, "must be 18 digits and capital letters without "
                                                  "I, O, S, V and Z");
    return identifier->text[17] == want ||
           identifier_text_refuse(identifier, "its check character would be %c, not %c", want,
                                  identifier->text[17]);
}

bool identifier_read(enum identifier_kind kind, const char *text, struct identifier *identifier)
{
    static bool (*const READ[])(struct identifier * identifier) = {
        [IDENTIFIER_BOX] = read_box,
        [IDENTIFIER_SIZE_TYPE] = read_size_type,
        [IDENTIFIER_UIC_WAGON] = read_uic_wagon,
        [IDENTIFIER_CHINA_WAGON] = read_china_wagon,
        [IDENTIFIER_SSCC] = read_sscc,
        [IDENTIFIER_GTIN] = read_gtin,
        [IDENTIFIER_GLN] = read_gln,
        [IDENTIFIER_S10] = read_s10,
        [IDENTIFIER_UNLOCODE] = read_unlocode,
        [IDENTIFIER_COUNTRY] = read_country,
        [IDENTIFIER_HS] = read_hs,
        [IDENTIFIER_USCC] = read_uscc,
    };

    if (kind == IDENTIFIER_SSCC && strncmp(text, "(00)", 4) == 0)
        text += 4;
    return identifier_text_take(text, identifier) && READ[kind](identifier);
}

void identifier_check(struct cv_check *check, const char *field, enum identifier_kind kind,
                      const char *text, bool required, struct identifier *identifier)
{
    if (text[0] == '\0' && !required)
        *identifier = (struct identifier){.text = ""};
    else if (!identifier_read(kind, text, identifier))
        cv_check_fail(check, field, "%s", identifier->problem);
}

const char *identifier_warning_text(enum identifier_warning warning)
{
    switch (warning) {
    case IDENTIFIER_CHECK_TEN:
        return "the remainder behind its check digit is 10, which is written 0: such numbers are "
               "better not given out";
    case IDENTIFIER_SEA_ONLY:
        return "this Incoterm is for sea and inland waterway";
    case IDENTIFIER_LEAVES:
        return "this UN/LOCODE will be removed from the next edition";
    case IDENTIFIER_NO_WARNING:
        break;
    }
    return NULL;
}

int hs_chapter(const char *code)
{
    return (code[0] - '0') * 10 + (code[1] - '0');
}
