/* Which figure is asked for, and an entry of it on the wire. */
#ifndef PROJECTS_REPORT_ENTRY_H
#define PROJECTS_REPORT_ENTRY_H

#include "caravan/projects/v1/report_entry.pb-c.h"
#include "field.h"
#include "report_entry/report_entry_store.h"

/* A figure as it is named in a request. */
struct figure_name {
    bool of_indicator;
    struct money_figure money;
    const char *indicator; /* id */
    const char *period;
    struct period days;
};

/* `programme`: the id that names in the figure must have. */
void figure_name_read(struct cv_check *check,
                      const Caravan__Projects__V1__ListReportEntriesRequest *message,
                      const char *programme, struct figure_name *name);
/* The grain must have such periods. INVALID_ARGUMENT. */
struct cv_status figure_name_match(struct cv_arena *arena, const struct figure_name *name,
                                   const struct indicator *indicator);

/* "2025", "2025-Q3", "2025-07", "" for all days. False: it is none of these. */
bool period_read(const char *text, struct period *days);

/* The name of a record of money. */
char *money_record_name(struct cv_arena *arena, const char *programme, const char *project,
                        const char *collection, const char *id);
/* NULL when the arena is full. */
Caravan__Projects__V1__ReportEntry *report_entry_wire(struct cv_arena *arena, const char *programme,
                                                      const struct figure_name *name,
                                                      const struct report_entry *entry);

#endif
