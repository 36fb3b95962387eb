/* caravan report sales. */
#ifndef CARAVAN_REPORT_SALES_H
#define CARAVAN_REPORT_SALES_H

#include "command.h"

enum exit_code report_sales(const struct run *run);

#endif
