#include "hub_audit/verify.h"

#include "app/store.h"
#include "base/arena.h"
#include "cargo/box_audit.h"
#include "hub_audit/hub_audit.h"
#include "logistics.h"
#include "sales_audit/sales_audit_store.h"
#include "service/audit_verify.h"
#include "service/outbox_store.h"
#include "trip/trip_audit.h"

#include <stdio.h>
#include <stdlib.h>

/* A busy hub's figures of some years; parcels are read and let go. */
#define MEMORY_MAX ((size_t)1024 * 1024 * 1024)

struct verify {
    struct cv_store_visit visit;
    struct hub_audit total;
    struct trip_audit trips;
    struct cargo_audit cargo;
    struct sales_audit sales;
    int64_t event_rows;
    int64_t events_wrong;
    int64_t entries;
    int64_t chains_wrong;
};

static void tell(const struct hub_audit *audit, const char *org, const char *hub)
{
    (void)printf("%s hubs/%s: %lld scans, %lld parcels, %lld figures: %lld wrong\n", org, hub,
                 (long long)audit->scans, (long long)audit->parcels, (long long)audit->figures,
                 (long long)audit->wrong);
}

static struct cv_status one_hub(struct cv_tx *tx, const struct hub_place *place,
                                struct hub_audit *total)
{
    struct hub_audit audit = {0};
    struct cv_arena arena;
    struct cv_books books = {.tx = tx, .arena = &arena, .org = place->org, .subject = ""};
    struct cv_status status;

    cv_arena_init(&arena, MEMORY_MAX);
    status = hub_audit_run(&books, place->id, &audit);
    cv_arena_release(&arena);
    if (!cv_ok(status)) {
        (void)printf("%s hubs/%s: %s\n", place->org, place->id, status.message);
        return cv_status(status.code, status.reason, "a hub cannot be read");
    }
    tell(&audit, place->org, place->id);
    total->wrong += audit.wrong;
    total->scans += audit.scans;
    return status;
}

static struct cv_status work(struct cv_store_visit *visit, struct cv_tx *tx)
{
    struct verify *verify = CV_CONTAINER_OF(visit, struct verify, visit);
    struct hub_place *places;
    struct cv_status status;
    size_t count;

    status = hub_places(tx, visit->arena, &places, &count);
    for (size_t i = 0; cv_ok(status) && i < count; i++)
        status = one_hub(tx, &places[i], &verify->total);
    if (cv_ok(status))
        status = trip_audit_run(tx, &verify->trips);
    if (cv_ok(status))
        status = cargo_audit_run(tx, &verify->cargo);
    if (cv_ok(status))
        status = box_audit_run(tx, &verify->cargo);
    if (cv_ok(status))
        status = sales_audit_run(tx, &verify->sales);
    if (cv_ok(status))
        status = cv_recounts_run(tx, cv_event_recounts, &verify->event_rows, &verify->events_wrong);
    return cv_ok(status)
               ? cv_audit_verify(tx, visit->arena, &verify->entries, &verify->chains_wrong)
               : status;
}

int verify_run(int argc, char **argv)
{
    struct verify verify = {.visit.work = work};
    struct cv_arena arena;
    struct cv_status status;

    verify.visit.url = cv_verify_store(argc, argv);
    if (verify.visit.url == NULL) {
        (void)fprintf(stderr, "usage: caravan-logistics verify --store sqlite:PATH\n"
                              "Computes everything anew from raw scans, events of trips, "
                              "bookings and sales, and the audit's hashes, and compares.\n");
        return 2;
    }
    cv_arena_init(&arena, (size_t)64 * 1024 * 1024);
    verify.visit.migrations = logistics_migrations;
    verify.visit.arena = &arena;
    status = cv_store_visit(&verify.visit);
    if (!cv_ok(status))
        (void)fprintf(stderr, "caravan-logistics verify: %s\n", status.message);
    else
        (void)printf(
            "%lld scans counted anew, %lld wrong; %lld trips folded anew from %lld events, "
            "%lld wrong; %lld sums of cargo added up anew, %lld wrong; %lld of sales, %lld wrong; "
            "%lld entries of the audit, %lld chains wrong; %lld sequences of events, %lld with a "
            "gap\n",
            (long long)verify.total.scans, (long long)verify.total.wrong,
            (long long)verify.trips.trips, (long long)verify.trips.events,
            (long long)verify.trips.wrong, (long long)verify.cargo.rows,
            (long long)verify.cargo.wrong, (long long)verify.sales.rows,
            (long long)verify.sales.wrong, (long long)verify.entries,
            (long long)verify.chains_wrong, (long long)verify.event_rows,
            (long long)verify.events_wrong);
    cv_arena_release(&arena);
    return cv_ok(status) && verify.total.wrong + verify.trips.wrong + verify.cargo.wrong +
                                    verify.sales.wrong + verify.chains_wrong +
                                    verify.events_wrong ==
                                0
               ? EXIT_SUCCESS
               : EXIT_FAILURE;
}
