/* caravan report training: who took part in what, what was exchanged, and what came of it. */
#ifndef CARAVAN_REPORT_TRAINING_H
#define CARAVAN_REPORT_TRAINING_H

#include "report_parts.h"

extern const struct report_kind REPORT_TRAINING;

enum exit_code report_training(const struct run *run);

#endif
