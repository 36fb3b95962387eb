#include "logistics_audit.h"

#include "logistics_hub.h"

static struct cv_status audit(struct cv_books *books, void *arg)
{
    return trip_audit_run(books->tx, arg);
}

struct trip_audit trips_audited(struct service_bench *bench)
{
    struct trip_audit found = {0};

    hub_store_run(bench, audit, &found);
    return found;
}

static struct cv_status audit_cargo(struct cv_books *books, void *arg)
{
    struct cv_status status = cargo_audit_run(books->tx, arg);

    return cv_ok(status) ? box_audit_run(books->tx, arg) : status;
}

struct cargo_audit cargo_audited(struct service_bench *bench)
{
    struct cargo_audit found = {0};

    hub_store_run(bench, audit_cargo, &found);
    return found;
}

static struct cv_status audit_sales(struct cv_books *books, void *arg)
{
    return sales_audit_run(books->tx, arg);
}

struct sales_audit sales_audited(struct service_bench *bench)
{
    struct sales_audit found = {0};

    hub_store_run(bench, audit_sales, &found);
    return found;
}

static struct cv_status spoil(struct cv_books *books, void *arg)
{
    const char *const *sql = arg;

    return cv_tx_run(books->tx, *sql);
}

void store_spoiled(struct service_bench *bench, const char *sql)
{
    hub_store_run(bench, spoil, &sql);
}
