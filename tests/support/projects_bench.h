/* The projects service on a service_bench. */
#ifndef TESTS_SUPPORT_PROJECTS_BENCH_H
#define TESTS_SUPPORT_PROJECTS_BENCH_H

#include "development.h"
#include "projects.h"
#include "support/service_bench.h"

void projects_up(struct service_bench *bench, enum service_kind kind);

/* A typed call.
 * const Caravan__...__Programme *answer = PROJECTS_ASK(&bench, get_programme, &request); */
#define PROJECTS_ASK(bench, method, request)                                                       \
    SERVICE_ASK(bench, caravan_projects_v1_projects_##method, request)

/* Programme "jw" (2023 to 2025), its partner "bank", its projects "0042" (sector "roads"; sites
 * "north" and "south", half each) and "0043" (no sites). */
void projects_sow(struct service_bench *bench);

/* As the principal "checker", approve all that is submitted in the programme "jw". */
void projects_approve(struct service_bench *bench);

#endif
