/* What a development report reads: everything as it was known at one instant. */
#ifndef PROJECTS_DEVELOPMENT_REPORT_STORE_H
#define PROJECTS_DEVELOPMENT_REPORT_STORE_H

#include "dossier/dossier_store.h"
#include "report/report_store.h"

/* A dossier of which a move stands. */
struct known_dossier {
    struct cv_uuid uid;
    int64_t noun;
    const char *id;
    const char *project; /* its id; "": the programme as a whole */
    const char *site;
    const char *subject;
    const char *title;
    const char *title_zh;
    int64_t kind;
    const char *grade;
    const char *line;
    const char *related;
    int64_t amount_minor;
    int32_t planned_on;
    int64_t state;
    int32_t forecast_on; /* of the last forecast that stands */
    int32_t completed_on;
    bool superseded;
};

struct reached {
    int64_t noun;
    int64_t kind;
    const char *grade;
    int64_t state;
    int32_t year;
    int64_t records;
    int64_t subjects;
};

struct known_fact {
    const char *subject;
    int64_t kind;
    const char *unit;
    int64_t decimals;
    int64_t value;
    int32_t effective_on;
    int64_t records;
};

struct known_result {
    struct cv_uuid event;
    int64_t kind;
    int64_t quantity;
    int64_t minor;
    bool of_letter;
};

/* What one enterprise sold in the periods of one year, known in one way. */
struct known_sale {
    struct cv_uuid enterprise;
    int32_t year;
    int64_t basis;
    int64_t minor;
    int64_t records;
};

/* By uid. */
struct cv_status view_dossiers(struct view *view, struct known_dossier **rows, size_t *count);
/* By all but the numbers. */
struct cv_status view_reached(struct view *view, struct reached **rows, size_t *count);
struct cv_status view_facts(struct view *view, struct known_fact **rows, size_t *count);
/* In no order. */
struct cv_status view_results(struct view *view, struct known_result **rows, size_t *count);
struct cv_status view_sales(struct view *view, struct known_sale **rows, size_t *count);

#endif
