/* The tables of a development report, made of what was read. Pure.
 *
 * Memory   Rows point to what was read; tables live in the arena given. */
#ifndef PROJECTS_DEVELOPMENT_TABLES_H
#define PROJECTS_DEVELOPMENT_TABLES_H

#include "development_report/development_report_store.h"
#include "trade_result/trade_result_store.h"

/* Dossiers of one key; `first` has what the key is made of. */
struct standing {
    const struct known_dossier *first;
    int64_t records;
    int64_t subjects; /* different ones */
    int64_t settled;  /* of these with a dossier that is SETTLED */
    __int128 minor;
};

struct standing_table {
    struct standing *rows;
    size_t count;
};

struct milestone_figures {
    const char *project;
    int64_t planned;
    int64_t done;
    int64_t waived;
    int64_t overdue;
    int64_t late;
    int64_t late_days;
    int32_t worst_days;
};

struct trade_figures {
    const struct known_dossier *event; /* NULL: the total */
    int64_t quantity[TRADE_RESULT_KINDS];
    __int128 minor[TRADE_RESULT_KINDS];
    int64_t ordered; /* letters that became orders */
    __int128 ordered_minor;
    int64_t records;
};

#define SALES_BASES 4 /* by the numbers of a SalesBasis; 0: all of them */

struct sales_row {
    const char *key;
    const char *site;
    int32_t year;
    __int128 minor[SALES_BASES];
    int64_t records;
};

struct sales_table {
    struct sales_row *rows;
    size_t count;
};

struct development_tables {
    struct standing_table standing;
    struct standing_table by_project;
    struct standing_table enterprises; /* one row, or none */
    struct standing_table enterprises_by_site;
    struct milestone_figures milestones;
    struct milestone_figures *milestones_by_project;
    size_t project_count;
    struct trade_figures trade;
    struct trade_figures *trade_by_event;
    size_t event_count;
    struct sales_row sales;
    struct sales_table sales_by_year;
    struct sales_table sales_by_line;
    struct sales_table sales_by_site;
    struct sales_table sales_by_enterprise;
};

/* What was read; dossiers in the order of their uids. */
struct development_known {
    struct known_dossier *dossiers;
    size_t dossier_count;
    struct known_result *results;
    size_t result_count;
    struct known_sale *sales;
    size_t sale_count;
    int32_t today; /* what is planned before it is overdue */
};

/* Sets `superseded` of the dossiers. False: the arena is full. */
bool development_tables_make(struct development_tables *tables, struct cv_arena *arena,
                             struct development_known *known);

/* Every sum is one of 64 bits. */
bool development_tables_fit(const struct development_tables *tables);

#endif
