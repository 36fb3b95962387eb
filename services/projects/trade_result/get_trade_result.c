#include "development.h"
#include "programme/programme_store.h"
#include "trade_result/trade_result.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct programme_ref programme;
    struct trade_result result;
    struct cv_status status = programme_find(books, ids[0].text, &programme);

    if (cv_ok(status))
        status = trade_result_get(books, programme.uid, ids[1].text, &result);
    if (cv_ok(status))
        *message = trade_result_wire(books->arena, ids[0].text, programme.currency, &result);
    return status;
}

LOOKUP_METHOD(development, trade_result, TradeResult, TRADE_RESULT_NAME);
