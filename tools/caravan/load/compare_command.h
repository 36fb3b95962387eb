/* `caravan load compare A B`: two files side by side, and a verdict. */
#ifndef CARAVAN_LOAD_COMPARE_COMMAND_H
#define CARAVAN_LOAD_COMPARE_COMMAND_H

#include "command.h"

enum exit_code load_compare_run(struct run *run); /* its operands: compare, and two files */

#endif
