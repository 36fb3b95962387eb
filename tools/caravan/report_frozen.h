/* caravan report freeze, frozen and compare: reports as they were published. */
#ifndef CARAVAN_REPORT_FROZEN_H
#define CARAVAN_REPORT_FROZEN_H

#include "command.h"

enum exit_code report_freeze(const struct run *run);
/* All of them; with an operand, the rows of that one. */
enum exit_code report_frozen(const struct run *run);
enum exit_code report_compare(const struct run *run);

#endif
