/* caravan report spending: what was planned to be spent by each month, and what was. */
#ifndef CARAVAN_REPORT_SPENDING_H
#define CARAVAN_REPORT_SPENDING_H

#include "command.h"

enum exit_code report_of_spending(const struct run *run);

#endif
