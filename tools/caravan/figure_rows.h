/* Figures that are added up over the rows of a report (figures.h), whatever its messages are.
 *
 * Thread   One.
 * Memory   The report lives in the run's arena. */
#ifndef CARAVAN_FIGURE_ROWS_H
#define CARAVAN_FIGURE_ROWS_H

#include "client.h"

/* The report of the programme's time: "DevelopmentReport" of its service. NULL, EXIT_DONE: it has
 * no row of this field. */
enum exit_code figure_rows_ask(struct client *client, const struct cv_service_type *service,
                               const char *method, const char *programme, const char *rows,
                               const ProtobufCMessage **report);

/* The sum of `value` over the rows that have all of `where`, "kind=SCHOOL,year=2025". False: there
 * is no such row, or one of them is withheld. */
bool figure_rows_sum(const ProtobufCMessage *report, const char *rows, const char *where,
                     const char *value, struct cv_arena *arena, int64_t *sum);

#endif
