/* Messages as the audit keeps them: encoded, with a digest in the place of what is personal
 * (service/audit.h says which forms there are).
 *
 * Thread   Store threads, inside `work`. */
#ifndef CV_SERVICE_AUDIT_FORM_H
#define CV_SERVICE_AUDIT_FORM_H

#include "service/audit.h"

bool cv_audit_has_forms(void);

/* Into the arena of the books. */
struct cv_status cv_audit_encode(struct cv_books *books, const ProtobufCMessage *message,
                                 struct cv_slice *bytes);

#endif
