#include "identifier/text.h"

#include <string.h>

bool incoterm_read(const char *text, struct identifier *identifier, const char **place)
{
    static const char *const RULES[] = {"EXW", "FCA", "CPT", "CIP", "DAP", "DPU",
                                        "DDP", "FAS", "FOB", "CFR", "CIF"};
    char rule[4] = "";

    text += strspn(text, " ");
    memcpy(rule, text, strnlen(text, 3));
    *place = text + strlen(rule);
    if (!identifier_text_take(rule, identifier))
        return false;
    for (size_t i = 0; i < sizeof(RULES) / sizeof(RULES[0]); i++) {
        if (strcmp(identifier->text, RULES[i]) != 0)
            continue;
        identifier->warning = i < 7 ? IDENTIFIER_NO_WARNING : IDENTIFIER_SEA_ONLY;
        if (**place != '\0' && **place != ' ')
            break;
        *place += strspn(*place, " ");
        return **place != '\0' ||
               identifier_text_refuse(identifier, "must name a place, as in FCA Kunming");
    }
    return identifier_text_refuse(identifier, "must be a rule of Incoterms 2020 (EXW FCA CPT CIP "
                                              "DAP DPU DDP FAS FOB CFR CIF) and a place");
}
