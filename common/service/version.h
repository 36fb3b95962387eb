/* Things that can change: an identity row, which knows its newest version, and one row for each
 * version it ever had, valid from recorded_us until replaced_us. What a thing was at any instant is
 * still there, so a report of a past instant can be made again.
 *
 * Thread   Store threads, inside `work`. */
#ifndef CV_SERVICE_VERSION_H
#define CV_SERVICE_VERSION_H

#include "service/books_store.h"

/* The statements of one kind of thing. */
struct cv_versions {
    const char *identity;
    const char *version;
};

/* Of the tables NOUN and NOUN_version, whose keys are (org_id, uid) and (org_id, uid, version). */
#define CV_VERSIONS(noun) CV_VERSIONS_WHERE(noun, "")
/* The identity's key has this column of its parent's uid, too. */
#define CV_VERSIONS_IN(noun, column) CV_VERSIONS_WHERE(noun, " AND " #column " = $4")
#define CV_VERSIONS_WHERE(noun, also)                                                              \
    {                                                                                              \
        .identity = "UPDATE " #noun " SET version = version + 1 WHERE org_id = $1 AND uid = $2 "   \
                    "AND version = $3" also,                                                       \
        .version = "UPDATE " #noun "_version SET replaced_us = $4 WHERE org_id = $1 AND uid = $2 " \
                   "AND version = $3",                                                             \
    }

/* The version that was read ends here, and the next one is `*version`: its row is for the caller to
 * insert. `parent` is NULL unless the identity's key has it. CV_BOOKS_CHANGED when another version
 * came between. */
struct cv_status cv_version_next(const struct cv_books *books, const struct cv_versions *versions,
                                 const struct cv_uuid *parent, struct cv_uuid uid,
                                 int64_t *version);

/* The first six of a new version's row: org_id, uid, version, recorded_us, replaced_us,
 * recorded_by. */
void cv_version_bind(const struct cv_books *books, struct cv_stmt *stmt, struct cv_uuid uid,
                     int64_t version);

#endif
