/* The form of a certificate on the wire. */
#ifndef TRAINING_CERTIFICATE_H
#define TRAINING_CERTIFICATE_H

#include "caravan/training/v1/certificate.pb-c.h"
#include "certificate/certificate_store.h"
#include "service/field.h"

#define CERTIFICATE_NAME "certificates/@"

/* The last day of a new certificate. */
int32_t certificate_expiry_read(struct cv_check *check, const Google__Type__Date *message);

/* NULL when the arena is full. */
Caravan__Training__V1__Certificate *certificate_wire(struct cv_arena *arena,
                                                     const struct certificate *certificate);

#endif
