/* caravan report corridor. */
#ifndef CARAVAN_REPORT_CORRIDOR_H
#define CARAVAN_REPORT_CORRIDOR_H

#include "command.h"

enum exit_code report_corridor(const struct run *run);

#endif
