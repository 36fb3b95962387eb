/* What the audit is told of a change: who, what, before and after, in the transaction of the
 * change. The manual is caravan/common/v1/audit.proto.
 *
 * Nobody can forget it: books that are open for writing (service/books_store.h) make one entry at
 * the end of their unit of work by themselves, with the method's answer as `after`; or, where that
 * names no resource, the request. What a method may add:
 *
 *     cv_audit_before(&books, message);          the thing as it was (cv_update_match() does it)
 *     cv_audit_add(&books, before, after);       several things: an entry for each, and none of
 *                                                the answer
 *     cv_audit_log(&books);                      the change is itself a log that is only added to
 *
 * Personal data: a service whose messages hold some gives their forms to cv_audit_forms_set(). Then
 * a digest stands for each such field, wherever a message of that type is part of an entry; its
 * salt is the noun's to keep, and to throw away with the person.
 *
 * Thread   Store threads, inside `work`; cv_audit_forms_set() before anything is served.
 * Memory   Messages are encoded at once and not kept. */
#ifndef CV_SERVICE_AUDIT_H
#define CV_SERVICE_AUDIT_H

#include "service/books_store.h"

#include <protobuf-c/protobuf-c.h>

/* What is personal in the messages of one type. */
struct cv_audit_form {
    const ProtobufCMessageDescriptor *type;
    const char *const *fields; /* names of texts that a digest stands for; ends with NULL */
    /* The salt of this very person, at least 16 random bytes that are kept in a row of its own and
     * go with the person. Empty: the person is gone, and the fields are left out. */
    struct cv_status (*salt)(struct cv_books *books, const ProtobufCMessage *message,
                             struct cv_slice *salt);
};

/* Of the whole process; ends with NULL, lasts for ever. */
void cv_audit_forms_set(const struct cv_audit_form *const *forms);

/* The thing before the change, for the entry that the method makes at its end: of the answer's own
 * type, or of that of the answer's first part of its type. Once in a unit. */
void cv_audit_before(struct cv_books *books, const void *message);
bool cv_audit_has_before(const struct cv_books *books);

/* One of several things that were changed, both of one type; NULL: was not there, or is gone. */
struct cv_status cv_audit_add(struct cv_books *books, const void *before, const void *after);

/* Of the request only its hash is told. */
void cv_audit_log(struct cv_books *books);

/* For books_store.c alone. */
struct cv_status cv_audit_begin(struct cv_books *books);

#endif
