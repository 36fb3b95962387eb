/* How long what is personal is kept, and what was kept long enough.
 *   - PERSON: 1826 days after the last change of the person, an enrolment, an assignment or a
 *     mentor pair; then erased. The programme's three years, and two in which a certificate is
 *     asked for again and reports are audited.
 *   - WITHDRAWN_CONSENT: 1096 days after its withdrawal; then deleted. It must be shown that there
 *     was one, as long as somebody may complain.
 *   - Answers kept for repeated calls: 7 days, in which somebody may still ask again; not to be set
 *     (CV_UPKEEP_KEEP_US).
 *   - For good, since without the person they are nobody's: enrolments and their steps, attendance,
 *     attempts, certificates and exchanges, which reports count; and the audit, in which persons
 *     are digests.
 *
 * The two classes run out in bites, each a transaction: by themselves once a day (erase_due, in
 * training_upkeep), and when somebody asks (RunRetention). What a bite did stays done, and the next
 * begins with what is left, whatever ended the one before. */
#ifndef TRAINING_RETENTION_STORE_H
#define TRAINING_RETENTION_STORE_H

#include "service/books_store.h"

/* The numbers of RetentionClass. */
enum retention_class {
    RETENTION_PERSON = 1,
    RETENTION_WITHDRAWN_CONSENT,
};
#define RETENTION_CLASSES 2

/* As set, or as it is if nothing was. */
struct cv_status retention_days(struct cv_books *books, enum retention_class class, int64_t *days);
struct cv_status retention_set(struct cv_books *books, int64_t class, int64_t days);

struct retention_run {
    int64_t erased_persons;
    int64_t deleted_consents;
    bool more;
};

/* Some hundred at most. */
struct cv_status retention_run(struct cv_books *books, const struct cv_scope *scope,
                               struct retention_run *run);

/* The first organisation after `after` ("": of all) that keeps persons; *found: there is one. */
struct cv_status retention_next_org(struct cv_tx *tx, struct cv_arena *arena, const char *after,
                                    const char **org, bool *found);

/* A bite of upkeep: retention_run() of the first organisation that has something due. */
struct cv_status erase_due(const struct cv_scope *scope, struct cv_tx *tx, bool *more);

#endif
