/* caravan report splits: commitments that together reach a limit each of them stays under. */
#ifndef CARAVAN_REPORT_SPLITS_H
#define CARAVAN_REPORT_SPLITS_H

#include "command.h"

enum exit_code report_of_splits(const struct run *run);

#endif
