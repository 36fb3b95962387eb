#include "sale_match/sale_match.h"
#include "sales.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    ProtobufCMessage *answer = NULL;
    struct sale_match match;
    struct cv_status status = sale_match_get(books, ids->text, &match);

    if (cv_ok(status))
        status = sale_match_answer(books, &match, &answer);
    *message = answer;
    return status;
}

LOOKUP_METHOD(sales, sale_match, SaleMatch, SALE_MATCH_NAME);
