#include "books_audit/verify.h"

#include "app/store.h"
#include "base/arena.h"
#include "money_audit/money_audit_store.h"
#include "observation/observation_audit_store.h"
#include "projects.h"
#include "service/audit_verify.h"
#include "service/outbox_store.h"

#include <stdio.h>
#include <stdlib.h>

#define MEMORY_MAX ((size_t)64 * 1024 * 1024)

struct verify {
    struct cv_store_visit visit;
    struct observation_audit observations;
    int64_t money_rows;
    int64_t money_wrong;
    int64_t event_rows;
    int64_t events_wrong;
    int64_t entries;
    int64_t chains_wrong;
};

static struct cv_status work(struct cv_store_visit *visit, struct cv_tx *tx)
{
    struct verify *verify = CV_CONTAINER_OF(visit, struct verify, visit);
    struct cv_status status = observation_audit_run(tx, &verify->observations);

    if (cv_ok(status))
        status = money_audit_run(tx, visit->arena, &verify->money_rows, &verify->money_wrong);
    if (cv_ok(status))
        status = cv_recounts_run(tx, cv_event_recounts, &verify->event_rows, &verify->events_wrong);
    return cv_ok(status)
               ? cv_audit_verify(tx, visit->arena, &verify->entries, &verify->chains_wrong)
               : status;
}

int verify_run(int argc, char **argv)
{
    struct verify verify = {.visit = {.migrations = projects_migrations, .work = work}};
    struct cv_arena arena;
    struct cv_status status;

    verify.visit.url = cv_verify_store(argc, argv);
    if (verify.visit.url == NULL) {
        (void)fprintf(stderr, "usage: caravan-projects verify --store sqlite:PATH\n"
                              "Computes what is kept of the observations, the accounts and sums of "
                              "money, and the audit's hashes, anew, and compares.\n");
        return 2;
    }
    cv_arena_init(&arena, MEMORY_MAX);
    verify.visit.arena = &arena;
    verify.observations.arena = &arena;
    status = cv_store_visit(&verify.visit);
    if (!cv_ok(status))
        (void)fprintf(stderr, "caravan-projects verify: %s\n", status.message);
    else
        (void)printf("%lld sums of observations added up anew, %lld wrong; %lld accounts, sums and "
                     "disbursements computed anew, %lld are wrong; %lld entries of the audit are "
                     "as they were, %lld chains are wrong; %lld sequences of events, %lld with a "
                     "gap\n",
                     (long long)verify.observations.days, (long long)verify.observations.wrong,
                     (long long)verify.money_rows, (long long)verify.money_wrong,
                     (long long)verify.entries, (long long)verify.chains_wrong,
                     (long long)verify.event_rows, (long long)verify.events_wrong);
    cv_arena_release(&arena);
    return cv_ok(status) && verify.observations.wrong + verify.money_wrong + verify.chains_wrong +
                                    verify.events_wrong ==
                                0
               ? EXIT_SUCCESS
               : EXIT_FAILURE;
}
