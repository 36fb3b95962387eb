/* The report of a programme as people or programs want to see it. */
#ifndef CARAVAN_REPORT_VIEW_H
#define CARAVAN_REPORT_VIEW_H

#include "base/arena.h"
#include "caravan/projects/v1/report.pb-c.h"
#include "json_put.h"
#include "text.h"

#include <stdio.h>

enum report_section {
    REPORT_PROJECT,
    REPORT_SECTOR,
    REPORT_SITE,
    REPORT_PARTNER,
    REPORT_YEAR,
    REPORT_INDICATOR,
    REPORT_SECTIONS
};

/* What --by takes, and what the CSV calls its rows. */
extern const char *const REPORT_SECTION_NAMES[REPORT_SECTIONS];

/* The rows of a money section, REPORT_PROJECT to REPORT_YEAR. */
struct report_rows {
    Caravan__Projects__V1__MoneyRow **rows;
    size_t count;
};
struct report_rows report_rows(const Caravan__Projects__V1__ReportResponse *report,
                               enum report_section section);

/* "0042" of "programmes/jw/projects/0042". */
const char *report_last_part(const char *name);
/* The instant as RFC 3339 text, to ask for the same report again; "" for none. In `arena`. */
const char *report_time(const Google__Protobuf__Timestamp *time, struct cv_arena *arena);
/* "2025-03-31", "" for none. In `arena`. */
const char *report_date(const Google__Type__Date *date, struct cv_arena *arena);
/* "1234567.89", as a program reads it. In `arena`. */
const char *report_plain(int64_t value, int decimals, struct cv_arena *arena);
/* "FLOW" of INDICATOR_KIND_FLOW; "" for a kind this client does not know. */
const char *report_kind(Caravan__Projects__V1__IndicatorKind kind);

/* `sections`: a bit for each. Texts are in the language of the run, except in JSON and CSV. */
void report_print_tables(const Caravan__Projects__V1__ReportResponse *report, unsigned sections,
                         struct cv_arena *arena, FILE *out);
void report_print_csv(const Caravan__Projects__V1__ReportResponse *report, unsigned sections,
                      struct cv_arena *arena, FILE *out);
/* All of it: as members of an object that is open, or printed. False: out of memory. */
void report_put_json(struct json_out *out, const Caravan__Projects__V1__ReportResponse *report,
                     struct cv_arena *arena);
bool report_print_json(const Caravan__Projects__V1__ReportResponse *report, struct cv_arena *arena,
                       FILE *file);

#endif
