/* The report of sales as people or programs want to see it. */
#ifndef CARAVAN_SALES_VIEW_H
#define CARAVAN_SALES_VIEW_H

#include "base/arena.h"
#include "caravan/logistics/v1/sales_report.pb-c.h"
#include "json_put.h"

#include <stdbool.h>
#include <stdio.h>

enum sales_section {
    SALES_PRODUCT,
    SALES_CHANNEL,
    SALES_ORIGIN,
    SALES_BUYER,
    SALES_MONTH,
    SALES_CLOSED,
    SALES_SECTIONS
};

/* What --by takes, and what the CSV calls its rows. */
extern const char *const SALES_SECTION_NAMES[SALES_SECTIONS];

/* `sections`: a bit for each. Texts are in the language of the run, except in JSON and CSV. */
void sales_print_tables(const Caravan__Logistics__V1__SalesReportResponse *report,
                        unsigned sections, struct cv_arena *arena, FILE *out);
void sales_print_csv(const Caravan__Logistics__V1__SalesReportResponse *report, unsigned sections,
                     struct cv_arena *arena, FILE *out);
/* All of it: as members of an object that is open, or printed. False: out of memory. */
void sales_put_json(struct json_out *out, const Caravan__Logistics__V1__SalesReportResponse *report,
                    struct cv_arena *arena);
bool sales_print_json(const Caravan__Logistics__V1__SalesReportResponse *report,
                      struct cv_arena *arena, FILE *file);

/* What a figure is made of. */
struct sales_postings {
    Caravan__Logistics__V1__SalePosting *const *list;
    size_t count;
    const char *currency;
};
enum sales_form {
    SALES_FOR_PEOPLE,
    SALES_AS_CSV,
    SALES_AS_JSON
};
bool sales_print_postings(const struct sales_postings *postings, enum sales_form form,
                          struct cv_arena *arena, FILE *out);

#endif
