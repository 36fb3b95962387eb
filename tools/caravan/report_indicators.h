/* caravan report indicators: what was reported of each indicator, against its targets. */
#ifndef CARAVAN_REPORT_INDICATORS_H
#define CARAVAN_REPORT_INDICATORS_H

#include "command.h"

enum exit_code report_of_indicators(const struct run *run);

#endif
