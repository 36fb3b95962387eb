#include "identifier/text.h"

#include <string.h>

bool locode_status_read(const char *text, struct identifier *identifier)
{
    static const char *const VALID[] = {"AA", "AC", "AF", "AI", "AM", "AQ", "AS",
                                        "QQ", "RL", "RN", "RQ", "UR", "XX"};

    if (!identifier_text_take(text, identifier))
        return false;
    if (strcmp(identifier->text, "RR") == 0)
        return identifier_text_refuse(identifier, "must not be RR: the request was rejected, so "
                                                  "there is no such code");
    for (size_t i = 0; i < sizeof(VALID) / sizeof(VALID[0]); i++) {
        if (strcmp(identifier->text, VALID[i]) != 0)
            continue;
        if (strcmp(VALID[i], "XX") == 0)
            identifier->warning = IDENTIFIER_LEAVES;
        return true;
    }
    return identifier_text_refuse(identifier, "must be a status of UN/LOCODE (AA AC AF AI AM AQ AS "
                                              "QQ RL RN RQ UR XX)");
}
