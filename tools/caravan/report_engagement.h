/* caravan report engagement: what was done together, and what came of it. */
#ifndef CARAVAN_REPORT_ENGAGEMENT_H
#define CARAVAN_REPORT_ENGAGEMENT_H

#include "command.h"

enum exit_code report_engagement(const struct run *run);

#endif
