/* caravan report hub. */
#ifndef CARAVAN_REPORT_HUB_H
#define CARAVAN_REPORT_HUB_H

#include "command.h"

enum exit_code report_hub(const struct run *run);

#endif
