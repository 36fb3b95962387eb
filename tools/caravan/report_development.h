/* caravan report development: what stands, and what came of it. */
#ifndef CARAVAN_REPORT_DEVELOPMENT_H
#define CARAVAN_REPORT_DEVELOPMENT_H

#include "command.h"

enum exit_code report_development(const struct run *run);

#endif
