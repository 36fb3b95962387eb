/* caravan report hub. */
#ifndef CARAVAN_REPORT_HUB_H
#define CARAVAN_REPORT_HUB_H

#include "caravan/logistics/v1/hub_report.pb-c.h"
#include "command.h"
#include "json_put.h"

#define REPORT_HUB_DAYS 93 /* as many as a report has at most */

enum exit_code report_hub(const struct run *run);

/* `sections`: a bit for each; ~0u: all. */
void hub_print_tables(const Caravan__Logistics__V1__HubReportResponse *report, unsigned sections,
                      struct cv_arena *arena);
/* All of it, as members of an object that is open. */
void hub_put_json(struct json_out *out, const Caravan__Logistics__V1__HubReportResponse *report,
                  struct cv_arena *arena);

#endif
