/* The report of a corridor as people or programs want to see it. */
#ifndef CARAVAN_CORRIDOR_VIEW_H
#define CARAVAN_CORRIDOR_VIEW_H

#include "base/arena.h"
#include "caravan/logistics/v1/corridor_report.pb-c.h"
#include "json_put.h"

#include <stdbool.h>
#include <stdio.h>

enum corridor_section {
    CORRIDOR_DIRECTION,
    CORRIDOR_MONTH,
    CORRIDOR_CHAPTER,
    CORRIDOR_CONSIGNOR,
    CORRIDOR_POINT,
    CORRIDOR_SECTIONS
};

/* What --by takes, and what the CSV calls its rows. */
extern const char *const CORRIDOR_SECTION_NAMES[CORRIDOR_SECTIONS];

/* `sections`: a bit for each. Texts are in the language of the run, except in JSON and CSV. */
void corridor_print_tables(const Caravan__Logistics__V1__CorridorReportResponse *report,
                           unsigned sections, struct cv_arena *arena, FILE *out);
void corridor_print_csv(const Caravan__Logistics__V1__CorridorReportResponse *report,
                        unsigned sections, struct cv_arena *arena, FILE *out);
/* All of it: as members of an object that is open, or printed. False: out of memory. */
void corridor_put_json(struct json_out *out,
                       const Caravan__Logistics__V1__CorridorReportResponse *report,
                       struct cv_arena *arena);
bool corridor_print_json(const Caravan__Logistics__V1__CorridorReportResponse *report,
                         struct cv_arena *arena, FILE *file);

/* What a figure is made of, as one list and with its sum. */
struct corridor_carried {
    Caravan__Logistics__V1__CarriedConsignment *const *list;
    size_t count;
    const char *currency;
};
enum corridor_form {
    CORRIDOR_FOR_PEOPLE,
    CORRIDOR_AS_CSV,
    CORRIDOR_AS_JSON
};
bool corridor_print_carried(const struct corridor_carried *carried, enum corridor_form form,
                            struct cv_arena *arena, FILE *out);

#endif
