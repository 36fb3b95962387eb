/* caravan report ageing: how long money has been committed and not disbursed. */
#ifndef CARAVAN_REPORT_AGEING_H
#define CARAVAN_REPORT_AGEING_H

#include "command.h"

enum exit_code report_of_ageing(const struct run *run);

#endif
