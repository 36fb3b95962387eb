#include "development.h"
#include "programme/programme_store.h"
#include "reversal.h"
#include "trade_result/trade_result.h"

static struct cv_status reverse(struct cv_books *books, const struct cv_id ids[3],
                                const struct reversal *asked, void **message)
{
    struct programme_ref programme;
    struct trade_result result;
    struct cv_status status = programme_find(books, ids[0].text, &programme);

    if (cv_ok(status))
        status = trade_result_reverse(books, programme.uid, ids[1].text, asked, &result);
    if (cv_ok(status))
        *message = trade_result_wire(books->arena, ids[0].text, programme.currency, &result);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__ReverseTradeResultRequest *request)
{
    static const struct reversal_kind KIND = {TRADE_RESULT_NAME, false, reverse};

    reversal_run(&KIND, memory, call, &request->base);
}

const struct caravan_projects_v1_development_reverse_trade_result_method reverse_trade_result = {
    handle, sizeof(struct reversal_call)};
