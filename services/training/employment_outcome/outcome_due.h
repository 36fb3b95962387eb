/* From which day on somebody may be asked. Pure. */
#ifndef TRAINING_OUTCOME_DUE_H
#define TRAINING_OUTCOME_DUE_H

#include <stdint.h>

/* So many months after `ended` as the mark says; the last day of a month that is too short. */
int32_t outcome_due(int32_t ended, int64_t mark);

#endif
