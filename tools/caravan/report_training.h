/* caravan report training: who took part in what, what was exchanged, and what came of it. */
#ifndef CARAVAN_REPORT_TRAINING_H
#define CARAVAN_REPORT_TRAINING_H

#include "command.h"

enum exit_code report_training(const struct run *run);

#endif
