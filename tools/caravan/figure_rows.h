/* Figures that are added up over the rows of a report (figures.h), whatever its messages are.
 *
 * Thread   One.
 * Memory   The report lives in the run's arena. */
#ifndef CARAVAN_FIGURE_ROWS_H
#define CARAVAN_FIGURE_ROWS_H

#include "client.h"
#include "figures.h"
#include "google/type/date.pb-c.h"

#define FIGURE_REPORTS_MAX (SOURCES - DEVELOPMENT_ROWS)

struct figure_report {
    const struct cv_service_type *service;
    const char *method;
    const char *rows; /* without any in this field its figures are not asked for */
};

extern const struct figure_report FIGURE_REPORTS[FIGURE_REPORTS_MAX]; /* from DEVELOPMENT_ROWS on */

Google__Type__Date figure_date(struct figure_day day);

/* The report of the programme's time. NULL, EXIT_DONE: it has none of those rows. */
enum exit_code figure_rows_ask(struct client *client, const struct figure_report *about,
                               const char *programme, const ProtobufCMessage **report);

/* Has the message what `where` asks of its field `part`, or asks it nothing? `as`: where the
 * message has it. Of names the last part counts. */
bool figure_row_has_as(const ProtobufCMessage *row, const char *where, const char *part,
                       const char *as, struct cv_arena *arena);
bool figure_row_has(const ProtobufCMessage *row, const char *where, const char *part,
                    struct cv_arena *arena);
/* Has it all of `where`? */
bool figure_row_is(const ProtobufCMessage *row, const char *where, struct cv_arena *arena);

/* The sum of the figure's field over the rows that have all of its `where`,
 * "kind=SCHOOL,year=2025". False: there is no such row, or one of them is withheld. */
bool figure_rows_sum(const struct figure *figure, const ProtobufCMessage *report,
                     struct cv_arena *arena, int64_t *sum);

#endif
