/* What other services may name of this one, and what is named here of theirs. */
#ifndef LOGISTICS_REFERENCES_H
#define LOGISTICS_REFERENCES_H

#include "service/reference.h"
#include "service/reference_service.h"

extern const struct cv_reference_kind logistics_references[];
extern const struct cv_reference_field logistics_named[];

#endif
