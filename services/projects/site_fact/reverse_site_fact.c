#include "development.h"
#include "programme/programme_store.h"
#include "reversal.h"
#include "site_fact/site_fact.h"

static struct cv_status reverse(struct cv_books *books, const struct cv_id ids[3],
                                const struct reversal *asked, void **message)
{
    struct programme_ref programme;
    struct site_fact fact;
    struct cv_status status = programme_find(books, ids[0].text, &programme);

    if (cv_ok(status))
        status = site_fact_reverse(books, programme.uid, ids[1].text, asked, &fact);
    if (cv_ok(status))
        *message = site_fact_wire(books->arena, ids[0].text, &fact);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__ReverseSiteFactRequest *request)
{
    static const struct reversal_kind KIND = {SITE_FACT_NAME, false, reverse};

    reversal_run(&KIND, memory, call, &request->base);
}

const struct caravan_projects_v1_development_reverse_site_fact_method reverse_site_fact = {
    handle, sizeof(struct reversal_call)};
