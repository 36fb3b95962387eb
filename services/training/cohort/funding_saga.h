/* How what is reserved for a cohort follows in the projects service: the steps of its saga, each
 * planned by what is wished and what is known (pure of I/O: service/saga.h asks). */
#ifndef TRAINING_FUNDING_SAGA_H
#define TRAINING_FUNDING_SAGA_H

#include "service/saga.h"

extern const struct cv_saga_kind funding_saga;

#endif
