/* Boxes folded anew from their events, and compared with what is kept of them and of their loads.
 *
 * Thread   Of a program that does nothing else, inside a transaction. */
#ifndef LOGISTICS_BOX_AUDIT_H
#define LOGISTICS_BOX_AUDIT_H

#include "cargo/cargo_audit_store.h"

/* All of all organisations; adds to what is in `audit`. The first that are wrong are told on
 * stdout. */
struct cv_status box_audit_run(struct cv_tx *tx, struct cargo_audit *audit);

#endif
