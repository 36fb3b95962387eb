/* The books of a programme: projects with their budgets, money that waits for approval or is
 * approved, and what was observed. All of it follows from numbers alone. */
#ifndef BENCH_BOOKS_H
#define BENCH_BOOKS_H

#include "crew.h"
#include "load/histogram.h"
#include "load/projects_rows.h"

#define PROJECTS_OF_ENTRIES 100 /* whose lines books_entry() takes from */

/* Imported a great many at a time, by the clerk. */
bool books_projects(struct crew *crew, uint64_t projects);
bool books_money(struct crew *crew, uint64_t projects, uint64_t entries);
bool books_observations(struct crew *crew, uint64_t projects, uint64_t observations);
/* The chief approves all that was submitted. */
bool books_approve(struct crew *crew);

/* One piece of work: a commitment is submitted by the clerk, and approved by the chief. */
crew_step books_entry;

/* One observation, then the report at once: the report's time goes into the histogram. */
bool books_report(struct crew *crew, uint64_t number, struct histogram *histogram);

#endif
