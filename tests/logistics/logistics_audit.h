/* Looking behind a service's back: what verify finds of its trips, cargo and sales, and what may go
 * wrong there. */
#ifndef TESTS_LOGISTICS_LOGISTICS_AUDIT_H
#define TESTS_LOGISTICS_LOGISTICS_AUDIT_H

#include "cargo/box_audit.h"
#include "sales_audit/sales_audit_store.h"
#include "support/service_bench.h"
#include "trip/trip_audit.h"

struct trip_audit trips_audited(struct service_bench *bench);
struct cargo_audit cargo_audited(struct service_bench *bench);
struct sales_audit sales_audited(struct service_bench *bench);
/* One statement, behind its back. `sql` is static. */
void store_spoiled(struct service_bench *bench, const char *sql);

#endif
