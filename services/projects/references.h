/* What other services may name of this one, and what is named here of theirs. */
#ifndef PROJECTS_REFERENCES_H
#define PROJECTS_REFERENCES_H

#include "service/reference.h"
#include "service/reference_service.h"

extern const struct cv_reference_kind projects_references[];
extern const struct cv_reference_field projects_named[];

#endif
