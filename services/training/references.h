/* What other services may name of this one, and what is named here of theirs. */
#ifndef TRAINING_REFERENCES_H
#define TRAINING_REFERENCES_H

#include "service/reference.h"
#include "service/reference_service.h"

extern const struct cv_reference_kind training_references[];
extern const struct cv_reference_field training_named[];

#endif
