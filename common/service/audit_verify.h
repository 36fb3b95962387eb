/* caravan-<service> verify: the audit of a stored file, without a server.
 *
 * Thread   Any; cv_audit_verify() in a reading transaction. */
#ifndef CV_SERVICE_AUDIT_VERIFY_H
#define CV_SERVICE_AUDIT_VERIFY_H

#include "service/recount_store.h"

/* What follows --store among these; NULL: it is not there. */
const char *cv_verify_store(int argc, char **argv);

/* Compute the hashes of all organisations anew, and say on stdout how it went. Adds to both. */
struct cv_status cv_audit_verify(struct cv_tx *tx, struct cv_arena *arena, int64_t *entries,
                                 int64_t *wrong);

/* The whole of `PROGRAM verify --store URL`. `recounts`: what there is beside the audit; NULL:
 * nothing. Exit codes: 0 all is as it was, 1 it is not, or cannot be read, 2 bad options. */
int cv_audit_verify_run(int argc, char **argv, const char *program,
                        const struct cv_migration *migrations, const struct cv_recount *recounts);

#endif
