/* Options that all reports take in the same way. */
#ifndef CARAVAN_REPORT_OPTIONS_H
#define CARAVAN_REPORT_OPTIONS_H

#include "command.h"
#include "google/protobuf/timestamp.pb-c.h"
#include "google/type/date.pb-c.h"

/* Fill the message and let *field point to it; an option that is not given leaves both alone.
 * EXIT_DONE, or what has been complained about. */
enum exit_code report_read_date(const struct run *run, const char *option,
                                Google__Type__Date *message, Google__Type__Date **field);
enum exit_code report_read_time(const struct run *run, const char *option,
                                Google__Protobuf__Timestamp *message,
                                Google__Protobuf__Timestamp **field);

/* --programme, which is needed, by its id or its name: *name is "programmes/jw". In the run's
 * arena. */
enum exit_code report_read_programme(const struct run *run, char **name);

/* --by, which may be given several times, as a bit for each of the names; all of them without it.
 * `names` as the help has them, "project, sector or year". */
enum exit_code report_read_sections(const struct run *run, const char *const *names, size_t count,
                                    unsigned *sections);
/* The n-th --down: which row of the report is to be taken apart, "month=2025-07". `name`: which of
 * the names. "all" alone stands for the whole report: then, and when there are no more, value is
 * NULL. */
struct report_pick {
    size_t name;
    const char *value;
};
enum exit_code report_read_pick(const struct run *run, size_t n, const char *const *names,
                                size_t count, struct report_pick *pick);
/* --json and --csv exclude each other. */
enum exit_code report_read_form(const struct run *run);

/* After printing: EXIT_DONE, or that there was no memory for all of it. */
enum exit_code report_end(const struct run *run, bool done);

#endif
