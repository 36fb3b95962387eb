/* The numbers and codes of the trade: what they look like, their check digits, and one way to write
 * each. A check digit proves a clean read, not that the thing exists.
 *
 * Reading takes blanks at the ends, and blanks, dots and hyphens anywhere, for nothing, and small
 * letters for capitals. Whoever must keep what was scanned keeps it beside. Digits and letters
 * outside ASCII are refused, however alike they look.
 *
 * Thread   Any; nothing is kept.
 * Memory   Nothing is allocated.
 * Errors   Hostile input is ordinary data: `problem` says what is allowed. */
#ifndef LOGISTICS_IDENTIFIER_H
#define LOGISTICS_IDENTIFIER_H

#include "app/check.h"

#include <stdbool.h>

enum identifier_kind {
    IDENTIFIER_BOX,         /* ISO 6346: CSQU3054383 */
    IDENTIFIER_SIZE_TYPE,   /* ISO 6346: 22G1 */
    IDENTIFIER_UIC_WAGON,   /* 12 digits: 218124712173 */
    IDENTIFIER_CHINA_WAGON, /* TB/T 2435: 7 digits, none of them a check digit */
    IDENTIFIER_SSCC,        /* 18 digits; with the GS1 prefix 00 or (00), too */
    IDENTIFIER_GTIN,        /* 8, 12, 13 or 14 digits; written as 14, so that equal is the same */
    IDENTIFIER_GLN,         /* 13 digits */
    IDENTIFIER_S10,         /* UPU: RN473124829GB */
    IDENTIFIER_UNLOCODE,    /* its form, and a country that exists: CNKMG */
    IDENTIFIER_COUNTRY,     /* ISO 3166-1: CN */
    IDENTIFIER_HS,          /* 6, 8 or 10 digits, chapter 01 to 97 without 77: 070200 */
    IDENTIFIER_USCC,        /* GB 32100, an organisation in China: 91110000600037341L */
};

#define IDENTIFIER_MAX 32 /* characters of any, and of a carrier's number */

/* Fine, but worth telling. */
enum identifier_warning {
    IDENTIFIER_NO_WARNING = 0,
    IDENTIFIER_CHECK_TEN, /* a box whose remainder is 10, which is written 0: owners should skip it,
                           * since two remainders then share one digit */
    IDENTIFIER_SEA_ONLY,  /* an Incoterm for sea and inland waterway, on rail or road */
    IDENTIFIER_LEAVES,    /* an entry of UN/LOCODE that the next edition will not have */
};

struct identifier {
    char text[IDENTIFIER_MAX + 1]; /* as it is always written */
    enum identifier_warning warning;
    char problem[120]; /* after a refusal: what is allowed, or which check digit belongs there */
};

/* False: refused, with `problem`. */
bool identifier_read(enum identifier_kind kind, const char *text, struct identifier *identifier);
/* The same for a field of a request (app/check.h); "" is fine unless required, and read as "". */
void identifier_check(struct cv_check *check, const char *field, enum identifier_kind kind,
                      const char *text, bool required, struct identifier *identifier);
/* In words, for a person; NULL: nothing to warn of. */
const char *identifier_warning_text(enum identifier_warning warning);

/* Incoterms 2020: a rule and the place it names, which is required: "FCA Kunming". The rule goes to
 * `identifier`, *place begins in `text`. */
bool incoterm_read(const char *text, struct identifier *identifier, const char **place);

/* The status of an entry in its edition of UN/LOCODE: "AI". RR, a rejected request, is refused. */
bool locode_status_read(const char *text, struct identifier *identifier);

/* Of an HS code as identifier_read() wrote it: 1 to 97. */
int hs_chapter(const char *code);

/* A parcel's number in the form its carrier uses (carrier.c has the table); a carrier that is not
 * in the table may use 4 to 32 letters and digits. Never a key by itself: the carrier belongs to
 * it. `carrier` is an id (app/name.h). */
bool carrier_number_read(const char *carrier, const char *text, struct identifier *identifier);

#endif
